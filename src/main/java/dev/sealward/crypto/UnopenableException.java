package dev.sealward.crypto;

/**
 * Sealed bytes that do not open.
 *
 * <p>Guarantee: carries a reason and a constant sentence, never a byte of the sealed bytes, the key
 * or the plaintext, and no cause.
 */
public final class UnopenableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why it does not open. */
  public enum Reason {
    /** Shorter than its fixed parts: cut off, or not something Sealward sealed. */
    TRUNCATED("the sealed bytes are shorter than their fixed parts"),
    /** The first byte names a format this version of Sealward does not know. */
    UNKNOWN_FORMAT("the sealed bytes have an unknown format version"),
    /** The header names a key version that is not at hand. */
    UNKNOWN_KEY_VERSION("the sealed bytes name a key version that is not at hand"),
    /**
     * The tag does not verify: the bytes were altered or moved to another place, or the key is not
     * theirs. Which of these is deliberately not told apart; a tag cannot.
     */
    TAMPERED_OR_WRONG_KEY("the sealed bytes were altered, moved, or sealed under another key");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }
  }

  private final Reason reason;

  UnopenableException(Reason reason) {
    super(reason + ": " + reason.sentence);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
