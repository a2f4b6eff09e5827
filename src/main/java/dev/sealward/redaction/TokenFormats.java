package dev.sealward.redaction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tokens that say by their prefix what they are, from their providers' public documentation.
 *
 * <p>Each row: kind, prefix, alphabet of the rest, fewest and most characters of the rest (0: no
 * most). {@code +} before the prefix: the prefix stays readable.
 */
final class TokenFormats {
  private static final String TABLE =
      """
      github_token ghp_ word 30 0
      github_token gho_ word 30 0
      github_token ghu_ word 30 0
      github_token ghs_ word 30 0
      github_token ghr_ word 30 0
      github_token github_pat_ word 22 0
      gitlab_token glpat- url 20 0
      gitlab_token gldt- url 20 0
      gitlab_token glrt- url 20 0
      gitlab_token glcbt- url 20 0
      gitlab_token glptt- url 20 0
      gitlab_token glft- url 20 0
      gitlab_token glsoat- url 20 0
      gitlab_token glimt- url 20 0
      gitlab_token glagent- url 20 0
      gitlab_token GR1348941 url 20 0
      openai_key sk- url 32 0
      openai_key sk-proj- url 20 0
      openai_key sk-svcacct- url 20 0
      openai_key sk-admin- url 20 0
      anthropic_key sk-ant- url 20 0
      openrouter_key sk-or-v1- alnum 32 0
      groq_key gsk_ alnum 40 0
      xai_key xai- alnum 60 0
      perplexity_key pplx- alnum 40 0
      nvidia_key nvapi- url 40 0
      huggingface_token hf_ alnum 34 40
      huggingface_token api_org_ alnum 34 40
      replicate_token r8_ alnum 30 0
      aws_access_key_id AKIA upper 16 16
      aws_access_key_id ASIA upper 16 16
      aws_access_key_id ABIA upper 16 16
      aws_access_key_id ACCA upper 16 16
      stripe_key sk_live_ alnum 10 0
      stripe_key sk_test_ alnum 10 0
      stripe_key rk_live_ alnum 10 0
      stripe_key rk_test_ alnum 10 0
      stripe_key whsec_ base64 24 0
      slack_token xoxa- url 10 0
      slack_token xoxb- url 10 0
      slack_token xoxc- url 10 0
      slack_token xoxd- base64 10 0
      slack_token xoxe- url 10 0
      slack_token xoxe.xox dotted 10 0
      slack_token xoxo- url 10 0
      slack_token xoxp- url 10 0
      slack_token xoxr- url 10 0
      slack_token xoxs- url 10 0
      slack_token xapp- url 20 0
      slack_webhook +hooks.slack.com/services/ path 20 0
      slack_webhook +hooks.slack.com/workflows/ path 20 0
      discord_webhook +discord.com/api/webhooks/ path 40 0
      google_api_key AIza url 35 0
      google_oauth GOCSPX- url 20 0
      google_oauth ya29. url 20 0
      npm_token npm_ alnum 30 0
      pypi_token pypi- url 40 0
      rubygems_token rubygems_ alnum 40 0
      sendgrid_key SG. dotted 40 0
      sendinblue_key xkeysib- url 60 0
      mailgun_key key- alnum 32 32
      digitalocean_token dop_v1_ alnum 40 0
      digitalocean_token doo_v1_ alnum 40 0
      digitalocean_token dor_v1_ alnum 40 0
      doppler_token dp.pt. alnum 30 0
      doppler_token dp.st. dotted 30 0
      doppler_token dp.ct. alnum 30 0
      doppler_token dp.sa. alnum 30 0
      doppler_token dp.scim. alnum 30 0
      doppler_token dp.audit. alnum 30 0
      heroku_key HRKU- url 36 0
      tavily_key tvly- url 30 0
      dockerhub_token dckr_pat_ url 20 0
      dockerhub_token dckr_oat_ url 20 0
      shopify_token shpat_ alnum 32 0
      shopify_token shpca_ alnum 32 0
      shopify_token shppa_ alnum 32 0
      shopify_token shpss_ alnum 32 0
      square_token sq0atp- url 22 0
      square_token sq0csp- url 40 0
      square_token EAAA url 56 0
      grafana_token glsa_ word 30 0
      grafana_token glc_ base64 32 0
      vault_token hvs. url 20 0
      vault_token hvb. url 20 0
      vault_token hvr. url 20 0
      sentry_token sntryu_ alnum 60 0
      sentry_token sntrys_ loose 60 0
      planetscale_token pscale_tkn_ loose 30 0
      planetscale_token pscale_oauth_ loose 30 0
      planetscale_token pscale_pw_ loose 30 0
      postman_key PMAK- url 50 0
      newrelic_key NRAK- alnum 27 0
      newrelic_key NRII- url 30 0
      newrelic_key NRJS- alnum 19 0
      databricks_token dapi alnum 32 32
      linear_key lin_api_ alnum 40 0
      notion_token ntn_ alnum 40 0
      notion_token secret_ alnum 43 43
      figma_token figd_ url 36 0
      atlassian_token ATATT3 loose 60 0
      atlassian_token ATCTT3 loose 60 0
      bitbucket_token ATBB alnum 24 0
      typeform_token tfp_ loose 40 0
      pulumi_token pul- alnum 40 0
      prefect_key pnu_ alnum 36 0
      readme_key rdme_ alnum 60 0
      duffel_token duffel_live_ loose 30 0
      duffel_token duffel_test_ loose 30 0
      easypost_key EZAK alnum 54 0
      easypost_key EZTK alnum 54 0
      flutterwave_key FLWSECK url 12 0
      frameio_token fio-u- loose 60 0
      gocardless_token live_ loose 40 44
      shippo_token shippo_live_ alnum 40 0
      shippo_token shippo_test_ alnum 40 0
      sourcegraph_token sgp_ word 40 0
      tailscale_key tskey- url 20 0
      terraform_token .atlasv1. loose 60 0
      onepassword_token ops_eyJ loose 100 0
      age_key AGE-SECRET-KEY-1 alnum 50 0
      fly_token FlyV1 loose 40 0
      fly_token fm2_ loose 60 0
      supabase_token sbp_ alnum 40 0
      render_key rnd_ alnum 28 0
      netlify_token nfp_ alnum 36 0
      circleci_token CCIPAT_ word 40 0
      buildkite_token bkua_ alnum 40 0
      artifactory_key AKCp alnum 60 0
      artifactory_token cmVmdGtuO base64 50 0
      alibaba_key LTAI alnum 17 0
      adobe_secret p8e- url 32 0
      airtable_token pat dotted 79 79
      contentful_token CFPAT- url 43 0
      dynatrace_token dt0c01. dotted 80 0
      dynatrace_token dt0s01. dotted 80 0
      yandex_key AQVN url 35 0
      yandex_token t1. loose 80 0
      octopus_key API- upper 26 0
      harness_token pat. dotted 60 0
      harness_token sat. dotted 60 0
      settlemint_token sm_pat_ alnum 16 0
      settlemint_token sm_aat_ alnum 16 0
      settlemint_token sm_sat_ alnum 16 0
      mapbox_token pk.ey dotted 60 0
      mapbox_token sk.ey dotted 60 0
      infracost_key ico- alnum 32 0
      openshift_token sha256~ url 43 0
      clojars_token CLOJARS_ alnum 60 0
      lob_key live_pub_ alnum 31 0
      lob_key test_pub_ alnum 31 0
      facebook_token EAAC alnum 80 0
      facebook_token EAAM alnum 80 0
      sealward_token swd_ dotted 54 0
      """;

