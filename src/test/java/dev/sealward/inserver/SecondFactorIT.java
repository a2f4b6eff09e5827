package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.access.Admission;
import dev.sealward.access.Authenticator;
import dev.sealward.access.HalfSignIn;
import dev.sealward.access.PasswordStep;
import dev.sealward.access.PersonLinks;
import dev.sealward.access.PersonLinksUnderTest;
import dev.sealward.access.RecoveryCodes;
import dev.sealward.access.SecondFactorDemand;
import dev.sealward.access.SecondFactors;
import dev.sealward.access.SecondSteps;
import dev.sealward.access.SignIns;
import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.AlertRecord;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Role;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
@Tag("ATTACK-04")
@Tag("FR-028-002")
class SecondFactorIT {
  private static final String PASSWORD = "a long enough pass phrase";
  private static final String ADDRESS = "192.0.2.40";
  private static final String ISSUER = "https://login.example/realms/staff";
  private static final long EPOCH = 1;

  @Inject Installed installed;
  @Inject SecondFactors factors;
  @Inject SecondSteps steps;
  @Inject SignIns signIns;
  @Inject PersonLinks links;
  @Inject PersonLinksUnderTest entry;
  @Inject Recorded recorded;
  @Inject Alerts alerts;
  @Inject Database database;
  @Inject Clock clock;
  @Resource ManagedExecutorService threads;

  private Caller admin;

  /** Somebody with a row, a password, and perhaps an app. */
  private record Somebody(UUID id, Caller caller, Authenticator app, List<String> codes) {
    HalfSignIn half(Instant at) {
      return new HalfSignIn(id, EPOCH, false, false, at);
    }
  }

  @BeforeEach
  void setUp() {
    admin = installed.admin();
  }

  @Test
  @Tag("ATTACK-15")
  void factorCountsWithItsFirstCodeAndSignInThenAsksForOne() throws SQLException {
    UUID id = person("factor-first");
    Caller caller = proven("factor-first");
    Authenticator app = Authenticator.shown(factors.begin(caller));
    assertThat(factors.own(caller).isThere()).isFalse();
    assertThat(signIn("factor-first")).isInstanceOf(PasswordStep.Admitted.class);

    assertRefused("SECOND_FACTOR_WRONG", () -> factors.confirm(caller, "12345a".toCharArray()));
    assertThat(factors.own(caller).isThere()).as("it was refused").isFalse();
    factors.confirm(caller, app.at(clock.instant())).close();
    assertThat(factors.own(caller).isThere()).isTrue();
    assertThat(factors.own(caller).codesLeft()).isEqualTo(10);
    assertRefused("SECOND_FACTOR_EXISTS", () -> factors.begin(caller));

    PasswordStep next = signIn("factor-first");
    assertThat(next).isInstanceOf(PasswordStep.Half.class);
    assertThat(about("factor-first", Action.PERSON_SIGNED_IN))
        .as("the password alone is no sign-in")
        .hasSize(1);
    forgetUsedSteps(id);
    UUID correlation = UUID.randomUUID();
    Admission admission =
        steps.complete(
            ((PasswordStep.Half) next).half(), app.at(clock.instant()), ADDRESS, correlation);
    assertThat(admission.caller().id()).isEqualTo("factor-first");
    assertThat(about("factor-first", Action.PERSON_SIGNED_IN))
        .hasSize(2)
        .first()
        .satisfies(row -> assertThat(row.correlationId()).isEqualTo(correlation));
  }

  @Test
  void codeIsTakenOnceHoweverManyBringItAtOnce() throws Exception {
    Somebody one = enrolled("factor-race");
    char[] code = one.app().at(clock.instant());
    int racers = 4;
    CyclicBarrier line = new CyclicBarrier(racers);
    List<Future<Boolean>> tries = new ArrayList<>();
    for (int i = 0; i < racers; i++) {
      Callable<Boolean> attempt =
          () -> {
            line.await();
            try {
              complete(one, code);
              return true;
            } catch (Refused refused) {
              assertThat(refused.remedy().code()).isEqualTo("SECOND_FACTOR_WRONG");
              return false;
            }
          };
      tries.add(threads.submit(attempt));
    }
    int taken = 0;
    for (Future<Boolean> attempt : tries) {
      taken += attempt.get() ? 1 : 0;
    }
    assertThat(taken).isEqualTo(1);
    assertRefused("SECOND_FACTOR_WRONG", () -> complete(one, code));
    char[] earlier = one.app().at(clock.instant().minusSeconds(30));
    assertRefused("SECOND_FACTOR_WRONG", () -> complete(one, earlier));
  }

