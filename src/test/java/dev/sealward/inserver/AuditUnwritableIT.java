package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.AuditCustody;
import dev.sealward.access.Authenticator;
import dev.sealward.access.ChainCustody;
import dev.sealward.access.EntityKind;
import dev.sealward.access.KeyCustody;
import dev.sealward.access.Level;
import dev.sealward.access.Permission;
import dev.sealward.access.PersonLinks;
import dev.sealward.access.Policies;
import dev.sealward.access.RecoveryCodes;
import dev.sealward.access.RecoveryKit;
import dev.sealward.access.SecondFactors;
import dev.sealward.access.openid.OpenIdIdentity;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.Sealer;
import dev.sealward.backup.BackupProgress;
import dev.sealward.backup.BackupView;
import dev.sealward.backup.Backups;
import dev.sealward.inserver.FaceCalls.Ended;
import dev.sealward.inserver.FaceTable.Row;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.SecretName;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.SecretValue;
import dev.sealward.keys.KeySource;
import dev.sealward.run.ArtifactsUnderTest;
import dev.sealward.secret.ReadableMasks;
import dev.sealward.secret.Secrets;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The database takes no audit row of some callers; so nothing they ask for may happen, and nothing
 * is told. Every method of {@code authorisation.txt} is called so; those that go on without a row
 * stand in {@code unrecorded.txt}, with the reason why there is none.
 */
@ExtendWith(ArquillianExtension.class)
@Tag("ST-SEC-010")
@Tag("FR-028-009")
class AuditUnwritableIT {
  // What the server keeps in order on its own, whoever asks for what.
  static final Set<String> MOVING =
      Set.of(
          "audit_event",
          "audit_chain",
          "audit_seal",
          "audit_link",
          "audit_break",
          "trail_count",
          "trail_counted",
          "entity_network",
          "entity_hour",
          "security_alert",
          "batch_work",
          "batch_failure",
          "redaction_count",
          "store_garbage",
          "artifact_garbage");

  private static final String UNAVAILABLE = "AUDIT_UNAVAILABLE";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int ROTATED = 900;

  private static final Set<String> BEGUN =
      Set.of("access.SecondFactors.confirm", "access.AuditCustody.endExport");

  private static final Map<String, String> APART =
      Map.of(
          "access.ArchiveCustody.take", "nothing is archived here; ArchiveIT tries it",
          "access.OpenIdSignIn.link", "off in the server under test; PersonLinksIT tries its parts",
          "access.SecondFactors.begin", "counts for nothing before a code is typed, as is recorded",
          "backup.Backups.make", "in the background: what becomes of it is looked at here",
          "backup.Backups.verify", "in the background: what becomes of it is looked at here");

  @Inject Installed installed;
  @Inject Sides sides;
  @Inject FaceCalls calls;
  @Inject PersonLinks links;
  @Inject SecondFactors factors;
  @Inject AuditCustody custody;
  @Inject KeyCustody keys;
  @Inject Policies policies;
  @Inject Secrets secrets;
  @Inject ReadableMasks readable;
  @Inject ChainCustody chain;
  @Inject Sealer sealer;
  @Inject Backups backups;
  @Inject ArtifactsUnderTest artifactFiles;
  @Inject Alerts alerts;
  @Inject Database database;
  @Inject Clock clock;

  /** What has to stand in the database for a call to get as far as its record, and still after. */
  private record Forged(String before, String undo) {}

  private Caller admin;
  private Caller person;
  private Caller enrolling;
  private Caller agent;
  private Side side;
  private BackupView backup;
  private char[] recoveryKey;
  private final Map<String, Supplier<Map<String, Object>>> given = new HashMap<>();

  @BeforeEach
  void setUp() throws SQLException {
    admin = installed.admin();
    side = sides.of(admin, Sides.PROVIDER, sides.tenancy(admin));
    agent = Sides.asCaller(admin, sides.registered(admin, EntityKind.AGENT, Sides.PROVIDER));
    sides.forge(agent, side, Level.ADMIN);
    enrolled(installed.person(side.tenancy().person(), Set.of(Role.SECURITY_LEAD)));
    enrolling();
    person();
    backup = madeBackup();
    for (String what : List.of("delete", "download", "get")) {
      given.put("backup.Backups." + what, () -> Map.of("id", backup.id()));
    }
    given.put("access.KeyCustody.rotate", () -> Map.of("source", KeySource.FILE));
    given.put(
        "access.KeyCustody.destroy",
        () -> Map.of("version", ROTATED, "typed", "destroy " + ROTATED));
    // Keys of Sealward's own are made at the first use.
    readable.handOut(agent, null, true);
    sealer.seal(Installed.TENANT);
    String checkpoint = chain.checkpoint(admin);
    given.put("access.ChainCustody.compare", () -> Map.of("text", checkpoint));
  }

