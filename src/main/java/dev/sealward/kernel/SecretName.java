package dev.sealward.kernel;

import java.util.regex.Pattern;

/**
 * A secret's name, case-sensitive, unique in its scope: {@code [A-Za-z0-9][A-Za-z0-9._-]{0,127}}.
 */
public record SecretName(String value) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  public SecretName {
    Input.required("name", value);
    if (!FORM.matcher(value).matches() || value.contains("..") || Input.isReserved(value)) {
      throw Refused.field(
          "name",
          "NAME_INVALID",
          "A secret's name is 1 to 128 letters, digits, dots, dashes or underscores, starts with a"
              + " letter or digit, has no two dots in a row and is not a reserved name.",
          "For example: OPENAI_API_KEY.");
    }
  }

  public static SecretName of(String value) {
    return new SecretName(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
