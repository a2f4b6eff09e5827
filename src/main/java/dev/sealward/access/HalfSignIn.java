package dev.sealward.access;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Somebody who took the first step and nothing else yet, the right password or an OpenID provider's
 * word: kept by their session for five minutes, and worth nothing but a try at the second step.
 *
 * @param person the person's row
 * @param epoch the epoch of the row the first step was checked against
 * @param enrolling whether the second step is to set up the factor that is demanded of them
 * @param onAnothersWord whether the first step was a provider's word, and no password
 */
public record HalfSignIn(
    UUID person, long epoch, boolean enrolling, boolean onAnothersWord, Instant begunAt)
    implements Serializable {
  static final Duration LIFE = Duration.ofMinutes(5);

  boolean isOver(Instant now) {
    return now.isAfter(begunAt.plus(LIFE)) || now.isBefore(begunAt.minus(LIFE));
  }
}
