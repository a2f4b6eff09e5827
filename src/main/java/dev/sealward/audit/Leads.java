package dev.sealward.audit;

import dev.sealward.kernel.TenantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The ways to answer a filter: for each of its conditions that an index leads to, the arms to read
 * along and what is left to compare on their rows.
 */
final class Leads {
  private enum Part {
    CORRELATION,
    ABOUT,
    WHO,
    ADDRESS,
    ACTION
  }

  private final TrailReader reader;
  private final String tenant;
  private final AuditFilter filter;
  private final List<Part> given = new ArrayList<>();

  Leads(TrailReader reader, TenantId tenant, AuditFilter filter) {
    this.reader = reader;
    this.tenant = tenant.value();
    this.filter = filter;
    addIf(!filter.correlations().isEmpty(), Part.CORRELATION);
    addIf(!filter.about().isEmpty(), Part.ABOUT);
    addIf(!filter.who().isEmpty(), Part.WHO);
    addIf(filter.address().isPresent(), Part.ADDRESS);
    // Without anything else the trail is read along its outcomes; both of them are all of it.
    addIf(given.isEmpty(), Part.ACTION);
  }

  private void addIf(boolean given, Part part) {
    if (given) {
      this.given.add(part);
    }
  }

  /** Every way, the one that is likely to be short first. */
  List<List<Arm>> all() {
    return given.stream().map(this::arms).toList();
  }

  private List<Arm> arms(Part lead) {
    SqlText others = new SqlText();
    given.stream().filter(part -> part != lead).forEach(part -> others.add(condition(part)));
    SqlText rest = new SqlText().add(others).add(acting());
    Arm whole = Arm.of("tenant", tenant);
    return switch (lead) {
      case CORRELATION ->
          filter.correlations().stream()
              .map(call -> whole.and("correlation_id", call).comparing(rest))
              .toList();
      case ABOUT ->
          filter.about().stream()
              .flatMap(
                  thing -> {
                    Arm target =
                        whole.and("target_kind", thing.kind()).and("target_id", thing.id());
                    Arm other = whole.and("other_kind", thing.kind()).and("other_id", thing.id());
                    return Stream.concat(
                        acts(target.comparing(others)), Stream.of(other.comparing(rest)));
                  })
              .toList();
      case WHO ->
          filter.who().stream()
              .map(who -> whole.and("actor_kind", who.kind().name()).and("actor", who.id()))
              .flatMap(actor -> acts(actor.comparing(others)))
              .toList();
      case ADDRESS ->
          filter.address().stream()
              .map(address -> whole.and("address", address).comparing(rest))
              .toList();
      case ACTION ->
          filter.actions().isEmpty()
              ? ended(whole).toList()
              : filter.actions().stream()
                  .flatMap(action -> ended(whole.and("action", action.name())))
                  .toList();
    };
  }

  /** The arms of each action there is in a stretch, and each outcome. */
  private Stream<Arm> acts(Arm stretch) {
    return actionsIn(stretch).stream()
        .filter(action -> filter.actions().isEmpty() || isAskedFor(action))
        .flatMap(action -> ended(stretch.and("action", action)));
  }

  private boolean isAskedFor(String action) {
    return filter.actions().stream().anyMatch(asked -> asked.name().equals(action));
  }

  private Stream<Arm> ended(Arm stretch) {
    return filter
        .outcome()
        .map(Stream::of)
        .orElseGet(() -> Arrays.stream(Outcome.values()))
        .map(outcome -> stretch.and("outcome", outcome.name()));
  }

  // There are few, however many rows there are: one step along the index for each.
  private List<String> actionsIn(Arm stretch) {
    List<String> actions = new ArrayList<>();
    Function<String, Optional<String>> after =
        last -> {
          SqlText sql = new SqlText().add("select action from audit_event").add(stretch.where());
          sql.add(" and action > ? order by ", last).add(String.join(", ", stretch.columns()));
          sql.add(", action, outcome, occurred_at desc, id desc fetch first 1 rows only");
          return reader.all(sql, row -> row.getString(1)).stream().findFirst();
        };
    Optional<String> next = after.apply("");
    while (next.isPresent()) {
      actions.add(next.get());
      next = after.apply(next.get());
    }
    return actions;
  }

  private SqlText acting() {
    SqlText sql = new SqlText();
    filter.outcome().ifPresent(one -> sql.add(" and outcome = ?", one.name()));
    if (!filter.actions().isEmpty()) {
      sql.add(" and action in ").addAll(filter.actions().stream().map(Enum::name).toList());
    }
    return sql;
  }

  /** What a part asks of a row that another part led to. */
  private SqlText condition(Part part) {
    SqlText sql = new SqlText();
    switch (part) {
      case CORRELATION ->
          sql.add(" and correlation_id in ").addAll(List.copyOf(filter.correlations()));
      case ABOUT -> {
        String or = " and (";
        for (Target thing : filter.about()) {
          sql.add(or + "target_kind = ? and target_id = ?", thing.kind(), thing.id());
          sql.add(" or other_kind = ? and other_id = ?", thing.kind(), thing.id());
          or = " or ";
        }
        sql.add(")");
      }
      case WHO -> {
        String or = " and (";
        for (AuditFilter.Who who : filter.who()) {
          sql.add(or + "actor_kind = ? and actor = ?", who.kind().name(), who.id());
          or = " or ";
        }
        sql.add(")");
      }
      case ADDRESS -> filter.address().ifPresent(one -> sql.add(" and address = ?", one));
      case ACTION -> {}
    }
    return sql;
  }
}
