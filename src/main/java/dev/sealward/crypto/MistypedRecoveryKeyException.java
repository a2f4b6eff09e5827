package dev.sealward.crypto;

/**
 * A text that is no recovery key.
 *
 * <p>Guarantee: carries a reason and a constant sentence, never a character of the text, and no
 * cause.
 */
public final class MistypedRecoveryKeyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with it. */
  public enum Reason {
    /** Too few or too many characters. */
    LENGTH("a recovery key has 60 letters and digits, in twelve groups of five"),
    /** A character that no recovery key has. */
    CHARACTER("a recovery key has digits and the letters A to Z without U only"),
    /** The right length and characters, but at least one of them is another than was printed. */
    CHECKSUM("at least one character is not the one that was printed");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }
  }

  private final Reason reason;

  MistypedRecoveryKeyException(Reason reason) {
    super(reason + ": " + reason.sentence);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
