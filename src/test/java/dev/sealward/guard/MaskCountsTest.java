package dev.sealward.guard;

import static dev.sealward.guard.GuardFixture.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("FOUND-10")
class MaskCountsTest {
  private final MaskCounts counts = new MaskCounts();

  private static MaskCounts.Key key(String kind) {
    return new MaskCounts.Key(TENANT, WayOut.PAGE, kind);
  }

  @Test
  void whatIsTakenIsCountedOnceAndWhatComesBackIsNotLost() {
    counts.add(TENANT, WayOut.PAGE, "password", 3);
    Map<MaskCounts.Key, Long> taken = counts.take();
    assertThat(taken).isEqualTo(Map.of(key("password"), 3L));
    assertThat(counts.take()).isEmpty();
    counts.add(TENANT, WayOut.PAGE, "password", 1);
    counts.back(taken);
    assertThat(counts.pending(TENANT)).isEqualTo(Map.of(key("password"), 4L));
    assertThat(counts.total(WayOut.PAGE)).isEqualTo(4);
  }

  @Test
  void kindsBeyondTheBoundAreOthers() {
    for (int i = 0; i < MaskCounts.MAX_KINDS + 20; i++) {
      counts.add(TENANT, WayOut.PAGE, "kind_" + i, 1);
    }
    Map<MaskCounts.Key, Long> taken = counts.take();
    assertThat(taken).hasSize(MaskCounts.MAX_KINDS + 1).containsEntry(key(MaskCounts.OTHER), 20L);
    counts.add(TENANT, WayOut.PAGE, "kind_1", 1);
    assertThat(counts.take()).containsOnlyKeys(key("kind_1"));
  }
}
