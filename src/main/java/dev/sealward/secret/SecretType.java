package dev.sealward.secret;

import dev.sealward.kernel.Refused;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a secret's value is. A value is always a JSON object; a plain string counts as {@code
 * {"value": …}}. Text form: the lower-case name.
 */
public enum SecretType {
  API_KEY("API key", List.of("value")),
  LLM_API_KEY("LLM API key", List.of("value")),
  PROVIDER_CREDENTIAL("Provider credential", List.of("value")),
  OAUTH_TOKEN("OAuth token", List.of("access_token"), "token_type", "scope", "expires_at"),
  BASIC_AUTH("User and password", List.of("username", "password"), "username"),
  DB_CONNECTION(
      "Database connection", List.of("password"), "host", "port", "database", "username", "driver"),
  SSH_KEY("SSH key", List.of("private_key"), "public_key", "username", "host"),
  DEVICE_SHARED_SECRET("Device shared secret", List.of("value"), "device"),
  CUSTOM("Custom", List.of());

  private final String label;
  private final List<String> requiredFields;
  private final Set<String> publicFields;

  SecretType(String label, List<String> requiredFields, String... publicFields) {
    this.label = label;
    this.requiredFields = requiredFields;
    this.publicFields = Set.of(publicFields);
  }

  /** Parses the lower-case name. */
  public static SecretType parse(@Nullable String text) {
    for (SecretType type : values()) {
      if (type.text().equals(text)) {
        return type;
      }
    }
    throw Refused.field(
        "type", "TYPE_INVALID", "There is no secret type of this name.", "Choose one of the list.");
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How pages call it. */
  public String label() {
    return label;
  }

  /** The fields a value of this type must have, each a non-empty string. */
  public List<String> requiredFields() {
    return requiredFields;
  }

  /** Whether a field of this name is known not to be secret, and so stays readable. */
  boolean isPublic(String field) {
    return publicFields.contains(field);
  }

  /** The field a plain string becomes: the first required one that is secret. */
  String plainField() {
    return requiredFields.stream().filter(f -> !isPublic(f)).findFirst().orElse("value");
  }

  /** Whether a plain string alone can be a value of this type. */
  boolean acceptsPlain() {
    return requiredFields.size() <= 1;
  }
}
