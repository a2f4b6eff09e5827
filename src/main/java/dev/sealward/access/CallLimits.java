package dev.sealward.access;

import dev.sealward.guard.Pace;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.NetworkBlock;
import dev.sealward.kernel.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
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
  }

  /** A limit, what was counted of it, and how often it refused. */
  private record Counter(int most, Pace pace, LongAdder refused) {
    static Counter of(Limit limit, Clock clock, Config config) {
      int most =
          config == null
              ? limit.otherwise
              : config.getOptionalValue(limit.setting, Integer.class).orElse(limit.otherwise);
      return new Counter(most, new Pace(clock, most), new LongAdder());
    }
  }

  private final Counter resolves;
  private final Counter calls;
  private final Counter failedTokens;

  @Inject
  CallLimits(Clock clock, Config config) {
    this.resolves = Counter.of(Limit.RESOLVES, clock, config);
    this.calls = Counter.of(Limit.CALLS, clock, config);
    this.failedTokens = Counter.of(Limit.FAILED_TOKENS, clock, config);
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
    Counter counter = resolve ? resolves : calls;
    int mostNow = resolve && ownResolves != null ? ownResolves : counter.most();
    Optional<Duration> wait = counter.pace().take(entity.tenant() + "/" + entity.id(), mostNow);
    if (wait.isPresent()) {
      counter.refused().increment();
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
    refuse(failedTokens.pace().waiting(household(address)));
  }

  /** Counts a token that is none, and refuses the address when these are too many. */
  void failed(String address) {
    refuse(failedTokens.pace().take(household(address)));
  }

  private void refuse(Optional<Duration> wait) {
    if (wait.isPresent()) {
      failedTokens.refused().increment();
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
    Counter counter =
        switch (limit) {
          case RESOLVES -> resolves;
          case CALLS -> calls;
          case FAILED_TOKENS -> failedTokens;
        };
    return counter.refused().sum();
  }
}
