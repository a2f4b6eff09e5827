package dev.sealward.access;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.kernel.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokens that were refused and, since there were too many, not recorded one by one. They are
 * counted by address and summed up in the trail: a row for each of the addresses with most of them,
 * and one row for all others.
 *
 * <p>Guarantee: the sums in the trail are those of what was refused so; what could not be recorded
 * is counted on. Bounded in memory and in rows, however many addresses there are. What a process
 * counted since it last {@link #record recorded} is lost when it is killed. Thread-safe.
 */
@ApplicationScoped
class UnrecordedTokens {
  private static final int MAX_ADDRESSES = 1_000;
  private static final int MAX_ROWS = 20;
  private static final String OTHERS = "others";

  private final AuditTrail trail;
  private final Map<String, Count> counts = new LinkedHashMap<>();

  /**
   * How many came from where.
   *
   * @param key what is counted together, such as an IPv6 network
   * @param address one of the addresses they came from
   */
  private record Count(String key, String address, long tokens) {
    Count and(Count other) {
      return new Count(key, other.address, tokens + other.tokens);
    }
  }

  @Inject
  UnrecordedTokens(AuditTrail trail) {
    this.trail = trail;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  UnrecordedTokens() {
    this(null);
  }

  /** A token from this address was refused and not recorded. */
  void add(String address) {
    add(new Count(AddressKey.of(address), address, 1));
  }

  private synchronized void add(Count more) {
    boolean own = counts.containsKey(more.key()) || counts.size() < MAX_ADDRESSES || isRoomMade();
    Count kept = own ? more : other(more);
    counts.merge(kept.key(), kept, Count::and);
  }

  /** One that came once makes room for one that may come often. */
  private boolean isRoomMade() {
    for (Count count : counts.values()) {
      if (count.tokens() == 1 && !count.key().equals(OTHERS)) {
        counts.remove(count.key());
        counts.merge(OTHERS, other(count), Count::and);
        return true;
      }
    }
    return false;
  }

  private synchronized List<Count> taken() {
    List<Count> taken = new ArrayList<>(counts.values());
    counts.clear();
    return taken;
  }

  private static Count other(Count one) {
    return new Count(OTHERS, OTHERS, one.tokens());
  }

  /** Writes down what was counted since the last time. */
  void record() {
    List<Count> taken = taken();
    // What is summed up already comes last.
    taken.sort(
        Comparator.comparing((Count count) -> count.key().equals(OTHERS))
            .thenComparing(Comparator.comparingLong(Count::tokens).reversed()));
    List<Count> rows = new ArrayList<>(taken.subList(0, Math.min(MAX_ROWS, taken.size())));
    taken.stream()
        .skip(MAX_ROWS)
        .map(UnrecordedTokens::other)
        .reduce(Count::and)
        .ifPresent(rows::add);
    int written = 0;
    try {
      for (; written < rows.size(); written++) {
        write(rows.get(written));
      }
    } finally {
      rows.subList(written, rows.size()).forEach(this::add);
    }
  }

  private void write(Count count) {
    trail.recordRefusal(
        Caller.unknown("machine-tokens", count.address()),
        Action.TOKEN_REFUSED,
        TokenDoor.NO_TOKEN,
        "TOKENS_SUMMED_UP",
        count.tokens() + " more, not recorded one by one, from " + count.key());
  }
}
