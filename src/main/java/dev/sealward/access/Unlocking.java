package dev.sealward.access;

import dev.sealward.crypto.MistypedRecoveryKeyException;
import dev.sealward.crypto.RecoveryKey;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.keys.KeyRing;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;

/**
 * Unlocks the key ring for whoever has the passphrase or the recovery key; wrong ones are slowed
 * down by address.
 */
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
  @ForAnyone("A locked server cannot tell who calls; what is typed is the proof.")
  public void unlock(Caller caller, char[] passphrase) {
    counted(caller, () -> keyRing.unlock(caller, passphrase));
  }

  /**
   * Opens the ring with the recovery key, when its source is lost for good; somebody has to rotate
   * to a new source then, or the next start is locked again.
   *
   * @param typed the caller zeroes it
   * @throws Refused TOO_MANY after too many wrong ones from one address, INVALID when it is
   *     mistyped or another key
   */
  @ForAnyone("A locked server cannot tell who calls; what is typed is the proof.")
  public void recover(Caller caller, char[] typed) {
    counted(caller, () -> recoverCounted(caller, typed));
  }

  private void recoverCounted(Caller caller, char[] typed) {
    try (RecoveryKey key = RecoveryKey.parse(typed)) {
      keyRing.recover(caller, key);
    } catch (MistypedRecoveryKeyException mistyped) {
      throw Refused.field(
          "recoveryKey",
          "RECOVERY_KEY_MISTYPED",
          "This is no recovery key: it has twelve groups of five letters and digits, and a checksum"
              + " that finds typing errors.",
          "Compare it with the print, group by group.");
    }
  }

  private void counted(Caller caller, Runnable attempt) {
    String key = AddressKey.of(caller.address());
    if (!attempts.begins(key)) {
      throw tooMany();
    }
    try {
      attempt.run();
      attempts.succeeded(key);
    } catch (Refused refused) {
      if (refused.kind() == Refused.Kind.TOO_MANY) {
        // Nothing was looked at: another attempt was.
        attempts.withdrawn(key);
      }
      throw refused;
    }
  }

  private static Refused tooMany() {
    return Refused.of(
        Refused.Kind.TOO_MANY,
        Remedy.of(
            "UNLOCK_TOO_MANY",
            "Too many wrong attempts from here.",
            "Wait a few minutes and try again."));
  }
}
