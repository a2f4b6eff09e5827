package dev.sealward.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.access.People;
import dev.sealward.access.SetUp;
import dev.sealward.backup.BackupProgress;
import dev.sealward.backup.Backups;
import dev.sealward.backup.Restores;
import dev.sealward.boot.ConfiguredDataSource;
import dev.sealward.crypto.RecoveryKey;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.SecretValue;
import dev.sealward.keys.BackgroundUnderTest;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeyRotation;
import dev.sealward.keys.KeySource;
import dev.sealward.keys.KeyState;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Set-up, re-wrapping and restore while the database takes no audit row of one kind: that step does
 * not happen, and does once the row can be written.
 */
@Tag("ST-SEC-010")
@Tag("FR-028-009")
class UnrecordedTest {
  private static final String CODE = "ABCDEFGHJKMN";
  private static final String HERE = "127.0.0.1";
  private static final char[] PASSWORD = "nine lapwings over the moor".toCharArray();

  private final Caller admin = KilledProgram.admin();

  private static PlainPostgres postgres;

  @TempDir Path folder;
  private On database;

  private enum On {
    H2,
    POSTGRESQL
  }

  @BeforeAll
  static void startPostgres() throws IOException {
    postgres = new PlainPostgres();
  }

  @AfterAll
  static void stopPostgres() throws IOException {
    postgres.close();
  }

  @ParameterizedTest
  @EnumSource
  @Tag("ATTACK-10")
  void noStepOfSetUpIsTaken(On on) throws Exception {
    database = on;
    try (PlainProgram program = start(folder.resolve("data"))) {
      SetUp setUp = program.get(SetUp.class);
      unwritable("SETUP_CODE_ACCEPTED", () -> setUp.acceptCode(CODE, HERE));
      setUp.acceptCode(CODE, HERE);

      unwritable("KEY_CREATED", () -> setUp.createKey(true, KeySource.FILE, new char[0], HERE));
      assertThat(program.get(KeyRing.class).state()).isInstanceOf(KeyState.NotMade.class);
      assertThat(rows("key_version")).isZero();
      setUp.createKey(true, KeySource.FILE, new char[0], HERE);

      for (String action : new String[] {"PERSON_CREATED", "PERSON_SIGNED_IN"}) {
        unwritable(action, () -> setUp.createAdmin(true, "ada", PASSWORD.clone(), "Ada", HERE));
        assertThat(rows("person")).isZero();
      }
      Caller ada = setUp.createAdmin(true, "ada", PASSWORD.clone(), "Ada", HERE).caller();
      assertThat(program.get(People.class).anyone()).isTrue();

      unwritable("SETUP_COMPLETED", () -> setUp.complete(ada));
      assertThat(setUp.isComplete()).isFalse();
      setUp.complete(ada);
      assertThat(setUp.isComplete()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("VAULT-10")
  void noBatchIsRewrappedAndNothingIsRestored(On on) throws Exception {
    database = on;
    Path data = folder.resolve("data");
    Path file;
    char[] kit;
    try (PlainProgram program = start(data)) {
      program.get(KeyRing.class).create(admin, KeySource.FILE, new char[0]);
      store(program);
      try (RecoveryKey made = program.get(KeyRotation.class).makeRecoveryKey(admin)) {
        kit = made.text();
      }
      KeyRotation rotation = program.get(KeyRotation.class);
      // Its own threads wait: the test does the batches.
      rotation.rotate(admin, KeySource.FILE, new char[0]);
      BackgroundUnderTest work = program.get(BackgroundUnderTest.class);
      long old = rows("secret_version where key_version = 1");
      assertThat(old).isPositive();
      unwritable("KEY_REWRAPPED", () -> work.turn("rewrap"));
      assertThat(rows("secret_version where key_version = 1")).isEqualTo(old);
      while (rows("secret_version where key_version = 1") > 0) {
        work.turn("rewrap");
      }
      program.letWorkGoOn();
      Backups backups = program.get(Backups.class);
      backups.make(admin, new char[0]);
      BackupProgress made = KilledProgram.awaitBackup(() -> backups.progress(admin));
      assertThat(made.state()).isEqualTo(BackupProgress.State.DONE);
      file = data.resolve("backups").resolve(made.subject());
    }
    Path empty = folder.resolve("empty");
    Files.createDirectories(empty.resolve("restore"));
    Files.copy(file, empty.resolve("restore/kept.swbk"));
    try (PlainProgram program = start(empty)) {
      program.letWorkGoOn();
      unwritable("BACKUP_RESTORE_BEGUN", () -> restore(program, kit));
      assertThat(program.get(Restores.class).progress()).isEmpty();
      try {
        forbid("BACKUP_RESTORED");
        restore(program, kit);
        assertThat(KilledProgram.awaitBackup(program.get(Restores.class)::progress).state())
            .isEqualTo(BackupProgress.State.FAILED);
      } finally {
        allow();
      }
      assertThat(rows("secret")).isZero();
      assertThat(rows("key_version")).isZero();
      assertThat(program.get(KeyRing.class).state()).isInstanceOf(KeyState.NotMade.class);
      restore(program, kit);
      assertThat(KilledProgram.awaitBackup(program.get(Restores.class)::progress).state())
          .isEqualTo(BackupProgress.State.DONE);
      assertThat(rows("secret")).isOne();
    }
  }

  private static void restore(PlainProgram program, char[] kit) {
    program
        .get(Restores.class)
        .begin(true, "kept.swbk", kit.clone(), KeySource.FILE, new char[0], HERE);
  }

  private PlainProgram start(Path data) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(CODE.getBytes(StandardCharsets.US_ASCII));
    Map<String, String> settings =
        new HashMap<>(database == On.POSTGRESQL ? postgres.database() : Map.of());
    settings.put("sealward.data.dir", data.toString());
    settings.put("sealward.setup.code.sha256", HexFormat.of().formatHex(digest));
    return PlainProgram.start(settings, BackgroundUnderTest.class);
  }

  private void store(PlainProgram program) {
    SecretDraft draft =
        new SecretDraft(Environment.PRODUCTION, "generic", "KEPT", SecretType.API_KEY, "", null);
    try (SecretValue value = SecretValue.copyOf("unrecorded 7kq2xz 5mz1".toCharArray())) {
      program.get(Secrets.class).store(admin, draft, value);
    }
  }

  private void unwritable(String action, Runnable step) throws SQLException {
    forbid(action);
    try {
      assertThatThrownBy(step::run)
          .as(action)
          .satisfies(
              thrown -> assertThat(refusal(thrown).remedy().code()).isEqualTo("AUDIT_UNAVAILABLE"));
    } finally {
      allow();
    }
  }

  /** Containers wrap it. */
  private static Refused refusal(Throwable thrown) {
    Throwable last = thrown;
    while (!(last instanceof Refused) && last.getCause() != null) {
      last = last.getCause();
    }
    assertThat(last).isInstanceOf(Refused.class);
    return (Refused) last;
  }

  private void forbid(String action) throws SQLException {
    execute(
        "alter table audit_event add constraint unwritable check (action <> '"
            + action
            + (database == On.H2 ? "') nocheck" : "') not valid"));
  }

  private static void allow() throws SQLException {
    execute("alter table audit_event drop constraint unwritable");
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = new ConfiguredDataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long rows(String from) throws SQLException {
    try (Connection connection = new ConfiguredDataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("select count(*) from " + from)) {
      count.next();
      return count.getLong(1);
    }
  }
}
