package dev.sealward.backup;

import dev.sealward.crypto.BackupHeader;
import dev.sealward.crypto.BackupOpener;
import dev.sealward.crypto.MistypedRecoveryKeyException;
import dev.sealward.crypto.RecoveryKey;
import dev.sealward.crypto.SealedStream;
import dev.sealward.crypto.UnopenableException;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A backup file and what somebody typed to open it, tried out already: the recovery key or the
 * passphrase, as the file's header asks.
 *
 * <p>Guarantee: what was typed is copied, never printed, and zeroed by {@link #close}.
 */
final class Opening implements AutoCloseable {
  /** The field what is typed comes from. */
  static final String FIELD = "opener";

  private final Path file;
  private final char[] passphrase;
  private final @Nullable RecoveryKey recoveryKey;

  private Opening(Path file, char[] passphrase, @Nullable RecoveryKey recoveryKey) {
    this.file = file;
    this.passphrase = passphrase;
    this.recoveryKey = recoveryKey;
  }

  /**
   * Finds out how {@code typed} opens the file, and that it does.
   *
   * @param typed the caller zeroes it
   * @throws Refused about the field {@link #FIELD} when it does not, or about the file
   */
  static Opening of(Path file, char[] typed) throws IOException {
    if (typed.length == 0) {
      throw Refused.field(
          FIELD,
          "FIELD_MISSING",
          "This field is required.",
          "Type the recovery key or passphrase.");
    }
    Opening opening = null;
    try {
      opening = of(file, header(file), typed);
      opening.manifest();
      Opening works = opening;
      opening = null;
      return works;
    } catch (UnopenableException | DamagedBackupException e) {
      throw refusal(e);
    } finally {
      if (opening != null) {
        opening.close();
      }
    }
  }

  private static Opening of(Path file, BackupHeader header, char[] typed) {
    if (header.hasRecoveryKey()) {
      try {
        return new Opening(file, new char[0], RecoveryKey.parse(typed));
      } catch (MistypedRecoveryKeyException mistyped) {
        if (header.passphraseCost().isEmpty()) {
          throw Refused.field(
              FIELD,
              "RECOVERY_KEY_MISTYPED",
              "This is no recovery key: it has twelve groups of five letters and digits, and a"
                  + " checksum that finds typing errors.",
              "Compare it with the print, group by group.");
        }
      }
    }
    return new Opening(file, typed.clone(), null);
  }

  private static BackupHeader header(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return BackupHeader.read(in);
    }
  }

  /** The file from its start; the caller closes it. */
  InputStream file() throws IOException {
    return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
  }

  BackupOpener opener() {
    return recoveryKey == null
        ? new BackupOpener.Passphrase(passphrase)
        : new BackupOpener.Recovery(recoveryKey);
  }

  Manifest manifest() throws IOException {
    try (InputStream in = file();
        InputStream unsealed = SealedStream.reader(in, opener())) {
      return new BackupReader(unsealed).manifest();
    }
  }

  /** What a person is told of a file that does not open or holds no backup. */
  static Refused refusal(RuntimeException e) {
    if (e instanceof UnopenableException unopenable) {
      return switch (unopenable.reason()) {
        case TAMPERED_OR_WRONG_KEY ->
            Refused.field(
                FIELD,
                "BACKUP_NOT_OPENED",
                "The backup does not open with this, or it was altered.",
                "Type the recovery key or passphrase it was made for; if that is right, take"
                    + " another copy of the file.");
        case NOT_FOR_THIS_OPENER ->
            Refused.field(
                FIELD,
                "BACKUP_OTHER_OPENER",
                "The backup was not made for this kind of key.",
                "Type what it was made for: the recovery key, or the passphrase.");
        case TRUNCATED, EXTENDED -> file("BACKUP_CUT", "The file is not whole.");
        case UNKNOWN_FORMAT -> file("BACKUP_FORMAT", "The file is no backup of Sealward.");
        case COST_OUT_OF_BOUNDS, UNKNOWN_KEY_VERSION ->
            file("BACKUP_DAMAGED", "The file is damaged.");
      };
    }
    return Refused.of(
        Refused.Kind.INVALID,
        Remedy.of(
            "BACKUP_DAMAGED",
            String.valueOf(e.getMessage()),
            "Take another backup, or the version of Sealward that wrote this one."));
  }

  private static Refused file(String code, String problem) {
    return Refused.of(
        Refused.Kind.INVALID, Remedy.of(code, problem, "Take another copy of the file."));
  }

  @Override
  public void close() {
    Arrays.fill(passphrase, '\0');
    if (recoveryKey != null) {
      recoveryKey.close();
    }
  }

  @Override
  public String toString() {
    return "Opening[hidden]";
  }
}
