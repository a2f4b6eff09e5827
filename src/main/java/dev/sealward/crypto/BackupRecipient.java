package dev.sealward.crypto;

/** Who will be able to open a sealed stream; see {@link SealedStream#writer}. */
public sealed interface BackupRecipient {

  /**
   * Whoever knows the passphrase. As strong as the passphrase and the cost of each guess.
   *
   * @param text not empty; used as it is, the caller zeroes it afterwards
   * @param cost with a salt of 16 bytes, as {@link ScryptParameters#fresh} gives it
   */
  @SuppressWarnings("ArrayRecordComponent") // lent, and never compared
  record Passphrase(char[] text, ScryptParameters cost) implements BackupRecipient {
    public Passphrase {
      if (text.length == 0 || cost.salt().length != PassphraseSlot.SALT_BYTES) {
        throw new IllegalArgumentException(
            "a passphrase must not be empty, and its salt must be 16 bytes long");
      }
    }

    @Override
    public String toString() {
      return "Passphrase[hidden]";
    }
  }

  /** Whoever holds the recovery key. */
  record Recovery(RecoveryPublicKey key) implements BackupRecipient {}
}
