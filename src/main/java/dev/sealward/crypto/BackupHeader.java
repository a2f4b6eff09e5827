package dev.sealward.crypto;

import dev.sealward.crypto.UnopenableException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The start of a sealed stream: which format it is and who can open it.
 *
 * <pre>
 * "SWBK" (4) ‖ format (1 byte = 1) ‖ nonce prefix (7, random) ‖ number of slots (1 byte: 1 or 2) ‖ slots
 * slot = kind (1 byte) ‖ body, each kind at most once, in ascending order
 *   kind 1, passphrase:   log2 N (1) ‖ r (1) ‖ p (1) ‖ salt (16) ‖ nonce (12) ‖ wrapped key (48)
 *   kind 2, recovery key: format (1) ‖ ephemeral public key (32) ‖ nonce (12) ‖ wrapped key (48)
 * </pre>
 *
 * <p>Each slot holds the same random 256-bit file key. All lengths are fixed, so that a hostile
 * header cannot ask for memory; a derivation cost out of bounds is refused.
 *
 * <p>Nothing read here is verified before the stream's first chunk is: good for asking a person for
 * the right thing and for saying that a cost is outdated, not for a decision about trust. Holds
 * nothing secret.
 */
public final class BackupHeader {
  private static final byte[] MAGIC = "SWBK".getBytes(StandardCharsets.US_ASCII);
  private static final int FORMAT = 1;
  private static final int FIXED_BYTES = MAGIC.length + 1 + SealedStream.PREFIX_BYTES + 1;
  private static final int PASSPHRASE = 1;
  private static final int RECOVERY = 2;

  private final byte[] prefix;
  private final @Nullable PassphraseSlot passphrase;
  private final @Nullable RecoverySlot recovery;

  private BackupHeader(
      byte[] prefix, @Nullable PassphraseSlot passphrase, @Nullable RecoverySlot recovery) {
    this.prefix = prefix;
    this.passphrase = passphrase;
    this.recovery = recovery;
  }

  /** Wraps the file key for each recipient. */
  static BackupHeader of(RawKey fileKey, List<BackupRecipient> recipients, SecureRandom random) {
    byte[] prefix = new byte[SealedStream.PREFIX_BYTES];
    random.nextBytes(prefix);
    PassphraseSlot passphrase = null;
    RecoverySlot recovery = null;
    for (BackupRecipient recipient : recipients) {
      if (recipient instanceof BackupRecipient.Passphrase to && passphrase == null) {
        passphrase = PassphraseSlot.wrap(fileKey, prefix, to, random);
      } else if (recipient instanceof BackupRecipient.Recovery to && recovery == null) {
        recovery = RecoverySlot.wrap(fileKey, prefix, to, random);
      } else {
        throw new IllegalArgumentException("one passphrase and one recovery key at most");
      }
    }
    if (passphrase == null && recovery == null) {
      throw new IllegalArgumentException("a sealed stream needs somebody who can open it");
    }
    return new BackupHeader(prefix, passphrase, recovery);
  }

  /**
   * Reads a header and leaves the stream at the first chunk.
   *
   * @throws UnopenableException if it is cut, of an unknown format or asks for a cost out of bounds
   */
  public static BackupHeader read(InputStream in) throws IOException {
    byte[] fixed = in.readNBytes(FIXED_BYTES);
    for (int i = 0; i < Math.min(fixed.length, MAGIC.length); i++) {
      requireFormat(fixed[i] == MAGIC[i]);
    }
    if (fixed.length < FIXED_BYTES) {
      throw new UnopenableException(Reason.TRUNCATED);
    }
    requireFormat(fixed[MAGIC.length] == FORMAT);
    int slots = fixed[FIXED_BYTES - 1];
    requireFormat(slots == 1 || slots == 2);
    PassphraseSlot passphrase = null;
    RecoverySlot recovery = null;
    for (int i = 0; i < slots; i++) {
      int kind = exactly(1, in).get();
      if (kind == PASSPHRASE && i == 0) {
        passphrase = PassphraseSlot.parse(exactly(PassphraseSlot.BYTES, in));
      } else {
        requireFormat(kind == RECOVERY && recovery == null);
        recovery = RecoverySlot.parse(exactly(RecoverySlot.BYTES, in));
      }
    }
    byte[] prefix = Arrays.copyOfRange(fixed, MAGIC.length + 1, FIXED_BYTES - 1);
    return new BackupHeader(prefix, passphrase, recovery);
  }

  /** What stretches the passphrase; empty when no passphrase opens it. */
  public Optional<ScryptParameters> passphraseCost() {
    return Optional.ofNullable(passphrase).map(PassphraseSlot::cost);
  }

  /** Whether a recovery key opens it. */
  public boolean hasRecoveryKey() {
    return recovery != null;
  }

  /** The file key; the caller closes it. */
  RawKey open(BackupOpener opener) {
    if (opener instanceof BackupOpener.Passphrase given && passphrase != null) {
      return passphrase.unwrap(prefix, given.text());
    }
    if (opener instanceof BackupOpener.Recovery given && recovery != null) {
      return recovery.unwrap(prefix, given.key());
    }
    throw new UnopenableException(Reason.NOT_FOR_THIS_OPENER);
  }

  byte[] bytes() {
    int slots = (passphrase == null ? 0 : 1) + (recovery == null ? 0 : 1);
    ByteBuffer out =
        ByteBuffer.allocate(FIXED_BYTES + slots + PassphraseSlot.BYTES + RecoverySlot.BYTES)
            .put(MAGIC)
            .put((byte) FORMAT)
            .put(prefix)
            .put((byte) slots);
    if (passphrase != null) {
      passphrase.put(out.put((byte) PASSPHRASE));
    }
    if (recovery != null) {
      recovery.put(out.put((byte) RECOVERY));
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  byte[] prefix() {
    return prefix.clone();
  }

  /** SHA-256 of the whole header: what every chunk is bound to. */
  byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 does not work in this Java runtime", e);
    }
  }

  private static void requireFormat(boolean known) {
    if (!known) {
      throw new UnopenableException(Reason.UNKNOWN_FORMAT);
    }
  }

  private static ByteBuffer exactly(int length, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new UnopenableException(Reason.TRUNCATED);
    }
    return ByteBuffer.wrap(bytes);
  }
}
