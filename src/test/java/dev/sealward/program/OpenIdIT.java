package dev.sealward.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import dev.sealward.access.openid.TestProvider;
import dev.sealward.access.openid.TestProvider.Trick;
import dev.sealward.program.Visitor.Reply;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Signing in at an OpenID provider, with the program as it ships and a provider on loopback. */
@Tag("ATTACK-12")
@Tag("ATTACK-15")
class OpenIdIT {
  private static final String SUBJECT = "248289761001";
  private static final String BEGIN = "/sign-in/oidc";

  private static TestProvider provider;
  private static RunningSealward program;
  private static Operator ada;

  @BeforeAll
  static void start() {
    provider = TestProvider.start();
    int port = RunningSealward.freePort();
    program =
        RunningSealward.start(
            Map.of(
                "SEALWARD_PUBLIC_URL",
                "http://127.0.0.1:" + port,
                "SEALWARD_OIDC_ISSUER",
                provider.issuer(),
                "SEALWARD_OIDC_CLIENT_ID",
                TestProvider.CLIENT,
                "SEALWARD_OIDC_CLIENT_SECRET",
                TestProvider.SECRET,
                "SEALWARD_OIDC_LINK_BY_EMAIL",
                "true",
                "SEALWARD_OIDC_SECOND_FACTOR",
                "hwk",
                "SEALWARD_OIDC_BUTTON",
                "Sign in with <b>Test</b> & friends",
                "SEALWARD_ADDRESS_CALLS_PER_MINUTE",
                "5"),
            port);
    ada = new Operator(program.address());
    ada.setUp(program.setUpCode(), "file", "");
    link(Map.of("person", Operator.NAME, "subject", SUBJECT));
  }

  @AfterAll
  static void stop() {
    program.close();
    provider.close();
  }

  @BeforeEach
  void wellBehaved() {
    provider.does(Trick.NONE);
    provider.account(Map.of("sub", SUBJECT));
  }

  private static Page link(Map<String, String> typed) {
    return ada.submit(ada.open("/settings/sign-in"), "link", "linkIt", typed);
  }

  private static Visitor visitor() {
    return new Visitor(program.address());
  }

  /** Begins, goes to the provider, and gives the address it sends the browser back to. */
  private static String cameBack(Visitor who, String begin) {
    Reply begun = who.get(begin);
    assertThat(begun.status()).as(begun.toString()).isEqualTo(302);
    assertThat(begun.location()).startsWith(provider.issuer() + "/authorize?");
    URI back = TestProvider.sentBackTo(URI.create(begun.location()));
    assertThat(back.getAuthority()).isEqualTo(program.address().getAuthority());
    return back.getRawPath() + "?" + back.getRawQuery();
  }

