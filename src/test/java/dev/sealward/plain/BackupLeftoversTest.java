package dev.sealward.plain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditFilter;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.AuditSearch;
import dev.sealward.audit.Place;
import dev.sealward.backup.BackupProgress;
import dev.sealward.backup.BackupView;
import dev.sealward.backup.Backups;
import dev.sealward.backup.Restores;
import dev.sealward.boot.ConfiguredDataSource;
import dev.sealward.crypto.RecoveryKey;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.SecretValue;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeyRotation;
import dev.sealward.keys.KeySource;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of backups that were cut short, and what is said of those that cannot be made. */
@Tag("VAULT-10")
class BackupLeftoversTest {
  private final Caller admin = KilledProgram.admin();

  @TempDir Path folder;

  private Path data;
  private char[] kit = new char[0];

  @Test
  @Tag("START-02")
  void wholeFileWithoutItsNameGetsItAtTheStart() throws Exception {
    Path file = madeThenLeftAs("whole");
    Files.write(file.resolveSibling("sealward-20260101T000000Z.swbk.part"), new byte[9]);

    try (PlainProgram again = start("db")) {
      BackupView listed = again.get(Backups.class).list(admin).get(0);
      assertThat(listed.present()).isTrue();
      again.get(Backups.class).verify(admin, listed.id(), kit);
      assertThat(ended(again).state()).isEqualTo(BackupProgress.State.DONE);
    }
    assertThat(files(file)).containsExactly(String.valueOf(file.getFileName()));
  }

  @Test
  @Tag("START-02")
  void cutFileWithoutItsNameGoes() throws Exception {
    Path file = madeThenLeftAs("cut");

    try (PlainProgram again = start("db")) {
      assertThat(again.get(Backups.class).list(admin).get(0).present()).isFalse();
    }
    assertThat(files(file)).isEmpty();
  }

  /** A backup whose process ended before the file got its name; its bytes are all there or not. */
  private Path madeThenLeftAs(String how) throws Exception {
    Path file;
    try (PlainProgram program = installed("db")) {
      store(program, "KEPT");
      file = backup(program);
    }
    byte[] bytes = Files.readAllBytes(file);
    Path left = file.resolveSibling(file.getFileName() + ".part");
    Files.move(file, left);
    if (how.equals("cut")) {
      bytes[bytes.length / 2] ^= 1;
      Files.write(left, bytes);
    }
    return file;
  }

  @Test
  void backupThatIsDeletedTheMomentItIsListedLeavesNoFile() throws Exception {
    try (PlainProgram program = installed("db")) {
      store(program, "KEPT");
      Backups backups = program.get(Backups.class);
      for (int i = 0; i < 5; i++) {
        backups.make(admin, new char[0]);
        while (backups.list(admin).isEmpty()) {
          Thread.onSpinWait();
        }
        backups.delete(admin, backups.list(admin).get(0).id());
        assertThat(ended(program).state()).isEqualTo(BackupProgress.State.DONE);
        assertThat(files(data.resolve("backups/none"))).isEmpty();
      }
    }
  }

  @Test
  @Tag("FOUND-01")
  void refusalNamesTheSecretThatTheStoreLost() throws Exception {
    try (PlainProgram program = installed("file")) {
      store(program, "KEPT");
      store(program, "LOST");
      Files.delete(data.resolve("default/production/secrets/generic/default/+lost.enc"));

      program.get(Backups.class).make(admin, new char[0]);

      BackupProgress failed = ended(program);
      assertThat(failed.state()).isEqualTo(BackupProgress.State.FAILED);
      assertThat(failed.failure().code()).isEqualTo("STORE_CORRUPT");
      assertThat(failed.failure().problem())
          .contains("secret://default/default/production/generic/LOST#1")
          .contains("store file");
      assertThat(failed.failure().steps()).last().asString().contains("rotate it");
      assertThat(files(data.resolve("backups/none"))).isEmpty();
    }
  }

