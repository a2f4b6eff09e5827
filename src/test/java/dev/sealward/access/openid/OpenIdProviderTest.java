package dev.sealward.access.openid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealward.access.openid.OpenIdFailure.Reason;
import dev.sealward.access.openid.OpenIdTicket.Purpose;
import dev.sealward.access.openid.TestProvider.Trick;
import dev.sealward.outbound.Outbound;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a real provider on loopback, which misbehaves in every way we know. */
@Tag("ATTACK-12")
class OpenIdProviderTest {
  private static final Duration OVERALL = Duration.ofMillis(400);

  private final TestProvider remote = TestProvider.start();
  private final Clock clock = Clock.systemUTC();
  private OpenIdProvider provider;

  @BeforeEach
  void start() throws IOException {
    provider = provider();
  }

  private OpenIdProvider provider() throws IOException {
    OpenIdSettings settings = settings(remote.issuer());
    return new OpenIdProvider(
        settings,
        new OpenIdRequests(Outbound.under(OpenIdRequests.rules(settings, OVERALL))),
        clock);
  }

  @AfterEach
  void stop() throws IOException {
    provider.close();
    remote.close();
  }

  @Test
  void goodAnswerProvesTheSubjectAndWhatTheProviderChecked() throws OpenIdFailure {
    Instant proven = Instant.ofEpochSecond(clock.instant().getEpochSecond() - 60);
    remote.account(
        Map.of(
            "sub", "248289761001",
            "email", "Ada@Example.org",
            "email_verified", true,
            "preferred_username", " Ada L. ",
            "auth_time", proven.getEpochSecond()));

    OpenIdIdentity identity = signIn(ticket());

    assertThat(identity.subject()).isEqualTo("248289761001");
    assertThat(identity.issuer()).isEqualTo(remote.issuer());
    assertThat(identity.email()).contains("ada@example.org");
    assertThat(identity.name()).isEqualTo("Ada L.");
    assertThat(identity.authenticatedAt()).contains(proven);
  }

  @Test
  void addressCarriesStateNonceChallengeAndTheConfiguredWayBackOnly() throws OpenIdFailure {
    OpenIdTicket ticket = ticket();

    Map<String, String[]> sent = TestProvider.parameters(provider.address(ticket));

    assertThat(sent.get("state")).containsExactly(ticket.state());
    assertThat(sent.get("nonce")).containsExactly(ticket.nonce());
    assertThat(sent.get("code_challenge_method")).containsExactly("S256");
    assertThat(sent.get("redirect_uri"))
        .containsExactly("https://sealward.example/sign-in/oidc/callback");
    assertThat(sent.get("response_type")).containsExactly("code");
    assertThat(provider.address(ticket).toString()).doesNotContain(ticket.verifier());
  }

