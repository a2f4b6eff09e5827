package dev.sealward.bench;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Log lines of many makes from one seed: access logs, JSON, plain text, stack traces, key=value
 * pairs, digests and build output; about one line in eight holds an escape, and one in five
 * thousand one of the values given.
 */
final class MixedLog {
  private static final String[] WORDS =
      """
      request user session started finished in for the to from with connection pool
      timeout order payment cache hit miss worker queue retry node cluster service
      index update commit batch job stage build test artifact upload download file
      path config value error warning could not resolve host address refused accepted
      closed reading writing
      """
          .strip()
          .split("\\s+");
  private static final String[] PATHS = {"/api/v1/orders", "/static/app.js", "/health", "/search"};

  private final Random random;
  private final List<String> values;

  private MixedLog(long seed, List<String> values) {
    this.random = new Random(seed);
    this.values = values;
  }

  /** At least {@code length} bytes of whole lines. */
  static byte[] of(long seed, int length, List<String> values) {
    MixedLog log = new MixedLog(seed, values);
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 4096);
    while (out.size() < length) {
      out.writeBytes((log.line() + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  /** Secrets as people have them: mostly machine-made, some short, some with odd characters. */
  static List<String> secrets(long seed, int count) {
    Random random = new Random(seed);
    List<String> made = new ArrayList<>();
    while (made.size() < count) {
      int length =
          switch (random.nextInt(10)) {
            case 0 -> 8 + random.nextInt(4);
            case 1, 2 -> 12 + random.nextInt(8);
            case 3 -> 64 + random.nextInt(64);
            default -> 20 + random.nextInt(24);
          };
      String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
      String odd = random.nextInt(4) == 0 ? alphabet + "!$%&/()=?+*#'\"\\<>_-" : alphabet;
      StringBuilder secret = new StringBuilder();
      for (int i = 0; i < length; i++) {
        secret.append(odd.charAt(random.nextInt(odd.length())));
      }
      made.add(secret.toString());
    }
    return made;
  }

  private String line() {
    String line =
        switch (random.nextInt(8)) {
          case 0, 1 -> access();
          case 2, 3 -> json();
          case 4 -> time() + " INFO  [" + word() + "-" + number(40) + "] " + words(6 + number(14));
          case 5 -> trace();
          case 6 ->
              "ts="
                  + time()
                  + " level=info msg=\""
                  + words(5)
                  + "\" id="
                  + hex(16)
                  + " took="
                  + number(900);
          default -> digest();
        };
    if (!values.isEmpty() && random.nextInt(5000) == 0) {
      return line + " " + values.get(random.nextInt(values.size()));
    }
    return line;
  }

  private String access() {
    String query =
        random.nextInt(4) == 0 ? "?q=" + word() + "%20" + word() + "&page=" + number(90) : "";
    return String.format(
        Locale.ROOT,
        "10.%d.%d.%d - - [%s] \"GET %s/%s%s HTTP/1.1\" 200 %d \"-\" \"Mozilla/5.0 (X11; Linux)\"",
        number(255),
        number(255),
        number(255),
        time(),
        PATHS[number(PATHS.length)],
        hex(8),
        query,
        number(90_000));
  }

  private String json() {
    String message = random.nextInt(3) == 0 ? words(3) + " \\\"" + word() + "\\\"" : words(7);
    return "{\"time\":\""
        + time()
        + "\",\"level\":\"info\",\"logger\":\"dev."
        + word()
        + "."
        + word()
        + "\",\"message\":\""
        + message
        + "\",\"trace\":\""
        + hex(32)
        + "\",\"count\":"
        + number(5000)
        + "}";
  }

  private String trace() {
    return "\tat org."
        + word()
        + "."
        + word()
        + "."
        + word()
        + "("
        + word()
        + ".java:"
        + number(900)
        + ")";
  }

  private String digest() {
    if (random.nextInt(3) == 0) {
      byte[] bytes = new byte[30 + number(60)];
      random.nextBytes(bytes);
      return word() + ": " + Base64.getEncoder().encodeToString(bytes);
    }
    return "Step " + number(30) + "/30 : pulled sha256:" + hex(64) + " " + word();
  }

  private String time() {
    return String.format(
        Locale.ROOT,
        "2026-11-%02dT%02d:%02d:%02d.%03dZ",
        1 + number(28),
        number(24),
        number(60),
        number(60),
        number(1000));
  }

  private String words(int count) {
    StringBuilder words = new StringBuilder(word());
    for (int i = 1; i < count; i++) {
      words.append(' ').append(word());
    }
    return words.toString();
  }

  private String word() {
    return WORDS[random.nextInt(WORDS.length)];
  }

  private String hex(int digits) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < digits; i++) {
      hex.append("0123456789abcdef".charAt(random.nextInt(16)));
    }
    return hex.toString();
  }

  private int number(int bound) {
    return random.nextInt(bound);
  }
}
