package dev.sealward.web;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditFilter;
import dev.sealward.audit.Outcome;
import dev.sealward.audit.Place;
import dev.sealward.audit.Position;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The search of the audit page as it stands in its address: what it asks for, which of its fields
 * break a rule, and the addresses of views beside it. All of a view is in its address.
 */
final class AuditForm {
  static final String ADDRESS = "/audit";

  /** Every field, in the order addresses name them. */
  static final List<String> FIELDS =
      List.of(
          "secret",
          "kind",
          "target",
          "who",
          "actor",
          "action",
          "outcome",
          "address",
          "correlation",
          "last",
          "from",
          "until");

  private static final int MAX_TEXT_CHARS = 512;
  private static final Instant LATEST = Instant.parse("2999-12-31T00:00:00Z");
  private static final Map<String, Duration> SPANS = new LinkedHashMap<>();

  static {
    SPANS.put("day", Duration.ofHours(24));
    SPANS.put("week", Duration.ofDays(7));
    SPANS.put("month", Duration.ofDays(30));
    SPANS.put("quarter", Duration.ofDays(90));
  }

  private final Function<String, Optional<String>> query;
  private final Function<String, Set<Target>> secrets;
  private final Instant now;
  private final Map<String, String> errors = new LinkedHashMap<>();
  private final AuditFilter filter;

  /**
   * @param query a parameter of the address; empty when it is absent or blank
   * @param secrets finds secrets by what somebody typed; refuses what names none
   */
  AuditForm(
      Function<String, Optional<String>> query,
      Function<String, Set<Target>> secrets,
      Instant now) {
    this.query = query;
    this.secrets = secrets;
    this.now = now;
    this.filter = read();
  }

  private Optional<String> text(String field) {
    return query.apply(field).filter(text -> text.length() <= MAX_TEXT_CHARS);
  }

  private AuditFilter read() {
    AuditFilter read = AuditFilter.ALL;
    try {
      for (String field : FIELDS) {
        read = attempt(field, read);
      }
      return spanned(read);
    } catch (Refused refused) {
      errors.put(refused.field().orElse("until"), refused.remedy().sentence());
      return AuditFilter.ALL;
    }
  }

  private AuditFilter attempt(String field, AuditFilter before) {
    try {
      return with(field, before);
    } catch (Refused refused) {
      errors.put(field, refused.remedy().sentence());
      return before;
    }
  }

  private AuditFilter with(String field, AuditFilter before) {
    return switch (field) {
      case "secret" ->
          text("secret").map(typed -> before.about(secrets.apply(typed))).orElse(before);
      case "target" -> text("target").map(id -> before.about(Set.of(target(id)))).orElse(before);
      case "actor" -> text("actor").map(id -> before.by(who(id))).orElse(before);
      case "action" -> text("action").map(AuditForm::actions).map(before::doing).orElse(before);
      case "outcome" -> text("outcome").map(AuditForm::outcome).map(before::ended).orElse(before);
      case "address" -> text("address").map(AuditForm::address).map(before::at).orElse(before);
      case "correlation" ->
          text("correlation").map(id -> before.under(Set.of(correlation(id)))).orElse(before);
      default -> before;
    };
  }

  private AuditFilter spanned(AuditFilter before) {
    Optional<Instant> start = text("last").map(SPANS::get).map(now::minus);
    Optional<Instant> from = time("from");
    return before.within(from.isPresent() ? from : start, time("until"));
  }

  private Optional<Instant> time(String field) {
    try {
      return query.apply(field).map(AuditForm::instant);
    } catch (DateTimeException | ArithmeticException notATime) {
      errors.put(
          field,
          "This is a time in UTC, such as 2026-03-01 or 2026-03-01T14:30. Type it so, or leave it"
              + " empty.");
      return Optional.empty();
    }
  }