  @Test
  @Tag("ATTACK-12")
  void providersWordIsTheFirstStepUnlessItShowsASecondFactorItself() throws SQLException {
    Somebody one = enrolled("factor-at-provider");
    links.link(admin, ISSUER, one.caller().id(), "factor-subject", "", false);
    PasswordStep word = entry.step(ISSUER, "factor-subject", false).orElseThrow();
    assertThat(about("factor-at-provider", Action.PERSON_SIGNED_IN)).isEmpty();
    HalfSignIn half = ((PasswordStep.Half) word).half();
    Admission admission =
        steps.complete(half, one.app().at(clock.instant()), ADDRESS, UUID.randomUUID());
    assertThat(admission.proven()).as("no password was given").isFalse();
    assertThat(about("factor-at-provider", Action.PERSON_SIGNED_IN))
        .singleElement()
        .satisfies(row -> assertThat(row.detail()).isEqualTo("OpenID Connect and second factor"));

    PasswordStep shown = entry.step(ISSUER, "factor-subject", true).orElseThrow();
    assertThat(((PasswordStep.Admitted) shown).admission().proven()).isFalse();
  }

  @Test
  @Tag("VAULT-09")
  void wrongCodesMakeOnePersonWaitAndARecoveryCodeDoesNot() throws SQLException {
    Somebody one = enrolled("factor-guessed");
    Somebody other = enrolled("factor-not-guessed");
    for (int i = 0; i < 5; i++) {
      assertRefused("SECOND_FACTOR_WRONG", () -> complete(one, " 12345".toCharArray()));
    }
    // however slow this machine is, the wait is longer
    database.update("update second_factor set failures = 30 where id = ?", one.id());
    Refused refused =
        assertRefused("SECOND_FACTOR_TOO_MANY", () -> complete(one, one.app().at(clock.instant())));
    assertThat(refused.kind()).isEqualTo(Refused.Kind.TOO_MANY);
    assertThat(about("factor-guessed", Action.SIGN_IN_FAILED))
        .hasSize(5)
        .allSatisfy(row -> assertThat(row.code()).isEqualTo("SECOND_FACTOR_WRONG"));
    assertThat(alertOf(AlertKind.SECOND_FACTOR_GUESSED, "factor-guessed").detail())
        .contains("5 wrong codes in a row");

    complete(other, other.app().at(clock.instant()));
    complete(one, one.codes().get(0).toCharArray());
    complete(one, one.app().at(clock.instant()));
  }

  @Test
  void recoveryCodeWorksOnceIsTakenAsTypedAndTold() throws SQLException {
    Somebody one = enrolled("factor-recovery");
    Somebody other = enrolled("factor-other-codes");
    String code = one.codes().get(3);
    assertRefused("SECOND_FACTOR_WRONG", () -> complete(other, code.toCharArray()));
    complete(one, code.toLowerCase(java.util.Locale.ROOT).replace("-", " ").toCharArray());
    assertRefused("SECOND_FACTOR_WRONG", () -> complete(one, code.toCharArray()));
    assertThat(factors.own(one.caller()).codesLeft()).isEqualTo(9);
    assertThat(about("factor-recovery", Action.RECOVERY_CODE_USED)).hasSize(1);
    assertThat(alertOf(AlertKind.RECOVERY_CODE_USED, "factor-recovery").detail())
        .startsWith("correlation ");

    factors.makeCodes(one.caller()).close();
    assertRefused("SECOND_FACTOR_WRONG", () -> complete(one, one.codes().get(4).toCharArray()));
    assertThat(factors.own(one.caller()).codesLeft()).isEqualTo(10);
  }

  @Test
  @Tag("FOUND-04")
  @Tag("ATTACK-14")
  void seedMovedToAnotherPersonDoesNotOpen() throws SQLException {
    Somebody victim = enrolled("factor-victim");
    Somebody thief = enrolled("factor-thief");
    Object sealed = database.one("select sealed from second_factor where id = ?", victim.id());
    database.update(
        "update second_factor set sealed = (select sealed from second_factor where id = ?)"
            + " where id = ?",
        thief.id(),
        victim.id());

    assertRefused("SEALED_SWAPPED", () -> complete(victim, thief.app().at(clock.instant())));
    assertThat(about("factor-victim", Action.UNSEAL_FAILED)).hasSize(1);
    assertThat(alertOf(AlertKind.SEALED_BYTES_CHANGED, "factor-victim").detail())
        .contains("belongs to " + thief.id());
    complete(victim, victim.codes().get(0).toCharArray());
    database.update("update second_factor set sealed = ? where id = ?", sealed, victim.id());
    complete(victim, victim.app().at(clock.instant()));
  }

