package dev.sealward.run;

import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Alerts;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.RecentMap;
import dev.sealward.redaction.Finding;
import dev.sealward.secret.ReadableMasks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Tells when what an entity sent within an hour held {@value #MANY} different stored values that it
 * may not read (ST-SEC-005): what comes out masked tells it which of its guesses are right. What it
 * may read it may print as often as it likes.
 *
 * <p>One alert an hour and entity. Counted in memory, by each node for itself, and bounded: the
 * entities that sent something least recently are forgotten first. Does not protect against fewer
 * hits, or as many over several hours; nor does it stop anybody, since a log that holds many values
 * is masked as it should be. Thread-safe.
 */
@ApplicationScoped
class Guesses {
  static final int MANY = 20;

  private static final Logger LOG = Logger.getLogger(Guesses.class.getName());
  private static final Duration WINDOW = Duration.ofHours(1);

  /** What an entity may read is looked up no more often. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

  private static final int MAX_ENTITIES = 1_000;
  private static final int MAX_MASKS = 512;

  private final ReadableMasks readable;
  private final Alerts alerts;
  private final Clock clock;

  private final Map<String, Hour> hours = new RecentMap<>(MAX_ENTITIES);

  /** What one entity sent within an hour: masks, never what they stand for. */
  private static final class Hour {
    private final Instant end;
    private Instant nextLook;
    private final Set<String> readable = new HashSet<>();
    private final Set<String> others = new HashSet<>();

    private Hour(Instant now) {
      this.end = now.plus(WINDOW);
      this.nextLook = now;
    }
  }

  @Inject
  Guesses(ReadableMasks readable, Alerts alerts, Clock clock) {
    this.readable = readable;
    this.alerts = alerts;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  Guesses() {
    this(null, null, null);
  }

  /** Notes what was masked of an entity's; never throws. */
  void note(Caller entity, Collection<Finding> found) {
    Set<String> masks = new HashSet<>();
    for (Finding finding : found) {
      if (finding.known()) {
        masks.add(finding.mask());
      }
    }
    if (!masks.isEmpty()) {
      note(entity, masks);
    }
  }

  private synchronized void note(Caller entity, Set<String> masks) {
    Instant now = clock.instant();
    Hour hour = hours.get(key(entity));
    if (hour == null || !now.isBefore(hour.end)) {
      hour = new Hour(now);
      hours.put(key(entity), hour);
    }
    for (String mask : masks) {
      if (!hour.readable.contains(mask) && hour.others.size() < MAX_MASKS) {
        hour.others.add(mask);
      }
    }
  }

  /** After a call: looks at what was noted of the entity, if there is much. Never throws. */
  void look(Caller entity) {
    Set<String> noted = due(entity);
    if (noted.isEmpty()) {
      return;
    }
    try {
      Set<String> own = readable.masksInText(entity);
      // What cannot be told apart is told: it may all be others'.
      int others = own == null ? noted.size() : left(entity, noted, own);
      if (others >= MANY) {
        tell(entity, others);
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Whether an entity tries guesses was not looked into.", e);
    }
  }

  private synchronized Set<String> due(Caller entity) {
    Instant now = clock.instant();
    Hour hour = hours.get(key(entity));
    if (hour == null || hour.others.size() < MANY || now.isBefore(hour.nextLook)) {
      return Set.of();
    }
    hour.nextLook = now.plus(BETWEEN_LOOKS);
    return Set.copyOf(hour.others);
  }

  /** How many of the masks are not its own; the others need not be looked up again. */
  private synchronized int left(Caller entity, Set<String> noted, Set<String> own) {
    Set<String> others = new HashSet<>(noted);
    others.removeAll(own);
    Hour hour = hours.get(key(entity));
    if (hour != null) {
      if (hour.readable.size() > MAX_MASKS) {
        hour.readable.clear();
      }
      noted.stream().filter(own::contains).forEach(hour.readable::add);
      hour.others.removeAll(own);
    }
    return others.size();
  }

  private void tell(Caller entity, int values) {
    EntityId id = EntityId.of(entity.id());
    Instant since = clock.instant().minus(WINDOW);
    if (!alerts.raisedSince(entity.tenant(), AlertKind.VALUES_GUESSED, id, since)) {
      alerts.raise(
          entity.tenant(),
          entity.workspace(),
          id,
          AlertKind.VALUES_GUESSED,
          "what entities send",
          values + " values within an hour");
    }
  }

  private static String key(Caller entity) {
    return entity.tenant() + "/" + entity.id();
  }
}
