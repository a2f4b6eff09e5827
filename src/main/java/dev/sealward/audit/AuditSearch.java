package dev.sealward.audit;

import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the trail (VAULT-05): pages of what a filter asks for, newest first, in either direction.
 *
 * <p>Guarantees: a page costs the same wherever it lies and however long the trail is. It is read
 * along stretches of an index that are cut by time and id; where a filter has several conditions,
 * the one with the fewest rows leads and the others are compared on at most {@value #BUDGET} rows.
 * When these did not fill a page the answer says how far it looked, and goes on from there. Rows
 * that are written meanwhile shift no page; one that commits late, within a transaction's time, may
 * show up on a page that was seen already. Every query carries the tenant.
 */
@ApplicationScoped
@Transactional
public class AuditSearch {
  /** The most rows a page holds. */
  public static final int MAX_LIMIT = 1_000;

  /** How many rows are compared for one page at most. */
  public static final int BUDGET = 10_000;

  private final TrailReader reader;

  @Inject
  AuditSearch(EntityManager rows) {
    this.reader = new TrailReader(rows);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected AuditSearch() {
    this(null);
  }

  /** A page of what the filter asks for. */
  public FoundRows find(TenantId tenant, AuditFilter filter, Place place, int limit) {
    return find(tenant, List.of(filter), place, limit);
  }

  /** A page of what any of the filters asks for; a row that several ask for is there once. */
  public FoundRows find(TenantId tenant, Collection<AuditFilter> filters, Place place, int limit) {
    int wanted = Math.max(1, Math.min(limit, MAX_LIMIT));
    Comparator<Position> order =
        place.older() ? Comparator.reverseOrder() : Comparator.naturalOrder();
    TreeMap<Position, AuditRecord> found = new TreeMap<>(order);
    @Nullable Position searchedTo = null;
    for (AuditFilter filter : filters) {
      Arm.Span span = new Arm.Span(filter.from(), filter.until(), place);
      List<Arm> arms = shortest(new Leads(reader, tenant, filter).all(), span);
      int budget = Math.max(wanted, BUDGET / Math.max(1, arms.size()));
      for (Arm arm : arms) {
        List<AuditRecord> rows = read(arm, span, wanted + 1, budget);
        rows.forEach(row -> found.put(Position.of(row), row));
        if (!arm.isExact() && rows.size() <= wanted) {
          Position end = endOf(arm, span, budget).orElse(null);
          searchedTo = nearer(searchedTo, end, order);
        }
      }
    }
    List<AuditRecord> page = new ArrayList<>();
    for (Map.Entry<Position, AuditRecord> row : found.entrySet()) {
      boolean beyond = searchedTo != null && order.compare(row.getKey(), searchedTo) > 0;
      if (beyond || page.size() > wanted) {
        break;
      }
      page.add(row.getValue());
    }
    boolean more = page.size() > wanted;
    List<AuditRecord> shown = new ArrayList<>(page.subList(0, Math.min(wanted, page.size())));
    if (!place.older()) {
      Collections.reverse(shown);
    }
    return new FoundRows(shown, more, more ? null : searchedTo);
  }

  /** One row by its id. */
  public Optional<AuditRecord> one(TenantId tenant, long id) {
    SqlText sql = new SqlText().add("select " + TrailReader.COLUMNS + " from audit_event");
    sql.add(" where id = ? and tenant = ?", id, tenant.value());
    return reader.records(sql).stream().findFirst();
  }

  private static @Nullable Position nearer(
      @Nullable Position one, @Nullable Position other, Comparator<Position> order) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return order.compare(one, other) <= 0 ? one : other;
  }

  private List<AuditRecord> read(Arm arm, Arm.Span span, int limit, int budget) {
    boolean newestFirst = span.place().older();
    SqlText sql = new SqlText().add("select " + TrailReader.COLUMNS + " from ");
    if (arm.isExact()) {
      sql.add("audit_event").add(arm.where(span)).add(arm.order(newestFirst));
    } else {
      sql.add("(select " + TrailReader.COLUMNS + " from audit_event");
      sql.add(arm.where(span)).add(arm.order(newestFirst));
      sql.add(" fetch first " + budget + " rows only) looked_at where 1 = 1").add(arm.rest());
      String way = newestFirst ? " desc" : "";
      sql.add(" order by occurred_at" + way + ", id" + way);
    }
    return reader.records(sql.add(" fetch first " + limit + " rows only"));
  }

  /** The last row that a search along this arm looks at; empty when it comes to the arm's end. */
  private Optional<Position> endOf(Arm arm, Arm.Span span, int budget) {
    SqlText sql = new SqlText().add("select occurred_at, id from audit_event").add(arm.where(span));
    sql.add(arm.order(span.place().older()));
    sql.add(" offset " + (budget - 1) + " rows fetch first 1 rows only");
    return reader.all(sql, row -> new Position(TrailReader.time(row, 1), row.getLong(2))).stream()
        .findFirst();
  }

  /** The way with the fewest rows; of those beyond the budget the likeliest. */
  private List<Arm> shortest(List<List<Arm>> ways, Arm.Span span) {
    List<Arm> best = ways.get(0);
    long fewest = Long.MAX_VALUE;
    for (List<Arm> arms : ways) {
      long rows = ways.size() == 1 ? 0 : count(arms, span);
      if (rows < fewest) {
        best = arms;
        fewest = rows;
      }
    }
    return best;
  }

  private long count(List<Arm> arms, Arm.Span span) {
    long rows = 0;
    for (Arm arm : arms) {
      SqlText sql = new SqlText().add("select count(*) from (select 1 as one from audit_event");
      sql.add(arm.where(span)).add(" fetch first " + (BUDGET - rows) + " rows only) counted");
      rows += reader.all(sql, row -> row.getLong(1)).get(0);
      if (rows >= BUDGET) {
        return rows;
      }
    }
    return rows;
  }
}
