package dev.sealward.web;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditFilter;
import dev.sealward.audit.AuditFilter.Who;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.FoundRows;
import dev.sealward.audit.Place;
import dev.sealward.audit.Position;
import dev.sealward.audit.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a run's story is made of: the rows about the run, and the credentials its entity used under
 * the correlation ids of the run's own calls.
 *
 * @param filters what to look for; a row of the story is asked for by one of them
 * @param cut whether the run made more calls than are followed
 */
record RunStory(List<AuditFilter> filters, boolean cut) {
  static final int MOST_CALLS = 500;
  private static final int MOST_PAGES = 10;
  private static final Set<Action> USING =
      EnumSet.of(Action.SECRET_ACCESSED, Action.ACCESS_DENIED, Action.REDACTION_FAILED);

  RunStory {
    filters = List.copyOf(filters);
  }

  /**
   * Reads the run's own rows from the oldest on.
   *
   * @param trail gives a page of what a filter asks for
   */
  static RunStory of(Target run, BiFunction<AuditFilter, Place, FoundRows> trail) {
    AuditFilter about = AuditFilter.ALL.about(Set.of(run));
    Set<UUID> calls = new LinkedHashSet<>();
    @Nullable Who runner = null;
    @Nullable Place place = Place.OLDEST;
    for (int page = 0; place != null && page < MOST_PAGES && calls.size() <= MOST_CALLS; page++) {
      FoundRows found = trail.apply(about, place);
      List<AuditRecord> rows = new ArrayList<>(found.rows());
      Collections.reverse(rows);
      for (AuditRecord row : rows) {
        calls.add(row.correlationId());
        if (runner == null && row.action() == Action.RUN_STARTED) {
          runner = new Who(row.actorKind(), row.actor());
        }
      }
      Position next = found.searchedTo() != null ? found.searchedTo() : found.newest();
      boolean goesOn = found.more() || found.searchedTo() != null;
      place = goesOn && next != null ? new Place(next, false) : null;
    }
    List<AuditFilter> filters = new ArrayList<>(List.of(about));
    List<UUID> followed = calls.stream().limit(MOST_CALLS).toList();
    for (int from = 0; runner != null && from < followed.size(); from += AuditFilter.MAX_NAMED) {
      int to = Math.min(followed.size(), from + AuditFilter.MAX_NAMED);
      Set<UUID> some = new HashSet<>(followed.subList(from, to));
      filters.add(AuditFilter.ALL.under(some).by(Set.of(runner)).doing(USING));
    }
    return new RunStory(filters, place != null || calls.size() > MOST_CALLS);
  }
}
