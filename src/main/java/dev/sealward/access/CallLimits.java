package dev.sealward.access;

import dev.sealward.guard.Pace;
import dev.sealward.kernel.Caller;
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
 * How often a minute entities may call the API, and addresses may present tokens, and tokens that
 * are none (VAULT-09): {@code SEALWARD_RESOLVES_PER_MINUTE} (default 600) and {@code
 * SEALWARD_CALLS_PER_MINUTE} (default 6000, all other calls) per entity; {@code
 * SEALWARD_ADDRESS_CALLS_PER_MINUTE} (default 60000, whatever the token) and {@code
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
    ADDRESS_CALLS("sealward.address.calls.per.minute", 60_000),
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
  private final Counter addressCalls;
  private final Counter failedTokens;

  @Inject
  CallLimits(Clock clock, Config config) {
    this.resolves = Counter.of(Limit.RESOLVES, clock, config);
    this.calls = Counter.of(Limit.CALLS, clock, config);
    this.addressCalls = Counter.of(Limit.ADDRESS_CALLS, clock, config);
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
    refuse(
        counter,
        counter.pace().take(entity.tenant() + "/" + entity.id(), mostNow),
        "RATE_LIMITED",
        "This entity may "
            + (resolve ? "read " : "call ")
            + mostNow
            + " times a minute, and has done so.",
        "Wait as long as Retry-After says.",
        "Keep what was read as long as it is needed instead of reading it anew.");
  }

  /** Counts a call with a token from an address, whoever makes it, or refuses it. */
  void admitFrom(String address) {
    refuse(
        addressCalls,
        addressCalls.pace().take(AddressKey.of(address)),
        "ADDRESS_RATE_LIMITED",
        "Callers from this address may call " + addressCalls.most() + " times a minute together.",
        "Wait as long as Retry-After says.");
  }

  /** Refuses an address that has presented too many tokens that are none; counts nothing. */
  void requireFewFailures(String address) {
    refuseFailures(failedTokens.pace().waiting(AddressKey.of(address)));
  }

  /** Counts a token that is none, and refuses the address when these are too many. */
  void failed(String address) {
    refuseFailures(failedTokens.pace().take(AddressKey.of(address)));
  }

  private void refuseFailures(Optional<Duration> wait) {
    refuse(
        failedTokens,
        wait,
        "TOKENS_FAILED_TOO_OFTEN",
        "Too many tokens that are not accepted came from this address.",
        "Wait as long as Retry-After says, and check the token that is used.");
  }

  private static void refuse(
      Counter counter, Optional<Duration> wait, String code, String problem, String... steps) {
    if (wait.isPresent()) {
      counter.refused().increment();
      throw Refused.tooMany(code, problem, wait.get(), steps);
    }
  }

  /** How many calls were refused since the start. */
  long refused(Limit limit) {
    Counter counter =
        switch (limit) {
          case RESOLVES -> resolves;
          case CALLS -> calls;
          case ADDRESS_CALLS -> addressCalls;
          case FAILED_TOKENS -> failedTokens;
        };
    return counter.refused().sum();
  }
}