  private static Instant instant(String text) {
    Instant time =
        text.endsWith("Z")
            ? Instant.parse(text)
            : (text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay()
                    : LocalDateTime.parse(text))
                .toInstant(ZoneOffset.UTC);
    if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
      throw new DateTimeException("no time of a record");
    }
    return time;
  }

  private Target target(String id) {
    try {
      return new Target(text("kind").orElse("secret"), id);
    } catch (IllegalArgumentException notATarget) {
      throw Refused.field(
          "target", "TARGET_INVALID", "This is no id of a thing.", "Follow a link of the table.");
    }
  }

  /** How an address names a kind of actor. */
  static String who(Caller.Kind kind) {
    return switch (kind) {
      case PERSON -> "person";
      case ENTITY -> "entity";
      case SYSTEM -> "sealward";
    };
  }

  /** Whoever has the name, of the kind that was chosen, or of any. */
  private Set<AuditFilter.Who> who(String id) {
    if (id.length() > 128) {
      throw Refused.field(
          "actor", "ACTOR_INVALID", "A name has at most 128 characters.", "Copy it whole.");
    }
    String chosen = text("who").orElse("");
    return Arrays.stream(Caller.Kind.values())
        .filter(kind -> chosen.isEmpty() || who(kind).equals(chosen))
        .map(kind -> new AuditFilter.Who(kind, id))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<Action> actions(String text) {
    Set<Action> named = AuditWords.named(text);
    if (named.isEmpty()) {
      throw Refused.field(
          "action", "ACTION_UNKNOWN", "There is no such action.", "Choose one of the list.");
    }
    return named;
  }

  private static Outcome outcome(String text) {
    return switch (text) {
      case "SUCCEEDED" -> Outcome.SUCCEEDED;
      case "REFUSED" -> Outcome.REFUSED;
      default ->
          throw Refused.field(
              "outcome", "OUTCOME_UNKNOWN", "There is no such outcome.", "Choose one of the list.");
    };
  }

  private static String address(String text) {
    if (!text.matches("[0-9A-Za-z.:%_-]{1,64}")) {
      throw Refused.field(
          "address",
          "ADDRESS_INVALID",
          "An address is compared whole, such as 192.0.2.7 or 2001:db8::7.",
          "Copy it from a record.");
    }
    return text;
  }

  private static UUID correlation(String text) {
    try {
      if (text.length() == 36) {
        return UUID.fromString(text);
      }
    } catch (IllegalArgumentException notAnId) {
      // falls through to the one answer
    }
    throw Refused.field(
        "correlation",
        "CORRELATION_INVALID",
        "A correlation id has 36 characters.",
        "Copy it whole; it stands in every answer and error page.");
  }

  AuditFilter filter() {
    return filter;
  }

  /** What breaks a rule, in words, by field. */
  Map<String, String> errors() {
    return Map.copyOf(errors);
  }

  /** A field as it stands in the address. */
  String value(String field) {
    return text(field).orElse("");
  }

  /** Whether anything but the time restricts it. */
  boolean isNarrow() {
    return FIELDS.stream()
        .filter(field -> !Set.of("last", "from", "until", "who", "kind").contains(field))
        .anyMatch(field -> text(field).isPresent());
  }

  /** What is asked for, as a record of it says. */
  String words() {
    List<String> words = new ArrayList<>();
    filter.about().forEach(thing -> words.add(thing.kind() + " " + thing.id()));
    filter.who().forEach(who -> words.add("by " + who(who.kind()) + " " + who.id()));
    text("action").ifPresent(action -> words.add("action " + action));
    filter.outcome().ifPresent(outcome -> words.add(outcome.name().toLowerCase(Locale.ROOT)));
    filter.address().ifPresent(address -> words.add("from address " + address));
    filter.correlations().forEach(call -> words.add("call " + call));
    filter.from().ifPresent(time -> words.add("since " + time));
    filter.until().ifPresent(time -> words.add("until " + time));
    return words.isEmpty() ? "everything" : String.join(", ", words);
  }

  /** Where the page of rows begins. */
  Place place() {
    Optional<Place> before = text("before").flatMap(Position::parse).map(Place::olderThan);
    return before
        .or(() -> text("after").flatMap(Position::parse).map(Place::newerThan))
        .orElse(Place.NEWEST);
  }

  /** The same search, beside a row. */
  String page(String direction, @Nullable Position row) {
    return row == null ? address(Map.of()) : address(Map.of(direction, row.toString()));
  }

  /** The same search with other fields; one that is empty is left out. */
  String address(Map<String, String> other) {
    Map<String, String> fields = new LinkedHashMap<>();
    FIELDS.forEach(field -> fields.put(field, value(field)));
    fields.putAll(other);
    String parameters =
        fields.entrySet().stream()
            .filter(field -> !field.getValue().isEmpty())
            .map(field -> field.getKey() + "=" + PageQuery.encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    return parameters.isEmpty() ? ADDRESS : ADDRESS + "?" + parameters;
  }

  /** The same search in another span of time. */
  String over(String last) {
    return address(Map.of("last", last, "from", "", "until", ""));
  }

  /** The same search between two times. */
  String between(Instant from, Instant until) {
    return address(Map.of("last", "", "from", from.toString(), "until", until.toString()));
  }
}
