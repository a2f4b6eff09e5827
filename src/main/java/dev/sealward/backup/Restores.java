package dev.sealward.backup;

import dev.sealward.access.ForAnyone;
import dev.sealward.access.SetUp;
import dev.sealward.audit.Action;
import dev.sealward.backup.BackupJobs.Running;
import dev.sealward.backup.BackupProgress.Kind;
import dev.sealward.crypto.SealedStream;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Input;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.keys.CarriedKeys;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeySource;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Restores a backup into an installation that is not set up yet, in place of making a master key
 * and an account.
 *
 * <p>Guarantees: only for who typed the set-up code; rows come in many transactions into an
 * installation that is marked, and the keys that open them with the mark's removal in the last one,
 * so that a process that ends at any point leaves an installation that counts as empty or one that
 * is complete; a file that was altered, cut or does not open changes nothing.
 *
 * <p>Supported: backups of the same tables, and of older ones as far as what came since has
 * defaults. A newer one is refused.
 */
@ApplicationScoped
public class Restores {
  private static final Logger LOG = Logger.getLogger(Restores.class.getName());
  private static final long DEFAULT_MAX_BYTES = 10L << 30;
  private static final int BUFFER_BYTES = 1 << 16;

  private final SetUp setUp;
  private final KeyRing keyRing;
  private final Tables tables;
  private final Connections connections;
  private final Folders folders;
  private final BackupRows rows;
  private final BackupJobs jobs;
  private final long maxBytes;
  private final boolean passphraseFile;
  private final AtomicBoolean receiving = new AtomicBoolean();

