package dev.sealward.audit;

import dev.sealward.audit.ChainRows.Head;
import dev.sealward.audit.Checking.Piece;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The chain over the trail's rows: how far it goes, and whether it is whole (VAULT-05).
 *
 * <p>Guarantees: a sealed row that is changed, deleted, put in another's place or added is found by
 * a check, whoever did it, unless they had the trail's key; what is found is audited, raises an
 * alert of high priority and is never put right. Rows are sealed within a second of their commit.
 *
 * <p>Does not protect against: somebody who deletes rows before they are sealed; somebody who puts
 * back an older state of the whole database before Sealward starts, which only a checkpoint kept
 * elsewhere proves; somebody who has the trail's key.
 */
@ApplicationScoped
public class Chain {
  private static final Logger LOG = Logger.getLogger(Chain.class.getName());
  private static final int BREAKS_SHOWN = 20;

  private final EntityManager rows;
  private final Checking checking;
  private final Sealer sealer;
  private final Checkpoints checkpoints;
  private final AccountRights account;
  private final Archive archive;

  @Inject
  Chain(
      EntityManager rows,
      Checking checking,
      Sealer sealer,
      Checkpoints checkpoints,
      AccountRights account,
      Archive archive) {
    this.rows = rows;
    this.checking = checking;
    this.sealer = sealer;
    this.checkpoints = checkpoints;
    this.account = account;
    this.archive = archive;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Chain() {
    this(null, null, null, null, null, null);
  }

  /** How far a tenant's trail is sealed and verified. */
  @Transactional
  public ChainState state(TenantId tenant) {
    ChainRows chain = new ChainRows(Sql.of(rows));
    Optional<Head> head = chain.head(tenant.value());
    Optional<Seal> newest = chain.newest(tenant.value()).filter(seal -> seal.number() > 0);
    return new ChainState(
        newest.map(Seal::number).orElse(0L),
        newest.map(Seal::lastId).orElse(0L),
        newest.map(Seal::sealedAt).orElse(null),
        chain.unprovedRows(tenant.value()) + new SegmentRows(Sql.of(rows)).unproved(tenant.value()),
        head.map(Head::verifiedSeal).orElse(-1L),
        head.map(Head::verifiedAt).orElse(null),
        account.finding().orElse(null),
        chain.breaks(tenant.value(), BREAKS_SHOWN).stream()
            .filter(found -> !archive.isRight(found))
            .toList());
  }

  /** Every tenant that has rows. In a transaction of its own, as the check of each is. */
  @Transactional(Transactional.TxType.REQUIRES_NEW)
  public List<String> tenants() {
    return new ChainRows(Sql.of(rows)).tenants();
  }

  /** How many rows are sealed, of all tenants, archived ones among them. */
  @Transactional
  public long sealedRows() {
    ChainRows chain = new ChainRows(Sql.of(rows));
    SegmentRows segments = new SegmentRows(Sql.of(rows));
    return chain.tenants().stream()
        .mapToLong(tenant -> chain.sealedRows(tenant) + segments.rows(tenant))
        .sum();
  }

  /**
   * A piece of a check of a tenant's whole trail.
   *
   * @param done how many rows were compared
   * @param found what is wrong in them
   * @param next where to go on; null at the end
   */
  public record Checked(long done, List<ChainBreak> found, @Nullable String next) {}

  /**
   * Checks the next rows of a tenant, in transactions of its own: first what is archived, segment
   * by segment; then every seal, with its rows and against the one before; then whether there are
   * rows that are in none.
   *
   * @param after where the piece before ended; null to begin
   * @param limit about how many rows
   */
  public Checked check(TenantId tenant, @Nullable String after, int limit) {
    String id = tenant.value();
    if (after != null && after.startsWith("row ")) {
      Piece piece = checking.loose(id, Long.parseLong(after.substring(4)), limit);
      piece.found().forEach(this::report);
      return new Checked(
          piece.done(), piece.found(), piece.next().map(row -> "row " + row).orElse(null));
    }
    if (after == null || after.startsWith("segment ")) {
      Piece piece = checking.segments(id, after == null ? 0 : Long.parseLong(after.substring(8)));
      piece.found().forEach(this::report);
      return new Checked(
          piece.done(),
          piece.found(),
          piece.next().map(segment -> "segment " + segment).orElse("seal -1"));
    }
    long from = Long.parseLong(after.substring(5));
    Piece piece = checking.seals(id, from, limit, sealer.newest(id));
    List<ChainBreak> found = new ArrayList<>(piece.found());
    if (piece.next().isEmpty()) {
      checkpoints.compareWithNewestKept(id).ifPresent(found::add);
    }
    found.forEach(this::report);
    return new Checked(
        piece.done(), found, piece.next().map(seal -> "seal " + seal).orElse("row 0"));
  }

  // Others may be reporting the same; that it was found stands in the answer all the same.
  private void report(ChainBreak found) {
    try {
      sealer.report(found);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "What is wrong with the audit trail was not recorded.", e);
    }
  }
}
