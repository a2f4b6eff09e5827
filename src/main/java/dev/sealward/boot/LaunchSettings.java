package dev.sealward.boot;

import dev.sealward.kernel.NetworkBlock;
import dev.sealward.secret.store.StoreKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the launcher must know before the server exists: where data lives, where to listen, in which
 * mode. Each is a system property ({@code sealward.data.dir}) or an environment variable ({@code
 * SEALWARD_DATA_DIR}); the property wins.
 */
record LaunchSettings(Path dataDirectory, String bind, int httpPort, Mode mode) {

  // The bounds of SessionLimits, which the launcher does not carry.
  static final Duration SHORTEST_SESSION = Duration.ofMinutes(1);

  static final Duration LONGEST_IDLE = Duration.ofHours(12);
  static final Duration LONGEST_SESSION = Duration.ofDays(7);

  // The bound of Retention, which the launcher does not carry.
  private static final Duration SHORTEST_KEEP = Duration.ofDays(30);

  /** How strict the server is about what is unsafe outside a developer's machine. */
  enum Mode {
    DEVELOPMENT,
    PRODUCTION
  }

  /** The settings cannot be used; the message names the setting, the rule and the remedy. */
  static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unusable(String message) {
      super(message);
    }
  }

  static LaunchSettings read() {
    return read(System::getProperty, System::getenv);
  }

  static LaunchSettings read(
      UnaryOperator<@Nullable String> property, UnaryOperator<@Nullable String> environment) {
    Lookup lookup = new Lookup(property, environment);
    Path home = Path.of(lookup.get("user.home", "."));
    Path data = directory(lookup.get("sealward.data.dir", home.resolve(".sealward").toString()));
    String bind = lookup.get("sealward.bind", "127.0.0.1");
    if (!bind.matches("[0-9A-Fa-f.:]{2,45}")) {
      throw new Unusable(
          "SEALWARD_BIND must be an IP address of this machine, for example 127.0.0.1 or 0.0.0.0.");
    }
    checkDatabase(lookup.get("sealward.db.url", "jdbc:h2:"));
    checkOwner(
        lookup.get("sealward.db.owner.user", ""),
        lookup.get("sealward.db.owner.url", lookup.get("sealward.db.url", "jdbc:h2:")));
    checkKeySource(lookup.get("sealward.key.source", "auto"));
    checkDuration("SEALWARD_ROTATION_OVERLAP", lookup.get("sealward.rotation.overlap", "PT15M"));
    checkDuration("SEALWARD_KEY_MAX_AGE", lookup.get("sealward.key.max.age", "P90D"));
    checkDuration("SEALWARD_KEY_SETTLE", lookup.get("sealward.key.settle", "PT4M"));
    checkDuration("SEALWARD_AUDIT_VERIFY_EVERY", lookup.get("sealward.audit.verify.every", "P7D"));
    checkKeep(lookup.get("sealward.audit.keep", ""));
    checkDuration("SEALWARD_STORE_CACHE", lookup.get("sealward.store.cache", "PT2S"));
    checkSession(
        "SEALWARD_SESSION_IDLE", lookup.get("sealward.session.idle", "PT30M"), LONGEST_IDLE);
    checkSession(
        "SEALWARD_SESSION_ABSOLUTE",
        lookup.get("sealward.session.absolute", "PT12H"),
        LONGEST_SESSION);
    checkLoad(lookup.get("sealward.background.load", "8"));
    checkDuration("SEALWARD_MASK_RETENTION", lookup.get("sealward.mask.retention", "P90D"));
    checkPublicUrl(lookup.get("sealward.public.url", "http://localhost"));
    String every = lookup.get("sealward.backup.every", "");
    if (!every.isEmpty()) {
      checkDuration("SEALWARD_BACKUP_EVERY", every);
    }
    checkCount("SEALWARD_BACKUP_KEEP", lookup.get("sealward.backup.keep", "10"), 9);
    checkCount(
        "SEALWARD_RESTORE_MAX_BYTES", lookup.get("sealward.restore.max.bytes", "10737418240"), 18);
    checkCount(
        "SEALWARD_ARTIFACT_MAX_BYTES", lookup.get("sealward.artifact.max.bytes", "1073741824"), 18);
    checkCount(
        "SEALWARD_RESOLVES_PER_MINUTE", lookup.get("sealward.resolves.per.minute", "600"), 7);
    checkCount("SEALWARD_PROMPTS_PER_MINUTE", lookup.get("sealward.prompts.per.minute", "600"), 7);
    checkCount("SEALWARD_CALLS_PER_MINUTE", lookup.get("sealward.calls.per.minute", "6000"), 7);
    checkCount(
        "SEALWARD_ADDRESS_CALLS_PER_MINUTE",
        lookup.get("sealward.address.calls.per.minute", "60000"),
        7);
    checkCount(
        "SEALWARD_FAILED_TOKENS_PER_MINUTE",
        lookup.get("sealward.failed.tokens.per.minute", "60"),
        7);
    checkProxies(lookup.get("sealward.trusted.proxies", ""));
    checkTreatment("SEALWARD_ARTIFACT_ARCHIVES", lookup.get("sealward.artifact.archives", "mask"));
    checkTreatment("SEALWARD_ARTIFACT_BINARIES", lookup.get("sealward.artifact.binaries", "mask"));
    Mode mode = mode(lookup.get("sealward.mode", "production"));
    checkStore(lookup.get("secrets.provider", "db"), mode);
    return new LaunchSettings(data, bind, port(lookup.get("sealward.http.port", "8080")), mode);
  }

  /** Where a browser on this machine finds the server. */
  String address() {
    String host = List.of("0.0.0.0", "::").contains(bind) ? "127.0.0.1" : bind;
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + httpPort;
  }

  private static Path directory(String text) {
    Path path = Path.of(text);
    if (!path.isAbsolute()) {
      path = path.toAbsolutePath();
    }
    return path.normalize();
  }

  private static void checkDatabase(String url) {
    if (!url.regionMatches(true, 0, "jdbc:postgresql:", 0, 16)
        && !url.regionMatches(true, 0, "jdbc:h2:", 0, 8)) {
      throw new Unusable(
          "SEALWARD_DB_URL must start with jdbc:postgresql: or jdbc:h2:, or be left out.");
    }
  }

  private static void checkOwner(String user, String url) {
    if (!user.isEmpty() && !url.regionMatches(true, 0, "jdbc:postgresql:", 0, 16)) {
      throw new Unusable(
          "SEALWARD_DB_OWNER_USER must be left out, unless SEALWARD_DB_URL is of PostgreSQL"
              + " (jdbc:postgresql:).");
    }
  }

  private static void checkKeySource(String text) {
    if (!List.of("auto", "keychain", "passphrase", "env", "file").contains(text)) {
      throw new Unusable("SEALWARD_KEY_SOURCE must be auto, keychain, passphrase, env or file.");
    }
  }

  private static void checkStore(String text, Mode mode) {
    StoreKind store =
        StoreKind.named(text)
            .orElseThrow(
                () ->
                    new Unusable(
                        "SECRETS_PROVIDER must be db, file, keychain, vault, aws, gcp or, in"
                            + " development, dev."));
    if (store == StoreKind.DEV && mode == Mode.PRODUCTION) {
      throw new Unusable(
          "SECRETS_PROVIDER must be db, file, keychain, vault, aws or gcp in production: dev keeps"
              + " secrets in memory only and is not secure.");
    }
  }

  private static void checkDuration(String name, String text) {
    try {
      if (!Duration.parse(text).isNegative()) {
        return;
      }
    } catch (DateTimeParseException notOne) {
      // falls through to the one answer
    }
    throw new Unusable(name + " must be an ISO-8601 duration, for example PT15M or P90D.");
  }

  private static void checkKeep(String text) {
    if (text.isEmpty()) {
      return;
    }
    checkDuration("SEALWARD_AUDIT_KEEP", text);
    if (Duration.parse(text).compareTo(SHORTEST_KEEP) < 0) {
      throw new Unusable(
          "SEALWARD_AUDIT_KEEP must be P30D or longer, or left out to keep audit rows for ever.");
    }
  }

  private static void checkSession(String name, String text, Duration longest) {
    checkDuration(name, text);
    Duration asked = Duration.parse(text);
    if (asked.compareTo(SHORTEST_SESSION) < 0 || asked.compareTo(longest) > 0) {
      throw new Unusable(name + " must be from " + SHORTEST_SESSION + " to " + longest + ".");
    }
  }

  private static void checkPublicUrl(String text) {
    if (!text.matches("https?://(?:[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?/?")) {
      throw new Unusable(
          "SEALWARD_PUBLIC_URL must be the address people open, such as https://sealward.example.");
    }
  }

  private static void checkLoad(String text) {
    if (!text.matches("[1-9][0-9]?|100")) {
      throw new Unusable("SEALWARD_BACKGROUND_LOAD must be a whole number from 1 to 100.");
    }
  }

  private static void checkCount(String name, String text, int maxDigits) {
    if (!text.matches("[1-9][0-9]*") || text.length() > maxDigits) {
      throw new Unusable(name + " must be a whole number, 1 or more.");
    }
  }

  private static void checkProxies(String text) {
    for (String one : text.isEmpty() ? new String[0] : text.split("[\\s,]+")) {
      if (NetworkBlock.parse(one).isEmpty()) {
        throw new Unusable(
            "SEALWARD_TRUSTED_PROXIES must be IP addresses and CIDR blocks between commas, for"
                + " example 10.0.0.5, 10.1.0.0/16.");
      }
    }
  }

  private static void checkTreatment(String name, String text) {
    if (!text.equals("mask") && !text.equals("refuse")) {
      throw new Unusable(name + " must be mask or refuse.");
    }
  }

  private static int port(String text) {
    if (text.matches("[0-9]{1,5}")) {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= 65535) {
        return port;
      }
    }
    throw new Unusable("SEALWARD_HTTP_PORT must be a port number from 1 to 65535.");
  }

  private static Mode mode(String text) {
    return switch (text) {
      case "development" -> Mode.DEVELOPMENT;
      case "production" -> Mode.PRODUCTION;
      default -> throw new Unusable("SEALWARD_MODE must be development or production.");
    };
  }

  private record Lookup(
      UnaryOperator<@Nullable String> property, UnaryOperator<@Nullable String> environment) {
    String get(String name, String otherwise) {
      String value = property.apply(name);
      if (value == null || value.isBlank()) {
        value = environment.apply(name.toUpperCase(java.util.Locale.ROOT).replace('.', '_'));
      }
      return value == null || value.isBlank() ? otherwise : value.strip();
    }
  }
}
