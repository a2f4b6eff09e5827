package dev.sealward.audit;

import dev.sealward.kernel.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a check of the whole trail goes on after a start, as it is kept in the database meanwhile.
 *
 * <p>Guarantee: a place counts for a day, and only with the MAC it was kept with, so that nobody
 * who can write to the database makes a check pass over rows by moving its place. Does not protect
 * against: a place of the same day that is put back; the check after that finds what was passed
 * over.
 *
 * <p>Text form: {@code <seconds since 1970> <MAC in hex> <place>}.
 */
@ApplicationScoped
public class CheckPlaces {
  private static final String LAYOUT = "sealward/audit-check-place/1";
  private static final Duration LIFE = Duration.ofDays(1);

  /** What the clocks of two nodes may differ by. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  private static final Pattern FORM = Pattern.compile("([0-9]{1,12}) ([0-9a-f]{64}) (.+)");

  private final ChainKey chainKey;
  private final Clock clock;

  @Inject
  CheckPlaces(ChainKey chainKey, Clock clock) {
    this.chainKey = chainKey;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected CheckPlaces() {
    this(null, null);
  }

  /**
   * The text a place is kept as.
   *
   * @throws Refused UNAVAILABLE while no key is open
   */
  public String kept(String place) {
    long now = clock.instant().getEpochSecond();
    return now + " " + HexFormat.of().formatHex(key().of(encoded(now, place))) + " " + place;
  }

  /** The place a text was kept for; empty when it does not count. */
  public Optional<String> read(String kept) {
    Matcher parts = FORM.matcher(kept);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long at = Long.parseLong(parts.group(1));
    Instant now = clock.instant();
    Instant then = Instant.ofEpochSecond(at);
    boolean counts =
        then.plus(LIFE).isAfter(now)
            && !then.isAfter(now.plus(SKEW))
            && key().accepts(encoded(at, parts.group(3)), HexFormat.of().parseHex(parts.group(2)));
    return counts ? Optional.of(parts.group(3)) : Optional.empty();
  }

  private ChainMac key() {
    return chainKey
        .mac()
        .orElseThrow(
            () ->
                Refused.unavailable(
                    "KEY_UNAVAILABLE", "The key ring is not open.", "Unlock it at /unlock."));
  }

  private static Encoding encoded(long at, String place) {
    return Encoding.of(LAYOUT).add(at).add(place);
  }
}
