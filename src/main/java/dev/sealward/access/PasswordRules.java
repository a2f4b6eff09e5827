package dev.sealward.access;

import dev.sealward.kernel.Refused;
import java.nio.CharBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Which passwords people may choose, after NIST SP 800-63B revision 4: long enough, any characters,
 * no rules of composition and no end; refused is what is tried first.
 *
 * <p>Counts characters, not UTF-16 units. Compares in lower case. Never keeps or prints a password.
 * Safe for use by many threads.
 */
final class PasswordRules {
  /** Whether or not a second factor is asked for as well: it can be removed. */
  static final int MIN_CHARS = 15;

  static final int MAX_CHARS = 256;

  private static final String PRODUCT = "sealward";
  private static final int LONGEST_REPEATED = 8;
  private static final int FEWEST_OWN_CHARS = 6;
  private static final List<String> ROWS =
      List.of(
          "abcdefghijklmnopqrstuvwxyz",
          "01234567890",
          "qwertyuiop",
          "qwertzuiop",
          "asdfghjkl",
          "zxcvbnm",
          "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p");

  private final CommonPasswords common = CommonPasswords.read();

  /**
   * Refuses a password that is too short, too long or easily guessed.
   *
   * @param field the form field it was typed into
   * @param password in its normal form
   * @param names of the person, which are the first guess of whoever knows them
   */
  void check(String field, char[] password, String... names) {
    int length = Character.codePointCount(password, 0, password.length);
    if (length < MIN_CHARS || length > MAX_CHARS) {
      throw Refused.field(
          field,
          "PASSWORD_LENGTH",
          "A password has " + MIN_CHARS + " to " + MAX_CHARS + " characters; any will do.",
          "A few random words make a good one.");
    }
    char[] folded = folded(password);
    try {
      if (isGuessable(CharBuffer.wrap(folded), names)) {
        throw Refused.field(
            field,
            "PASSWORD_GUESSABLE",
            "This password is one of those that are tried first: a common one, a name, a row of"
                + " keys, or something short repeated.",
            "A few random words make a good one.");
      }
    } finally {
      Arrays.fill(folded, '\0');
    }
  }

  private boolean isGuessable(CharBuffer folded, String... names) {
    int unit = unit(folded);
    CharBuffer once = folded.subSequence(0, unit);
    return common.contains(folded)
        || (unit < folded.length() && (unit <= LONGEST_REPEATED || common.contains(once)))
        || isRow(folded)
        || isMostly(folded, names);
  }

  /**
   * The length of the shortest part of which the text is a repetition, the last one perhaps cut.
   */
  private static int unit(CharBuffer text) {
    for (int unit = 1; unit * 2 <= text.length(); unit++) {
      int same = unit;
      while (same < text.length() && text.charAt(same) == text.charAt(same - unit)) {
        same++;
      }
      if (same == text.length()) {
        return unit;
      }
    }
    return text.length();
  }

  /** Whether nearly every character is the neighbour of the one before it. */
  private static boolean isRow(CharBuffer text) {
    int jumps = 0;
    for (int i = 1; i < text.length(); i++) {
      if (!areNeighbours(text.charAt(i - 1), text.charAt(i))) {
        jumps++;
      }
    }
    return jumps * 5 <= text.length();
  }

  private static boolean areNeighbours(char one, char other) {
    return one == other
        || ROWS.stream()
            .anyMatch(
                row -> {
                  int at = row.indexOf(one);
                  return at >= 0
                      && (at + 1 < row.length() && row.charAt(at + 1) == other
                          || at > 0 && row.charAt(at - 1) == other);
                });
  }

  /** Whether little is left without the names of the person and the product. */
  private static boolean isMostly(CharBuffer text, String... names) {
    boolean[] named = new boolean[text.length()];
    mark(text, PRODUCT, named);
    for (String name : names) {
      for (String part : name.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1)) {
        mark(text, part, named);
      }
    }
    int own = 0;
    boolean any = false;
    for (int i = 0; i < named.length; i++) {
      any |= named[i];
      own += !named[i] && Character.isLetterOrDigit(text.charAt(i)) ? 1 : 0;
    }
    return any && own < FEWEST_OWN_CHARS;
  }

  private static void mark(CharBuffer text, String name, boolean[] named) {
    if (name.length() < 3) {
      return;
    }
    for (int at = 0; at + name.length() <= text.length(); at++) {
      if (text.subSequence(at, at + name.length()).compareTo(CharBuffer.wrap(name)) == 0) {
        Arrays.fill(named, at, at + name.length(), true);
      }
    }
  }

  private static char[] folded(char[] password) {
    char[] folded = new char[password.length];
    for (int i = 0; i < password.length; i++) {
      folded[i] = Character.toLowerCase(password[i]);
    }
    return folded;
  }
}