  private static final Set<String> KINDS =
      TABLE.lines().map(row -> row.substring(0, row.indexOf(' '))).collect(Collectors.toSet());

  /** Kinds whose prefixes occur in no word, so that they count in the middle of one, too. */
  private static final Set<String> UNMISTAKABLE =
      Set.of(
          "github_token",
          "gitlab_token",
          "slack_token",
          "stripe_key",
          "npm_token",
          "pypi_token",
          "shopify_token",
          "digitalocean_token",
          "sealward_token");

  private static final byte[] EXAMPLE = Bytes.ascii("example");

  private TokenFormats() {}

  static boolean isKind(String text) {
    return KINDS.contains(text);
  }

  static List<Anchors.Anchor> anchors() {
    List<Anchors.Anchor> anchors = new ArrayList<>();
    TABLE
        .lines()
        .map(row -> row.split(" "))
        .sorted(Comparator.comparing((String[] row) -> -row[1].length()))
        .forEach(row -> anchors.add(anchor(row)));
    anchors.add(new Anchors.Anchor(Bytes.ascii("eyj"), false, TokenFormats::jwt));
    anchors.add(new Anchors.Anchor(Bytes.ascii(":aa"), false, TokenFormats::telegram));
    return anchors;
  }

  private static Anchors.Anchor anchor(String[] row) {
    boolean keep = row[1].startsWith("+");
    byte[] prefix = Bytes.ascii(keep ? row[1].substring(1) : row[1]);
    int fewest = Integer.parseInt(row[3]);
    int most = row[4].equals("0") ? Integer.MAX_VALUE : Integer.parseInt(row[4]);
    String kind = row[0];
    ByteClass alphabet = alphabet(row[2]);
    byte[] lower =
        Bytes.ascii((keep ? row[1].substring(1) : row[1]).toLowerCase(java.util.Locale.ROOT));
    return new Anchors.Anchor(
        lower, false, (line, at) -> token(line, at, prefix, keep, alphabet, fewest, most, kind));
  }

