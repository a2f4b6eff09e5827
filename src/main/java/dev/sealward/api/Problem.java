package dev.sealward.api;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An error as the API says it: {@code application/problem+json} (RFC 9457) with {@code code},
 * {@code steps}, {@code correlationId} and, where they apply, {@code field}, {@code line}, {@code
 * stored} and {@code blocked}.
 *
 * @param field the member to blame
 * @param line the number of the NDJSON line an upload stopped at
 * @param stored the highest seq the run holds all the same
 * @param blocked how many events were stored as placeholders, since they could not be masked
 */
record Problem(
    int status,
    String title,
    Remedy remedy,
    @Nullable String field,
    @Nullable Long line,
    @Nullable Long stored,
    @Nullable Long blocked,
    UUID correlationId) {
  static final String MEDIA_TYPE = "application/problem+json";

  private static final JsonProvider JSON = JsonProvider.provider();

  static Problem of(Refused refused, UUID correlationId) {
    Refused.Kind kind = refused.kind();
    return new Problem(
        kind.status(),
        title(kind),
        refused.remedy(),
        refused.field().orElse(null),
        null,
        null,
        null,
        correlationId);
  }

  /** An error that has only its HTTP status to tell. */
  static Problem of(int status, String title, Remedy remedy, UUID correlationId) {
    return new Problem(status, title, remedy, null, null, null, null, correlationId);
  }

  /** The same for an upload that stopped at a line. */
  Problem at(long line, long stored, long blocked) {
    return new Problem(status, title, remedy, field, line, stored, blocked, correlationId);
  }

  private static String title(Refused.Kind kind) {
    return switch (kind) {
      case INVALID -> "A field breaks a rule";
      case MALFORMED -> "The body cannot be read";
      case UNAUTHENTICATED -> "Not authenticated";
      case DENIED -> "Denied";
      case MISSING -> "Not found";
      case CONFLICT -> "The state forbids it";
      case TOO_LARGE -> "Too large";
      case TOO_SLOW -> "Too slow";
      case TOO_MANY -> "Too many requests";
      case UNAVAILABLE -> "Not available now";
    };
  }

  byte[] json() {
    JsonArrayBuilder steps = JSON.createArrayBuilder(List.copyOf(remedy.steps()));
    JsonObjectBuilder problem =
        JSON.createObjectBuilder()
            .add("type", "urn:sealward:problem:" + remedy.code().toLowerCase(Locale.ROOT))
            .add("title", title)
            .add("status", status)
            .add("code", remedy.code())
            .add("detail", remedy.problem())
            .add("steps", steps);
    if (field != null) {
      problem.add("field", field);
    }
    if (line != null) {
      problem.add("line", line);
    }
    if (stored != null) {
      problem.add("stored", stored);
    }
    if (blocked != null) {
      problem.add("blocked", blocked);
    }
    problem.add("correlationId", correlationId.toString());
    return problem.build().toString().getBytes(StandardCharsets.UTF_8);
  }
}
