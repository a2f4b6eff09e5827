package dev.sealward.guard;

import java.time.Instant;
import java.util.List;

/**
 * What was masked within a time.
 *
 * @param hours by hour and way out, of all kinds or the one that was asked for, in no order; what
 *     has no row is none
 * @param kinds by kind and way out, the most often masked first
 */
public record MaskHistory(List<Hour> hours, List<Kind> kinds) {
  /** Of one hour. */
  public record Hour(Instant start, WayOut way, long masked) {}

  /** Of one kind. */
  public record Kind(String kind, WayOut way, long masked) {}

  public MaskHistory {
    hours = List.copyOf(hours);
    kinds = List.copyOf(kinds);
  }
}
