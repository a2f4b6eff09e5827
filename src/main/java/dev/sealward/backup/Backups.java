package dev.sealward.backup;

import dev.sealward.access.ForAnyone;
import dev.sealward.access.Needs;
import dev.sealward.access.Permission;
import dev.sealward.access.Policies;
import dev.sealward.audit.Action;
import dev.sealward.backup.BackupJobs.Running;
import dev.sealward.backup.BackupProgress.Kind;
import dev.sealward.backup.Verification.Report;
import dev.sealward.crypto.BackupRecipient;
import dev.sealward.crypto.RecoveryPublicKey;
import dev.sealward.crypto.ScryptParameters;
import dev.sealward.crypto.SealedOutput;
import dev.sealward.crypto.SealedStream;
import dev.sealward.crypto.UnopenableException;
import dev.sealward.guard.Redacted;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.PrivateFiles;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.keys.KeyRing;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;

/**
 * Encrypted backups of the whole installation (VAULT-10): made from one consistent state while the
 * server serves, checked without restoring, fetched and deleted.
 *
 * <p>Guarantees: every method asks for the permission first and is audited; a file under its final
 * name is whole and on the disk; nothing of its content is in the clear on any disk.
 *
 * <p>Does not protect against: whoever has a backup and its recovery key or passphrase has every
 * secret in it, also those destroyed here since.
 */
@ApplicationScoped
public class Backups {
  private static final Logger LOG = Logger.getLogger(Backups.class.getName());
  private static final String DAMAGED_BEFORE =
      "Rotate the secrets it names: their values were damaged before the backup was made.";
  static final int MIN_CHARS = 12;
  static final int MAX_CHARS = 1024;

  private final Policies policies;
  private final KeyRing keyRing;
  private final Tables tables;
  private final Connections connections;
  private final Folders folders;
  private final BackupRows rows;
  private final BackupJobs jobs;
  private final Clock clock;
  private final SecureRandom random;
  private final String program;
  private final Object listing = new Object();

