package dev.sealward.web;

import dev.sealward.access.Unlocking;
import dev.sealward.kernel.Remedy;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeySource;
import dev.sealward.keys.KeyState;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** {@code /unlock}: what the key ring waits for, and how to give it. */
@Named
@RequestScoped
public class UnlockPage {
  private final Visit visit;
  private final KeyRing keyRing;
  private final Unlocking unlocking;
  private final SecretField passphrase = new SecretField();
  private final SecretField recoveryKey = new SecretField();

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected UnlockPage() {
    this(null, null, null);
  }

  @Inject
  UnlockPage(Visit visit, KeyRing keyRing, Unlocking unlocking) {
    this.visit = visit;
    this.keyRing = keyRing;
    this.unlocking = unlocking;
  }

  public SecretField getPassphrase() {
    return passphrase;
  }

  /** Why it is locked; null once it is open. */
  public @Nullable Remedy getWhy() {
    return keyRing.state() instanceof KeyState.Locked locked ? locked.remedy() : null;
  }

  public boolean isByPassphrase() {
    return keyRing.state() instanceof KeyState.Locked locked
        && locked.source() == KeySource.PASSPHRASE;
  }

  /** Whether a recovery key was made, which opens it too. */
  public boolean isRecoverable() {
    return keyRing.state() instanceof KeyState.Locked && keyRing.isRecoverable();
  }

  public SecretField getRecoveryKey() {
    return recoveryKey;
  }

  public void recover() {
    char[] typed = recoveryKey.take();
    try {
      visit.attempt(
          () -> {
            unlocking.recover(visit.anonymous("unlock"), typed);
            visit.say(
                "Sealward is open until it is stopped. Its key source is still lost: rotate the"
                    + " master key to a new one now.");
            // Whoever may rotate signs in first.
            visit.goTo("/sign-in?next=/settings/security/keys/rotate");
          });
    } finally {
      Arrays.fill(typed, '\0');
    }
  }

  public void unlock() {
    char[] typed = passphrase.take();
    try {
      visit.attempt(
          () -> {
            unlocking.unlock(visit.anonymous("unlock"), typed);
            visit.goTo("/");
          });
    } finally {
      Arrays.fill(typed, '\0');
    }
  }
}
