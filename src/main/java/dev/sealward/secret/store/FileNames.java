package dev.sealward.secret.store;

import java.util.Optional;
import java.util.Set;

/**
 * Ids and names as names of files and folders: different ones stay different on a filesystem that
 * does not tell upper case from lower, none is longer than 201 characters, reserved by a system, or
 * leads to another folder.
 *
 * <p>Everything is written in lower case. A name with more upper-case than lower-case letters
 * starts with {@code +}, and then its letters are upper case; {@code =} before a letter says that
 * this one is of the other case. {@code =} at the end stands for nothing: it keeps a folder from
 * ending in a dot, and a tenant's from being called like one of Sealward's own.
 *
 * <pre>{@code
 * OPENAI_API_KEY  →  +openai_api_key
 * openAiKey       →  open=ai=key
 * }</pre>
 */
final class FileNames {
  /** What else lies in the data directory. */
  private static final Set<String> OWN =
      Set.of(
          "backups",
          "db",
          "keys",
          "logs",
          "restore",
          "run",
          "server",
          "tmp",
          "sealward.lock",
          "store.lock");

  private FileNames() {}

  /** The folder of a tenant, in the data directory. */
  static String tenant(String id) {
    return OWN.contains(id) ? id + "=" : folder(id);
  }

  static String folder(String id) {
    return id.endsWith(".") ? encode(id) + "=" : encode(id);
  }

  static String encode(String name) {
    long upper = name.chars().filter(FileNames::isUpper).count();
    long lower = name.chars().filter(FileNames::isLower).count();
    boolean mostlyUpper = upper > lower;
    StringBuilder encoded = new StringBuilder(mostlyUpper ? "+" : "");
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (mostlyUpper ? isLower(c) : isUpper(c)) {
        encoded.append('=');
      }
      encoded.append(isUpper(c) ? (char) (c - 'A' + 'a') : c);
    }
    return encoded.toString();
  }

  /** What was encoded, or empty when nothing is encoded like this. */
  static Optional<String> decode(String encoded) {
    boolean mostlyUpper = encoded.startsWith("+");
    StringBuilder name = new StringBuilder();
    boolean other = false;
    for (int i = mostlyUpper ? 1 : 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '=' && !other) {
        other = true;
      } else {
        name.append(mostlyUpper != other && isLower(c) ? (char) (c - 'a' + 'A') : c);
        other = false;
      }
    }
    String decoded = name.toString();
    return encoded.equals(encode(decoded) + (other ? "=" : ""))
        ? Optional.of(decoded)
        : Optional.empty();
  }

  private static boolean isUpper(int c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean isLower(int c) {
    return c >= 'a' && c <= 'z';
  }
}
