package dev.sealward.inserver;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;

/** How long calls took, one after the other, for the benchmarks in the server. */
final class Timings {
  private final long[] sorted;

  private Timings(long[] sorted) {
    this.sorted = sorted;
  }

  /** Calls so often, after a tenth as many calls that nobody measures. */
  static Timings of(int calls, Callable<?> call) throws Exception {
    for (int i = 0; i < calls / 10; i++) {
      call.call();
    }
    long[] nanos = new long[calls];
    for (int i = 0; i < calls; i++) {
      long began = System.nanoTime();
      call.call();
      nanos[i] = System.nanoTime() - began;
    }
    Arrays.sort(nanos);
    return new Timings(nanos);
  }

  double millis(int percent) {
    return sorted[sorted.length * percent / 100] / 1e6;
  }

  double perSecond() {
    return sorted.length / (Arrays.stream(sorted).sum() / 1e9);
  }

  Timings report(String what) {
    System.out.println(text(what));
    return this;
  }

  /** Prints them, and the median as a multiple of the bare work's. */
  void report(String what, Timings bare) {
    double times = millis(50) / bare.millis(50);
    System.out.printf(Locale.ROOT, "%s, %.1f times the bare%n", text(what), times);
  }

  private String text(String what) {
    return String.format(
        Locale.ROOT,
        "bench %s: p50 %.3f ms, p95 %.3f ms, p99 %.3f ms, %,.0f a second",
        what,
        millis(50),
        millis(95),
        millis(99),
        perSecond());
  }
}
