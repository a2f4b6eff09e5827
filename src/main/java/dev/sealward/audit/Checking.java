package dev.sealward.audit;

import static jakarta.transaction.Transactional.TxType.REQUIRES_NEW;

import dev.sealward.audit.ChainBreak.Kind;
import dev.sealward.audit.ChainRows.Head;
import dev.sealward.audit.ChainRows.Linked;
import dev.sealward.audit.ChainRows.Loose;
import dev.sealward.audit.SegmentRows.Anchor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares the chain with what it was when it was made, a bounded piece a transaction. */
@ApplicationScoped
@Transactional(REQUIRES_NEW)
class Checking {
  private static final int SEALS = 50;
  static final int ROWS = 1_000;
  private static final int WINDOW = 5_000;

  private final EntityManager rows;
  private final ChainKey chainKey;
  private final Unsealed unsealed;
  private final Archive archive;
  private final Clock clock;

  @Inject
  Checking(EntityManager rows, ChainKey chainKey, Unsealed unsealed, Archive archive, Clock clock) {
    this.rows = rows;
    this.chainKey = chainKey;
    this.unsealed = unsealed;
    this.archive = archive;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Checking() {
    this(null, null, null, null, null);
  }

  /**
   * A piece of a check.
   *
   * @param done how many rows were compared
   * @param next the seal or row the next piece goes on after; empty at the end
   */
  record Piece(long done, List<ChainBreak> found, Optional<Long> next) {}

  /** Compares some seals made since the last call, and keeps how far it came. */
  List<ChainBreak> advance(String tenant) {
    ChainRows chain = new ChainRows(Sql.of(rows));
    Head head = chain.head(tenant).orElse(null);
    if (head == null || head.verifiedSeal() >= head.lastSeal()) {
      return List.of();
    }
    Checked checked = seals(chain, tenant, head.verifiedSeal(), ROWS, null);
    chain.verified(tenant, checked.last(), clock.instant());
    return checked.found();
  }

  /**
   * Compares a segment with its file, and with the segment before.
   *
   * @param after the last segment compared, 0 for none
   */
  Piece segments(String tenant, long after) {
    ChainMac key = chainKey.mac().orElse(null);
    SegmentRows segments = new SegmentRows(Sql.of(rows));
    Segment segment = segments.after(tenant, after).orElse(null);
    if (key == null || segment == null) {
      return new Piece(0, List.of(), Optional.empty());
    }
    Optional<SegmentHeader> before = segments.get(tenant, after).map(Segment::header);
    byte[] mac =
        before
            .map(SegmentHeader::after)
            .or(() -> new ChainRows(Sql.of(rows)).seal(tenant, 0).map(Seal::mac))
            .orElse(segment.header().before());
    long first = before.map(SegmentHeader::lastSeal).orElse(0L) + 1;
    List<ChainBreak> found = new ArrayList<>();
    boolean follows =
        segment.header().number() == after + 1
            && segment.header().firstSeal() == first
            && MessageDigest.isEqual(segment.header().before(), mac);
    if (!follows) {
      found.add(new ChainBreak(tenant, Kind.SEGMENT_MISSING, first, 0));
    }
    archive.wrong(segment, key).ifPresent(found::add);
    return new Piece(segment.header().rows(), found, Optional.of(segment.header().number()));
  }

  private record Checked(long done, List<ChainBreak> found, long last, boolean end) {}

  /**
   * Compares seals with their rows and with each other.
   *
   * @param after the last seal compared, -1 for none
   * @param known the newest seal this process has seen; null for none
   */
  Piece seals(String tenant, long after, long limit, @Nullable Seal known) {
    ChainRows chain = new ChainRows(Sql.of(rows));
    // Before the seals: more are made meanwhile.
    long head = chain.head(tenant).map(Head::lastSeal).orElse(0L);
    long expected = known == null ? head : Math.max(known.number(), head);
    Checked checked = seals(chain, tenant, after, limit, known);
    if (!checked.end()) {
      return new Piece(checked.done(), checked.found(), Optional.of(checked.last()));
    }
    List<ChainBreak> found = new ArrayList<>(checked.found());
    if (checked.last() < expected) {
      found.add(new ChainBreak(tenant, Kind.TRUNCATED, expected, 0));
    }
    return new Piece(checked.done(), found, Optional.empty());
  }

  private Checked seals(
      ChainRows chain, String tenant, long after, long limit, @Nullable Seal known) {
    ChainMac key = chainKey.mac().orElse(null);
    if (key == null) {
      return new Checked(0, List.of(), after, true);
    }
    List<ChainBreak> found = new ArrayList<>();
    SegmentRows segments = new SegmentRows(Sql.of(rows));
    Anchor anchor = segments.anchor(key, tenant);
    byte[] before = chain.seal(tenant, after).map(Seal::mac).orElse(null);
    long oldUntil = Sealing.oldUntil(key, chain, tenant);
    long last = after;
    long done = 0;
    if (last == -1) {
      // The opening stays in the table for ever.
      Seal opening = chain.sealsAfter(tenant, -1, 1).stream().findFirst().orElse(null);
      if (opening != null && opening.number() == 0) {
        seal(chain, key, opening, null, oldUntil, known).forEach(found::add);
        before = opening.mac();
        last = 0;
      } else if (opening != null || anchor.seal() > 0) {
        found.add(new ChainBreak(tenant, Kind.SEAL_MISSING, 0, 0));
      }
    }
    if (last < anchor.seal()) {
      last = anchor.seal();
    }
    if (last == anchor.seal() && last > 0) {
      before = anchor.mac();
    }
    List<Seal> seals = chain.sealsAfter(tenant, last, SEALS);
    for (Seal seal : seals) {
      if (done >= limit) {
        return new Checked(done, stillThere(found, segments, key, tenant), last, false);
      }
      if (seal.number() != last + 1) {
        found.add(new ChainBreak(tenant, Kind.SEAL_MISSING, last + 1, 0));
        before = null;
      }
      found.addAll(seal(chain, key, seal, before, oldUntil, known));
      before = seal.mac();
      last = seal.number();
      done += Math.max(1, seal.count());
    }
    return new Checked(done, stillThere(found, segments, key, tenant), last, seals.size() < SEALS);
  }

  /** Without what is archived by now: it may have been taken out while it was compared. */
  private static List<ChainBreak> stillThere(
      List<ChainBreak> found, SegmentRows segments, ChainMac key, String tenant) {
    if (found.isEmpty()) {
      return found;
    }
    long archived = segments.anchor(key, tenant).seal();
    return found.stream().filter(one -> one.seal() == 0 || one.seal() > archived).toList();
  }

  private static List<ChainBreak> seal(
      ChainRows chain,
      ChainMac key,
      Seal seal,
      byte @Nullable [] before,
      long oldUntil,
      @Nullable Seal known) {
    List<ChainBreak> found = new ArrayList<>();
    if (!seal.isGenuine(key)
        || (before != null && !seal.follows(before))
        || (known != null && seal.isAnotherThan(known))) {
      found.add(new ChainBreak(seal.tenant(), Kind.SEAL_CHANGED, seal.number(), 0));
    }
    rows(chain.rowsOf(seal, ROWS), key, seal, oldUntil).ifPresent(found::add);
    return found;
  }

  /** The first row of a seal that is not as it was sealed. */
  static Optional<ChainBreak> rows(List<Linked> linked, ChainMac key, Seal seal, long oldUntil) {
    SortedMap<Long, byte[]> proved = new TreeMap<>();
    int unproved = 0;
    for (Linked one : linked) {
      Entry row = one.row();
      Optional<byte[]> proof = row == null ? Optional.empty() : row.proof(key, oldUntil);
      if (proof.isEmpty()) {
        return Optional.of(broken(seal, kind(row, linked.size() > seal.count()), one.eventId()));
      }
      proved.put(one.eventId(), proof.get());
      unproved += row != null && row.mac() == null ? 1 : 0;
    }
    if (linked.size() != seal.count()) {
      boolean more = linked.size() > seal.count();
      return Optional.of(broken(seal, more ? Kind.ROW_INSERTED : Kind.ROW_DELETED, 0));
    }
    boolean same =
        unproved == seal.unproved() && MessageDigest.isEqual(Seal.hash(proved), seal.rowsHash());
    return same ? Optional.empty() : Optional.of(broken(seal, Kind.ROW_CHANGED, 0));
  }

  private static Kind kind(@Nullable Entry row, boolean more) {
    if (row == null) {
      return Kind.ROW_DELETED;
    }
    return more ? Kind.ROW_INSERTED : Kind.ROW_CHANGED;
  }

  private static ChainBreak broken(Seal seal, Kind kind, long id) {
    return new ChainBreak(seal.tenant(), kind, seal.number(), id);
  }

  /**
   * Looks for rows no seal covers. A genuine one is left to the sealer.
   *
   * @param after the last row looked at
   */
  Piece loose(String tenant, long after, int limit) {
    ChainRows chain = new ChainRows(Sql.of(rows));
    ChainMac key = chainKey.mac().orElse(null);
    Optional<Long> end = chain.endOfWindow(tenant, after, WINDOW);
    if (key == null || end.isEmpty()) {
      return new Piece(0, List.of(), Optional.empty());
    }
    List<ChainBreak> found = new ArrayList<>();
    long oldUntil = Sealing.oldUntil(key, chain, tenant);
    Anchor anchor = new SegmentRows(Sql.of(rows)).anchor(key, tenant);
    // Seal 0 covers no row; with nothing archived it is there as any other.
    long archived = anchor.seal() == 0 ? -1 : anchor.seal();
    List<Loose> loose = chain.loose(tenant, after, end.get(), archived, limit);
    for (Loose one : loose) {
      Entry row = one.row();
      boolean genuine = row.proof(key, oldUntil).isPresent();
      if (genuine && one.seal() < 0) {
        unsealed.found(tenant, row.id());
      } else if (genuine && one.seal() > 0 && one.seal() <= archived) {
        // About to be taken out; or put under an archived seal by somebody else.
        if (!archive.mayHold(one.seal(), row, key)) {
          found.add(new ChainBreak(tenant, Kind.ROW_INSERTED, one.seal(), row.id()));
        }
      } else if (genuine) {
        found.add(new ChainBreak(tenant, Kind.SEAL_MISSING, one.seal(), 0));
      } else {
        found.add(new ChainBreak(tenant, Kind.ROW_INSERTED, 0, row.id()));
      }
    }
    boolean full = loose.size() == limit;
    return new Piece(0, found, full ? Optional.of(loose.get(limit - 1).row().id()) : end);
  }
}
