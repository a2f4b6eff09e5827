package dev.sealward.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditFilter;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.FoundRows;
import dev.sealward.audit.Outcome;
import dev.sealward.audit.Place;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("VAULT-05")
class RunStoryTest {
  private static final Target RUN = new Target("run", "one");
  private static final Target PROJECT = new Target("project", "demo");
  private static final AuditFilter.Who RUNNER = new AuditFilter.Who(Caller.Kind.ENTITY, "runner");
  private static final int PAGE = 300;

  private final List<AuditRecord> rows = new ArrayList<>();

  @Test
  void partsHoldEveryRowOnceAndFollowEveryCall() {
    calls(2 * RunStory.MOST_CALLS + 20);
    Set<UUID> followed = new HashSet<>();
    List<AuditRecord> told = new ArrayList<>();
    List<RunStory> parts = parts();
    for (RunStory part : parts) {
      told.addAll(rows.stream().filter(row -> within(row, part.filters().get(0))).toList());
      List<AuditFilter> used = part.filters().subList(1, part.filters().size());
      used.forEach(filter -> followed.addAll(filter.correlations()));
      assertThat(used)
          .hasSizeLessThanOrEqualTo(RunStory.MOST_CALLS / AuditFilter.MAX_NAMED)
          .allSatisfy(filter -> assertThat(filter.who()).containsExactly(RUNNER));
      assertThat(part.project()).isEqualTo(PROJECT);
    }
    assertThat(told).isEqualTo(rows);
    assertThat(followed)
        .containsExactlyInAnyOrderElementsOf(
            rows.stream().map(AuditRecord::correlationId).toList());
    assertThat(parts).hasSize(3);
  }

  @Test
  void manyRowsUnderOneIdAreToldInPartsToo() {
    UUID one = UUID.randomUUID();
    for (int i = 0; i <= 3 * PAGE; i++) {
      row(one, Instant.EPOCH.plusSeconds(i));
    }
    List<AuditRecord> told = new ArrayList<>();
    parts()
        .forEach(
            part ->
                told.addAll(
                    rows.stream().filter(row -> within(row, part.filters().get(0))).toList()));
    assertThat(told).isEqualTo(rows);
  }

  @Test
  void callsOfOneMomentAreFollowedTogether() {
    for (int i = 0; i <= RunStory.MOST_CALLS; i++) {
      row(UUID.randomUUID(), Instant.EPOCH);
    }
    row(UUID.randomUUID(), Instant.EPOCH.plusSeconds(1));
    List<RunStory> parts = parts();
    assertThat(parts).hasSize(2);
    Set<UUID> followed = new HashSet<>();
    parts.get(0).filters().forEach(filter -> followed.addAll(filter.correlations()));
    assertThat(followed).hasSize(RunStory.MOST_CALLS + 1);
  }

  @Test
  void runNobodyStartedFollowsNoCalls() {
    assertThat(RunStory.of(RUN, Optional.empty(), this::page))
        .isEqualTo(new RunStory(List.of(AuditFilter.ALL.about(Set.of(RUN))), null, null));
  }

  private List<RunStory> parts() {
    List<RunStory> parts = new ArrayList<>();
    parts.add(RunStory.of(RUN, Optional.empty(), this::page));
    Instant next = parts.get(0).next();
    while (next != null) {
      assertThat(parts).hasSizeLessThan(10);
      parts.add(RunStory.of(RUN, Optional.of(next), this::page));
      next = parts.get(parts.size() - 1).next();
    }
    return parts;
  }

  private static boolean within(AuditRecord row, AuditFilter filter) {
    return filter.from().filter(row.time()::isBefore).isEmpty()
        && filter.until().filter(end -> !row.time().isBefore(end)).isEmpty();
  }

  private void calls(int count) {
    for (int i = 0; i < count; i++) {
      row(UUID.randomUUID(), Instant.EPOCH.plusSeconds(rows.size()));
    }
  }

  private void row(UUID call, Instant time) {
    boolean first = rows.isEmpty();
    rows.add(
        new AuditRecord(
            rows.size() + 1,
            time,
            RUNNER.kind(),
            RUNNER.id(),
            first ? Action.RUN_STARTED : Action.ARTIFACT_STORED,
            RUN,
            first ? PROJECT : null,
            Outcome.SUCCEEDED,
            null,
            null,
            "127.0.0.1",
            call));
  }

  /** From a place on towards the newest, newest first. */
  private FoundRows page(AuditFilter filter, Place place) {
    assertThat(place).isEqualTo(Place.OLDEST);
    List<AuditRecord> after =
        rows.stream()
            .filter(row -> within(row, filter))
            .filter(row -> filter.actions().isEmpty() || filter.actions().contains(row.action()))
            .limit(PAGE + 1L)
            .toList();
    List<AuditRecord> page = new ArrayList<>(after.subList(0, Math.min(PAGE, after.size())));
    Collections.reverse(page);
    return new FoundRows(page, after.size() > PAGE, null);
  }
}
