package dev.sealward.audit;

import dev.sealward.audit.Archiving.Step;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * How long rows stay in the trail's table: {@code SEALWARD_AUDIT_KEEP}, by default for ever. What
 * was sealed before is moved into the {@link Archive}, a segment at a time; a tenant has at most
 * one segment a day that is not full, so that there are few files.
 *
 * <p>Guarantees: nothing is moved of a tenant whose chain was ever found broken, as long as what is
 * broken is not right again; hours are counted before their rows leave.
 */
@ApplicationScoped
public class Retention {
  /** Shorter than this nobody would notice in time what is only in the archive. */
  public static final Duration SHORTEST = Duration.ofDays(30);

  private static final Duration A_SEGMENT_A = Duration.ofDays(1);
  private static final int BREAKS_LOOKED_AT = 50;

  private final EntityManager rows;
  private final Archiving archiving;
  private final Archive archive;
  private final Sealer sealer;
  private final HourCounts hours;
  private final ChainKey chainKey;
  private final Clock clock;
  private final @Nullable Duration keep;
  private volatile boolean allowed = true;

  @Inject
  Retention(
      EntityManager rows,
      Archiving archiving,
      Archive archive,
      Sealer sealer,
      HourCounts hours,
      ChainKey chainKey,
      Clock clock,
      Config config) {
    this.rows = rows;
    this.archiving = archiving;
    this.archive = archive;
    this.sealer = sealer;
    this.hours = hours;
    this.chainKey = chainKey;
    this.clock = clock;
    this.keep =
        config
            .getOptionalValue("sealward.audit.keep", Duration.class)
            .map(asked -> asked.compareTo(SHORTEST) < 0 ? SHORTEST : asked)
            .orElse(null);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Retention() {
    this.rows = null;
    this.archiving = null;
    this.archive = null;
    this.sealer = null;
    this.hours = null;
    this.chainKey = null;
    this.clock = null;
    this.keep = null;
  }

  /** How long a tenant's rows stay, and what has left. */
  @Transactional
  public ArchiveState state(TenantId tenant) {
    SegmentRows segments = new SegmentRows(Sql.of(rows));
    Optional<SegmentHeader> newest = segments.newest(tenant.value()).map(Segment::header);
    return new ArchiveState(
        keep,
        newest.map(SegmentHeader::number).orElse(0L),
        segments.rows(tenant.value()),
        newest.map(SegmentHeader::lastTime).orElse(null),
        keep == null ? null : obstacle(tenant.value()));
  }

  private @Nullable Remedy obstacle(String tenant) {
    if (isBroken(tenant)) {
      return Remedy.of(
          "AUDIT_ARCHIVE_STOPPED",
          "Nothing more is archived, because the trail is not what was written.",
          "Find out what happened first. A file of the archive that is missing can be put back.");
    }
    return allowed
        ? null
        : Remedy.of(
            "AUDIT_ARCHIVE_ACCOUNT",
            "Nothing is archived: the account Sealward uses in the database may not take rows out.",
            "Set SEALWARD_DB_OWNER_USER and SEALWARD_DB_OWNER_PASSWORD to the schema's owner, and"
                + " start Sealward again.");
  }

  private boolean isBroken(String tenant) {
    return new ChainRows(Sql.of(rows))
        .breaks(tenant, BREAKS_LOOKED_AT).stream().anyMatch(found -> !archive.isRight(found));
  }

  /** The tenants of which something is to be archived now; in a transaction of its own. */
  @Transactional(Transactional.TxType.REQUIRES_NEW)
  public List<String> due() {
    if (keep == null || !allowed) {
      return List.of();
    }
    Sql sql = Sql.of(rows);
    return new ChainRows(sql).tenants().stream().filter(tenant -> isDue(sql, tenant)).toList();
  }

  private boolean isDue(Sql sql, String tenant) {
    ChainMac key = chainKey.mac().orElse(null);
    Instant until = until(tenant);
    SegmentRows segments = new SegmentRows(sql);
    if (key == null || until == null || isBroken(tenant)) {
      return false;
    }
    if (!segments.notTakenOut(tenant).isEmpty()) {
      return true;
    }
    ChainRows chain = new ChainRows(sql);
    long archived = segments.anchor(key, tenant).seal();
    long newest = chain.newest(tenant).map(Seal::number).orElse(0L);
    boolean aDayOver =
        chain.sealsAfter(tenant, archived, 1).stream()
            .filter(oldest -> oldest.number() < newest)
            .anyMatch(oldest -> oldest.sealedAt().isBefore(until.minus(A_SEGMENT_A)));
    return aDayOver || chain.sealedRows(tenant, until, archived) >= Archiving.MOST_ROWS;
  }

  /** Before it everything has stayed long enough and is counted; null for never. */
  private @Nullable Instant until(String tenant) {
    Duration staying = keep;
    Instant counted = hours.counted(tenant).map(HourCounts.Counted::until).orElse(null);
    if (staying == null || counted == null) {
      return null;
    }
    Instant until = clock.instant().minus(staying);
    return counted.isBefore(until) ? counted : until;
  }

  /** How many rows are to be archived now. */
  @Transactional
  public long remaining() {
    Sql sql = Sql.of(rows);
    ChainMac key = chainKey.mac().orElse(null);
    long all = 0;
    for (String tenant : due()) {
      Instant until = until(tenant);
      if (key != null && until != null) {
        long archived = new SegmentRows(sql).anchor(key, tenant).seal();
        all += new ChainRows(sql).sealedRows(tenant, until, archived);
      }
    }
    return all;
  }

  /** Archives a segment of what is due; false when there was nothing, or something hindered it. */
  public boolean archive(TenantId tenant) {
    Instant until = until(tenant.value());
    return until != null && archive(tenant, until);
  }

  /**
   * Archives a segment of what was sealed before a time, and ends what was begun.
   *
   * @return false when there was nothing, or something hindered it
   */
  public boolean archive(TenantId tenant, Instant until) {
    allowed = archiving.isAllowed();
    if (!allowed) {
      return false;
    }
    Step step = archiving.archive(tenant.value(), until);
    step.found().ifPresent(sealer::report);
    return step.made() && step.found().isEmpty();
  }
}
