package dev.sealward.keys;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a piece of long work is.
 *
 * @param subject what it is about, such as the key version re-wrapped to
 * @param total rows there were when it began
 * @param remaining rows still to do, as of now
 * @param perSecond rows a second lately; 0 while it rests
 * @param failures the first of what could not be done
 */
public record WorkProgress(
    UUID id,
    String kind,
    String subject,
    WorkState state,
    long total,
    long done,
    long failed,
    long remaining,
    long perSecond,
    Instant startedAt,
    String startedBy,
    Instant updatedAt,
    @Nullable Instant endedAt,
    List<BatchWork.Failure> failures) {

  /** How many more could not be done than are listed. */
  public long unlisted() {
    return Math.max(0, failed - failures.size());
  }

  /** 0 to 100. */
  public int percent() {
    if (remaining == 0) {
      return 100;
    }
    long all = Math.max(total, done + remaining);
    return all == 0 ? 0 : (int) Math.min(99, 100 * (all - remaining) / all);
  }
}
