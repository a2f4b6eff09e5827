package dev.sealward.run;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import java.util.HashMap;
import java.util.Map;

/**
 * How many uploads may be open at once, in all and for one entity: each keeps a request thread for
 * as long as it lasts, and no entity may keep the others out. Thread-safe.
 */
final class UploadSlots {
  private final int most;
  private final int mostOfOne;
  private final Map<String, Integer> openByEntity = new HashMap<>();
  private int open;

  UploadSlots(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /** Takes a slot, or refuses; what was taken is given back with {@link #release}. */
  synchronized void take(Caller entity) {
    int own = openByEntity.getOrDefault(key(entity), 0);
    if (open >= most || own >= mostOfOne) {
      throw Refused.of(
          Refused.Kind.TOO_MANY,
          Remedy.of(
              "UPLOADS_BUSY",
              "Sealward takes at most "
                  + most
                  + " uploads at once, and "
                  + mostOfOne
                  + " of one entity.",
              "Try again in a few seconds."));
    }
    openByEntity.put(key(entity), own + 1);
    open++;
  }

  synchronized void release(Caller entity) {
    openByEntity.computeIfPresent(key(entity), (name, own) -> own == 1 ? null : own - 1);
    open--;
  }

  private static String key(Caller entity) {
    return entity.tenant() + "/" + entity.id();
  }
}
