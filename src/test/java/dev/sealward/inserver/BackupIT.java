package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.KeyCustody;
import dev.sealward.access.RecoveryKit;
import dev.sealward.audit.Target;
import dev.sealward.backup.BackupProgress;
import dev.sealward.backup.BackupView;
import dev.sealward.backup.Backups;
import dev.sealward.backup.Protection;
import dev.sealward.backup.Restores;
import dev.sealward.backup.Tables;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretValue;
import dev.sealward.keys.KeyRotation;
import dev.sealward.keys.KeySource;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.SecretView;
import dev.sealward.secret.Secrets;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Backups of the real database, made while the server serves. */
@ExtendWith(ArquillianExtension.class)
@Tag("VAULT-10")
class BackupIT {
  private static final String PASSPHRASE = "seven lanterns on the quay";

  @Inject Installed installed;
  @Inject Backups backups;
  @Inject Restores restores;
  @Inject Tables tables;
  @Inject KeyCustody custody;
  @Inject KeyRotation rotation;
  @Inject Secrets secrets;
  @Inject Database database;
  @Inject Recorded recorded;

  private Caller admin;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
  }

  @Test
  void everyTableIsClaimedByExactlyOneModule() throws SQLException {
    List<String> claimed = tables.claimed();
    Set<String> there = new TreeSet<>();
    database
        .column(
            "select table_name from information_schema.tables"
                + " where lower(table_schema) = 'public' and table_type = 'BASE TABLE'")
        .forEach(name -> there.add(String.valueOf(name).toLowerCase(Locale.ROOT)));
    there.remove("flyway_schema_history");

    assertThat(claimed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(there);
  }

  @Test
  void whatIsMadeIsWholeAndEveryEnvelopeInItOpens() {
    store("backup-it");
    try (RecoveryKit kit = custody.makeRecoveryKit(admin)) {
      BackupView made = make(PASSPHRASE);
      assertThat(made.protection()).isEqualTo(Protection.BOTH);
      assertThat(made.present()).isTrue();
      assertThat(made.rows()).isPositive();

      for (String opener : List.of(PASSPHRASE, text(kit))) {
        backups.verify(admin, made.id(), opener.toCharArray());
        BackupProgress done = await();
        assertThat(done.failure()).isNull();
        assertThat(done.words()).startsWith("The backup is whole");
        assertThat(backups.get(admin, made.id()).verifiedAt()).isNotNull();
      }
      assertRefused(
          "BACKUP_NOT_OPENED", () -> backups.verify(admin, made.id(), "another one".toCharArray()));
    }
  }

  /** Whether the data key, the value or the header was damaged: said when it is made and after. */
  @Test
  void valueThatWasDamagedBeforeIsSaidWhenTheBackupIsMadeAndWhenItIsChecked() throws SQLException {
    SecretId damaged = store("backup-it-damaged").id();
    byte[] good = envelope(damaged);
    int behindTheWrappedKey = 1 + 4 + 12 + 32 + 16;
    // To the recovery key alone: nothing is stretched, time and again.
    try (RecoveryKit kit = custody.makeRecoveryKit(admin)) {
      for (int at : new int[] {0, 2, 20, behindTheWrappedKey, good.length - 1}) {
        byte[] bent = good.clone();
        bent[at] ^= 1;
        write(damaged, bent);
        try {
          BackupView made = make("");
          String found = "1 of \\d+ envelopes do not open: secret " + damaged + " version 1";
          assertThat(backups.progress(admin).orElseThrow().words()).containsPattern(found);
          assertThat(
                  recorded
                      .search(
                          Installed.TENANT,
                          AuditQuery.about(new Target("backup", made.fileName()), 1))
                      .get(0)
                      .detail())
              .containsPattern(found);

          backups.verify(admin, made.id(), text(kit).toCharArray());
          assertThat(await().failure())
              .satisfies(why -> assertThat(why.code()).isEqualTo("BACKUP_ENVELOPES"))
              .satisfies(why -> assertThat(why.problem()).containsPattern(found));
          assertThat(backups.get(admin, made.id()).verification()).containsPattern(found);
          backups.delete(admin, made.id());
        } finally {
          write(damaged, good);
        }
      }
    }
  }

  private static String text(RecoveryKit kit) {
    return kit.text().use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
  }

  private byte[] envelope(SecretId secret) throws SQLException {
    return (byte[])
        database.one("select ciphertext from secret_version where secret_id = ?", secret.value());
  }

  @Test
  void rowThatNamesNoScopeEndsTheBackupWithItsIdAndWhatToDo() throws SQLException {
    SecretId changed = store("backup-it-nowhere").id();
    Object before = database.one("select environment from secret where id = ?", changed.value());
    String update = "update secret set environment = ? where id = ?";
    database.update(update, "NOWHERE", changed.value());
    try {
      backups.make(admin, PASSPHRASE.toCharArray());
      Remedy failure = await().failure();
      assertThat(failure.code()).isEqualTo("SCOPE_UNREADABLE");
      assertThat(failure.problem()).contains("secret " + changed + " version 1");
      assertThat(failure.steps()).hasSize(2);
    } finally {
      database.update(update, before, changed.value());
    }
    assertThat(make(PASSPHRASE).present()).isTrue();
  }

  private void write(SecretId secret, byte[] envelope) throws SQLException {
    database.update(
        "update secret_version set ciphertext = ? where secret_id = ?", envelope, secret.value());
  }

  @Test
  @Tag("VAULT-06")
  void destroyingAKeyVersionNamesTheBackupsThatCarryIt() {
    BackupView made = make(PASSPHRASE);

    for (int version : made.keyVersions()) {
      assertThat(rotation.dependents(version)).anyMatch(text -> text.contains(made.fileName()));
    }
    backups.delete(admin, made.id());
    assertThat(rotation.dependents(made.keyVersions().get(0)))
        .noneMatch(text -> text.contains(made.fileName()));
    assertThat(backups.list(admin)).extracting(BackupView::id).doesNotContain(made.id());
  }

  @Test
  @Tag("VAULT-03")
  void onlyAdminsHandleBackups() {
    Caller operator =
        installed.person("an-operator", EnumSet.of(Role.OPERATOR, Role.SECURITY_LEAD));
    BackupView made = make(PASSPHRASE);

    assertThat(
            List.of(
                assertRefused("PERMISSION_MISSING", () -> backups.list(operator)),
                assertRefused("PERMISSION_MISSING", () -> backups.make(operator, new char[0])),
                assertRefused("PERMISSION_MISSING", () -> backups.download(operator, made.id())),
                assertRefused("PERMISSION_MISSING", () -> backups.delete(operator, made.id())),
                assertRefused("PERMISSION_MISSING", () -> custody.makeRecoveryKit(operator))))
        .hasSize(5);
  }

  @Test
  void weakPassphrasesAreRefused() {
    assertRefused("PASSPHRASE_LENGTH", () -> backups.make(admin, "too short".toCharArray()));
  }

  @Test
  void nothingIsRestoredIntoAnInstallationThatIsSetUp() {
    assertRefused(
        "SETUP_STEP_DONE",
        () ->
            restores.begin(true, "a.swbk", new char[0], KeySource.FILE, new char[0], "127.0.0.1"));
  }

  private BackupView make(String passphrase) {
    backups.make(admin, passphrase.toCharArray());
    BackupProgress done = await();
    assertThat(done.failure()).isNull();
    return backups.list(admin).get(0);
  }

  private BackupProgress await() {
    long until = System.nanoTime() + 60_000_000_000L;
    while (System.nanoTime() < until) {
      BackupProgress now = backups.progress(admin).orElseThrow();
      if (!now.running()) {
        return now;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("The job did not end.");
  }

  private SecretView store(String name) {
    SecretDraft draft =
        new SecretDraft(
            Environment.PRODUCTION,
            "generic",
            name + "-" + System.nanoTime(),
            SecretType.API_KEY,
            "",
            null);
    try (SecretValue typed = SecretValue.copyOf("a value for a backup 9dk3".toCharArray())) {
      return secrets.store(admin, draft, typed).secret();
    }
  }
}