  /** Nobody brings a token here but this one. */
  @Test
  @Tag("VAULT-09")
  void addressThatCallsTooOftenIsToldWhenToComeBackAndPagesStayOpen() {
    Agent caller = Agent.withToken(program.address(), "swd_no_token");
    Agent.Answer answer = caller.get("/api/v1");
    for (int call = 0; call < 300 && answer.status() == 401; call++) {
      answer = caller.get("/api/v1");
    }

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.code()).isEqualTo("ADDRESS_RATE_LIMITED");
    assertThat(Integer.parseInt(answer.retryAfter())).isBetween(1, 61);
    assertThat(answer.cacheControl()).isEqualTo("no-store");
    int status = 0;
    for (int call = 0; call < 300 && status != 429; call++) {
      String said = "X-Forwarded-For: 192.0.2." + call % 250;
      status = visitor().get("/api/v1", "Authorization: Bearer swd_no_token", said).status();
    }
    assertThat(status).as("an address is not what its caller says").isEqualTo(429);
    assertThat(visitor().get("/sign-in").status()).isEqualTo(200);
    assertThat(visitor().get("/health").status()).isEqualTo(200);
  }

  @Test
  void linkedAccountEntersWhereItWantedToGoUnderANewSession() {
    Visitor who = visitor();
    Page door = who.get("/sign-in?next=/audit").page();
    assertThat(door.html())
        .contains("Sign in with &lt;b&gt;Test&lt;/b&gt; &amp; friends")
        .contains("href=\"/sign-in/oidc?next=%2Faudit\"");
    String callback = cameBack(who, BEGIN + "?next=%2Faudit");
    String before = who.session();

    Reply in = who.get(callback);

    assertThat(in.location()).isEqualTo("/audit");
    assertThat(who.session()).isNotEqualTo(before);
    Reply audit = who.get("/audit");
    assertThat(audit.status()).isEqualTo(200);
    assertThat(audit.page().words()).contains("people.signed_in").contains("OpenID Connect");
    assertThat(program.output()).doesNotContain(TestProvider.SECRET).doesNotContain("code=");
  }

  @Test
  void whoseRolesDemandASecondFactorSetsItUpAfterTheProvidersWord() {
    demand("everybody");
    try {
      Visitor who = visitor();
      Reply half = who.get(cameBack(who, BEGIN + "?next=%2Faudit"));
      assertThat(half.location()).isEqualTo("/sign-in/enrol?next=%2Faudit");
      assertThat(who.get(half.location()).page().words()).contains("Set up your second factor");
      assertThat(who.get("/audit").location()).as("nobody yet").startsWith("/sign-in");

      provider.account(Map.of("sub", SUBJECT, "amr", List.of("pwd", "hwk")));
      Visitor shown = visitor();
      assertThat(shown.get(cameBack(shown, BEGIN)).location()).isEqualTo("/");
      assertThat(shown.get("/audit").status()).isEqualTo(200);
    } finally {
      demand("nobody");
    }
  }

  private static void demand(String of) {
    // Setting up may be long ago, and opening this page confirms.
    ada.open("/sign-in/again");
    Page done =
        ada.submit(
            ada.open("/settings/people"), "demandFactor", "saveDemand", Map.of("demand", of));
    assertThat(done.words()).contains("It holds from the next sign-in on");
  }

  /** In a browser the policy of the page, the cookie's rule and the way back all have to agree. */
  @Test
  void browserGoesToTheProviderAndBackAndItsPagesAreSound() {
    try (Chromium chromium = Chromium.launch();
        BrowserContext context = chromium.browser().newContext()) {
      PageReview review = new PageReview(chromium, program.address());
      review.everyPage(context, List.of("/sign-in?sso=not-linked"));
      com.microsoft.playwright.Page page = context.newPage();
      List<String> complaints = new ArrayList<>();
      page.onConsoleMessage(message -> complaints.add(message.text()));
      page.navigate(program.address() + "/audit");
      page.click("#openId");
      assertThat(URI.create(page.url()).getPath()).isEqualTo("/audit");
      page.navigate(program.address() + "/settings/sign-in");
      page.fill("#person", "nobody-here");
      page.fill("#subject", "s1");
      page.click("#linkIt");
      PageReview.shot(page, "settings-sign-in-refused");
      assertThat(page.inputValue("#subject")).isEqualTo("s1");
      assertThat(complaints).isEmpty();
      review.everyPage(context, List.of("/settings/sign-in", "/account/sign-in"));
    }
  }

  @Test
  void accountNobodyLinkedIsToldSoAndGetsNoSession() {
    provider.account(Map.of("sub", "another", "email", "ada@example.org", "email_verified", true));
    Visitor who = visitor();

    Reply out = who.get(cameBack(who, BEGIN));

    assertThat(out.location()).isEqualTo("/sign-in?sso=not-linked");
    assertThat(who.get(out.location()).page().words()).contains("is not linked to anybody here");
    assertThat(who.get("/audit").status()).isEqualTo(302);
    assertThat(ada.open("/audit").words()).contains("OIDC_NOT_LINKED");
  }

  @Test
  void checkedEmailAddressAnAdminLinkedIsTakenOnceAndBySubjectFromThenOn() {
    link(Map.of("person", Operator.NAME, "email", "Grace@Example.org"));
    Map<String, Object> account =
        new HashMap<>(Map.of("sub", "grace-1", "email", "grace@example.org"));
    provider.account(account);
    Visitor unchecked = visitor();
    assertThat(unchecked.get(cameBack(unchecked, BEGIN)).location()).endsWith("not-linked");

    account.put("email_verified", true);
    provider.account(Map.copyOf(account));
    Visitor first = visitor();
    assertThat(first.get(cameBack(first, BEGIN)).location()).isEqualTo("/");

    account.put("sub", "grace-2");
    provider.account(Map.copyOf(account));
    Visitor other = visitor();
    assertThat(other.get(cameBack(other, BEGIN)).location())
        .as("the address went to somebody else")
        .endsWith("not-linked");
  }

  @ParameterizedTest
  @EnumSource(
      value = Trick.class,
      names = {
        "NONCE_OF_ANOTHER",
        "AUDIENCE_OF_ANOTHER",
        "FOREIGN_ISSUER",
        "EXPIRED",
        "UNSIGNED",
        "SIGNED_WITH_PUBLIC_KEY",
        "SIGNED_WITH_CLIENT_SECRET",
        "FOREIGN_KEY",
        "STATE_OF_ANOTHER",
        "NO_STATE",
        "ISSUER_MIX_UP",
        "ERROR_WITH_SCRIPT",
        "NO_TOKEN",
        "HUGE_TOKEN"
      })
  void misbehavingProviderLetsNobodyInAndPutsNoWordOnThePage(Trick trick) {
    Visitor who = visitor();
    Reply begun = who.get(BEGIN);
    provider.does(trick);
    URI back = TestProvider.sentBackTo(URI.create(begun.location()));

    Reply out = who.get(back.getRawPath() + "?" + back.getRawQuery());

    assertThat(out.location()).matches("/sign-in\\?sso=(expired|refused|away|unproven)");
    assertThat(who.get(out.location()).body()).doesNotContain("otter-4711", "alert(");
    assertThat(who.get("/audit").status()).isEqualTo(302);
    assertThat(program.output()).doesNotContain("otter-4711");
  }

  @Test
  void loginCsrfWithTheAttackersAnswerSignsNobodyIn() {
    Visitor attacker = visitor();
    String attackersAnswer = cameBack(attacker, BEGIN);
    Visitor victim = visitor();
    victim.get("/sign-in");

    assertThat(victim.get(attackersAnswer).location()).isEqualTo("/sign-in?sso=expired");
    victim.get(BEGIN);
    assertThat(victim.get(attackersAnswer).location()).isEqualTo("/sign-in?sso=expired");
    assertThat(victim.get("/audit").status()).isEqualTo(302);
  }

  @Test
  void answerIsGoodOnce() {
    Visitor who = visitor();
    String callback = cameBack(who, BEGIN);
    String ticketed = who.session();
    assertThat(who.get(callback).location()).isEqualTo("/");
    int redeemed = provider.redeemed();

    Visitor replaying = visitor();
    replaying.holdSession(ticketed);

    assertThat(replaying.get(callback).location()).isEqualTo("/sign-in?sso=expired");
    assertThat(who.get(callback).location()).isEqualTo("/sign-in?sso=expired");
    assertThat(provider.redeemed()).isEqualTo(redeemed);
  }

  @Test
  void anotherSitesPageBeginsNoSignIn() {
    assertThat(visitor().get(BEGIN, "Sec-Fetch-Site: cross-site").location()).isEqualTo("/sign-in");
    assertThat(visitor().get(BEGIN + "?next=https://evil.example/").location())
        .startsWith(provider.issuer());
    assertThat(visitor().get(BEGIN, "Host: evil.example").status()).isEqualTo(421);
    assertThat(visitor().get(BEGIN, "X-Forwarded-Host: evil.example").location())
        .doesNotContain("evil");
  }

  @Test
  void wordsInTheAddressAreNotShown() {
    String page = visitor().get("/sign-in?sso=" + Visitor.encode("<b>You won</b>")).body();

    assertThat(page).doesNotContain("You won");
  }

  @Test
  void badLinkIsRefusedBesideItsField() {
    assertThat(link(Map.of("person", "nobody-here", "subject", "s1")).text("person-error"))
        .contains("nobody of this name");
    assertThat(link(Map.of("person", Operator.NAME)).text("subject-error"))
        .contains("one of the two");
    assertThat(link(Map.of("person", Operator.NAME, "email", "no address")).text("email-error"))
        .contains("no e-mail address");
    assertThat(link(Map.of("person", Operator.NAME, "subject", SUBJECT)).words())
        .contains("This account is linked already");
  }

  @Test
  void linkTakenAwayLetsNobodyInAnyMore() {
    link(Map.of("person", Operator.NAME, "subject", "short-lived"));
    provider.account(Map.of("sub", "short-lived"));
    Visitor before = visitor();
    assertThat(before.get(cameBack(before, BEGIN)).location()).isEqualTo("/");

    Visitor admin = visitor().signedIn();
    Page page = admin.get("/settings/sign-in").page();
    String row =
        page.html().substring(page.html().lastIndexOf("<tr", page.html().indexOf("short-lived")));
    String form = row.replaceAll("(?s).*?<form[^>]* id=\"([^\"]+)\".*", "$1");
    String button = row.replaceAll("(?s).*?<button[^>]* name=\"([^\"]+)\".*", "$1");
    assertThat(admin.submit(page, form, button, Map.of()).location())
        .isEqualTo("/settings/sign-in");

    Visitor after = visitor();
    assertThat(after.get(cameBack(after, BEGIN)).location()).endsWith("not-linked");
  }
}
