package dev.sealward.access.openid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.ACR;
import com.nimbusds.openid.connect.sdk.claims.AMR;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import dev.sealward.access.openid.OpenIdFailure.Reason;
import dev.sealward.kernel.Input;
import dev.sealward.kernel.Refused;
import java.io.Closeable;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One OpenID provider: where to send people, and whom its answers prove.
 *
 * <p>Guarantees: the provider's own description must name the configured issuer; its end points are
 * https, or loopback like the issuer; every request carries a code challenge (S256); an ID token
 * counts only when it is signed by a key of the provider's with an asymmetric algorithm, is for
 * this client, carries the ticket's nonce, has not expired, and is not from the future. What the
 * provider sends beside that is not read: no user-info request, no access token kept.
 *
 * <p>Does not protect against: a provider that vouches for the wrong person. Thread-safe.
 */
public final class OpenIdProvider implements Closeable {
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);
  private static final int SKEW_SECONDS = 30;
  private static final Duration DESCRIPTION_LIFE = Duration.ofHours(1);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);
  private static final Duration KEYS_LIFE = Duration.ofMinutes(15);
  private static final Duration KEYS_WAIT = Duration.ofSeconds(10);
  private static final Duration KEYS_PACE = Duration.ofSeconds(30);
  private static final int MAX_PARAMETER_CHARS = 4096;
  private static final Pattern SUBJECT = Pattern.compile("[\\x20-\\x7e]{1,255}");
  private static final Pattern EMAIL =
      Pattern.compile("[\\x21-\\x7e&&[^@]]{1,64}@[\\x21-\\x7e&&[^@]]{1,189}");
  private static final int MAX_NAME_CHARS = 100;

  private record Described(OIDCProviderMetadata metadata, IDTokenValidator tokens, Instant until) {}

  private final OpenIdSettings settings;
  private final OpenIdRequests requests;
  private final Clock clock;
  private @Nullable Described described;
  private Instant askAgainAt = Instant.MIN;

  public OpenIdProvider(OpenIdSettings settings, Clock clock) throws IOException {
    this(settings, OpenIdRequests.to(settings), clock);
  }

  OpenIdProvider(OpenIdSettings settings, OpenIdRequests requests, Clock clock) {
    this.settings = settings;
    this.requests = requests;
    this.clock = clock;
  }

  /** Where the person's browser goes to sign in. */
  public URI address(OpenIdTicket ticket) throws OpenIdFailure {
    return new AuthenticationRequest.Builder(
            ResponseType.CODE,
            new Scope(settings.scopes().toArray(String[]::new)),
            new ClientID(settings.clientId()),
            settings.callback())
        .endpointURI(description().metadata().getAuthorizationEndpointURI())
        .state(new State(ticket.state()))
        .nonce(new Nonce(ticket.nonce()))
        .codeChallenge(new CodeVerifier(ticket.verifier()), CodeChallengeMethod.S256)
        .build()
        .toURI();
  }

  /**
   * Whom the provider's answer proves.
   *
   * @param answer the parameters the browser came back with
   */
  public OpenIdIdentity identity(OpenIdTicket ticket, Map<String, String[]> answer)
      throws OpenIdFailure {
    if (!ticket.isFor(single(answer, "state").orElse(""), clock.instant())) {
      throw new OpenIdFailure(Reason.EXPIRED);
    }
    Described provider = description();
    Optional<String> issuer = single(answer, "iss");
    if (issuer.filter(settings.issuer()::equals).isEmpty()
        && (issuer.isPresent() || provider.metadata().supportsAuthorizationResponseIssuerParam())) {
      // Another provider's answer, mixed up with this one's (RFC 9207).
      throw new OpenIdFailure(Reason.UNPROVEN);
    }
    if (answer.containsKey("error")) {
      throw new OpenIdFailure(Reason.REFUSED);
    }
    String code = single(answer, "code").orElseThrow(() -> new OpenIdFailure(Reason.UNPROVEN));
    JWT token = redeem(provider.metadata(), code, ticket);
    try {
      return identity(provider.tokens().validate(token, new Nonce(ticket.nonce())));
    } catch (BadJOSEException unproven) {
      throw new OpenIdFailure(Reason.UNPROVEN);
    } catch (JOSEException keysNotThere) {
      throw new OpenIdFailure(Reason.AWAY);
    }
  }

  private JWT redeem(OIDCProviderMetadata provider, String code, OpenIdTicket ticket)
      throws OpenIdFailure {
    try {
      AuthorizationCodeGrant grant =
          new AuthorizationCodeGrant(
              new AuthorizationCode(code),
              settings.callback(),
              new CodeVerifier(ticket.verifier()));
      TokenResponse answer =
          OIDCTokenResponseParser.parse(
              new TokenRequest.Builder(provider.getTokenEndpointURI(), client(provider), grant)
                  .build()
                  .toHTTPRequest()
                  .send(requests::send));
      if (answer instanceof OIDCTokenResponse tokens
          && tokens.getOIDCTokens().getIDToken() != null) {
        return tokens.getOIDCTokens().getIDToken();
      }
    } catch (IOException notAnswered) {
      throw new OpenIdFailure(Reason.AWAY);
    } catch (ParseException | IllegalArgumentException noTokens) {
      throw new OpenIdFailure(Reason.UNPROVEN);
    }
    throw new OpenIdFailure(Reason.REFUSED);
  }

  private ClientAuthentication client(OIDCProviderMetadata provider) throws IOException {
    ClientID id = new ClientID(settings.clientId());
    Secret secret = new Secret(settings.secret());
    List<ClientAuthenticationMethod> taken = provider.getTokenEndpointAuthMethods();
    boolean post =
        taken != null
            && taken.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST)
            && !taken.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
    return post ? new ClientSecretPost(id, secret) : new ClientSecretBasic(id, secret);
  }

  private OpenIdIdentity identity(IDTokenClaimsSet claims) throws OpenIdFailure {
    String subject = claims.getSubject().getValue();
    if (!SUBJECT.matcher(subject).matches()) {
      throw new OpenIdFailure(Reason.UNPROVEN);
    }
    // The word true, not the text "true": only what is surely meant counts.
    boolean verified = Boolean.TRUE.equals(claims.getBooleanClaim("email_verified"));
    return new OpenIdIdentity(
        settings.issuer(),
        subject,
        Optional.ofNullable(verified ? claims.getStringClaim("email") : null)
            .filter(email -> EMAIL.matcher(email).matches())
            .map(email -> email.toLowerCase(Locale.ROOT)),
        name(claims.getStringClaim(settings.nameClaim())),
        Optional.ofNullable(claims.getAuthenticationTime()).map(Date::toInstant),
        showsSecondFactor(claims));
  }

  /** Whether {@code acr} or one of {@code amr} is a word the operator takes for a second factor. */
  private boolean showsSecondFactor(IDTokenClaimsSet claims) {
    Set<String> words = settings.secondFactorWords();
    ACR context = claims.getACR();
    List<AMR> methods = claims.getAMR();
    return (context != null && words.contains(context.getValue()))
        || (methods != null && methods.stream().anyMatch(one -> words.contains(one.getValue())));
  }

  /** A name is shown to people; one that is not fit for that is none. */
  private static String name(@Nullable String claimed) {
    try {
      return Input.line("name", claimed, MAX_NAME_CHARS);
    } catch (Refused unfit) {
      return "";
    }
  }

  /** A parameter that came once; one that came twice is no answer of a provider's. */
  private static Optional<String> single(Map<String, String[]> answer, String name)
      throws OpenIdFailure {
    String[] values = answer.get(name);
    if (values == null) {
      return Optional.empty();
    }
    if (values.length != 1 || values[0].length() > MAX_PARAMETER_CHARS) {
      throw new OpenIdFailure(Reason.UNPROVEN);
    }
    return Optional.of(values[0]).filter(value -> !value.isEmpty());
  }

  /**
   * What the provider says of itself, asked for once an hour; after a failure not at once again.
   */
  private synchronized Described description() throws OpenIdFailure {
    Instant now = clock.instant();
    if (described != null && now.isBefore(described.until())) {
      return described;
    }
    if (now.isBefore(askAgainAt)) {
      throw new OpenIdFailure(Reason.AWAY);
    }
    try {
      String base = settings.issuer().replaceAll("/+$", "");
      String text = requests.text(URI.create(base + "/.well-known/openid-configuration"));
      OIDCProviderMetadata metadata = OIDCProviderMetadata.parse(text);
      requireUsable(metadata);
      Described fresh = new Described(metadata, tokens(metadata), now.plus(DESCRIPTION_LIFE));
      described = fresh;
      return fresh;
    } catch (IOException | ParseException | IllegalArgumentException unusable) {
      askAgainAt = now.plus(PAUSE_AFTER_FAILURE);
      throw new OpenIdFailure(Reason.AWAY);
    }
  }

  private void requireUsable(OIDCProviderMetadata metadata) throws IOException {
    boolean own = metadata.getIssuer().getValue().equals(settings.issuer());
    boolean plain = "http".equals(settings.issuerAddress().getScheme());
    for (URI endPoint :
        new URI[] {
          metadata.getAuthorizationEndpointURI(),
          metadata.getTokenEndpointURI(),
          metadata.getJWKSetURI()
        }) {
      if (!own
          || !OpenIdSettings.isSafe(endPoint)
          || (!plain && !"https".equals(endPoint.getScheme()))) {
        throw new IOException("not the provider that was configured");
      }
    }
  }

  private IDTokenValidator tokens(OIDCProviderMetadata metadata) throws MalformedURLException {
    JWKSource<SecurityContext> keys =
        JWKSourceBuilder.<SecurityContext>create(
                metadata.getJWKSetURI().toURL(),
                url -> new Resource(requests.text(URI.create(url.toString())), "application/json"))
            .cache(KEYS_LIFE.toMillis(), KEYS_WAIT.toMillis())
            .refreshAheadCache(false)
            .rateLimited(KEYS_PACE.toMillis())
            .build();
    IDTokenValidator validator =
        new IDTokenValidator(
            new Issuer(settings.issuer()),
            new ClientID(settings.clientId()),
            new JWSVerificationKeySelector<>(ALGORITHMS, keys),
            null);
    validator.setMaxClockSkew(SKEW_SECONDS);
    return validator;
  }

  @Override
  public void close() throws IOException {
    requests.close();
  }
}
