package dev.sealward.web;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What the pictures of counts over time have in common. */
final class ChartScale {
  /** A picture's height. */
  static final int HEIGHT = 100;

  /** How wide the place of one bar is. */
  static final int SLOT = 10;

  private ChartScale() {}

  /** How high a bar is; what is not nothing can be seen. */
  static int height(long count, long most) {
    return count == 0 ? 0 : (int) Math.max(2, Math.round((double) count * HEIGHT / most));
  }

  /** How people call a time. */
  static DateTimeFormatter utc(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }
}
