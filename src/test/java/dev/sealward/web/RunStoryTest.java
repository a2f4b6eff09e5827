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
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("VAULT-05")
class RunStoryTest {
  private static final Target RUN = new Target("run", "one");
  private static final int PAGE = 100;

  private final List<AuditRecord> rows = new ArrayList<>();

  @Test
  void everyCallOfTheRunIsFollowedHoweverManyPagesTheyStandOn() {
    calls(320);
    RunStory story = RunStory.of(RUN, this::page);
    Set<UUID> followed = new HashSet<>();
    story.filters().forEach(filter -> followed.addAll(filter.correlations()));
    assertThat(followed)
        .containsExactlyInAnyOrderElementsOf(
            rows.stream().map(AuditRecord::correlationId).distinct().toList());
    assertThat(story.filters()).hasSize(1 + 7);
    assertThat(story.filters().get(0).about()).containsExactly(RUN);
    assertThat(story.filters().subList(1, 8))
        .allSatisfy(
            filter ->
                assertThat(filter.who())
                    .containsExactly(new AuditFilter.Who(Caller.Kind.ENTITY, "runner")));
    assertThat(story.cut()).isFalse();
  }

  @Test
  void storyThatIsCutSaysSo() {
    calls(RunStory.MOST_CALLS);
    assertThat(RunStory.of(RUN, this::page).cut()).isFalse();
    calls(1);
    RunStory story = RunStory.of(RUN, this::page);
    assertThat(story.cut()).isTrue();
    assertThat(story.filters()).hasSize(1 + RunStory.MOST_CALLS / AuditFilter.MAX_NAMED);
  }

  @Test
  void runThatMakesManyRowsUnderOneIdIsReadNoFurtherThanItsBoundAndSaysSo() {
    UUID one = UUID.randomUUID();
    for (int i = 0; i <= 10 * PAGE; i++) {
      row(one);
    }
    assertThat(RunStory.of(RUN, this::page).cut()).isTrue();
  }

  @Test
  void runNobodyStartedFollowsNoCalls() {
    assertThat(RunStory.of(RUN, this::page))
        .isEqualTo(new RunStory(List.of(AuditFilter.ALL.about(Set.of(RUN))), false));
  }

  private void calls(int count) {
    for (int i = 0; i < count; i++) {
      row(UUID.randomUUID());
    }
  }

  private void row(UUID call) {
    int number = rows.size() + 1;
    rows.add(
        new AuditRecord(
            number,
            Instant.EPOCH.plusSeconds(number),
            Caller.Kind.ENTITY,
            "runner",
            number == 1 ? Action.RUN_STARTED : Action.ARTIFACT_STORED,
            RUN,
            null,
            Outcome.SUCCEEDED,
            null,
            null,
            "127.0.0.1",
            call));
  }

  /** From a place on towards the newest, newest first. */
  private FoundRows page(AuditFilter filter, Place place) {
    assertThat(place.older()).isFalse();
    List<AuditRecord> after =
        rows.stream()
            .filter(row -> place.from() == null || row.id() > place.from().id())
            .limit(PAGE + 1L)
            .toList();
    List<AuditRecord> page = new ArrayList<>(after.subList(0, Math.min(PAGE, after.size())));
    Collections.reverse(page);
    return new FoundRows(page, after.size() > PAGE, null);
  }
}
