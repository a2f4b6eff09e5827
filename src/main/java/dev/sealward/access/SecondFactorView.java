package dev.sealward.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a person's second factor stands.
 *
 * @param since when it was confirmed; null while there is none
 * @param codesLeft how many recovery codes were not used
 * @param demanded whether the person's roles demand one
 */
public record SecondFactorView(@Nullable Instant since, long codesLeft, boolean demanded) {
  public boolean isThere() {
    return since != null;
  }
}
