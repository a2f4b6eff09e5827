package dev.sealward.run;

import dev.sealward.kernel.Refused;
import dev.sealward.run.content.ContentKind;
import dev.sealward.run.content.MaskedContent;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an artifact, unique in its run: {@code [A-Za-z0-9][A-Za-z0-9._-]{0,127}} without
 * {@code ..} and no dot at the end. It is a label and never part of a path on the server.
 */
record ArtifactName(String value) {
  private static final Pattern FORM =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9_-])?");

  static ArtifactName of(@Nullable String text) {
    if (text == null || !FORM.matcher(text).matches() || text.contains("..")) {
      throw Refused.field(
          "name",
          "NAME_INVALID",
          "An artifact's name is 1 to 128 letters, digits, dots, dashes or underscores, starts with"
              + " a letter or digit, does not end with a dot and has no two dots in a row.",
          "For example: report-2026.json.");
    }
    return new ArtifactName(text);
  }

  /** What a text is named as; what is no text is what its bytes say. */
  String mediaType(MaskedContent content) {
    if (content.kind() != ContentKind.TEXT) {
      return content.mediaType();
    }
    String ending = value.substring(value.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (ending) {
      case "json" -> "application/json";
      case "csv" -> "text/csv";
      default -> content.mediaType();
    };
  }

  @Override
  public String toString() {
    return value;
  }
}
