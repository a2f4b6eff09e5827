package dev.sealward.audit;

import dev.sealward.kernel.DomainEvent.KeyRingOpened;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Counts the trail hour by hour, each hour once it is {@link #SETTLED}: no transaction lasts that
 * long, so nothing is added to it any more and its counts stay right. Whole days are summed up from
 * their hours. Several nodes may count the same hour; they write the same numbers. What is not
 * counted yet is counted when it is asked for.
 *
 * <p>A backup holds no counts: when rows appear that are older than all that was counted, as after
 * a restore, counting begins again with them.
 */
@ApplicationScoped
public class CountKeeping {
  /** How long after its end an hour is counted; a transaction ends after two minutes at most. */
  static final Duration SETTLED = Duration.ofMinutes(10);

  private static final Logger LOG = Logger.getLogger(CountKeeping.class.getName());
  private static final long EVERY_SECONDS = 60;
  private static final int HOURS_A_TURN = 500;

  private final HourCounts hours;
  private final Clock clock;

  // The container injects resources into fields only.
  @Resource private @Nullable ManagedScheduledExecutorService executor;
  private @Nullable ScheduledFuture<?> keeping;

  @Inject
  CountKeeping(HourCounts hours, Clock clock) {
    this.hours = hours;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected CountKeeping() {
    this(null, null);
  }

  synchronized void start(@Observes KeyRingOpened opened) {
    if (keeping == null && executor != null) {
      keeping = executor.scheduleWithFixedDelay(this::turn, 5, EVERY_SECONDS, TimeUnit.SECONDS);
    }
  }

  @PreDestroy
  synchronized void stop() {
    if (keeping != null) {
      keeping.cancel(false);
    }
  }

  private void turn() {
    try {
      keep(HOURS_A_TURN);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "The trail was not counted; it is again soon.", e);
    }
  }

  /**
   * Counts hours that are due, of every tenant.
   *
   * @param most hours with rows, of each tenant
   * @return how many were counted
   */
  public int keep(int most) {
    int done = 0;
    Optional<String> tenant = hours.tenantAfter("");
    while (tenant.isPresent()) {
      int counted = 0;
      while (counted < most && countNext(tenant.get())) {
        counted++;
      }
      done += counted;
      int days = 0;
      while (days <= most / 24 && sumNext(tenant.get())) {
        days++;
      }
      tenant = hours.tenantAfter(tenant.get());
    }
    return done;
  }

  /** Counts the next hour with rows; false when none is due. */
  private boolean countNext(String tenant) {
    Instant due = clock.instant().minus(SETTLED).truncatedTo(ChronoUnit.HOURS);
    Optional<Instant> oldest = hours.firstRow(tenant, Instant.EPOCH).map(CountKeeping::hour);
    if (oldest.isEmpty()) {
      return false;
    }
    HourCounts.Counted counted =
        hours
            .counted(tenant)
            .filter(known -> !oldest.get().isBefore(known.from()))
            .orElse(HourCounts.Counted.beginning(oldest.get()));
    Optional<Instant> next =
        hours
            .firstRow(tenant, counted.until())
            .map(CountKeeping::hour)
            .filter(hour -> hour.isBefore(due));
    if (next.isEmpty()) {
      if (counted.until().isBefore(due)) {
        hours.counted(tenant, counted.until(due));
      }
      return false;
    }
    keep(Grain.HOUR, tenant, next.get(), hours.count(tenant, next.get()));
    // Until here nobody looks at them, so a turn that is cut short leaves nothing half counted.
    hours.counted(tenant, counted.until(next.get().plus(Grain.HOUR.length())));
    return true;
  }

  /** Sums up the next day with rows; false when none is whole. */
  private boolean sumNext(String tenant) {
    HourCounts.Counted counted = hours.counted(tenant).orElse(null);
    if (counted == null) {
      return false;
    }
    Instant whole = Grain.DAY.floor(counted.until());
    if (!counted.daysUntil().isBefore(whole)) {
      return false;
    }
    Optional<Instant> next =
        hours
            .firstCounted(tenant, counted.daysUntil())
            .map(Grain.DAY::floor)
            .filter(day -> day.isBefore(whole));
    if (next.isEmpty()) {
      hours.counted(tenant, counted.daysUntil(whole));
      return false;
    }
    keep(Grain.DAY, tenant, next.get(), hours.sum(tenant, next.get()));
    hours.counted(tenant, counted.daysUntil(next.get().plus(Grain.DAY.length())));
    return true;
  }

  private void keep(Grain grain, String tenant, Instant start, List<HourCounts.Count> counts) {
    for (int i = 0; i < counts.size(); i += HourCounts.BATCH) {
      int end = Math.min(counts.size(), i + HourCounts.BATCH);
      hours.keep(grain, tenant, start, counts.subList(i, end));
    }
  }

  private static Instant hour(Instant time) {
    return time.truncatedTo(ChronoUnit.HOURS);
  }
}