  @Inject
  Restores(
      SetUp setUp,
      KeyRing keyRing,
      Tables tables,
      Connections connections,
      Folders folders,
      BackupRows rows,
      BackupJobs jobs,
      Config config) {
    this.setUp = setUp;
    this.keyRing = keyRing;
    this.tables = tables;
    this.connections = connections;
    this.folders = folders;
    this.rows = rows;
    this.jobs = jobs;
    this.maxBytes =
        config == null
            ? 0
            : config
                .getOptionalValue("sealward.restore.max.bytes", Long.class)
                .orElse(DEFAULT_MAX_BYTES);
    this.passphraseFile =
        config != null
            && config.getOptionalValue("sealward.passphrase.file", String.class).isPresent();
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Restores() {
    this(null, null, null, null, null, null, null, null);
  }

  /** The files there are to restore from: uploaded, or put into the folder by the operator. */
  @ForAnyone("Before set-up is complete there is nobody; the set-up code guards it.")
  public List<RestoreFile> files() {
    try {
      return folders.restorable();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How far the restore is; empty when none was begun. */
  @ForAnyone("Before set-up is complete there is nobody; the set-up code guards it.")
  public Optional<BackupProgress> progress() {
    return jobs.progress().filter(job -> job.kind() == Kind.RESTORE);
  }

  /** Refuses while a restore runs. */
  @ForAnyone("Before set-up is complete there is nobody; the set-up code guards it.")
  public void requireIdle() {
    jobs.requireIdle();
  }

  /**
   * Takes an uploaded backup, in place of one uploaded before.
   *
   * @throws Refused TOO_LARGE when it is over {@code SEALWARD_RESTORE_MAX_BYTES}
   */
  @ForAnyone("Before set-up is complete there is nobody; the set-up code guards it.")
  public void receive(boolean codeAccepted, InputStream upload) throws IOException {
    setUp.requireEmpty(codeAccepted);
    jobs.requireIdle();
    if (!receiving.compareAndSet(false, true)) {
      throw Refused.conflict(
          "UPLOAD_BUSY", "Another upload is running.", "Wait until it has ended.");
    }
    try (BackupFile file = BackupFile.begin(folders.restore().resolve(Folders.UPLOADED))) {
      byte[] buffer = new byte[BUFFER_BYTES];
      long taken = 0;
      for (int read = upload.read(buffer); read >= 0; read = upload.read(buffer)) {
        taken += read;
        if (taken > maxBytes) {
          throw Refused.of(
              Refused.Kind.TOO_LARGE,
              Remedy.of(
                  "UPLOAD_TOO_LARGE",
                  "The file is over the limit of " + maxBytes + " bytes.",
                  "Put it into the folder restore of the data directory, or raise"
                      + " SEALWARD_RESTORE_MAX_BYTES."));
        }
        file.out().write(buffer, 0, read);
      }
      file.finish();
      file.name();
    } finally {
      receiving.set(false);
    }
  }

  /**
   * Begins a restore.
   *
   * @param fileName one of {@link #files}
   * @param typed the backup's recovery key or passphrase; the caller zeroes it
   * @param source where the new master key will come from
   * @param passphrase for a source that needs one; the caller zeroes it
   */
  @ForAnyone("Before set-up is complete there is nobody; the set-up code guards it.")
  public void begin(
      boolean codeAccepted,
      @Nullable String fileName,
      char[] typed,
      KeySource source,
      char[] passphrase,
      String address) {
    setUp.requireEmpty(codeAccepted);
    jobs.requireIdle();
    requireAvailable(source);
    requirePassphrase(source, passphrase);
    Caller caller = Caller.unknown("set-up", address);
    try {
      Path file = folders.restorable(Input.required("file", fileName)).orElseThrow(() -> noFile());
      String name = String.valueOf(file.getFileName());
      Opening opening = opened(caller, file, name, typed);
      begin(caller, file, opening, source, passphrase.clone());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Opening opened(Caller caller, Path file, String name, char[] typed) throws IOException {
    Opening opening = null;
    try {
      opening = Opening.of(file, typed);
      requireSchema(opening.manifest());
      Opening fits = opening;
      opening = null;
      return fits;
    } catch (SQLException e) {
      throw new IllegalStateException("the schema's version could not be read", e);
    } catch (Refused refused) {
      rows.refused(caller, Action.BACKUP_RESTORE_BEGUN, name, refused.remedy().code());
      throw refused;
    } finally {
      if (opening != null) {
        opening.close();
      }
    }
  }

  private void begin(
      Caller caller, Path file, Opening opening, KeySource source, char[] passphrase) {
    String name = String.valueOf(file.getFileName());
    boolean begun = false;
    try {
      // Committed before: whatever becomes of it, the trail says that it was tried.
      rows.record(caller, Action.BACKUP_RESTORE_BEGUN, name, "new source " + source.text());
      begun = true;
    } finally {
      if (!begun) {
        opening.close();
      }
    }
    jobs.begin(
        Kind.RESTORE,
        name,
        running -> restore(caller, file, opening, source, passphrase, running),
        why -> rows.refused(caller, Action.BACKUP_RESTORED, name, why.code()),
        () -> {
          opening.close();
          Arrays.fill(passphrase, '\0');
        });
  }

  private void requireAvailable(KeySource source) {
    boolean available =
        keyRing.sourceOffer().options().stream()
            .anyMatch(option -> option.source() == source && option.available());
    if (!available) {
      throw Refused.field(
          "source",
          "KEY_SOURCE_UNAVAILABLE",
          "This source is not available now.",
          "Choose another, or follow what it says.");
    }
  }

  /** What the source would refuse at the very end, after all rows were read. */
  private void requirePassphrase(KeySource source, char[] passphrase) {
    boolean fromFile = passphrase.length == 0 && passphraseFile;
    if (source == KeySource.PASSPHRASE
        && !fromFile
        && (passphrase.length < Backups.MIN_CHARS || passphrase.length > Backups.MAX_CHARS)) {
      throw Backups.passphraseLength();
    }
  }

  private static Refused noFile() {
    return Refused.field(
        "file",
        "RESTORE_NO_FILE",
        "There is no such file in the folder restore.",
        "Upload the backup, or copy it there as a file whose name ends in .swbk.");
  }

  private void requireSchema(Manifest manifest) throws SQLException {
    try (Connection connection = connections.open()) {
      if (manifest.schemaVersion() > Database.schemaVersion(connection)) {
        throw Refused.conflict(
            "BACKUP_TOO_NEW",
            "The backup was made by a newer Sealward ("
                + manifest.sealwardVersion()
                + ") than this one.",
            "Restore it with that version or a later one.");
      }
    }
  }

  private String restore(
      Caller caller,
      Path file,
      Opening opening,
      KeySource source,
      char[] passphrase,
      Running running)
      throws IOException, SQLException {
    try (Connection connection = connections.openAsOwner();
        InputStream in = opening.file();
        InputStream unsealed = SealedStream.reader(in, opening.opener())) {
      connection.setAutoCommit(false);
      RestoredRows restored = new RestoredRows(connection, tables.all().keySet(), running::done);
      boolean done = false;
      try {
        BackupReader reader = new BackupReader(unsealed);
        Manifest manifest = reader.manifest();
        running.total(manifest.rows());
        try (CarriedKeys carried = reader.keys(manifest)) {
          // What one before it could not take back itself.
          restored.clear();
          moveOn(restored.begin(manifest));
          restored.insert(reader);
          restored.insertLast();
          // With the keys, in their commit: a restored installation always says that it is one.
          rows.recordOver(
              connection,
              caller,
              Action.BACKUP_RESTORED,
              String.valueOf(file.getFileName()),
              "made " + manifest.createdAt() + ", new source " + source.text());
          keyRing.adopt(caller, source, passphrase, carried, connection);
        }
        done = true;
      } finally {
        if (!done) {
          connection.rollback();
          restored.clear();
        }
      }
    }
    discardUpload();
    return "The backup is restored. Sign in with the account you had.";
  }

  /** What was uploaded has done its work; if it cannot go now, it goes at the next start. */
  private void discardUpload() {
    try {
      Files.deleteIfExists(folders.restore().resolve(Folders.UPLOADED));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "An uploaded backup could not be deleted.", e);
    }
  }

  private void moveOn(Map<String, Long> sequences) throws SQLException {
    try (Connection other = connections.openAsOwner()) {
      RestoredRows.moveOn(other, sequences);
    }
    connections.forgetNumbersTaken();
  }

  /**
   * Before anybody can ask for it: empties what a restore that was cut short had brought, and
   * deletes the upload of one that was cut off right after its commit.
   */
  void start(@Observes @Priority(110) @Initialized(ApplicationScoped.class) Object context) {
    try (Connection connection = connections.openAsOwner()) {
      connection.setAutoCommit(false);
      if (new RestoredRows(connection, tables.all().keySet(), rows -> {}).clear()) {
        LOG.log(Level.WARNING, "A restore was cut short; the installation is empty again.");
      }
    } catch (SQLException e) {
      throw new IllegalStateException("a restore that was cut short could not be undone", e);
    }
    if (setUp.isComplete()) {
      discardUpload();
    }
  }
}
