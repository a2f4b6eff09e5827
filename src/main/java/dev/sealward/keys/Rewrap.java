package dev.sealward.keys;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.kernel.Caller;
import dev.sealward.keys.Rewrappable.Rewrapped;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Re-wraps what rotated key versions still protect, and retires a version when nothing needs it
 * (VAULT-06). Idempotent: a row that needs the active version is not looked at again.
 *
 * <p>A version is retired no sooner than {@code SEALWARD_KEY_SETTLE} (default PT4M) after it was
 * rotated, twice as long as a transaction may take: a write that began before the rotation is then
 * committed and counted, or will never be.
 */
@ApplicationScoped
class Rewrap implements BatchWork {
  static final String KIND = "rewrap";
  private static final Duration DEFAULT_SETTLE = Duration.ofMinutes(4);

  private final KeyRing keyRing;
  private final KeyVersions versions;
  private final Instance<Rewrappable> found;
  private final AuditTrail auditTrail;
  private final Unopenable unopenable;
  private final Clock clock;
  private final Duration settle;

  @Inject
  Rewrap(
      KeyRing keyRing,
      KeyVersions versions,
      @Any Instance<Rewrappable> found,
      AuditTrail auditTrail,
      Unopenable unopenable,
      Clock clock,
      Config config) {
    this.keyRing = keyRing;
    this.versions = versions;
    this.found = found;
    this.auditTrail = auditTrail;
    this.unopenable = unopenable;
    this.clock = clock;
    this.settle =
        config == null
            ? DEFAULT_SETTLE
            : config.getOptionalValue("sealward.key.settle", Duration.class).orElse(DEFAULT_SETTLE);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  Rewrap() {
    this(null, null, null, null, null, null, null);
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public long remaining() {
    int active = versions.activeNumber();
    return counts().values().stream()
        .flatMap(byVersion -> byVersion.entrySet().stream())
        .filter(count -> count.getKey() != active)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** How many rows of each kind need each version. */
  Map<String, Map<Integer, Long>> counts() {
    Map<String, Map<Integer, Long>> counts = new LinkedHashMap<>();
    kinds().forEach(kind -> counts.put(kind.name(), new TreeMap<>(kind.countByVersion())));
    return counts;
  }

  /** How many rows need a version. */
  long count(int version) {
    return kinds().stream()
        .mapToLong(kind -> kind.countByVersion().getOrDefault(version, 0L))
        .sum();
  }

  private List<Rewrappable> kinds() {
    return found.stream().sorted(Comparator.comparing(Rewrappable::name)).toList();
  }

  /** Where a pass stands: the version, the kind of row among {@link #kinds}, the row. */
  private record Place(int version, int kind, @Nullable String row) {

    static Place parse(String text) {
      String[] parts = text.split("/", 3);
      return new Place(
          Integer.parseInt(parts[0]),
          Integer.parseInt(parts[1]),
          parts[2].isEmpty() ? null : parts[2]);
    }

    String text() {
      return version + "/" + kind + "/" + (row == null ? "" : row);
    }
  }

  @Override
  public Batch batch(Caller caller, int limit, @Nullable String after) {
    KeySession session = keyRing.session();
    List<Integer> rotated =
        versions.rotated().stream().map(KeyVersionRow::number).sorted().toList();
    List<Rewrappable> kinds = kinds();
    Place place = after == null ? null : Place.parse(after);
    List<Failure> failures = new ArrayList<>();
    int done = 0;
    boolean begun = false;
    for (int version : rotated) {
      for (int kind = 0; kind < kinds.size(); kind++) {
        if (place != null
            && (version < place.version() || (version == place.version() && kind < place.kind()))) {
          continue;
        }
        if (begun && kinds.get(kind).isApart()) {
          return audited(caller, done, failures, new Place(version, kind, null).text(), session);
        }
        begun = true;
        String row =
            place != null && version == place.version() && kind == place.kind()
                ? place.row()
                : null;
        Rewrapped batch =
            kinds.get(kind).rewrap(session, version, limit - done - failures.size(), row);
        done += batch.done();
        failures.addAll(batch.failures());
        if (batch.next() != null) {
          return audited(
              caller, done, failures, new Place(version, kind, batch.next()).text(), session);
        }
        if (done + failures.size() >= limit) {
          return audited(
              caller, done, failures, new Place(version, kind + 1, null).text(), session);
        }
      }
    }
    return audited(caller, done, failures, null, session);
  }

  private Batch audited(
      Caller caller, int done, List<Failure> failures, @Nullable String next, KeySession session) {
    if (done > 0 || !failures.isEmpty()) {
      auditTrail.record(
          caller,
          Action.KEY_REWRAPPED,
          KeyVersions.target(session.activeVersion()),
          done + " re-wrapped, " + failures.size() + " failed");
      unopenable.report(caller, failures);
    }
    return new Batch(done, List.copyOf(failures), next);
  }

  @Override
  public boolean passed(Caller caller, long failed) {
    Instant now = clock.instant();
    long left = 0;
    boolean settling = false;
    for (KeyVersionRow row : versions.rotated()) {
      if (row.isRetired()) {
        continue;
      }
      long needed = count(row.number());
      left += needed;
      Instant rotatedAt = row.rotatedAt();
      if (needed == 0 && rotatedAt != null && !now.isBefore(rotatedAt.plus(settle))) {
        row.retire(now);
        auditTrail.record(caller, Action.KEY_RETIRED, KeyVersions.target(row.number()));
      } else if (needed == 0) {
        settling = true;
      }
    }
    // What failed in this pass would fail in the next; what came since would not.
    return !settling && left <= failed;
  }
}