  @AfterEach
  void tidyUp() {
    backups.delete(admin, backup.id());
    sides.forget(admin, side.tenancy());
  }

  /** Somebody who has begun what is to be ended. */
  private void enrolling() throws SQLException {
    enrolling = installed.person(sides.person(admin, Role.ADMIN), EnumSet.allOf(Role.class));
    Authenticator begun = Authenticator.shown(factors.begin(enrolling));
    given.put("access.SecondFactors.confirm", () -> Map.of("typed", begun.at(clock.instant())));
    custody.beginExport(enrolling, "by a test");
  }

  /** Somebody who has all that people have. */
  private void person() throws SQLException {
    person = installed.person(sides.person(admin, Role.ADMIN), EnumSet.allOf(Role.class));
    char[] password = Installed.PASSWORD.toCharArray();
    char[] code = enrolled(person);
    OpenIdIdentity identity =
        new OpenIdIdentity(
            "https://id.example.org", Sides.name(), Optional.empty(), "", Optional.empty(), false);
    links.linkOwn(person, identity);
    String link = links.own(person).get(0).id();
    given.put("access.PersonLinks.unlink", () -> Map.of("id", link));
    given.put(
        "access.Accounts.changePassword",
        () -> Map.of("current", password, "chosen", "an entirely new phrase".toCharArray()));
    given.put("access.SecondSteps.prove", () -> Map.of("password", password, "code", code));
  }

  /** Sets a second factor up and gives a recovery code. */
  private char[] enrolled(Caller of) {
    Authenticator app = Authenticator.shown(factors.begin(of));
    try (RecoveryCodes codes = factors.confirm(of, app.at(clock.instant()))) {
      return text(codes.codes().get(0));
    }
  }

  private static char[] text(SecretValue value) {
    try (value) {
      return value.use(bytes -> new String(bytes, US_ASCII)).toCharArray();
    }
  }

  /** To the recovery key: a passphrase takes long to stretch. */
  private BackupView madeBackup() {
    try (RecoveryKit kit = keys.makeRecoveryKit(admin)) {
      recoveryKey = kit.text().use(bytes -> new String(bytes, US_ASCII)).toCharArray();
    }
    backups.make(admin, new char[0]);
    assertThat(ended().failure()).isNull();
    return backups.list(admin).get(0);
  }

