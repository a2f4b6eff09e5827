package dev.sealward.access;

import dev.sealward.guard.Pace;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * How many sessions of nobody in particular an address may begin. A page with a form begins one,
 * and the server keeps 10,000 at once: whoever took them all would keep everybody else out.
 *
 * <p>Does not protect against many addresses at once. Thread-safe.
 */
@ApplicationScoped
public class NewSessions {
  /** A session of nobody ends after ten minutes: one address holds a fifth of them at most. */
  static final int MOST_A_MINUTE = 200;

  private final Pace pace;

  @Inject
  NewSessions(Clock clock) {
    this.pace = new Pace(clock, MOST_A_MINUTE);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected NewSessions() {
    this(null);
  }

  /** Counts one, or says how long to wait until there may be a next one. */
  @ForAnyone("It is asked before anybody is known, and tells nothing of what is kept.")
  public Optional<Duration> begin(String address) {
    return pace.take(AddressKey.of(address));
  }
}