  @Test
  @Tag("HOME-05")
  void databaseHoldsNeitherSeedNorCodes() throws SQLException {
    UUID id = person("factor-stored");
    Caller caller = proven("factor-stored");
    String seed;
    Authenticator app;
    try (var enrolment = factors.begin(caller)) {
      assertThat(enrolment.toString()).contains("hidden");
      seed = enrolment.seed().use(bytes -> new String(bytes, US_ASCII));
      app = Authenticator.typed(seed);
    }
    RecoveryCodes made = factors.confirm(caller, app.at(clock.instant()));
    assertThat(made).hasToString("RecoveryCodes[hidden]");
    String code = texts(made).get(0);
    assertThat(database.places(seed)).isEmpty();
    assertThat(database.places(code)).isEmpty();
    byte[] sealed = (byte[]) database.one("select sealed from second_factor where id = ?", id);
    assertThat(new String(sealed, java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain(seed);
    assertThat(database.column("select digest from recovery_code where person = ?", id))
        .hasSize(10)
        .allSatisfy(digest -> assertThat((byte[]) digest).hasSize(32));
  }

  @Test
  @Tag("ATTACK-15")
  void nobodyIsSignedInWhenTheRecordOfItCannotBeWritten() throws SQLException {
    Somebody one = enrolled("factor-unrecorded");
    char[] code = one.app().at(clock.instant());
    String tooLongToBeStored = "x".repeat(100);
    assertThatThrownBy(
            () ->
                steps.complete(
                    one.half(clock.instant()), code, tooLongToBeStored, UUID.randomUUID()))
        .isNotInstanceOf(Refused.class);
    assertThat(about("factor-unrecorded", Action.PERSON_SIGNED_IN)).isEmpty();
    complete(one, code);
    assertThat(about("factor-unrecorded", Action.PERSON_SIGNED_IN)).hasSize(1);
  }

  @Test
  @Tag("ATTACK-15")
  void halfSignInEndsWithTimeWithItsPersonsSessionsAndIsForOneStep() throws SQLException {
    Somebody one = enrolled("factor-half");
    Instant now = clock.instant();
    char[] code = one.app().at(now);
    for (HalfSignIn worthless :
        List.of(
            one.half(now.minus(Duration.ofSeconds(301))),
            one.half(now.plus(Duration.ofSeconds(600))),
            new HalfSignIn(one.id(), EPOCH + 1, false, false, now),
            new HalfSignIn(one.id(), EPOCH, true, false, now),
            new HalfSignIn(UUID.randomUUID(), EPOCH, false, false, now))) {
      Refused refused =
          assertRefused(
              "SIGN_IN_EXPIRED", () -> steps.complete(worthless, code, ADDRESS, UUID.randomUUID()));
      assertThat(refused.kind()).isEqualTo(Refused.Kind.UNAUTHENTICATED);
    }
    assertRefused("SIGN_IN_EXPIRED", () -> steps.beginEnrolment(one.half(now)));
    database.update("update person set disabled_at = created_at where id = ?", one.id());
    assertRefused("SIGN_IN_EXPIRED", () -> complete(one, code));
    database.update("update person set disabled_at = null where id = ?", one.id());
    complete(one, code);
  }

  @Test
  void whoNeedsAFactorAndHasNoneSetsOneUpBeforeAnythingElse() throws SQLException {
    UUID id = person("factor-demanded");
    assertThat(factors.demandNow()).isEqualTo(SecondFactorDemand.NOBODY);
    factors.demand(admin, SecondFactorDemand.ADMINS_AND_LEADS);
    try {
      assertThat(signIn("factor-demanded")).isInstanceOf(PasswordStep.Admitted.class);
      factors.demand(admin, SecondFactorDemand.EVERYBODY);
      HalfSignIn half = ((PasswordStep.Half) signIn("factor-demanded")).half();
      links.link(admin, ISSUER, "factor-demanded", "demanded-subject", "", false);
      PasswordStep word = entry.step(ISSUER, "demanded-subject", false).orElseThrow();
      assertThat(((PasswordStep.Half) word).half().enrolling()).isTrue();
      assertThat(half.enrolling()).isTrue();
      Authenticator app = Authenticator.shown(steps.beginEnrolment(half));
      assertRefused(
          "SIGN_IN_EXPIRED",
          () -> steps.complete(half, app.at(clock.instant()), ADDRESS, UUID.randomUUID()));
      assertRefused(
          "SECOND_FACTOR_WRONG",
          () -> steps.enrol(half, "000".toCharArray(), ADDRESS, UUID.randomUUID()));
      SecondSteps.Enrolled enrolled =
          steps.enrol(half, app.at(clock.instant()), ADDRESS, UUID.randomUUID());
      enrolled.codes().close();
      assertThat(enrolled.admission().caller().id()).isEqualTo("factor-demanded");
      assertThat(about("factor-demanded", Action.SECOND_FACTOR_ADDED)).hasSize(1);
      assertThat(((PasswordStep.Half) signIn("factor-demanded")).half().enrolling()).isFalse();
    } finally {
      factors.demand(admin, SecondFactorDemand.NOBODY);
    }
    assertThat(database.one("select second_factor_of from installation")).isEqualTo("nobody");
    assertThat(id).isNotNull();
  }

  @Test
  @Tag("ATTACK-13")
  void proofTakesPasswordAndCodeAndIsRecorded() throws SQLException {
    Somebody one = enrolled("factor-proof");
    assertRefused(
        "PASSWORD_WRONG",
        () ->
            steps.prove(
                one.caller(), "not the pass phrase".toCharArray(), one.app().at(clock.instant())));
    assertRefused(
        "SECOND_FACTOR_WRONG",
        () -> steps.prove(one.caller(), PASSWORD.toCharArray(), new char[0]));
    assertThat(about("factor-proof", Action.PERSON_PROVED)).isEmpty();
    assertThat(about("factor-proof", Action.PROOF_FAILED)).hasSize(2);
    steps.prove(one.caller(), PASSWORD.toCharArray(), one.app().at(clock.instant()));
    assertThat(about("factor-proof", Action.PERSON_PROVED)).hasSize(1);
    for (int i = 0; i < 5; i++) {
      assertRefused(
          "PASSWORD_WRONG",
          () -> steps.prove(one.caller(), "wrong again and again".toCharArray(), new char[0]));
    }
    assertRefused(
        "PROOF_TOO_MANY",
        () -> steps.prove(one.caller(), PASSWORD.toCharArray(), one.app().at(clock.instant())));
    assertRefused(
        "NOT_FOUND",
        () -> steps.prove(installed.entity("factor-proof"), PASSWORD.toCharArray(), new char[0]));
  }

  @Test
  void adminRemovesSomebodysFactorAndTheyAreTold() throws SQLException {
    Somebody one = enrolled("factor-removed");
    assertRefused("PERMISSION_MISSING", () -> factors.removeOf(one.caller(), "factor-removed"));
    factors.removeOf(admin, "factor-removed");
    assertThat(factors.of(admin, "factor-removed").isThere()).isFalse();
    assertThat(database.column("select id from recovery_code where person = ?", one.id()))
        .isEmpty();
    assertRefused("SECOND_FACTOR_NONE", () -> factors.removeOf(admin, "factor-removed"));
    assertRefused("SECOND_FACTOR_GONE", () -> complete(one, one.app().at(clock.instant())));
    assertThat(factors.lately(one.caller()))
        .first()
        .satisfies(
            row -> {
              assertThat(row.action()).isEqualTo(Action.SECOND_FACTOR_REMOVED);
              assertThat(row.actor()).isEqualTo("root-admin");
            });
    assertRefused("NOT_FOUND", () -> factors.removeOf(installed.foreigner(), "factor-removed"));
  }

  private void complete(Somebody one, char[] code) {
    Admission admission =
        steps.complete(one.half(clock.instant()), code, ADDRESS, UUID.randomUUID());
    assertThat(admission.caller().id()).isEqualTo(one.caller().id());
  }

  private PasswordStep signIn(String name) {
    return signIns.signIn(name, PASSWORD.toCharArray(), ADDRESS, null).orElseThrow();
  }

  private UUID person(String name) throws SQLException {
    UUID id = UUID.randomUUID();
    database.update(
        "insert into person (id, tenant, name, display_name, password_hash, roles, created_at,"
            + " created_by, row_version) select ?, tenant, ?, ?, password_hash, 'OPERATOR',"
            + " created_at, 'test', 0 from person where name = 'root-admin'",
        id,
        name,
        name);
    return id;
  }

  private Caller proven(String name) {
    return installed.person(name, Set.of(Role.OPERATOR));
  }

  private Somebody enrolled(String name) throws SQLException {
    UUID id = person(name);
    Caller caller = proven(name);
    Authenticator app = Authenticator.shown(factors.begin(caller));
    List<String> codes = texts(factors.confirm(caller, app.at(clock.instant())));
    forgetUsedSteps(id);
    return new Somebody(id, caller, app, codes);
  }

  /** As if some time had passed since the last code. */
  private void forgetUsedSteps(UUID id) throws SQLException {
    database.update("update second_factor set used_step = -1 where id = ?", id);
  }

  private static List<String> texts(RecoveryCodes made) {
    try (made) {
      return made.codes().stream()
          .map(code -> code.use(bytes -> new String(bytes, US_ASCII)))
          .toList();
    }
  }

  private List<AuditRecord> about(String person, Action action) {
    return recorded.search(
        Installed.TENANT,
        new AuditQuery(new Target("person", person), null, action, null, null, 50));
  }

  private AlertRecord alertOf(AlertKind kind, String person) {
    return alerts.latest(Installed.TENANT, true, 200).stream()
        .filter(alert -> alert.kind() == kind && alert.component().endsWith(person))
        .findFirst()
        .orElseThrow();
  }
}
