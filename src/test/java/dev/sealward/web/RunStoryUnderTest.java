package dev.sealward.web;

import dev.sealward.audit.AuditFilter;
import dev.sealward.audit.AuditSearch;
import dev.sealward.audit.Target;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parts of a run's story, as {@link StoryPage} goes from one to the next. */
@ApplicationScoped
public class RunStoryUnderTest {
  @Inject AuditSearch search;

  public List<List<AuditFilter>> parts(TenantId tenant, Target run) {
    List<List<AuditFilter>> parts = new ArrayList<>();
    Optional<Instant> from = Optional.empty();
    do {
      RunStory part =
          RunStory.of(
              run,
              from,
              (filter, place) -> search.find(tenant, filter, place, AuditSearch.MAX_LIMIT));
      parts.add(part.filters());
      from = Optional.ofNullable(part.next());
    } while (from.isPresent() && parts.size() < 50);
    return parts;
  }
}
