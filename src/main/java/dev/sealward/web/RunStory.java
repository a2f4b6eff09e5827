package dev.sealward.web;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditFilter;
import dev.sealward.audit.AuditFilter.Who;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.FoundRows;
import dev.sealward.audit.Place;
import dev.sealward.audit.Target;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A part of a run's story: a stretch of the rows about the run, and the credentials its entity used
 * under the correlation ids of the calls in that stretch.
 *
 * <p>Guarantee: of the parts, each of which begins where the one before it ends, every row about
 * the run is in one, and what was used under any of its calls in at least one: under a call that
 * goes on in the next part it is in both. A part is read in a bounded number of steps.
 *
 * @param filters what to look for; a row of the part is asked for by one of them
 * @param next when the next part begins; null in the last
 * @param project what the run belongs to; null when nobody started it
 */
record RunStory(List<AuditFilter> filters, @Nullable Instant next, @Nullable Target project) {
  static final int MOST_CALLS = 200;
  private static final Set<Action> USING =
      EnumSet.of(Action.SECRET_ACCESSED, Action.ACCESS_DENIED, Action.REDACTION_FAILED);

  RunStory {
    filters = List.copyOf(filters);
  }

  /**
   * Reads the run's own rows of a part.
   *
   * @param from when the part begins; empty for the first
   * @param trail gives a page of what a filter asks for
   */
  static RunStory of(
      Target run, Optional<Instant> from, BiFunction<AuditFilter, Place, FoundRows> trail) {
    AuditFilter about = AuditFilter.ALL.about(Set.of(run));
    AuditFilter onward = about.within(from, Optional.empty());
    FoundRows found = trail.apply(onward, Place.OLDEST);
    List<AuditRecord> rows = new ArrayList<>(found.rows());
    Collections.reverse(rows);
    Set<UUID> calls = new LinkedHashSet<>();
    @Nullable Instant next = null;
    for (AuditRecord row : rows) {
      boolean full = calls.size() >= MOST_CALLS && !calls.contains(row.correlationId());
      if (full && row.time().isAfter(rows.get(0).time())) {
        next = row.time();
        break;
      }
      calls.add(row.correlationId());
    }
    if (next == null && found.more()) {
      Instant last = rows.get(rows.size() - 1).time();
      // Where all are of one moment the part is that moment, so that the next one goes on.
      boolean goesOn = last.isAfter(rows.get(0).time());
      next = goesOn ? last : last.plus(1, ChronoUnit.MICROS);
    }
    List<AuditFilter> filters = new ArrayList<>();
    filters.add(about.within(from, Optional.ofNullable(next)));
    AuditFilter starting = about.doing(EnumSet.of(Action.RUN_STARTED));
    @Nullable Target project = null;
    for (AuditRecord start : trail.apply(starting, Place.OLDEST).rows()) {
      filters.addAll(used(new Who(start.actorKind(), start.actor()), List.copyOf(calls)));
      project = start.other();
    }
    return new RunStory(filters, next, project);
  }

  private static List<AuditFilter> used(Who runner, List<UUID> calls) {
    List<AuditFilter> filters = new ArrayList<>();
    for (int from = 0; from < calls.size(); from += AuditFilter.MAX_NAMED) {
      int to = Math.min(calls.size(), from + AuditFilter.MAX_NAMED);
      Set<UUID> some = new HashSet<>(calls.subList(from, to));
      filters.add(AuditFilter.ALL.under(some).by(Set.of(runner)).doing(USING));
    }
    return filters;
  }
}
