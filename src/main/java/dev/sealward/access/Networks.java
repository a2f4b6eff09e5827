package dev.sealward.access;

import dev.sealward.access.Behaviour.About;
import dev.sealward.access.Behaviour.Use;
import dev.sealward.audit.Alerts;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The networks entities call from.
 *
 * <p>Guarantee: a network is known once somebody was told of it, and not before; the first one ever
 * is. An entity's are told one by one, ten within an hour, and those after them by one alert that
 * counts them. What is not told then is new again when the entity next calls from it.
 */
@ApplicationScoped
class Networks {
  /** How many networks are remembered of an entity; the one unseen for longest is forgotten. */
  private static final int MOST_KNOWN = 64;

  private static final int TOLD_ONE_BY_ONE = 10;
  private static final int NAMED_OF_MANY = 5;
  private static final Duration HOUR = Duration.ofHours(1);

  private static final String OF = "n.tenant = :tenant and n.entity = :entity";

  private final EntityManager rows;
  private final Alerts alerts;
  private final Clock clock;

  @Inject
  Networks(EntityManager rows, Alerts alerts, Clock clock) {
    this.rows = rows;
    this.alerts = alerts;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  Networks() {
    this(null, null, null);
  }

  /** Whether this is none the entity is known to call from; the first one ever becomes known. */
  @Transactional(TxType.MANDATORY)
  boolean isNew(Use use) {
    EntityNetworkRow known = rows.find(EntityNetworkRow.class, new EntityNetworkRow.Key(use));
    if (known != null) {
      known.seen(clock.instant());
      return false;
    }
    if (count(use) > 0) {
      return true;
    }
    know(use);
    return false;
  }

  /** Tells of an entity's calls from new networks, as far as it may, and knows these from then. */
  @Transactional(TxType.REQUIRES_NEW)
  void tell(About about, List<Use> calls) {
    Map<String, Use> byNetwork = new TreeMap<>();
    calls.forEach(call -> byNetwork.put(call.network(), call));
    List<String> networks = List.copyOf(byNetwork.keySet());
    Instant since = clock.instant().minus(HOUR);
    int told = alerts.countSince(about.tenant(), about.kind(), about.entity(), since);
    int single = Math.min(networks.size(), Math.max(0, TOLD_ONE_BY_ONE - told));
    List<String> many = networks.subList(single, networks.size());
    networks.subList(0, single).forEach(network -> raise(about, "first call from " + network));
    boolean tellsMany = !many.isEmpty() && told + single == TOLD_ONE_BY_ONE;
    if (tellsMany) {
      raise(about, "first calls from " + many.size() + " more networks, such as " + some(many));
    }
    byNetwork.keySet().retainAll(tellsMany ? networks : networks.subList(0, single));
    for (Use use : byNetwork.values()) {
      if (rows.find(EntityNetworkRow.class, new EntityNetworkRow.Key(use)) == null) {
        know(use);
      }
    }
  }

  private static String some(List<String> networks) {
    return networks.stream().limit(NAMED_OF_MANY).collect(Collectors.joining(", "));
  }

  private void raise(About about, String detail) {
    @Nullable WorkspaceId workspace = Rows.workspace(rows, about.tenant(), about.entity());
    alerts.raise(about.tenant(), workspace, about.entity(), about.kind(), "behaviour", detail);
  }

  private void know(Use use) {
    long others = count(use);
    if (others >= MOST_KNOWN) {
      of(
              use,
              rows.createQuery(
                  "select n from EntityNetworkRow n where " + OF + " order by n.lastSeenAt",
                  EntityNetworkRow.class))
          .setMaxResults((int) (others - MOST_KNOWN + 1))
          .getResultList()
          .forEach(rows::remove);
    }
    rows.persist(new EntityNetworkRow(use, clock.instant()));
    rows.flush();
  }

  private long count(Use use) {
    return of(
            use,
            rows.createQuery("select count(n) from EntityNetworkRow n where " + OF, Long.class))
        .getSingleResult();
  }

  private static <T> TypedQuery<T> of(Use use, TypedQuery<T> query) {
    query.setParameter("tenant", use.tenant().value());
    return query.setParameter("entity", use.entity().value());
  }
}
