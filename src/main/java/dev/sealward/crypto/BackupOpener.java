package dev.sealward.crypto;

/** What somebody gives to open a sealed stream; see {@link SealedStream#reader}. */
public sealed interface BackupOpener {

  /**
   * The passphrase it was sealed for.
   *
   * @param text not empty; used as it is, the caller zeroes it afterwards
   */
  @SuppressWarnings("ArrayRecordComponent") // lent, and never compared
  record Passphrase(char[] text) implements BackupOpener {
    public Passphrase {
      if (text.length == 0) {
        throw new IllegalArgumentException("a passphrase must not be empty");
      }
    }

    @Override
    public String toString() {
      return "Passphrase[hidden]";
    }
  }

  /**
   * The recovery key it was sealed for.
   *
   * @param key stays the caller's to close
   */
  record Recovery(RecoveryKey key) implements BackupOpener {}
}
