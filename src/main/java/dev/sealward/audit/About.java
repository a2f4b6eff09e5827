package dev.sealward.audit;

import dev.sealward.kernel.Caller;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What rows are counted by, hour by hour. */
enum About {
  /** All of them. */
  ALL("select '', outcome, count(*) from audit_event%s group by outcome"),
  ACTION("select action, outcome, count(*) from audit_event%s group by action, outcome"),
  PERSON(byActor("PERSON")),
  ENTITY(byActor("ENTITY")),
  SYSTEM(byActor("SYSTEM")),
  /** A secret that was acted on or otherwise involved. */
  SECRET(
      "select thing, outcome, count(*) from (select case when target_kind = 'secret' then target_id"
          + " else other_id end as thing, outcome from audit_event%s and (target_kind = 'secret' or"
          + " other_kind = 'secret')) named group by thing, outcome");

  private final String counting;

  About(String counting) {
    this.counting = counting;
  }

  private static String byActor(String kind) {
    return "select actor, outcome, count(*) from audit_event%s and actor_kind = '"
        + kind
        + "' group by actor, outcome";
  }

  static About of(Caller.Kind kind) {
    return switch (kind) {
      case PERSON -> PERSON;
      case ENTITY -> ENTITY;
      case SYSTEM -> SYSTEM;
    };
  }

  /** Counts the rows a condition leaves, by id and outcome. */
  SqlText count(SqlText where) {
    return new SqlText().add(String.format(Locale.ROOT, counting, where.text())).values(where);
  }

  /** What is counted of all that a filter asks for, its span and outcome aside. */
  record Counted(List<About> abouts, List<String> ids) {}

  /** Which counts answer a filter; none when it has several conditions, or one not counted by. */
  static Optional<Counted> answering(AuditFilter filter) {
    boolean narrow = !filter.correlations().isEmpty() || filter.address().isPresent();
    int conditions =
        (filter.about().isEmpty() ? 0 : 1)
            + (filter.who().isEmpty() ? 0 : 1)
            + (filter.actions().isEmpty() ? 0 : 1);
    if (narrow || conditions > 1) {
      return Optional.empty();
    }
    if (conditions == 0) {
      return Optional.of(new Counted(List.of(ALL), List.of("")));
    }
    if (!filter.who().isEmpty()) {
      List<String> ids = filter.who().stream().map(AuditFilter.Who::id).distinct().toList();
      List<About> kinds = filter.who().stream().map(who -> of(who.kind())).distinct().toList();
      // Every kind with every id is counted, so that has to be what was asked for.
      return ids.size() == 1 || kinds.size() == 1
          ? Optional.of(new Counted(kinds, ids))
          : Optional.empty();
    }
    if (!filter.actions().isEmpty()) {
      return Optional.of(
          new Counted(
              List.of(ACTION), filter.actions().stream().map(Enum::name).sorted().toList()));
    }
    return filter.about().stream().allMatch(thing -> thing.kind().equals("secret"))
        ? Optional.of(
            new Counted(List.of(SECRET), filter.about().stream().map(Target::id).toList()))
        : Optional.empty();
  }
}
