package dev.sealward.kernel;

import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A secret's canonical address: {@code
 * secret://<tenant>/<workspace>/<environment>/<provider>/<name>[#<version>]} (FOUND-02). Names a
 * secret, never its value; safe to print.
 *
 * @param version the version asked for; empty means the active one
 */
public record SecretRef(Scope scope, SecretName name, OptionalInt version) {
  private static final String PREFIX = "secret://";
  private static final int MAX_CHARS = 512;
  private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,8}");

  public static SecretRef of(Scope scope, SecretName name) {
    return new SecretRef(scope, name, OptionalInt.empty());
  }

  /** Parses the canonical form; any other text is refused without being echoed. */
  public static SecretRef parse(@Nullable String text) {
    String ref = Input.required("ref", text);
    if (ref.length() > MAX_CHARS || !ref.startsWith(PREFIX)) {
      throw malformed();
    }
    String path = ref.substring(PREFIX.length());
    OptionalInt version = OptionalInt.empty();
    int hash = path.indexOf('#');
    if (hash >= 0) {
      String number = path.substring(hash + 1);
      if (!VERSION.matcher(number).matches()) {
        throw malformed();
      }
      version = OptionalInt.of(Integer.parseInt(number));
      path = path.substring(0, hash);
    }
    String[] parts = path.split("/", -1);
    if (parts.length != 5) {
      throw malformed();
    }
    try {
      Scope scope =
          new Scope(
              TenantId.of(parts[0]),
              WorkspaceId.of(parts[1]),
              Environment.parse(parts[2]),
              ProviderId.of(parts[3]));
      return new SecretRef(scope, SecretName.of(parts[4]), version);
    } catch (Refused anyPart) {
      throw malformed();
    }
  }

  private static Refused malformed() {
    return Refused.field(
        "ref",
        "REF_INVALID",
        "A secret reference reads secret://tenant/workspace/environment/provider/name, with"
            + " #version at the end if one version is meant.",
        "Copy it from the secret's page.");
  }

  @Override
  public String toString() {
    String path = PREFIX + scope + "/" + name;
    return version.isPresent() ? path + "#" + version.getAsInt() : path;
  }
}
