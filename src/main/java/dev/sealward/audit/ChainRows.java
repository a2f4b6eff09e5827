package dev.sealward.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The tables of the chain, over one connection. Seals and links are added, never changed. */
final class ChainRows {
  /**
   * How far below the highest id sealed rows may still turn up: ids are given out in blocks of 50,
   * a few of which are in use at a time.
   */
  private static final int LATE_IDS = 2_000;

  /** How many rows are looked at in one go: what may be sealed already, and some more. */
  private static final int WINDOW = LATE_IDS + 500;

  private static final int NEWEST = 20;
  private static final String OF_E = "e." + Entry.COLUMNS.replace(", ", ", e.");
  private static final String IN_NO_SEAL =
      " not exists (select 1 from audit_link l where l.event_id = e.id)";

  /**
   * How far a tenant's chain is.
   *
   * @param verifiedSeal -1 for none
   */
  record Head(long lastSeal, byte[] lastMac, long verifiedSeal, @Nullable Instant verifiedAt) {}

  /**
   * A row a seal covers.
   *
   * @param row null when it is gone
   */
  record Linked(long eventId, @Nullable Entry row) {}

  /**
   * A row no seal covers.
   *
   * @param seal the seal that is said to cover it, and does not exist; -1 for none
   */
  record Loose(Entry row, long seal) {}

  private final Sql sql;

  ChainRows(Sql sql) {
    this.sql = sql;
  }

  /** Every tenant that has rows, or seals over some; costs a look-up each. */
  List<String> tenants() {
    SortedSet<String> tenants = new TreeSet<>();
    for (String table : List.of("audit_event", "audit_seal", "audit_segment")) {
      String next = nextTenant(table, "");
      while (next != null) {
        tenants.add(next);
        next = nextTenant(table, next);
      }
    }
    return List.copyOf(tenants);
  }

  private @Nullable String nextTenant(String table, String after) {
    return sql.first(
            row -> row.getString(1),
            "select tenant from "
                + table
                + " where tenant > ? order by tenant fetch first 1 row only",
            after)
        .orElse(null);
  }

  Optional<Head> head(String tenant) {
    return head(tenant, "");
  }

  /** The head, which nobody else gets until the transaction ends. */
  Optional<Head> lock(String tenant) {
    return head(tenant, " for update");
  }

  private Optional<Head> head(String tenant, String lock) {
    return sql.first(
        ChainRows::head,
        "select last_seal, last_mac, verified_seal, verified_at from audit_chain where tenant = ?"
            + lock,
        tenant);
  }

  private static Head head(ResultSet row) throws SQLException {
    OffsetDateTime verified = row.getObject(4, OffsetDateTime.class);
    return new Head(
        row.getLong(1),
        row.getBytes(2),
        row.getLong(3),
        verified == null ? null : verified.toInstant());
  }

  void open(Seal last) {
    sql.update(
        "insert into audit_chain (tenant, last_seal, last_mac, verified_seal) values (?, ?, ?, -1)",
        last.tenant(),
        last.number(),
        last.mac());
  }

  void add(Seal seal, Collection<Long> rows) {
    sql.update(
        "insert into audit_seal (" + Seal.COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        seal.values());
    sql.updateAll(
        "insert into audit_link (event_id, tenant, seal) values (?, ?, ?)",
        rows.stream().map(id -> new Object[] {id, seal.tenant(), seal.number()}).toList());
  }

  void advance(Seal last) {
    sql.update(
        "update audit_chain set last_seal = ?, last_mac = ? where tenant = ?",
        last.number(),
        last.mac(),
        last.tenant());
  }

  void verified(String tenant, long seal, Instant now) {
    sql.update(
        "update audit_chain set verified_seal = ?, verified_at = ? where tenant = ?",
        seal,
        now,
        tenant);
  }

  Optional<Seal> seal(String tenant, long number) {
    return sql.first(
        Seal::read,
        "select " + Seal.COLUMNS + " from audit_seal where tenant = ? and number = ?",
        tenant,
        number);
  }

  List<Seal> sealsAfter(String tenant, long number, int limit) {
    return sql.list(
        Seal::read,
        "select "
            + Seal.COLUMNS
            + " from audit_seal where tenant = ? and number > ? order by number fetch first "
            + limit
            + " rows only",
        tenant,
        number);
  }

  Optional<Seal> newest(String tenant) {
    return sql.first(
        Seal::read,
        "select "
            + Seal.COLUMNS
            + " from audit_seal where tenant = ? order by number desc fetch first 1 row only",
        tenant);
  }

  long lastId(String tenant) {
    return sql.first(
            row -> row.getLong(1), "select max(id) from audit_event where tenant = ?", tenant)
        .orElse(0L);
  }

  /** Below it no row is expected any more that no seal covers. */
  long floor(String tenant) {
    return sql.first(
                row -> row.getLong(1),
                "select max(last_id) from (select last_id from audit_seal where tenant = ?"
                    + " and number > 0 order by number desc fetch first "
                    + NEWEST
                    + " rows only) newest",
                tenant)
            .orElse(0L)
        - LATE_IDS;
  }

