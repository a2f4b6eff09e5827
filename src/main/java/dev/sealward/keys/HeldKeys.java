package dev.sealward.keys;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the ring has in memory: its state, the open master keys, and the scope keys derived last.
 *
 * <p>Guarantee: a master key that is held no more is zeroed, and with it every scope key; work that
 * still used it is refused and never given zeroes. Thread-safe, and nothing here waits for the
 * database.
 */
final class HeldKeys {
  private static final int SCOPE_KEYS = 1_000;

  /** Both at once, so that an open ring is never seen without its keys. */
  private record Held(KeyState state, @Nullable MasterKeys keys) {}

  private static final Held NOTHING = new Held(new KeyState.NotMade(), null);

  private final ScopeKeys scopeKeys = new ScopeKeys(SCOPE_KEYS);
  private volatile Held held = NOTHING;

  KeyState state() {
    return held.state();
  }

  ScopeKeys scopeKeys() {
    return scopeKeys;
  }

  /** The open master keys; refuses with the steps that open the ring, unless it is open. */
  MasterKeys open() {
    Held now = held;
    if (now.state() instanceof KeyState.Locked locked) {
      throw unavailable(locked.remedy());
    }
    MasterKeys open = now.keys();
    if (open == null) {
      throw Refused.unavailable(
          "KEY_UNAVAILABLE",
          "No master key has been made yet, so nothing can be encrypted.",
          "Open /setup and go through its steps.");
    }
    return open;
  }

  static Refused unavailable(Remedy why) {
    return Refused.of(
        Refused.Kind.UNAVAILABLE, new Remedy("KEY_UNAVAILABLE", why.problem(), why.steps()));
  }

  /** The ring is open; what it held before and these do not share is zeroed. */
  void hold(MasterKeys all, KeySource source) {
    become(new Held(new KeyState.Open(all.activeVersion(), source), all));
  }

  void lock(KeySource source, Remedy why) {
    become(new Held(new KeyState.Locked(source, why), null));
  }

  /** As before set-up. */
  void nothing() {
    become(NOTHING);
  }

  private synchronized void become(Held next) {
    Held before = held;
    held = next;
    release(before.keys(), next.keys());
  }

  /**
   * Leaves the usable versions among those that are open; the others are zeroed.
   *
   * @param usable as committed after {@code open} was asked for
   */
  void drop(MasterKeys open, Set<Integer> usable) {
    if (!open.isWithin(usable)) {
      dropNow(open, usable);
    }
  }

  private synchronized void dropNow(MasterKeys open, Set<Integer> usable) {
    // Otherwise somebody changed the ring meanwhile: whoever uses it next looks again.
    if (held.keys() == open) {
      become(new Held(held.state(), open.only(usable)));
    }
  }

  // The scope keys last: none is derived any more from what is closed.
  private void release(@Nullable MasterKeys before, @Nullable MasterKeys after) {
    if (before != null) {
      before.closeBut(after);
    }
    scopeKeys.clear();
  }

  @Override
  public String toString() {
    return "HeldKeys[hidden]";
  }
}
