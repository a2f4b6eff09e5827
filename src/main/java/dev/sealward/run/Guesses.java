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
    private boolean unseen;
    private boolean cut;

    private Hour(Instant now) {
      this.end = now.plus(WINDOW);
      this.nextLook = now;
    }

    private void note(String mask) {
      if (readable.contains(mask) || others.contains(mask)) {
        return;
      }
      unseen = true;
      if (others.size() < MAX_MASKS) {
        others.add(mask);
      } else {
        cut = true;
      }
    }

    private boolean isOver(Instant now) {
      return !now.isBefore(end);
    }

    /** Whether it holds much that nobody looked at yet. */
    private boolean isToLookAt() {
      return unseen && others.size() >= MANY;
    }
  }

  /**
   * What is to be looked at.
   *
   * @param cut whether there was more than is kept
   */
  private record Noted(Set<String> masks, boolean cut) {}

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
    if (hour == null || (hour.isOver(now) && !hour.isToLookAt())) {
      hour = new Hour(now);
      hours.put(key(entity), hour);
    }
    masks.forEach(hour::note);
  }

  /**
   * Looks at what was noted of the entity, if there is much: after each call, and whenever a part
   * of one is stored, since its masks can be read from then on. Never throws.
   */
  void look(Caller entity) {
    Noted noted = due(entity);
    if (noted.masks().isEmpty()) {
      return;
    }
    try {
      Set<String> own = readable.masksInText(entity);
      int left = own == null ? 0 : left(entity, noted.masks(), own);
      // What cannot be told apart is told: it may all be others'.
      int others = own == null || noted.cut() ? noted.masks().size() : left;
      if (others >= MANY) {
        tell(entity, others);
      }
    } catch (RuntimeException e) {
      unseen(entity);
      LOG.log(Level.WARNING, "Whether an entity tries guesses was not looked into.", e);
    }
  }

  private synchronized Noted due(Caller entity) {
    Instant now = clock.instant();
    Hour hour = hours.get(key(entity));
    if (hour == null || !hour.isToLookAt() || (now.isBefore(hour.nextLook) && !hour.isOver(now))) {
      return new Noted(Set.of(), false);
    }
    Noted noted = new Noted(Set.copyOf(hour.others), hour.cut);
    hour.nextLook = now.plus(BETWEEN_LOOKS);
    hour.unseen = false;
    hour.cut = false;
    if (hour.isOver(now)) {
      hours.remove(key(entity));
    }
    return noted;
  }

  private synchronized void unseen(Caller entity) {
    Hour hour = hours.get(key(entity));
    if (hour != null) {
      hour.unseen = true;
    }
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
