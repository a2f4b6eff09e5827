package dev.sealward.access;

import dev.sealward.guard.Pace;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.NetworkBlock;
import dev.sealward.kernel.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * How often a minute entities may call the API, and addresses present tokens that are none
 * (VAULT-09): {@code SEALWARD_RESOLVES_PER_MINUTE} (default 600) and {@code
 * SEALWARD_CALLS_PER_MINUTE} (default 6000, all other calls) per entity, {@code
 * SEALWARD_FAILED_TOKENS_PER_MINUTE} (default 60) per address, of IPv6 per /64.
 *
 * <p>Counted in memory, by each node for itself: a restart begins anew. Bounded. Thread-safe.
 */
@ApplicationScoped
class CallLimits {
  /** What is limited. */
  enum Limit {
    RESOLVES("sealward.resolves.per.minute", 600),
    CALLS("sealward.calls.per.minute", 6_000),
    FAILED_TOKENS("sealward.failed.tokens.per.minute", 60);

    private final String setting;
    private final int otherwise;

    Limit(String setting, int otherwise) {
      this.setting = setting;
      this.otherwise = otherwise;
    }

    private int read(Config config) {
      return config.getOptionalValue(setting, Integer.class).orElse(otherwise);
    }
  }

  private final Map<Limit, Integer> most = new EnumMap<>(Limit.class);
  private final Map<Limit, Pace> paces = new EnumMap<>(Limit.class);
  private final Map<Limit, LongAdder> refused = new EnumMap<>(Limit.class);

  @Inject
  CallLimits(Clock clock, Config config) {
    if (config == null) {
      return;
    }
    for (Limit limit : Limit.values()) {
      most.put(limit, limit.read(config));
      paces.put(limit, new Pace(clock, limit.read(config)));
      refused.put(limit, new LongAdder());
    }
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  CallLimits() {
    this(null, null);
  }

  /**
   * Counts a call of an entity, or refuses it.
   *
   * @param resolve whether it reads a secret
   * @param ownResolves how many reads a minute this entity has; null for the usual number
   */
  void admit(Caller entity, boolean resolve, @Nullable Integer ownResolves) {
    Limit limit = resolve ? Limit.RESOLVES : Limit.CALLS;
    int mostNow = resolve && ownResolves != null ? ownResolves : most.getOrDefault(limit, 0);
    Optional<Duration> wait = paces.get(limit).take(entity.tenant() + "/" + entity.id(), mostNow);
    if (wait.isPresent()) {
      refused.get(limit).increment();
      throw Refused.tooMany(
          "RATE_LIMITED",
          "This entity may "
              + (resolve ? "read " : "call ")
              + mostNow
              + " times a minute, and has done so.",
          wait.get(),
          "Wait as long as Retry-After says.",
          "Keep what was read as long as it is needed instead of reading it anew.");
    }
  }

  /** Refuses an address that has presented too many tokens that are none; counts nothing. */
  void requireFewFailures(String address) {
    refuse(paces.get(Limit.FAILED_TOKENS).waiting(household(address)));
  }

  /** Counts a token that is none, and refuses the address when these are too many. */
  void failed(String address) {
    refuse(paces.get(Limit.FAILED_TOKENS).take(household(address)));
  }

  private void refuse(Optional<Duration> wait) {
    if (wait.isPresent()) {
      refused.get(Limit.FAILED_TOKENS).increment();
      throw Refused.tooMany(
          "TOKENS_FAILED_TOO_OFTEN",
          "Too many tokens that are not accepted came from this address.",
          wait.get(),
          "Wait as long as Retry-After says, and check the token that is used.");
    }
  }

  /** The network a caller cannot leave as easily as its address. */
  static String household(String address) {
    return NetworkBlock.address(address).map(a -> a.household().toString()).orElse(address);
  }

  /** How many calls were refused since the start. */
  long refused(Limit limit) {
    LongAdder count = refused.get(limit);
    return count == null ? 0 : count.sum();
  }
}
