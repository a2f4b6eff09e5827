package dev.sealward.inserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Chain;
import dev.sealward.audit.Retention;
import dev.sealward.audit.Sealer;
import dev.sealward.audit.Target;
import dev.sealward.backup.ScheduledBackups;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.TenantId;
import dev.sealward.keys.KeyRotation;
import dev.sealward.secret.OverdueVersions;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.SecretView;
import dev.sealward.secret.Secrets;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What Sealward does on its own, while the database takes no audit row of the part that does it:
 * none of it happens, and all of it does once the row can be written.
 */
@ExtendWith(ArquillianExtension.class)
@Tag("ST-SEC-010")
@Tag("FR-028-009")
class AuditUnwritableAloneIT {
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

  @Inject Installed installed;
  @Inject Secrets secrets;
  @Inject OverdueVersions overdue;
  @Inject AuditTrail trail;
  @Inject Sealer sealer;
  @Inject Chain chain;
  @Inject Retention retention;
  @Inject KeyRotation rotation;
  @Inject ScheduledBackups scheduled;
  @Inject Database database;
  @Inject ServerTransaction transaction;
  @Inject Clock clock;

  private Caller admin;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
  }

  @Test
  void endOfAnOverlapDestroysNothing() throws SQLException {
    SecretView secret = rotated();
    database.update(
        "update secret_version set readable_until = ? where secret_id = ? and number = 1",
        clock.instant().minus(Duration.ofDays(1)).atOffset(ZoneOffset.UTC),
        secret.id().value());
    whileUnwritable("VERSION_DESTROYED", () -> overdue.sweep());
    overdue.sweep();
    assertThat(state(secret)).isEqualTo("DESTROYED");
  }

  @Test
  @Tag("VAULT-05")
  void retentionMovesNoRowAndLeavesNoFile() throws Exception {
    TenantId tenant = TenantId.of("unrecorded-" + System.nanoTime());
    Caller someone = Caller.system("by-a-test", tenant, Installed.WORKSPACE);
    for (int seal = 0; seal < 3; seal++) {
      transaction.begin();
      trail.record(someone, Action.SHOWN_ONCE, new Target("page", "/alone"));
      transaction.commit();
      sealer.seal(tenant);
    }
    Map<String, List<Object>> before = trail(tenant);
    whileUnwritable(
        "AUDIT_ARCHIVED", () -> retention.archive(tenant, clock.instant().plusSeconds(1)));
    assertThat(trail(tenant)).isEqualTo(before);
    assertThat(ChainChecks.all(chain, tenant)).isEmpty();
    assertThat(retention.archive(tenant, clock.instant().plusSeconds(1))).isTrue();
    assertThat(ChainChecks.all(chain, tenant)).isEmpty();
    assertThat(trail(tenant)).isNotEqualTo(before);
  }

  private Map<String, List<Object>> trail(TenantId tenant) throws SQLException {
    return Map.of(
        "rows", database.column("select id from audit_event where tenant = ?", tenant.value()),
        "seals", database.column("select number from audit_seal where tenant = ?", tenant.value()),
        "segments",
            database.column("select number from audit_segment where tenant = ?", tenant.value()));
  }

  @Test
  @Tag("VAULT-10")
  void scheduledBackupIsNotMadeAndNoneIsDisposedOf() throws Exception {
    rotation.makeRecoveryKey(admin).close();
    assertThat(scheduled.make()).isEqualTo("made");
    List<Path> files = backups();
    whileUnwritable("BACKUP_CREATED", () -> assertThat(scheduled.make()).isNotEqualTo("made"));
    assertThat(backups()).isEqualTo(files);
    assertThat(scheduled.make()).isEqualTo("made");
    List<Path> two = backups();
    assertThat(two).hasSize(files.size() + 1);
    whileUnwritable("BACKUP_DELETED", () -> scheduled.disposeOfAllBut(1));
    assertThat(backups()).isEqualTo(two);
    scheduled.disposeOfAllBut(1);
    assertThat(backups()).hasSizeLessThan(two.size());
  }

  private static List<Path> backups() throws IOException {
    try (Stream<Path> files =
        Files.walk(Path.of(System.getProperty("sealward.data.dir"), "backups"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** It may be refused or give up; whatever it does, every table is as before. */
  private void whileUnwritable(String action, ThrowingCallable work) throws SQLException {
    database.update(
        "alter table audit_event add constraint unwritable check (action <> '%s' or occurred_at <="
                .formatted(action)
            + " timestamp with time zone '%s+00:00')"
                .formatted(MICROS.format(clock.instant().atOffset(ZoneOffset.UTC))));
    try {
      Map<String, String> before = database.contents(AuditUnwritableIT.MOVING);
      Throwable thrown = catchThrowable(work);
      assertThat(thrown == null || isRefusal(thrown)).as(String.valueOf(thrown)).isTrue();
      assertThat(database.contents(AuditUnwritableIT.MOVING)).isEqualTo(before);
    } finally {
      database.update("alter table audit_event drop constraint unwritable");
    }
  }

  private static boolean isRefusal(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof Refused || cause instanceof SQLException) {
        return true;
      }
    }
    return false;
  }

  private SecretView rotated() {
    SecretDraft draft =
        new SecretDraft(
            Environment.PRODUCTION,
            "generic",
            "alone-" + UUID.randomUUID(),
            SecretType.API_KEY,
            "",
            null);
    try (SecretValue first = value();
        SecretValue second = value()) {
      SecretView stored = secrets.store(admin, draft, first).secret();
      secrets.rotate(admin, stored.id(), second);
      return stored;
    }
  }

  private static SecretValue value() {
    return SecretValue.copyOf(("alone " + UUID.randomUUID()).toCharArray());
  }

  private Object state(SecretView secret) throws SQLException {
    return database.one(
        "select state from secret_version where secret_id = ? and number = 1", secret.id().value());
  }
}
