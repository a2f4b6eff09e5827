package dev.sealward.kernel;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one typed "no": an expected refusal that rolls back the acting transaction and reaches the
 * caller with its {@link Remedy}.
 *
 * <p>Thrown rather than returned, so that no caller can go on by forgetting to look, and so that
 * container transactions roll back. Carries no stack trace of interest and never a value.
 */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Kinds of refusal; each maps to one HTTP status. */
  public enum Kind {
    /** A field breaks a rule. */
    INVALID(422),
    /** The body cannot be read at all. */
    MALFORMED(400),
    /** Who is calling is not known. */
    UNAUTHENTICATED(401),
    /** The caller is known and may not, or the thing is not theirs to know about. */
    DENIED(403),
    /** A person with the right to know asked for something that is not there. */
    MISSING(404),
    /** The state forbids it: exists already, revoked, changed meanwhile. */
    CONFLICT(409),
    /** Over a size limit. */
    TOO_LARGE(413),
    /** What was to be sent did not come in time. */
    TOO_SLOW(408),
    /** Over a rate limit. */
    TOO_MANY(429),
    /** Sealward itself cannot do it now: locked, masks not loaded, database away. */
    UNAVAILABLE(503);

    private final int status;

    Kind(int status) {
      this.status = status;
    }

    public int status() {
      return status;
    }
  }

  private final Kind kind;
  private final @Nullable String field;
  private final transient Remedy remedy;
  private final @Nullable Duration retryAfter;

  private Refused(Kind kind, @Nullable String field, Remedy remedy, @Nullable Duration retryAfter) {
    super(remedy.code() + ": " + remedy.sentence(), null, false, false);
    this.kind = kind;
    this.field = field;
    this.remedy = remedy;
    this.retryAfter = retryAfter;
  }

  public static Refused of(Kind kind, Remedy remedy) {
    return new Refused(kind, null, remedy, null);
  }

  /** Over a rate limit: {@code wait} says when there is a next time. */
  public static Refused tooMany(String code, String problem, Duration wait, String... steps) {
    return new Refused(Kind.TOO_MANY, null, Remedy.of(code, problem, steps), wait);
  }

  /** A field that breaks a rule: {@code rule} says which, {@code step} what to type instead. */
  public static Refused field(String field, String code, String rule, String step) {
    return new Refused(Kind.INVALID, field, Remedy.of(code, rule, step), null);
  }

  /** What every caller hears about a thing that is foreign to them or does not exist. */
  public static Refused accessDenied() {
    return of(
        Kind.DENIED,
        Remedy.of(
            "CREDENTIAL_ACCESS_DENIED",
            "Access to this was denied.",
            "Ask an operator whether it exists and whether you hold a grant for it."));
  }

  public static Refused missing(String what) {
    return of(Kind.MISSING, Remedy.of("NOT_FOUND", "There is no such " + what + "."));
  }

  public static Refused conflict(String code, String problem, String... steps) {
    return of(Kind.CONFLICT, Remedy.of(code, problem, steps));
  }

  /** Sealward cannot do it yet: {@code wait} says when to ask again. */
  public static Refused notYet(String code, String problem, Duration wait, String... steps) {
    return new Refused(Kind.UNAVAILABLE, null, Remedy.of(code, problem, steps), wait);
  }

  public static Refused unavailable(String code, String problem, String... steps) {
    return of(Kind.UNAVAILABLE, Remedy.of(code, problem, steps));
  }

  public Kind kind() {
    return kind;
  }

  /** The name of the offending form field or JSON member, when one is to blame. */
  public Optional<String> field() {
    return Optional.ofNullable(field);
  }

  /** How long to wait before the same may be asked again, when that is known. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  public Remedy remedy() {
    return remedy;
  }
}
