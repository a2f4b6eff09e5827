package dev.sealward.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditFilter;
import dev.sealward.audit.AuditSearch;
import dev.sealward.audit.Chain;
import dev.sealward.audit.ChainBreak;
import dev.sealward.audit.CountKeeping;
import dev.sealward.audit.Place;
import dev.sealward.audit.Retention;
import dev.sealward.audit.Sealer;
import dev.sealward.boot.ConfiguredDataSource;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.TenantId;
import dev.sealward.keys.BackgroundUnderTest;
import dev.sealward.keys.BatchWork;
import dev.sealward.keys.ChainSchedule;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeySource;
import dev.sealward.keys.WorkProgress;
import dev.sealward.keys.WorkState;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.Secrets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The trail is checked and archived in the background, without anybody asking for it, when it is
 * time.
 */
@Tag("VAULT-05")
class ArchivesAloneTest {
  private static final TenantId TENANT = TenantId.of("default");
  private static final long PATIENCE = Duration.ofMinutes(2).toNanos();

  private final Caller admin = KilledProgram.admin();

  @Test
  void whatHasStayedLongEnoughIsArchivedAndNothingBefore(@TempDir Path folder) throws Exception {
    Map<String, String> settings =
        Map.of(
            "sealward.data.dir", folder.toString(),
            "sealward.audit.keep", "P30D",
            "sealward.background.load", "100");
    try (PlainProgram program =
        PlainProgram.start(settings, MovedClock.class, BackgroundUnderTest.class)) {
      program.letWorkGoOn();
      program.get(KeyRing.class).create(admin, KeySource.FILE, new char[0]);
      for (int i = 0; i < 4; i++) {
        store(program, "KEPT_" + i);
        program.get(Sealer.class).seal(TENANT);
      }
      MovedClock clock = program.get(MovedClock.class);
      clock.pass(Duration.ofDays(29));
      program.get(CountKeeping.class).keep(500);
      program.get(BackgroundUnderTest.class).lookAfterTheTrail();
      assertThat(program.get(Retention.class).due()).isEmpty();

      clock.pass(Duration.ofDays(3));
      program.get(CountKeeping.class).keep(500);
      program.get(BackgroundUnderTest.class).lookAfterTheTrail();

      Retention retention = program.get(Retention.class);
      long until = System.nanoTime() + PATIENCE;
      while (retention.state(TENANT).segments() == 0 && System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      assertThat(retention.state(TENANT).segments()).isOne();
      assertThat(retention.state(TENANT).rows()).isPositive();
      assertThat(program.get(Chain.class).check(TENANT, null, 1_000).found()).isEmpty();
    }
  }

  @Test
  void whatWasChangedIsFoundByTheCheckThatIsDueAndNotBefore(@TempDir Path folder) throws Exception {
    Map<String, String> settings =
        Map.of("sealward.data.dir", folder.toString(), "sealward.background.load", "100");
    try (PlainProgram program =
        PlainProgram.start(settings, MovedClock.class, BackgroundUnderTest.class)) {
      program.letWorkGoOn();
      program.get(KeyRing.class).create(admin, KeySource.FILE, new char[0]);
      store(program, "CHECKED");
      program.get(Sealer.class).seal(TENANT);
      program.get(BackgroundUnderTest.class).lookAfterTheTrail();
      WorkProgress first = checked(program);
      assertThat(first.failures()).isEmpty();

      long changed = change();
      MovedClock clock = program.get(MovedClock.class);
      clock.pass(Duration.ofDays(6));
      program.get(BackgroundUnderTest.class).lookAfterTheTrail();
      assertThat(checked(program).id()).as("not due yet").isEqualTo(first.id());

      clock.pass(Duration.ofDays(1));
      program.get(BackgroundUnderTest.class).lookAfterTheTrail();
      WorkProgress second = checked(program);
      assertThat(second.id()).isNotEqualTo(first.id());
      assertThat(second.failures())
          .containsExactly(new BatchWork.Failure("default row " + changed, "ROW_CHANGED"));
      assertThat(program.get(Chain.class).state(TENANT).breaks())
          .extracting(ChainBreak::kind, ChainBreak::eventId)
          .containsExactly(tuple(ChainBreak.Kind.ROW_CHANGED, changed));
      AuditFilter broken = AuditFilter.ALL.doing(Set.of(Action.AUDIT_BROKEN));
      assertThat(program.get(AuditSearch.class).find(TENANT, broken, Place.NEWEST, 10).rows())
          .hasSize(1);
    }
  }

  /** The newest check, once it has come to its end. */
  private static WorkProgress checked(PlainProgram program) {
    ChainSchedule schedule = program.get(ChainSchedule.class);
    long until = System.nanoTime() + PATIENCE;
    WorkProgress newest = schedule.progress().orElseThrow();
    while (newest.state() == WorkState.RUNNING && System.nanoTime() < until) {
      Thread.onSpinWait();
      newest = schedule.progress().orElseThrow();
    }
    assertThat(newest.state()).isNotEqualTo(WorkState.RUNNING);
    return newest;
  }

  /** Gives the newest sealed row another actor, behind the application's back. */
  private static long change() throws SQLException {
    try (Connection connection = new ConfiguredDataSource().getConnection();
        Statement statement = connection.createStatement()) {
      ResultSet newest =
          statement.executeQuery("select max(event_id) from audit_link where tenant = 'default'");
      newest.next();
      long id = newest.getLong(1);
      statement.executeUpdate("update audit_event set actor = 'nobody' where id = " + id);
      return id;
    }
  }

  private void store(PlainProgram program, String name) {
    SecretDraft draft =
        new SecretDraft(Environment.PRODUCTION, "generic", name, SecretType.API_KEY, "", null);
    try (SecretValue value =
        SecretValue.copyOf(("archived alone " + name + " 5mz1").toCharArray())) {
      program.get(Secrets.class).store(admin, draft, value);
    }
  }
}
