package dev.sealward.run;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How many uploads or downloads may be open at once, in all, of one tenant and of one caller: each
 * keeps a request thread for as long as it lasts, and nobody may keep the others out. Thread-safe.
 */
final class UploadSlots {
  private final int most;
  private final int mostOfTenant;
  private final int mostOfOne;
  private final Map<String, Integer> openBy = new HashMap<>();
  private int open;

  UploadSlots(int most, int mostOfTenant, int mostOfOne) {
    this.most = most;
    this.mostOfTenant = mostOfTenant;
    this.mostOfOne = mostOfOne;
  }

  /** Takes a slot, or refuses; what was taken is given back with {@link #release}. */
  synchronized void take(Caller caller) {
    if (open >= most || of(tenant(caller)) >= mostOfTenant || of(key(caller)) >= mostOfOne) {
      throw Refused.of(
          Refused.Kind.TOO_MANY,
          Remedy.of(
              "UPLOADS_BUSY",
              "Sealward takes at most "
                  + most
                  + " of these at once, "
                  + mostOfTenant
                  + " of one tenant and "
                  + mostOfOne
                  + " of one caller.",
              "Try again in a few seconds."));
    }
    openBy.merge(tenant(caller), 1, Integer::sum);
    openBy.merge(key(caller), 1, Integer::sum);
    open++;
  }

  /** A slot that is given back when it is closed, once however often that is. */
  interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /** As {@link #take}. */
  Held hold(Caller caller) {
    take(caller);
    AtomicBoolean givenBack = new AtomicBoolean();
    return () -> {
      if (givenBack.compareAndSet(false, true)) {
        release(caller);
      }
    };
  }

  synchronized void release(Caller caller) {
    openBy.computeIfPresent(tenant(caller), (name, own) -> own == 1 ? null : own - 1);
    openBy.computeIfPresent(key(caller), (name, own) -> own == 1 ? null : own - 1);
    open--;
  }

  private int of(String whose) {
    return openBy.getOrDefault(whose, 0);
  }

  // No id holds a slash.
  private static String tenant(Caller caller) {
    return caller.tenant().value();
  }

  private static String key(Caller caller) {
    return caller.tenant() + "/" + caller.kind() + "/" + caller.id();
  }
}
