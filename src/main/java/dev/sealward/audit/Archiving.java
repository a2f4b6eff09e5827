package dev.sealward.audit;

import dev.sealward.audit.SegmentRows.Anchor;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Moves the oldest stretch of a tenant's chain from the tables into a file, over a connection of
 * the schema's owner: the application's own account may not delete rows.
 *
 * <p>Guarantees: a process that ends anywhere leaves each row in the table, in a file that is
 * recorded, or in both, never in neither; the file has gone through to the disk and been read back
 * before a row is taken out; only rows that are what they were when they were written are moved.
 */
@ApplicationScoped
class Archiving {
  static final int MOST_ROWS = 5_000;
  // H2 lost part of transactions of some ten thousand rows when it was killed while it committed
  // them; a row, its link and perhaps its seal are three.
  private static final int ROWS_A_TRANSACTION = 80;

  private final OwnerConnections owner;
  private final ChainKey chainKey;
  private final AuditTrail trail;
  private final Archive archive;
  private final SegmentFiles files;
  private final Clock clock;

  @Inject
  Archiving(
      OwnerConnections owner,
      ChainKey chainKey,
      AuditTrail trail,
      Archive archive,
      SegmentFiles files,
      Clock clock) {
    this.owner = owner;
    this.chainKey = chainKey;
    this.trail = trail;
    this.archive = archive;
    this.files = files;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Archiving() {
    this(null, null, null, null, null, null);
  }

  /**
   * What was done.
   *
   * @param made whether a segment was
   * @param found what is wrong with the chain, and hindered it
   */
  record Step(boolean made, Optional<ChainBreak> found) {
    static final Step NOTHING = new Step(false, Optional.empty());

    static Step hindered(ChainBreak found) {
      return new Step(false, Optional.of(found));
    }
  }

  /** Whether the account that would archive may take rows out. */
  boolean isAllowed() {
    try (Connection connection = owner.openAsOwner()) {
      Sql sql = Sql.of(connection);
      return !sql.isPostgres()
          || sql.first(
                  row -> row.getBoolean(1),
                  "select has_table_privilege('audit_event', 'delete')"
                      + " and has_table_privilege('audit_link', 'delete')"
                      + " and has_table_privilege('audit_seal', 'delete')"
                      + " and has_table_privilege('audit_segment', 'update')")
              .orElse(false);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * Ends what was begun, then archives what was sealed before a time, up to {@link #MOST_ROWS}
   * rows, and never the newest seal.
   */
  Step archive(String tenant, Instant until) {
    ChainMac key = chainKey.mac().orElse(null);
    if (key == null) {
      return Step.NOTHING;
    }
    try (Connection connection = owner.openAsOwner()) {
      connection.setAutoCommit(false);
      try {
        Optional<ChainBreak> left = takeOut(connection, key, tenant);
        return left.isPresent()
            ? Step.hindered(left.get())
            : archive(connection, key, tenant, until);
      } finally {
        connection.rollback();
      }
    } catch (SQLException e) {
      throw failed(e);
    } catch (IOException e) {
      throw new IllegalStateException("the archive of the trail cannot be written", e);
    }
  }

  private static IllegalStateException failed(SQLException e) {
    return new IllegalStateException("archiving the trail: SQL state " + e.getSQLState(), e);
  }

  private Step archive(Connection connection, ChainMac key, String tenant, Instant until)
      throws SQLException, IOException {
    Sql sql = Sql.of(connection);
    SegmentRows segments = new SegmentRows(sql);
    Optional<Segment> newest = segments.newest(tenant);
    Optional<ChainBreak> wrong = newest.flatMap(segment -> archive.wrong(segment, key));
    Stretch stretch = new Stretch(tenant, until, MOST_ROWS);
    Anchor anchor = segments.anchor(key, tenant);
    if (wrong.isEmpty()) {
      wrong = stretch.gather(new ChainRows(sql), key, anchor);
    }
    if (wrong.isPresent()) {
      // Somebody else may have archived it meanwhile: then it is where it belongs, and not missing.
      connection.rollback();
      boolean moved = segments.anchor(key, tenant).seal() != anchor.seal();
      return moved ? Step.NOTHING : new Step(false, wrong);
    }
    if (stretch.seals().isEmpty()) {
      return Step.NOTHING;
    }
    long number = newest.map(segment -> segment.header().number()).orElse(0L) + 1;
    Segment made = written(key, tenant, number, stretch);
    connection.commit();
    // Whoever else archives this tenant waits here, and finds it done.
    new ChainRows(sql).lock(tenant);
    if (segments.get(tenant, number).isPresent()) {
      return Step.NOTHING;
    }
    segments.add(made);
    trail.recordOver(
        connection,
        Caller.system("audit-archive", TenantId.of(tenant), WorkspaceId.of("default")),
        Action.AUDIT_ARCHIVED,
        new Target("audit", "segment " + number),
        words(made));
    connection.commit();
    return new Step(true, takeOut(connection, key, tenant));
  }

  private static String words(Segment made) {
    SegmentHeader header = made.header();
    return header.rows()
        + " rows of seals "
        + header.firstSeal()
        + " to "
        + header.lastSeal()
        + ", recorded "
        + header.firstTime()
        + " to "
        + header.lastTime()
        + ", in "
        + made.fileName();
  }

  private Segment written(ChainMac key, String tenant, long number, Stretch stretch)
      throws IOException {
    byte[] none = new byte[0];
    SegmentHeader header =
        SegmentFile.summary(
            new SegmentHeader(
                tenant,
                number,
                0,
                0,
                0,
                0,
                0,
                0,
                Instant.EPOCH,
                Instant.EPOCH,
                none,
                none,
                clock.instant()),
            stretch.seals());
    byte[] file =
        SegmentFile.text(header, chainKey.verifyingKey().id(), stretch.lines(), chainKey::sign);
    Segment made = Segment.of(key, header, file);
    files.write(made, file);
    // What is about to be the only copy is read as it lies on the disk.
    if (archive.whole(made, key).isEmpty()) {
      throw new IOException("a segment is not what was written");
    }
    return made;
  }

  /** Takes out of the tables what stands in files; says which file is not what it should be. */
  private Optional<ChainBreak> takeOut(Connection connection, ChainMac key, String tenant)
      throws SQLException, IOException {
    Sql sql = Sql.of(connection);
    SegmentRows segments = new SegmentRows(sql);
    for (Segment segment : segments.notTakenOut(tenant)) {
      Optional<SegmentFile> file =
          segment.isGenuine(key) ? archive.whole(segment, key) : Optional.empty();
      if (file.isEmpty()) {
        return archive.wrong(segment, key);
      }
      List<Object[]> rows = new ArrayList<>();
      List<Object[]> seals = new ArrayList<>();
      for (SealedRows sealed : file.get().seals()) {
        for (Entry row : sealed.rows()) {
          rows.add(new Object[] {tenant, row.id()});
          if (rows.size() == ROWS_A_TRANSACTION) {
            delete(connection, sql, rows, seals);
          }
        }
        seals.add(new Object[] {tenant, sealed.seal().number()});
      }
      delete(connection, sql, rows, seals);
      files.sweep(segment);
      segments.takenOut(segment);
      connection.commit();
    }
    return Optional.empty();
  }

  /** A seal goes with the last of its rows, or after it. */
  private static void delete(
      Connection connection, Sql sql, List<Object[]> rows, List<Object[]> seals)
      throws SQLException {
    sql.updateAll("delete from audit_event where tenant = ? and id = ?", rows);
    sql.updateAll("delete from audit_link where tenant = ? and event_id = ?", rows);
    sql.updateAll("delete from audit_seal where tenant = ? and number = ?", seals);
    connection.commit();
    rows.clear();
    seals.clear();
  }
}
