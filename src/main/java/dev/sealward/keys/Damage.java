package dev.sealward.keys;

import dev.sealward.crypto.UnopenableException;
import dev.sealward.crypto.UnopenableException.Reason;

/** What became of sealed bytes that do not open, as far as it can be told. */
public enum Damage {
  /** Cut off. */
  TRUNCATED("it was cut off."),
  /** Something was added to it. */
  EXTENDED("something was added to it."),
  /** Its first bytes name no format. */
  UNKNOWN_FORMAT("its first bytes name no format there is."),
  /** It names a key version that is not in the ring. */
  UNKNOWN_KEY_VERSION("it names a key version that is destroyed or was never here."),
  /** Its data key belongs to another version of the same thing. */
  REPLAYED("another version of it was put in its place."),
  /** Its data key belongs to something else. */
  SWAPPED("what was sealed for something else was put in its place."),
  /** Its data key belongs to the same thing in another scope. */
  RESCOPED("it was sealed in another scope than the one it stands in now."),
  /**
   * Its data key belongs here, and its value does not verify; or its data key belongs nowhere that
   * is known.
   */
  ALTERED("it was altered, or brought from somewhere unknown here."),
  /** Nobody looked where its data key belongs. */
  TAMPERED_OR_WRONG_KEY("it was altered, moved here from elsewhere, or sealed under another key.");

  private final String sentence;

  Damage(String sentence) {
    this.sentence = sentence;
  }

  /** What the reason alone says. */
  static Damage of(UnopenableException e) {
    return of(e.reason());
  }

  private static Damage of(Reason reason) {
    return switch (reason) {
      case TRUNCATED -> TRUNCATED;
      case EXTENDED -> EXTENDED;
      case UNKNOWN_FORMAT -> UNKNOWN_FORMAT;
      case UNKNOWN_KEY_VERSION -> UNKNOWN_KEY_VERSION;
      case TAMPERED_OR_WRONG_KEY, NOT_FOR_THIS_OPENER, COST_OUT_OF_BOUNDS -> TAMPERED_OR_WRONG_KEY;
    };
  }

  /** {@code SEALED_} and the name, as refusals, audit rows and alerts carry it. */
  public String code() {
    return "SEALED_" + name();
  }

  String sentence() {
    return "does not open: " + sentence;
  }
}
