package dev.sealward.audit;

import java.util.List;
import java.util.Optional;

/** The table of segments, over one connection. */
final class SegmentRows {
  private static final String SELECT = "select " + Segment.COLUMNS + " from audit_segment";

  /**
   * Where the chain in the table goes on.
   *
   * @param seal the last seal that stands in a segment; 0 when none does
   * @param mac its MAC; empty when none does
   */
  record Anchor(long seal, byte[] mac) {
    static final Anchor NONE = new Anchor(0, new byte[0]);
  }

  private final Sql sql;

  SegmentRows(Sql sql) {
    this.sql = sql;
  }

  /** After the newest segment that was made here; what somebody made up is passed over. */
  Anchor anchor(ChainMac key, String tenant) {
    Optional<Segment> newest = newest(tenant);
    while (newest.isPresent() && !newest.get().isGenuine(key)) {
      newest = before(tenant, newest.get().header().number());
    }
    return newest
        .map(segment -> new Anchor(segment.header().lastSeal(), segment.header().after()))
        .orElse(Anchor.NONE);
  }

  Optional<Segment> newest(String tenant) {
    return before(tenant, Long.MAX_VALUE);
  }

  private Optional<Segment> before(String tenant, long number) {
    return list(tenant, number, 1).stream().findFirst();
  }

  /** Newest first, those before a number. */
  List<Segment> list(String tenant, long before, int limit) {
    return sql.list(
        Segment::read,
        SELECT
            + " where tenant = ? and number < ? order by number desc fetch first "
            + limit
            + " rows only",
        tenant,
        before);
  }

  Optional<Segment> get(String tenant, long number) {
    return sql.first(Segment::read, SELECT + " where tenant = ? and number = ?", tenant, number);
  }

  Optional<Segment> after(String tenant, long number) {
    return sql.first(
        Segment::read,
        SELECT + " where tenant = ? and number > ? order by number fetch first 1 rows only",
        tenant,
        number);
  }

  /** The segment that holds a seal, or should. */
  Optional<Segment> holding(String tenant, long seal) {
    return sql.first(
            Segment::read,
            SELECT
                + " where tenant = ? and last_seal >= ? order by last_seal fetch first 1 rows only",
            tenant,
            seal)
        .filter(segment -> segment.header().holds(seal));
  }

  /** Those of which something may be left in the tables. */
  List<Segment> notTakenOut(String tenant) {
    return sql.list(
        Segment::read, SELECT + " where tenant = ? and taken_out = false order by number", tenant);
  }

  void add(Segment segment) {
    sql.update(
        "insert into audit_segment ("
            + Segment.COLUMNS
            + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        segment.values());
  }

  void takenOut(Segment segment) {
    sql.update(
        "update audit_segment set taken_out = true where tenant = ? and number = ?",
        segment.header().tenant(),
        segment.header().number());
  }

  long rows(String tenant) {
    return sum("row_count", tenant);
  }

  long unproved(String tenant) {
    return sum("unproved", tenant);
  }

  private long sum(String column, String tenant) {
    return sql.first(
            row -> row.getLong(1),
            "select sum(" + column + ") from audit_segment where tenant = ?",
            tenant)
        .orElse(0L);
  }
}