  @ParameterizedTest
  @CsvSource({
    "NONCE_OF_ANOTHER, UNPROVEN",
    "NO_NONCE, UNPROVEN",
    "AUDIENCE_OF_ANOTHER, UNPROVEN",
    "FOREIGN_ISSUER, UNPROVEN",
    "EXPIRED, UNPROVEN",
    "NOT_YET, UNPROVEN",
    "UNSIGNED, UNPROVEN",
    "SIGNED_WITH_PUBLIC_KEY, UNPROVEN",
    "SIGNED_WITH_CLIENT_SECRET, UNPROVEN",
    "FOREIGN_KEY, UNPROVEN",
    "STATE_OF_ANOTHER, EXPIRED",
    "NO_STATE, EXPIRED",
    "ISSUER_MIX_UP, UNPROVEN",
    "ERROR_WITH_SCRIPT, REFUSED",
    "NO_TOKEN, REFUSED",
    "HUGE_TOKEN, AWAY",
    "SLOW_TOKEN, AWAY",
    "REDIRECTED_TOKEN, REFUSED",
    "KEYS_GONE, AWAY"
  })
  void misbehavingProviderProvesNobody(Trick trick, Reason reason) throws OpenIdFailure {
    OpenIdTicket ticket = ticket();
    URI address = provider.address(ticket);
    remote.does(trick);

    OpenIdFailure failure = failure(ticket, TestProvider.visit(address));

    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure).hasMessage(reason.name()).hasNoCause();
  }

  @ParameterizedTest
  @CsvSource({"HUGE_DESCRIPTION", "DESCRIPTION_OF_ANOTHER", "TOKEN_ADDRESS_ELSEWHERE"})
  void providerThatDescribesItselfWronglyIsAway(Trick trick) {
    remote.does(trick);

    assertThat(catchThrowableOfType(OpenIdFailure.class, () -> provider.address(ticket())).reason())
        .isEqualTo(Reason.AWAY);
  }

  @Test
  void replayedCodeProvesNobodyTheSecondTime() throws OpenIdFailure {
    OpenIdTicket ticket = ticket();
    Map<String, String[]> answer = TestProvider.visit(provider.address(ticket));
    provider.identity(ticket, answer);

    assertThat(failure(ticket, answer).reason()).isEqualTo(Reason.REFUSED);
    assertThat(remote.redeemed()).isEqualTo(1);
  }

  /** A provider that lets a code be used twice cannot make a stolen one good. */
  @Test
  void codeOfAnotherSessionLacksItsVerifierAndNonce() throws OpenIdFailure {
    OpenIdTicket victims = ticket();
    Map<String, String[]> stolen = TestProvider.visit(provider.address(victims));
    OpenIdTicket own = ticket();
    Map<String, String[]> mixed = new HashMap<>(TestProvider.visit(provider.address(own)));
    mixed.put("code", stolen.get("code"));

    assertThat(failure(own, mixed).reason()).isEqualTo(Reason.REFUSED);
    assertThat(remote.redeemed()).isZero();
  }

  @Test
  void stateOfAnotherSessionIsRefusedBeforeTheProviderIsAsked() throws OpenIdFailure {
    Map<String, String[]> others = TestProvider.visit(provider.address(ticket()));

    assertThat(failure(ticket(), others).reason()).isEqualTo(Reason.EXPIRED);
    assertThat(remote.redeemed()).isZero();
  }

  @Test
  void parameterThatComesTwiceIsNoAnswer() throws OpenIdFailure {
    OpenIdTicket ticket = ticket();
    Map<String, String[]> answer = new HashMap<>(TestProvider.visit(provider.address(ticket)));
    answer.put("code", new String[] {answer.get("code")[0], "other"});

    assertThat(failure(ticket, answer).reason()).isEqualTo(Reason.UNPROVEN);
  }

  @Test
  void ticketThatWaitedTooLongIsExpired() throws OpenIdFailure {
    OpenIdTicket old =
        OpenIdTicket.random(
            new SecureRandom(),
            Purpose.SIGN_IN,
            "/",
            clock.instant().minus(Duration.ofMinutes(11)));

    assertThat(failure(old, TestProvider.visit(provider.address(old))).reason())
        .isEqualTo(Reason.EXPIRED);
  }

  @Test
  void emailThatIsNotSurelyCheckedDoesNotCount() throws OpenIdFailure {
    for (Object checked : new Object[] {false, "true", 1}) {
      remote.account(
          Map.of("sub", "248289761001", "email", "ada@example.org", "email_verified", checked));

      assertThat(signIn(ticket()).email()).isEmpty();
    }
  }

  @Test
  void secondFactorIsShownByAWordTheOperatorTakesForIt() throws OpenIdFailure {
    for (Map<String, Object> shown :
        List.<Map<String, Object>>of(
            Map.of("amr", List.of("pwd", "otp")), Map.of("acr", "urn:example:two"))) {
      assertThat(claiming(shown).secondFactor()).as(shown.toString()).isTrue();
    }
    for (Map<String, Object> unclear :
        List.<Map<String, Object>>of(
            Map.of(),
            Map.of("amr", List.of("pwd", "OTP", "otp2")),
            Map.of("amr", "otp"),
            Map.of("amr", Map.of("otp", true)),
            Map.of("acr", "urn:example:one"),
            Map.of("acr", List.of("urn:example:two")))) {
      assertThat(claiming(unclear).secondFactor()).as(unclear.toString()).isFalse();
    }
  }

  private OpenIdIdentity claiming(Map<String, Object> claims) throws OpenIdFailure {
    Map<String, Object> account = new HashMap<>(claims);
    account.put("sub", "248289761001");
    remote.account(account);
    return signIn(ticket());
  }

  @Test
  void nameThatIsNotFitToBeShownIsNone() throws OpenIdFailure {
    remote.account(Map.of("sub", "1", "preferred_username", "ada\u202e" + TestProvider.SCRIPT));

    assertThat(signIn(ticket()).name()).isEmpty();
  }

  @Test
  void providerThatFailedIsNotAskedAtOnceAgain() {
    remote.close();

    assertThat(catchThrowableOfType(OpenIdFailure.class, () -> provider.address(ticket())).reason())
        .isEqualTo(Reason.AWAY);
    assertThat(catchThrowableOfType(OpenIdFailure.class, () -> provider.address(ticket())).reason())
        .isEqualTo(Reason.AWAY);
  }

  @Test
  @Tag("HOME-05")
  void printsNothing() {
    OpenIdTicket ticket = ticket();

    assertThat(ticket.toString()).doesNotContain(ticket.state(), ticket.nonce(), ticket.verifier());
    assertThat(settings(remote.issuer()).toString()).doesNotContain(TestProvider.SECRET);
  }

  private OpenIdIdentity signIn(OpenIdTicket ticket) throws OpenIdFailure {
    return provider.identity(ticket, TestProvider.visit(provider.address(ticket)));
  }

  private OpenIdFailure failure(OpenIdTicket ticket, Map<String, String[]> answer) {
    return catchThrowableOfType(OpenIdFailure.class, () -> provider.identity(ticket, answer));
  }

  private OpenIdTicket ticket() {
    return OpenIdTicket.random(new SecureRandom(), Purpose.SIGN_IN, "/", clock.instant());
  }

  private static OpenIdSettings settings(String issuer) {
    Map<String, String> given =
        Map.of(
            "sealward.oidc.issuer",
            issuer,
            "sealward.oidc.client.id",
            TestProvider.CLIENT,
            "sealward.oidc.client.secret",
            TestProvider.SECRET,
            "sealward.oidc.second.factor",
            "otp urn:example:two",
            "sealward.public.url",
            "https://sealward.example/");
    return OpenIdSettings.read(name -> Optional.ofNullable(given.get(name))).orElseThrow();
  }
}