  private static ByteClass alphabet(String name) {
    return switch (name) {
      case "word" -> ByteClass.WORD;
      case "url" -> ByteClass.URL_SAFE;
      case "base64" -> ByteClass.BASE64;
      case "dotted" -> ByteClass.DOTTED;
      case "loose" -> ByteClass.LOOSE;
      case "path" -> ByteClass.PATH;
      default -> ByteClass.ALPHANUMERIC;
    };
  }

  private static void token(
      Line line,
      int at,
      byte[] prefix,
      boolean keep,
      ByteClass alphabet,
      int fewest,
      int most,
      String kind) {
    boolean anywhere = keep || prefix[0] == '.' || UNMISTAKABLE.contains(kind);
    if (!line.startsWith(at, prefix) || (!anywhere && !line.isTokenStart(at))) {
      return;
    }
    int body = at + prefix.length;
    // Enough to decide; the whole run is read only once it is to be masked.
    int sure = line.runEnd(alphabet, body, most < 256 ? most + 1 : fewest);
    int length = sure - body;
    if (length < fewest || length > most || isSample(line, body, sure)) {
      return;
    }
    int glance = line.extent(alphabet, body, 256);
    int start = keep ? body : prefix[0] == '.' ? wordStart(line, at) : at;
    if (glance - body == 256) {
      line.markRun(start, alphabet, Span.EXACT, kind);
    } else {
      line.mark(start, trimmed(line, body, glance), Span.EXACT, kind, false);
    }
  }

  /** A full stop or dash after a token ends the sentence, not the token. */
  private static int trimmed(Line line, int body, int stop) {
    int end = stop;
    while (end > body
        && (line.byteAt(end - 1) == '.'
            || line.byteAt(end - 1) == ':'
            || line.byteAt(end - 1) == '-')) {
      end--;
    }
    return end;
  }

  private static int wordStart(Line line, int at) {
    int start = at;
    while (at - start < 32 && Bytes.isAlphanumeric(line.byteAt(start - 1))) {
      start--;
    }
    return start;
  }

  /** Documentation writes tokens as {@code xxxx…} or with EXAMPLE in them; neither is one. */
  private static boolean isSample(Line line, int from, int to) {
    if (Compiler.different(line.bytes(), from, Math.min(to, from + 64)) < 5) {
      return true;
    }
    for (int i = from; i + EXAMPLE.length <= to; i++) {
      if (line.startsWithIgnoreCase(i, EXAMPLE)) {
        return true;
      }
    }
    return false;
  }

  /** RFC 7515/7516 compact form: base64url parts with dots between, the first one a JSON object. */
  private static void jwt(Line line, int at) {
    if (line.byteAt(at) != 'e' || line.byteAt(at + 2) != 'J' || !line.isTokenStart(at)) {
      return;
    }
    int first = line.runEnd(ByteClass.URL_SAFE, at, 2048);
    if (first - at < 12 || line.byteAt(first) != '.') {
      return;
    }
    int second = line.runEnd(ByteClass.URL_SAFE, first + 1, 8);
    if (second - first < 5) {
      return;
    }
    line.markRun(at, ByteClass.DOTTED, Span.EXACT, "jwt");
  }

  /** {@code <bot id>:AA…}: the id is public, yet the two only work together. */
  private static void telegram(Line line, int at) {
    int start = at;
    while (at - start <= 12 && Bytes.isDigit(line.byteAt(start - 1))) {
      start--;
    }
    int stop = line.runEnd(ByteClass.URL_SAFE, at + 1, 63);
    if (at - start >= 8
        && at - start <= 12
        && line.byteAt(at + 1) == 'A'
        && line.byteAt(at + 2) == 'A'
        && stop - at - 1 >= 34
        && stop - at - 1 <= 36) {
      line.mark(start, stop, Span.EXACT, "telegram_token", false);
    }
  }
}
