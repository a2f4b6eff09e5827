package dev.sealward.plain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.audit.Chain;
import dev.sealward.audit.CountKeeping;
import dev.sealward.audit.Retention;
import dev.sealward.audit.Sealer;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.TenantId;
import dev.sealward.keys.BackgroundUnderTest;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeySource;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.Secrets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trail is archived in the background, without anybody asking for it, when it is time. */
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

  private void store(PlainProgram program, String name) {
    SecretDraft draft =
        new SecretDraft(Environment.PRODUCTION, "generic", name, SecretType.API_KEY, "", null);
    try (SecretValue value =
        SecretValue.copyOf(("archived alone " + name + " 5mz1").toCharArray())) {
      program.get(Secrets.class).store(admin, draft, value);
    }
  }
}
