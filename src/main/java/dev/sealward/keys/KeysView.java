package dev.sealward.keys;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The key ring as its page shows it.
 *
 * @param versions newest first
 * @param protects how many rows need a version, by what they are, by version
 * @param rewrap where re-wrapping is; empty when there never was any
 * @param dueAt when the active version has grown so old that it should be rotated; null before
 *     set-up
 * @param due whether that time has come
 * @param recoveryMadeAt when the recovery key was made; null while there is none
 */
public record KeysView(
    KeyState state,
    List<KeyVersionView> versions,
    Map<Integer, Map<String, Long>> protects,
    Optional<WorkProgress> rewrap,
    @Nullable Instant dueAt,
    boolean due,
    @Nullable Instant recoveryMadeAt) {

  /** How many rows need a version. */
  public long needed(int version) {
    return protects.getOrDefault(version, Map.of()).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }
}
