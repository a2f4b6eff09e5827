package dev.sealward.access;

import dev.sealward.access.Behaviour.About;
import dev.sealward.access.Behaviour.Notice;
import dev.sealward.access.Behaviour.Use;
import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.AuditFilter;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.AuditSearch;
import dev.sealward.audit.Outcome;
import dev.sealward.audit.Place;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From where and when entities usually call, as it was written down, and what stands out against
 * it.
 */
@ApplicationScoped
class Habits {
  /** How long somebody who could read a secret is taken to have been able to "until lately". */
  private static final Duration LATELY = Duration.ofDays(30);

  private static final String OF = "n.tenant = :tenant and n.entity = :entity";

  private final EntityManager rows;
  private final AuditSearch search;
  private final Networks networks;
  private final Clock clock;

  @Inject
  Habits(EntityManager rows, AuditSearch search, Networks networks, Clock clock) {
    this.rows = rows;
    this.search = search;
    this.networks = networks;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  Habits() {
    this(null, null, null, null);
  }

  /** What stands out of calls: what to tell, and those from networks nobody was told of. */
  record Learnt(List<Notice> notices, Map<About, List<Use>> fromNewNetworks) {}

  /** Writes calls down, in one transaction, and says what is new or unusual about them. */
  @Transactional(TxType.REQUIRES_NEW)
  Learnt learn(Map<Use, Long> calls) {
    Learnt learnt = new Learnt(new ArrayList<>(), new HashMap<>());
    calls.forEach(
        (use, times) -> {
          if (networks.isNew(use)) {
            learnt
                .fromNewNetworks()
                .computeIfAbsent(
                    about(use, AlertKind.ENTITY_NEW_ADDRESS), first -> new ArrayList<>())
                .add(use);
          }
          if (history(use).isUnusual(use.hour())) {
            learnt
                .notices()
                .add(
                    new Notice(
                        about(use, AlertKind.ENTITY_UNUSUAL_HOUR),
                        "calls in the hour from " + use.hour() + ", from " + use.network()));
          }
          add(use, times);
        });
    return learnt;
  }

  private static About about(Use use, AlertKind kind) {
    return new About(use.tenant(), use.entity(), kind);
  }

  private UsualHours history(Use use) {
    Object[] all =
        of(
                use,
                rows.createQuery(
                    "select sum(n.calls), min(n.firstSeenAt) from EntityHourRow n where " + OF,
                    Object[].class))
            .getSingleResult();
    Long around =
        of(
                use,
                rows.createQuery(
                    "select sum(n.calls) from EntityHourRow n where "
                        + OF
                        + " and n.hourOfWeek in :hours",
                    Long.class))
            .setParameter("hours", UsualHours.around(UsualHours.hourOfWeek(use.hour())))
            .getSingleResult();
    return new UsualHours(number(all[0]), number(around), Rows.instant(all[1]));
  }

  private static long number(@Nullable Object sum) {
    return sum == null ? 0 : ((Number) sum).longValue();
  }

  private void add(Use use, long times) {
    int counted =
        of(
                use,
                rows.createQuery(
                    "update EntityHourRow n set n.calls = n.calls + :times where "
                        + OF
                        + " and n.hourOfWeek = :hour"))
            .setParameter("times", times)
            .setParameter("hour", UsualHours.hourOfWeek(use.hour()))
            .executeUpdate();
    if (counted == 0) {
      rows.persist(new EntityHourRow(use, times));
      rows.flush();
    }
  }

  private static <Q extends Query> Q of(Use use, Q query) {
    query.setParameter("tenant", use.tenant().value());
    query.setParameter("entity", use.entity().value());
    return query;
  }

  /** Where the entity works; null when it is not known any more. */
  @Transactional
  @Nullable WorkspaceId workspace(TenantId tenant, EntityId entity) {
    return Rows.workspace(rows, tenant, entity);
  }

  /** When the entity last read a secret it was denied just now, if that was not long ago. */
  @Transactional
  Optional<Instant> readLately(Behaviour.Wanted wanted) {
    AuditFilter reads =
        AuditFilter.ALL
            .about(Set.of(wanted.secret()))
            .by(Set.of(new AuditFilter.Who(Caller.Kind.ENTITY, wanted.entity().value())))
            .doing(Set.of(Action.SECRET_ACCESSED))
            .ended(Outcome.SUCCEEDED)
            .within(Optional.of(clock.instant().minus(LATELY)), Optional.empty());
    return search.find(wanted.tenant(), reads, Place.NEWEST, 1).rows().stream()
        .map(AuditRecord::time)
        .findFirst();
  }
}
