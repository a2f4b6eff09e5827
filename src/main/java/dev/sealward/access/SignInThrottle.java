package dev.sealward.access;

import java.time.Clock;
import java.util.Optional;

/**
 * Slows down guessing without locking anybody out.
 *
 * <p>Failures are counted three times: on the name from one address, on the address whatever the
 * name, and on the name from anywhere. The last one stops a name being guessed from many addresses;
 * it does not hold where the person signed in before, so strangers cannot keep them out from there.
 * An attempt counts as failed while it is under way: what is tried all at once counts all the same.
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
  // One record, one alert at first, then ever fewer: nobody fills the trail by knocking.
  private final Attempts recorded;
  private final Attempts alerted;

  SignInThrottle(Clock clock) {
    this.byNameAndAddress = new Attempts(clock, FREE_FROM_ONE_PLACE);
    this.byAddress = new Attempts(clock, FREE_OF_AN_ADDRESS);
    this.byName = new Attempts(clock, FREE_OF_A_NAME);
    this.recorded = new Attempts(clock, 1);
    this.alerted = new Attempts(clock, 1);
  }

  /**
   * Whether an attempt may be made now.
   *
   * @param name in its normal form; empty for all that is none
   * @param knownHere whether this person signed in from this address before
   */
  boolean begins(String name, String address, boolean knownHere) {
    String place = AddressKey.of(address);
    if (!byAddress.begins(place)) {
      return false;
    }
    if (!byNameAndAddress.begins(both(name, place))) {
      byAddress.withdrawn(place);
      return false;
    }
    if (!knownHere && !byName.begins(name)) {
      byAddress.withdrawn(place);
      byNameAndAddress.withdrawn(both(name, place));
      return false;
    }
    return true;
  }

  /** It was not looked at after all. */
  void withdrawn(String name, String address, boolean knownHere) {
    String place = AddressKey.of(address);
    byAddress.withdrawn(place);
    byNameAndAddress.withdrawn(both(name, place));
    if (!knownHere) {
      byName.withdrawn(name);
    }
  }

  /** It was right; others' failures on the name and the address still count. */
  void succeeded(String name, String address, boolean knownHere) {
    String place = AddressKey.of(address);
    byNameAndAddress.succeeded(both(name, place));
    byAddress.withdrawn(place);
    if (!knownHere) {
      byName.withdrawn(name);
    }
  }

  /** Whether a refusal is to be recorded, or is one of many. */
  boolean isWorthRecording(String address) {
    return recorded.begins(AddressKey.of(address));
  }

  /** What to alert to after a failure, if there is something new. */
  Optional<String> alarming(String name, String address) {
    String place = AddressKey.of(address);
    if (!byAddress.allows(place) && alerted.begins("address " + place)) {
      return Optional.of("many failures from one address");
    }
    if (!byName.allows(name) && alerted.begins("name " + name)) {
      return Optional.of("many failures on one name from many addresses");
    }
    return Optional.empty();
  }

  private static String both(String name, String place) {
    return name + " " + place;
  }
}
