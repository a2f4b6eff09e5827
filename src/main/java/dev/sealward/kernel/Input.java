package dev.sealward.kernel;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules for text that comes from outside, in one place: presence, length, characters.
 *
 * <p>Each method returns the checked text or throws a {@link Refused} that names the field, the
 * rule and the remedy, never the text.
 */
public final class Input {
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
  private static final Pattern RESERVED =
      Pattern.compile("(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\\..*)?", Pattern.CASE_INSENSITIVE);

  private Input() {}

  /** The text, which must be there and not blank. */
  public static String required(String field, @Nullable String text) {
    if (text == null || text.isBlank()) {
      throw Refused.field(field, "FIELD_MISSING", "This field is required.", "Fill it in.");
    }
    return text;
  }

  /**
   * One line of plain text: at most {@code maxChars} UTF-16 units, no control,
   * bidirectional-override or unpaired surrogate characters; surrounding blanks are dropped. Null
   * becomes empty.
   */
  public static String line(String field, @Nullable String text, int maxChars) {
    String line = text == null ? "" : text.strip();
    limit(field, line, maxChars);
    checkCharacters(field, line);
    return line;
  }

  /** A line that must not be empty. */
  public static String requiredLine(String field, @Nullable String text, int maxChars) {
    return line(field, required(field, text), maxChars);
  }

  /**
   * An id of a tenant, workspace, provider, entity or project: {@code [a-z0-9][a-z0-9._-]{0,62}},
   * without {@code ..} and without the names some file systems reserve.
   */
  public static String id(String field, @Nullable String text) {
    String id = required(field, text);
    if (!ID.matcher(id).matches() || id.contains("..") || RESERVED.matcher(id).matches()) {
      throw Refused.field(
          field,
          "ID_INVALID",
          "An id is 1 to 63 lower-case letters, digits, dots, dashes or underscores, starts with a"
              + " letter or digit, has no two dots in a row and is not a reserved name.",
          "For example: billing-agent.");
    }
    return id;
  }

  static boolean isReserved(String name) {
    return RESERVED.matcher(name).matches();
  }

  /** Refuses a text of more than {@code maxChars} UTF-16 units. */
  public static void limit(String field, String text, int maxChars) {
    if (text.length() > maxChars) {
      throw Refused.field(
          field,
          "FIELD_TOO_LONG",
          "This field takes at most " + maxChars + " characters.",
          "Shorten it.");
    }
  }

  private static void checkCharacters(String field, String text) {
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int type = Character.getType(c);
      if (type == Character.CONTROL
          || type == Character.FORMAT
          || type == Character.SURROGATE
          || type == Character.LINE_SEPARATOR
          || type == Character.PARAGRAPH_SEPARATOR) {
        throw Refused.field(
            field,
            "FIELD_CHARACTERS",
            "This field takes one line of visible characters; it holds a control or invisible one.",
            "Type it again instead of pasting it.");
      }
      i += Character.charCount(c);
    }
  }
}
