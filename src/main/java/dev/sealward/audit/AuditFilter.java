package dev.sealward.audit;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which rows of the trail are looked for; all conditions hold together, and what is empty does not
 * restrict.
 *
 * @param about things of which the row names one, as what was acted on or as what else was involved
 * @param who any of these acted
 * @param actions any of these
 * @param correlations any of these calls
 * @param address where the call came from, whole
 * @param from not before
 * @param until before
 */
public record AuditFilter(
    Set<Target> about,
    Set<Who> who,
    Set<Action> actions,
    Optional<Outcome> outcome,
    Set<UUID> correlations,
    Optional<String> address,
    Optional<Instant> from,
    Optional<Instant> until) {
  /** How many things, or calls, one filter may name. */
  public static final int MAX_NAMED = 50;

  /** Everything. */
  public static final AuditFilter ALL =
      new AuditFilter(
          Set.of(),
          Set.of(),
          Set.of(),
          Optional.empty(),
          Set.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Somebody who acts. */
  public record Who(Caller.Kind kind, String id) {}

  public AuditFilter {
    about = Set.copyOf(about);
    who = Set.copyOf(who);
    actions = Set.copyOf(actions);
    correlations = Set.copyOf(correlations);
    if (about.size() > MAX_NAMED || correlations.size() > MAX_NAMED) {
      throw Refused.field(
          "secret",
          "FILTER_TOO_WIDE",
          "A search names at most " + MAX_NAMED + " things.",
          "Name fewer, or one by its whole reference.");
    }
    if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
      throw Refused.field(
          "until",
          "SPAN_INVALID",
          "The end lies before the beginning.",
          "Choose an end that is later, or leave it empty for now.");
    }
  }

  public AuditFilter about(Set<Target> things) {
    return new AuditFilter(things, who, actions, outcome, correlations, address, from, until);
  }

  public AuditFilter by(Set<Who> any) {
    return new AuditFilter(about, any, actions, outcome, correlations, address, from, until);
  }

  public AuditFilter doing(Set<Action> any) {
    return new AuditFilter(about, who, any, outcome, correlations, address, from, until);
  }

  public AuditFilter ended(Outcome how) {
    return new AuditFilter(
        about, who, actions, Optional.of(how), correlations, address, from, until);
  }

  public AuditFilter under(Set<UUID> calls) {
    return new AuditFilter(about, who, actions, outcome, calls, address, from, until);
  }

  public AuditFilter at(String where) {
    return new AuditFilter(
        about, who, actions, outcome, correlations, Optional.of(where), from, until);
  }

  /** The same within a span; an end that is empty is open. */
  public AuditFilter within(Optional<Instant> start, Optional<Instant> end) {
    return new AuditFilter(about, who, actions, outcome, correlations, address, start, end);
  }
}
