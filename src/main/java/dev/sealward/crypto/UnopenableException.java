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
    /** Cut off, at any place; or not something Sealward sealed. */
    TRUNCATED("the sealed bytes end too early"),
    /** The first bytes name no format this version of Sealward knows. */
    UNKNOWN_FORMAT("the sealed bytes have an unknown format"),
    /** The header names a key version that is not at hand. */
    UNKNOWN_KEY_VERSION("the sealed bytes name a key version that is not at hand"),
    /**
     * Sealed for the other kind of opener: a passphrase where a recovery key was given, or back.
     */
    NOT_FOR_THIS_OPENER("the sealed bytes have no way in for what was given to open them"),
    /** The header asks for a passphrase derivation that is too cheap or takes too much memory. */
    COST_OUT_OF_BOUNDS("the sealed bytes ask for a derivation whose cost is out of bounds"),
    /** There are bytes after the last part, which verified. */
    EXTENDED("the sealed bytes go on after their end"),
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
