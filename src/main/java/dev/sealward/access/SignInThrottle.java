package dev.sealward.access;

import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Slows down guessing without locking anybody out.
 *
 * <p>Failures are counted three times: on the name from one address, on the address whatever the
 * name, and on the name from anywhere. The last one stops a name being guessed from many addresses;
 * it does not hold where the person signed in before, so strangers cannot keep them out from there.
 * With a browser the person signed in with before, see {@link Devices}, attempts are counted for
 * that browser alone, so that not even who shares their address can keep them out. An attempt
 * counts as failed while it is under way: what is tried all at once counts all the same.
 *
 * <p>Kept in memory, on purpose: a row for each failure would let anybody write to the database,
 * and a restart forgets less than the minutes it takes are worth. Nodes count each for itself.
 * Thread-safe.
 */
final class SignInThrottle {
  private static final int FREE_FROM_ONE_PLACE = 5;
  private static final int FREE_OF_AN_ADDRESS = 20;
  private static final int FREE_OF_A_NAME = 30;

  private final Attempts byNameAndAddress;
  private final Attempts byAddress;
  private final Attempts byName;
  private final Attempts byDevice;
  // One record, one alert at first, then ever fewer: nobody fills the trail by knocking.
  private final Attempts recorded;
  private final Attempts alerted;

  SignInThrottle(Clock clock) {
    this.byNameAndAddress = new Attempts(clock, FREE_FROM_ONE_PLACE);
    this.byAddress = new Attempts(clock, FREE_OF_AN_ADDRESS);
    this.byName = new Attempts(clock, FREE_OF_A_NAME);
    this.byDevice = new Attempts(clock, FREE_FROM_ONE_PLACE);
    this.recorded = new Attempts(clock, 1);
    this.alerted = new Attempts(clock, 1);
  }

  /**
   * Somebody who tries to sign in.
   *
   * @param name in its normal form; empty for all that is none
   * @param knownHere whether this person signed in from this address before
   * @param device the browser this person signed in with before; null for any other
   */
  record Attempt(String name, String address, boolean knownHere, @Nullable String device) {
    private String place() {
      return AddressKey.of(address);
    }

    private String both() {
      return name + " " + place();
    }
  }

  /** Whether an attempt may be made now. */
  boolean begins(Attempt attempt) {
    if (attempt.device() != null) {
      return byDevice.begins(attempt.device());
    }
    if (!byAddress.begins(attempt.place())) {
      return false;
    }
    if (!byNameAndAddress.begins(attempt.both())) {
      byAddress.withdrawn(attempt.place());
      return false;
    }
    if (!attempt.knownHere() && !byName.begins(attempt.name())) {
      byAddress.withdrawn(attempt.place());
      byNameAndAddress.withdrawn(attempt.both());
      return false;
    }
    return true;
  }

  /** It was not looked at after all. */
  void withdrawn(Attempt attempt) {
    if (attempt.device() != null) {
      byDevice.withdrawn(attempt.device());
      return;
    }
    byAddress.withdrawn(attempt.place());
    byNameAndAddress.withdrawn(attempt.both());
    if (!attempt.knownHere()) {
      byName.withdrawn(attempt.name());
    }
  }

  /** It was right; others' failures on the name and the address still count. */
  void succeeded(Attempt attempt) {
    if (attempt.device() != null) {
      byDevice.succeeded(attempt.device());
      return;
    }
    byNameAndAddress.succeeded(attempt.both());
    byAddress.withdrawn(attempt.place());
    if (!attempt.knownHere()) {
      byName.withdrawn(attempt.name());
    }
  }

  /** Whether a refusal is to be recorded, or is one of many. */
  boolean isWorthRecording(String address) {
    return recorded.begins(AddressKey.of(address));
  }

  /** What to alert to after a failure, if there is something new. */
  Optional<String> alarming(Attempt attempt) {
    String device = attempt.device();
    if (device != null) {
      return !byDevice.allows(device) && alerted.begins("device " + device)
          ? Optional.of("many failures in a browser the person signed in with before")
          : Optional.empty();
    }
    if (!byAddress.allows(attempt.place()) && alerted.begins("address " + attempt.place())) {
      return Optional.of("many failures from one address");
    }
    if (!byName.allows(attempt.name()) && alerted.begins("name " + attempt.name())) {
      return Optional.of("many failures on one name from many addresses");
    }
    return Optional.empty();
  }
}
