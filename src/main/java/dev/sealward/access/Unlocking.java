package dev.sealward.access;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.keys.KeyRing;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;

/** Unlocks the key ring for whoever has the passphrase; wrong ones are slowed down by address. */
@ApplicationScoped
public class Unlocking {
  private final KeyRing keyRing;
  private final Attempts attempts;

  @Inject
  Unlocking(KeyRing keyRing, Clock clock) {
    this.keyRing = keyRing;
    this.attempts = new Attempts(clock, 5);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Unlocking() {
    this(null, null);
  }

  /**
   * Asks the recorded source again, with what was typed.
   *
   * @throws Refused TOO_MANY after too many wrong passphrases from one address, UNAVAILABLE with
   *     the remedy when it still does not open
   */
  public void unlock(Caller caller, char[] passphrase) {
    if (!attempts.begins(caller.address())) {
      throw Refused.of(
          Refused.Kind.TOO_MANY,
          Remedy.of(
              "UNLOCK_TOO_MANY",
              "Too many wrong passphrases from here.",
              "Wait a few minutes and try again."));
    }
    keyRing.unlock(caller, passphrase);
    attempts.succeeded(caller.address());
  }
}
