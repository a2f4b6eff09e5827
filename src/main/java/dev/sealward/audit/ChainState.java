package dev.sealward.audit;

import dev.sealward.kernel.Remedy;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a tenant's trail is sealed and verified, as it is shown.
 *
 * @param seals the number of the newest seal; 0 when nothing is sealed yet
 * @param sealedId the highest row the newest seal covers
 * @param sealedAt when that was; null when nothing is sealed yet
 * @param unproved sealed rows from a time when no key was open: what became of them before they
 *     were sealed cannot be told
 * @param verifiedSeal the last seal that was verified after it was made; -1 for none
 * @param account what lets the application's own account change the trail; null when nothing does
 * @param breaks what was ever found wrong, the first ones; empty when nothing was
 */
public record ChainState(
    long seals,
    long sealedId,
    @Nullable Instant sealedAt,
    long unproved,
    long verifiedSeal,
    @Nullable Instant verifiedAt,
    @Nullable Remedy account,
    List<ChainBreak> breaks) {

  public boolean isWhole() {
    return breaks.isEmpty();
  }
}