  private BackupProgress ended() {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < until) {
      BackupProgress now = backups.progress(admin).orElseThrow();
      if (!now.running()) {
        return now;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("The job did not end.");
  }

  @Test
  void nothingHappensAndNothingIsRevealed() throws Exception {
    SecretRef missing = SecretRef.of(side.ref().scope(), SecretName.of("unwritable-none"));
    alerts.raise(Installed.TENANT, AlertKind.DENIED_BURST, person.id(), "made by a test");
    long alert = alerts.latest(Installed.TENANT, true, 1).get(0).id();
    given.put("access.AlertCustody.acknowledge", () -> Map.of("alert", alert));
    artifactFiles.sweep();
    List<String> wrong = new ArrayList<>();
    Set<String> silent = new TreeSet<>();
    String now = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS").format(utc());
    database.update(
        "alter table audit_event add constraint not_these check (actor not in ('%s', '%s', '%s')"
                .formatted(person.id(), enrolling.id(), agent.id())
            + " or occurred_at <= timestamp with time zone '"
            + now
            + "+00:00')");
    try {
      Map<String, String> before = database.contents(MOVING);
      for (Row row : FaceTable.rows()) {
        for (Caller caller : callers(row)) {
          Ended ended = called(row, caller);
          if (ended.isDone()) {
            silent.add(row.name());
          } else if (!ended.how().equals(UNAVAILABLE)) {
            wrong.add(row + " by " + caller.kind() + ": " + ended);
          }
        }
      }
      assertRefused(UNAVAILABLE, () -> secrets.resolve(agent, missing));
      assertRefused(UNAVAILABLE, () -> policies.require(agent, Permission.MANAGE_KEYS));
      assertRefused(UNAVAILABLE, () -> alerts.acknowledge(person, alert));
      wrong.addAll(inTheBackground());
      assertThat(wrong).isEmpty();
      assertThat(database.contents(MOVING)).isEqualTo(before);
      assertThat(backups.get(admin, backup.id()).present()).isTrue();
      artifactFiles.sweep();
      assertThat(artifactFiles.unfinished()).isEmpty();
    } finally {
      database.update("alter table audit_event drop constraint not_these");
    }
    assertThat(silent).isEqualTo(FaceTable.lines(FaceTable.UNRECORDED).keySet());
  }

  private List<Caller> callers(Row row) {
    List<Caller> callers = new ArrayList<>();
    if (APART.containsKey(row.name())) {
      return callers;
    }
    boolean own = row.why().equals("self") || row.name().equals("access.SignIns.signOut");
    if (BEGUN.contains(row.name())) {
      callers.add(enrolling);
    } else if (own || !row.people().matches("[*-]")) {
      callers.add(person);
    }
    if (!row.entities().matches("[*-]")) {
      callers.add(agent);
    }
    return callers;
  }

  private Ended called(Row row, Caller caller) throws SQLException {
    Map<String, Object> arguments = given.getOrDefault(row.name(), Map::of).get();
    Forged forged = forged(row.name());
    if (forged == null) {
      return calls.called(row, caller, side, arguments);
    }
    assertThat(database.update(forged.before())).as(row.name()).isEqualTo(1);
    Ended ended = calls.called(row, caller, side, arguments);
    assertThat(database.update(forged.undo())).as("%s left as it was", row).isEqualTo(1);
    return ended;
  }

  private @Nullable Forged forged(String name) {
    return switch (name) {
      case "access.KeyCustody.destroy" ->
          new Forged(
              "insert into key_version (number, source, state, algorithm, check_value, created_at,"
                  + " created_by, retired_at) select 900, source, 'ROTATED', algorithm,"
                  + " check_value, created_at, 'forger', created_at from key_version where state ="
                  + " 'ACTIVE'",
              "delete from key_version where created_by = 'forger' and state = 'ROTATED'");
      case "access.KeyCustody.pause" -> work("rewrap", "RUNNING");
      case "access.KeyCustody.resume" -> work("rewrap", "PAUSED");
      case "secret.StoreKeeping.pause" -> work("store-migration", "RUNNING");
      case "secret.StoreKeeping.resume" -> work("store-migration", "PAUSED");
      case "secret.StoreKeeping.migrate" ->
          new Forged(
              "update secret_version set store = 'file' where secret_id = '%s'"
                  .formatted(side.secret().id()),
              "update secret_version set store = 'db' where store = 'file' and secret_id = '%s'"
                  .formatted(side.secret().id()));
      default -> null;
    };
  }

  private static Forged work(String kind, String state) {
    return new Forged(
        "insert into batch_work (id, kind, subject, work_state, total, done, failed, started_at,"
            + " started_by, updated_at) values ('%s', '%s', '1', '%s', 0, 0, 0, timestamp with"
                .formatted(UUID.randomUUID(), kind, state)
            + " time zone '2100-01-01 00:00:00+00:00', 'forger', timestamp with time zone"
            + " '2100-01-01 00:00:00+00:00')",
        "delete from batch_work where started_by = 'forger' and work_state = '" + state + "'");
  }

  /** What is answered before it is done: the job ends with the refusal, and leaves nothing. */
  private List<String> inTheBackground() {
    List<String> wrong = new ArrayList<>();
    int there = backups.list(admin).size();
    backups.make(person, new char[0]);
    BackupProgress making = ended();
    backups.verify(person, backup.id(), recoveryKey);
    BackupProgress verifying = ended();
    for (BackupProgress job : List.of(making, verifying)) {
      if (job.failure() == null) {
        wrong.add(job.kind() + ": " + job);
      }
    }
    assertThat(backups.list(admin)).hasSize(there);
    return wrong;
  }

  private static OffsetDateTime utc() {
    return OffsetDateTime.now(ZoneOffset.UTC);
  }
}
