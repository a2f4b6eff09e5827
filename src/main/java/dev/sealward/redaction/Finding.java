package dev.sealward.redaction;

/**
 * That something was (or would be) masked, and where; never the text.
 *
 * @param rule kind of secret, as in the mask: {@code [a-z0-9_]{1,40}}
 * @param fingerprint four hex digits, as in the mask
 * @param offset first masked byte, counted in UTF-8 bytes from the start of the input
 * @param length number of bytes known to be covered when the mask was written; a secret's length is
 *     a hint, so it is for checks inside the server and not for display
 * @param known whether it is a known value, and not recognised by its format or surroundings
 */
public record Finding(String rule, String fingerprint, long offset, int length, boolean known) {
  /** The mask that stands in the output. */
  public String mask() {
    return mask(rule, fingerprint);
  }

  static String mask(String rule, String fingerprint) {
    return "[masked:" + rule + ":" + fingerprint + "]";
  }
}