  @Test
  void whoDestroysAKeyHearsOfEveryBackupThatCarriesIt() throws Exception {
    try (PlainProgram program = installed("db")) {
      try (Connection connection = new ConfiguredDataSource().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(
            "insert into backup (id, file_name, created_at, created_by, scheduled, bytes,"
                + " row_count, sha256, protected_by, key_versions) select random_uuid(),"
                + " 'b' || x, current_timestamp, 'test', false, 1, 1, x'00', 'RECOVERY',"
                + " case when x > 510 then '11 12' else '1 2' end"
                + " from system_range(1, 600)");
      }

      List<String> named = program.get(KeyRotation.class).dependents(1);

      assertThat(named).hasSize(501).last().isEqualTo("and 10 older backups, 510 in all");
      assertThat(program.get(KeyRotation.class).dependents(11)).hasSize(90);
      assertThat(program.get(KeyRotation.class).dependents(3)).isEmpty();
    }
  }

  @Test
  @Tag("ST-SEC-010")
  void restoredInstallationSaysThatItIsOne() throws Exception {
    Path file;
    try (PlainProgram program = installed("db")) {
      store(program, "KEPT");
      file = backup(program);
    }
    Path moved = Files.move(file, folder.resolve("kept.swbk"));
    data = folder.resolve("empty");
    Files.createDirectories(data.resolve("restore"));
    Files.copy(moved, data.resolve("restore/kept.swbk"));
    try (PlainProgram program = start("db")) {
      program
          .get(Restores.class)
          .begin(true, "kept.swbk", kit, KeySource.FILE, new char[0], "127.0.0.1");

      assertThat(KilledProgram.awaitBackup(program.get(Restores.class)::progress).state())
          .isEqualTo(BackupProgress.State.DONE);
      assertThat(restored(program))
          .singleElement()
          .satisfies(row -> assertThat(row.target().id()).isEqualTo("kept.swbk"))
          .satisfies(row -> assertThat(row.detail()).contains("new source file"));
      store(program, "AFTER");
    }
  }

  private List<AuditRecord> restored(PlainProgram program) {
    AuditFilter filter = AuditFilter.ALL.doing(Set.of(Action.BACKUP_RESTORED));
    return program.get(AuditSearch.class).find(admin.tenant(), filter, Place.NEWEST, 10).rows();
  }

  private PlainProgram installed(String store) throws SQLException {
    data = folder.resolve("data");
    PlainProgram program = start(store);
    program.get(KeyRing.class).create(admin, KeySource.FILE, new char[0]);
    try (RecoveryKey made = program.get(KeyRotation.class).makeRecoveryKey(admin)) {
      kit = made.text();
    }
    return program;
  }

  private PlainProgram start(String store) throws SQLException {
    PlainProgram program =
        PlainProgram.start(Map.of("sealward.data.dir", data.toString(), "secrets.provider", store));
    program.letWorkGoOn();
    return program;
  }

  private void store(PlainProgram program, String name) {
    SecretDraft draft =
        new SecretDraft(Environment.PRODUCTION, "generic", name, SecretType.API_KEY, "", null);
    String text = KilledProgram.value(name, 1);
    try (SecretValue value = SecretValue.copyOf(text.getBytes(StandardCharsets.US_ASCII))) {
      program.get(Secrets.class).store(admin, draft, value);
    }
  }

  private Path backup(PlainProgram program) {
    program.get(Backups.class).make(admin, new char[0]);
    BackupProgress made = ended(program);
    assertThat(made.state()).as("%s", made).isEqualTo(BackupProgress.State.DONE);
    return data.resolve("backups").resolve(made.subject());
  }

  private BackupProgress ended(PlainProgram program) {
    return KilledProgram.awaitBackup(() -> program.get(Backups.class).progress(admin));
  }

  private static List<String> files(Path beside) throws IOException {
    try (Stream<Path> files = Files.list(beside.getParent())) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }
}