  @Inject
  Backups(
      Policies policies,
      KeyRing keyRing,
      Tables tables,
      Connections connections,
      Folders folders,
      BackupRows rows,
      BackupJobs jobs,
      Clock clock,
      SecureRandom random,
      Config config) {
    this.policies = policies;
    this.keyRing = keyRing;
    this.tables = tables;
    this.connections = connections;
    this.folders = folders;
    this.rows = rows;
    this.jobs = jobs;
    this.clock = clock;
    this.random = random;
    this.program =
        config == null
            ? ""
            : config.getOptionalValue("sealward.version", String.class).orElse("unknown");
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Backups() {
    this(null, null, null, null, null, null, null, null, null, null);
  }

  /** Newest first. */
  @Redacted
  @Needs(Permission.MANAGE_BACKUP)
  public List<BackupView> list(Caller caller) {
    require(caller);
    return rows.all().stream().map(row -> row.view(isPresent(row))).toList();
  }

  @Redacted
  @Needs(Permission.MANAGE_BACKUP)
  public BackupView get(Caller caller, UUID id) {
    require(caller);
    BackupRow row = rows.get(id);
    return row.view(isPresent(row));
  }

  /** How far the newest job is; empty when there was none since the start. */
  @Redacted
  @Needs(Permission.MANAGE_BACKUP)
  public Optional<BackupProgress> progress(Caller caller) {
    require(caller);
    return jobs.progress();
  }

  /** Whether a recovery key was made, so that backups need no passphrase. */
  @ForAnyone("It tells whether a recovery key was ever made, and nothing of it.")
  public boolean hasRecoveryKey() {
    return keyRing.isRecoverable();
  }

  /**
   * Begins a backup that the recovery key opens, if one was made, and the passphrase, if one is
   * given.
   *
   * @param passphrase empty for none; the caller zeroes it
   */
  @Needs(Permission.MANAGE_BACKUP)
  public void make(Caller caller, char[] passphrase) {
    require(caller);
    begin(caller, passphrase, false);
  }

  /** Begins a backup on the schedule's behalf, to the recovery key. */
  void makeScheduled(Caller system) {
    begin(system, new char[0], true);
  }

  private void begin(Caller caller, char[] passphrase, boolean scheduled) {
    keyRing.requireOpen();
    Optional<RecoveryPublicKey> recovery = keyRing.recoveryKey();
    if (passphrase.length == 0 && recovery.isEmpty()) {
      throw Refused.field(
          "passphrase",
          "BACKUP_NEEDS_OPENER",
          "Nobody could open this backup: there is no recovery key and no passphrase was typed.",
          "Make the recovery kit first, or type a passphrase twice.");
    }
    if (passphrase.length > 0 && (passphrase.length < MIN_CHARS || passphrase.length > MAX_CHARS)) {
      throw passphraseLength();
    }
    jobs.requireIdle();
    Path file = freshFile();
    String name = String.valueOf(file.getFileName());
    char[] typed = passphrase.clone();
    jobs.begin(
        Kind.MAKE,
        name,
        running -> write(caller, file, recipients(recovery, typed), scheduled, running),
        why -> rows.refused(caller, Action.BACKUP_CREATED, name, why.code()),
        () -> Arrays.fill(typed, '\0'));
  }

  static Refused passphraseLength() {
    return Refused.field(
        "passphrase",
        "PASSPHRASE_LENGTH",
        "A passphrase has " + MIN_CHARS + " to " + MAX_CHARS + " characters.",
        "Five random words make a good one.");
  }

  private Path freshFile() {
    try {
      return folders.freshBackup(clock.instant());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<BackupRecipient> recipients(Optional<RecoveryPublicKey> recovery, char[] typed) {
    List<BackupRecipient> recipients = new ArrayList<>();
    recovery.ifPresent(key -> recipients.add(new BackupRecipient.Recovery(key)));
    if (typed.length > 0) {
      recipients.add(new BackupRecipient.Passphrase(typed, ScryptParameters.fresh(random)));
    }
    return recipients;
  }

  private String write(
      Caller caller,
      Path target,
      List<BackupRecipient> recipients,
      boolean scheduled,
      Running running)
      throws IOException, SQLException {
    String name = String.valueOf(target.getFileName());
    try (Connection connection = connections.open();
        BackupFile file = BackupFile.begin(target);
        SealedOutput sealed = SealedStream.writer(file.out(), recipients, random)) {
      Dump dump = new Dump(connection, tables.all(), keyRing::carry, running::done);
      Manifest manifest =
          dump.into(
              sealed,
              new Dump.Origin(program, clock.instant(), caller.id()),
              begun -> running.total(begun.rows()));
      String damaged = dump.envelopes().found();
      if (damaged != null) {
        LOG.log(Level.WARNING, "The backup {0} is made, but {1}.", new Object[] {name, damaged});
      }
      sealed.finish();
      BackupRow row =
          new BackupRow(name, manifest, scheduled, file.finish(), protection(recipients));
      // The entry first: a file nobody lists would carry its keys unseen. A process that ends in
      // between leaves what the next start puts right.
      // Together: an entry deleted before its file has its name would leave the file.
      synchronized (listing) {
        rows.add(caller, row, damaged);
        boolean named = false;
        try {
          file.name();
          named = true;
        } finally {
          if (!named) {
            rows.remove(caller, row.id());
          }
        }
      }
      return damaged == null
          ? "The backup " + name + " is made."
          : "The backup " + name + " is made, but " + damaged + ". " + DAMAGED_BEFORE;
    }
  }

  /**
   * Puts right what a process that ended half-way left: a whole file whose entry is there gets its
   * name, and what is not whole goes. At the start, before a job can begin.
   */
  void settle() throws IOException {
    for (Path left : folders.unfinished()) {
      Path file = Folders.named(left);
      Optional<BackupRow> row = rows.named(String.valueOf(file.getFileName()));
      if (row.isPresent() && file.equals(folders.backup(row.get())) && row.get().isWhole(left)) {
        PrivateFiles.moveIntoPlace(left, file);
      } else {
        Files.deleteIfExists(left);
      }
    }
  }

  private static Protection protection(List<BackupRecipient> recipients) {
    if (recipients.size() == 2) {
      return Protection.BOTH;
    }
    return recipients.get(0) instanceof BackupRecipient.Recovery
        ? Protection.RECOVERY
        : Protection.PASSPHRASE;
  }

  /**
   * Begins to read a backup from end to end, without restoring it.
   *
   * @param typed its recovery key or passphrase; the caller zeroes it
   */
  @Needs(Permission.MANAGE_BACKUP)
  public void verify(Caller caller, UUID id, char[] typed) {
    require(caller);
    BackupRow row = rows.get(id);
    jobs.requireIdle();
    Opening opening = open(row, typed);
    jobs.begin(
        Kind.VERIFY,
        row.fileName(),
        running -> verify(caller, id, opening, running),
        why -> rows.refused(caller, Action.BACKUP_VERIFIED, row.fileName(), why.code()),
        opening::close);
  }

  private Opening open(BackupRow row, char[] typed) {
    try {
      return Opening.of(existing(row), typed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path existing(BackupRow row) {
    try {
      Path file = folders.backup(row);
      if (Files.isRegularFile(file)) {
        return file;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw Refused.conflict(
        "BACKUP_FILE_GONE",
        "The backup's file is not in the backups folder any more.",
        "Put it back, or delete the entry.");
  }

  private String verify(Caller caller, UUID id, Opening opening, Running running)
      throws IOException {
    running.total(opening.manifest().rows());
    Report report;
    try {
      report = Verification.of(opening.file(), opening.opener(), running::done);
    } catch (UnopenableException | DamagedBackupException e) {
      Remedy why = Opening.refusal(e).remedy();
      rows.verified(caller, id, why.problem());
      throw Refused.of(Refused.Kind.INVALID, why);
    }
    String found = report.envelopes().found();
    rows.verified(caller, id, found);
    if (found != null) {
      throw Refused.of(
          Refused.Kind.INVALID,
          Remedy.of("BACKUP_ENVELOPES", "The file is whole, but " + found + ".", DAMAGED_BEFORE));
    }
    return "The backup is whole: "
        + report.rows()
        + " rows in "
        + report.tables()
        + " tables, and all "
        + report.envelopes().envelopes()
        + " envelopes open with the keys it carries.";
  }

  /** The file of a backup, for the person who takes it away; audited. */
  @Needs(Permission.MANAGE_BACKUP)
  public Path download(Caller caller, UUID id) {
    policies.requireProven(caller, Permission.MANAGE_BACKUP);
    BackupRow row = rows.get(id);
    Path file = existing(row);
    rows.downloaded(caller, row);
    return file;
  }

  /** Deletes a backup and its file. */
  @Needs(Permission.MANAGE_BACKUP)
  public void delete(Caller caller, UUID id) {
    policies.requireProven(caller, Permission.MANAGE_BACKUP);
    remove(caller, rows.get(id));
  }

  /** Deletes the scheduled backups beyond the newest {@code kept}. */
  void removeSurplus(Caller system, int kept) {
    rows.surplus(kept).forEach(row -> remove(system, row));
  }

  private void remove(Caller caller, BackupRow row) {
    synchronized (listing) {
      try {
        Path file = folders.backup(row);
        // Aside first: what the list does not name any more has no name, and a deletion that could
        // not be recorded gives it back. A process that ends in between leaves it to the next
        // start.
        Path aside = BackupFile.unfinished(file);
        boolean there = Files.exists(file);
        if (there) {
          PrivateFiles.moveIntoPlace(file, aside);
        }
        boolean removed = false;
        try {
          rows.remove(caller, row.id());
          removed = true;
        } finally {
          if (there && !removed) {
            PrivateFiles.moveIntoPlace(aside, file);
          }
        }
        discard(aside);
      } catch (IOException e) {
        throw Refused.unavailable(
            "BACKUP_NOT_DELETED",
            "The backup's file cannot be deleted (" + e.getClass().getSimpleName() + ").",
            "Make the backups folder writable for the user Sealward runs as.");
      }
    }
  }

  /** The entry is gone; what cannot be deleted now, the next start deletes. */
  private static void discard(Path aside) {
    try {
      Files.deleteIfExists(aside);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "The file of a deleted backup could not be deleted yet.", e);
    }
  }

  private boolean isPresent(BackupRow row) {
    try {
      return Files.isRegularFile(folders.backup(row));
    } catch (IOException notReadable) {
      return false;
    }
  }

  private void require(Caller caller) {
    policies.require(caller, Permission.MANAGE_BACKUP);
  }
}