  /**
   * Rows in no seal, of the next {@link #WINDOW} after an id. The window is of ids alone, which one
   * index has in order: where many tenants write, a database that may choose reads every link there
   * is, or every row behind this tenant's last.
   */
  List<Entry> unsealed(String tenant, long after, int limit) {
    return sql.list(
        Entry::read,
        "select "
            + OF_E
            + " from (select id from audit_event where tenant = ? and id > ?"
            + " order by id fetch first "
            + WINDOW
            + " rows only) w join audit_event e on e.id = w.id where"
            + IN_NO_SEAL
            + " order by w.id fetch first "
            + limit
            + " rows only",
        tenant,
        after);
  }

  /** The last row of the window after an id; empty when it is not full, so that no more follow. */
  Optional<Long> endOfUnsealed(String tenant, long after) {
    return sql.first(
        row -> row.getLong(1),
        "select id from audit_event where tenant = ? and id > ? order by id offset "
            + (WINDOW - 1)
            + " rows fetch first 1 rows only",
        tenant,
        after);
  }

  Optional<Entry> unsealed(String tenant, long id) {
    return sql.first(
        Entry::read,
        "select "
            + Entry.COLUMNS
            + " from audit_event e where e.tenant = ? and e.id = ? and"
            + IN_NO_SEAL,
        tenant,
        id);
  }

  List<Linked> rowsOf(Seal seal, int limit) {
    return sql.list(
        row -> {
          long id = row.getLong(Entry.COUNT + 1);
          row.getLong(1);
          return new Linked(id, row.wasNull() ? null : Entry.read(row));
        },
        "select "
            + OF_E
            + ", l.event_id from audit_link l left join audit_event e on e.id = l.event_id"
            + " where l.tenant = ? and l.seal = ? order by l.event_id fetch first "
            + limit
            + " rows only",
        seal.tenant(),
        seal.number());
  }

  /** The last id of the next rows after an id; empty when there are none. */
  Optional<Long> endOfWindow(String tenant, long after, int rows) {
    return sql.first(
            row -> {
              long id = row.getLong(1);
              return row.wasNull() ? -1L : id;
            },
            "select max(id) from (select id from audit_event where tenant = ? and id > ?"
                + " order by id fetch first "
                + rows
                + " rows only) next_rows",
            tenant,
            after)
        .filter(id -> id >= 0);
  }

  /**
   * Rows that no seal covers that is there.
   *
   * @param archived what is under seals up to this one should not be there either
   */
  List<Loose> loose(String tenant, long after, long until, long archived, int limit) {
    return sql.list(
        row -> new Loose(Entry.read(row), row.getLong(Entry.COUNT + 1)),
        "select "
            + Entry.COLUMNS
            + ", coalesce((select l.seal from audit_link l where l.event_id = e.id), -1)"
            + " from audit_event e where e.tenant = ? and e.id > ? and e.id <= ?"
            + " and not exists (select 1 from audit_link l join audit_seal s"
            + " on s.tenant = l.tenant and s.number = l.seal"
            + " where l.event_id = e.id and l.tenant = e.tenant and l.seal > ?)"
            + " order by e.id fetch first "
            + limit
            + " rows only",
        tenant,
        after,
        until,
        archived);
  }

  /** How many rows seals cover that are in the table. */
  long sealedRows(String tenant) {
    return sealedRows(tenant, Instant.parse("9999-12-31T00:00:00Z"), 0);
  }

  /** How many rows seals cover from after one on, made before a time. */
  long sealedRows(String tenant, Instant before, long after) {
    return sql.first(
            row -> row.getLong(1),
            "select sum(row_count) from audit_seal"
                + " where tenant = ? and sealed_at < ? and number > ?",
            tenant,
            before,
            after)
        .orElse(0L);
  }

  long unprovedRows(String tenant) {
    return sql.first(
            row -> row.getLong(1),
            "select sum(unproved) from audit_seal where tenant = ? and unproved > 0",
            tenant)
        .orElse(0L);
  }

  List<ChainBreak> breaks(String tenant, int limit) {
    return sql.list(
        row ->
            new ChainBreak(
                tenant, ChainBreak.Kind.valueOf(row.getString(1)), row.getLong(2), row.getLong(3)),
        "select kind, seal, event_id from audit_break where tenant = ?"
            // What can be put right again does not hide what cannot.
            + " order by case when kind like 'SEGMENT%' then 1 else 0 end, seal, event_id, kind"
            + " fetch first "
            + limit
            + " rows only",
        tenant);
  }

  /** How many are kept of what can be put right, a segment, or else of what cannot. */
  private long kept(ChainBreak found) {
    return sql.first(
            row -> row.getLong(1),
            "select count(*) from audit_break where tenant = ? and kind "
                + (found.kind().isOfASegment() ? "like" : "not like")
                + " 'SEGMENT%'",
            found.tenant())
        .orElse(0L);
  }

  /** Keeps what was found; false when it was known, or enough is. */
  boolean add(ChainBreak found, Instant now, int atMost) {
    boolean known =
        sql.first(
                row -> true,
                "select 1 from audit_break where tenant = ? and kind = ? and seal = ?"
                    + " and event_id = ?",
                found.tenant(),
                found.kind().name(),
                found.seal(),
                found.eventId())
            .isPresent();
    if (known || kept(found) >= atMost) {
      return false;
    }
    sql.update(
        "insert into audit_break (tenant, kind, seal, event_id, found_at) values (?, ?, ?, ?, ?)",
        found.tenant(),
        found.kind().name(),
        found.seal(),
        found.eventId(),
        now);
    return true;
  }
}
