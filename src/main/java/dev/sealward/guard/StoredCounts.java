package dev.sealward.guard;

import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The counts of {@link MaskCounts} by the hour, for {@link #KEPT}. */
@ApplicationScoped
public class StoredCounts {
  /** How long an hour's counts stay. */
  public static final Duration KEPT = Duration.ofDays(90);

  private final EntityManager rows;
  private final MaskCounts counts;
  private final Clock clock;

  @Inject
  StoredCounts(EntityManager rows, MaskCounts counts, Clock clock) {
    this.rows = rows;
    this.counts = counts;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected StoredCounts() {
    this(null, null, null);
  }

  /** Adds to this hour's counts. */
  @Transactional(TxType.REQUIRES_NEW)
  void add(Map<MaskCounts.Key, Long> taken) {
    Instant hour = hour(clock.instant());
    taken.forEach(
        (key, times) -> {
          int counted =
              rows.createQuery(
                      "update MaskCountRow c set c.masked = c.masked + :times"
                          + " where c.tenant = :tenant and c.hourStart = :hour"
                          + " and c.wayOut = :way and c.kind = :kind")
                  .setParameter("times", times)
                  .setParameter("tenant", key.tenant().value())
                  .setParameter("hour", hour)
                  .setParameter("way", key.way())
                  .setParameter("kind", key.kind())
                  .executeUpdate();
          if (counted == 0) {
            rows.persist(new MaskCountRow(key, hour, times));
          }
        });
  }

  /** Removes what has been kept long enough. */
  @Transactional(TxType.REQUIRES_NEW)
  void sweep() {
    rows.createQuery("delete from MaskCountRow c where c.hourStart < :end")
        .setParameter("end", clock.instant().minus(KEPT))
        .executeUpdate();
  }

  /**
   * What was masked for the tenant since a time, on whole hours; just now too.
   *
   * @param only the kind the hours are of; null when of all
   */
  @Transactional
  public MaskHistory since(TenantId tenant, Instant start, @Nullable String only) {
    Instant from = hour(start);
    Instant now = hour(clock.instant());
    List<MaskHistory.Hour> hours = new ArrayList<>();
    Map<MaskHistory.Kind, Long> kinds =
        rows.createQuery(
                "select c.kind, c.wayOut, sum(c.masked) from MaskCountRow c"
                    + " where c.tenant = :tenant and c.hourStart >= :from"
                    + " group by c.kind, c.wayOut",
                Object[].class)
            .setParameter("tenant", tenant.value())
            .setParameter("from", from)
            .getResultStream()
            .collect(
                Collectors.toMap(
                    row -> new MaskHistory.Kind((String) row[0], (WayOut) row[1], 0),
                    row -> ((Number) row[2]).longValue()));
    rows.createQuery(
            "select c.hourStart, c.wayOut, sum(c.masked) from MaskCountRow c"
                + " where c.tenant = :tenant and c.hourStart >= :from"
                + " and (:all = 1 or c.kind = :only)"
                + " group by c.hourStart, c.wayOut",
            Object[].class)
        .setParameter("tenant", tenant.value())
        .setParameter("from", from)
        .setParameter("all", only == null ? 1 : 0)
        .setParameter("only", only == null ? "" : only)
        .getResultStream()
        .forEach(
            row ->
                hours.add(
                    new MaskHistory.Hour(
                        (Instant) row[0], (WayOut) row[1], ((Number) row[2]).longValue())));
    counts
        .pending(tenant)
        .forEach(
            (key, times) -> {
              if (only == null || only.equals(key.kind())) {
                hours.add(new MaskHistory.Hour(now, key.way(), times));
              }
              kinds.merge(new MaskHistory.Kind(key.kind(), key.way(), 0), times, Long::sum);
            });
    return new MaskHistory(
        hours,
        kinds.entrySet().stream()
            .map(
                entry ->
                    new MaskHistory.Kind(
                        entry.getKey().kind(), entry.getKey().way(), entry.getValue()))
            .sorted(
                Comparator.comparingLong(MaskHistory.Kind::masked)
                    .reversed()
                    .thenComparing(MaskHistory.Kind::kind))
            .toList());
  }

  private static Instant hour(Instant time) {
    return time.truncatedTo(ChronoUnit.HOURS);
  }
}
