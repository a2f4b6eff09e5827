package dev.sealward.access;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Somebody who gave the right password and nothing else yet: kept by their session for five
 * minutes, and worth nothing but a try at the second step.
 *
 * @param person the person's row
 * @param epoch the epoch of the row the password was checked against
 * @param enrolling whether the second step is to set up the factor that is demanded of them
 */
public record HalfSignIn(UUID person, long epoch, boolean enrolling, Instant begunAt)
    implements Serializable {
  static final Duration LIFE = Duration.ofMinutes(5);

  boolean isOver(Instant now) {
    return now.isAfter(begunAt.plus(LIFE)) || now.isBefore(begunAt.minus(LIFE));
  }
}
