package dev.sealward.audit;

import dev.sealward.audit.ChainBreak.Kind;
import dev.sealward.audit.ChainRows.Linked;
import dev.sealward.audit.SegmentRows.Anchor;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The oldest seals of a tenant that are in the table, with their rows, as far as they are to be
 * archived together: those made before a time, never the newest, and no more than fit into a
 * segment. Everything in it was compared with what it was when it was made.
 */
final class Stretch {
  private static final int SEALS = 50;
  // Of three bytes at most; with the seal after it a file stays within SegmentFile.MAX_BYTES.
  private static final int MOST_CHARS = 1 << 20;

  private final String tenant;
  private final Instant until;
  private final int mostRows;
  private final List<SealedRows> seals = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private long rows;

  Stretch(String tenant, Instant until, int mostRows) {
    this.tenant = tenant;
    this.until = until;
    this.mostRows = mostRows;
  }

  List<SealedRows> seals() {
    return seals;
  }

  /** As a segment holds them. */
  byte[] lines() {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Reads it from the tables; says what is wrong there. */
  Optional<ChainBreak> gather(ChainRows chain, ChainMac key, Anchor anchor) {
    long newest = chain.newest(tenant).map(Seal::number).orElse(0L);
    long oldUntil = Sealing.oldUntil(key, chain, tenant);
    long last = anchor.seal();
    byte[] before =
        last > 0 ? anchor.mac() : chain.seal(tenant, 0).map(Seal::mac).orElse(new byte[0]);
    while (true) {
      List<Seal> next = chain.sealsAfter(tenant, last, SEALS);
      for (Seal seal : next) {
        if (seal.number() >= newest || !takes(seal)) {
          return Optional.empty();
        }
        if (seal.number() != last + 1) {
          return Optional.of(new ChainBreak(tenant, Kind.SEAL_MISSING, last + 1, 0));
        }
        if (!seal.isGenuine(key) || !seal.follows(before)) {
          return Optional.of(new ChainBreak(tenant, Kind.SEAL_CHANGED, seal.number(), 0));
        }
        List<Linked> linked = chain.rowsOf(seal, Checking.ROWS);
        Optional<ChainBreak> wrong = Checking.rows(linked, key, seal, oldUntil);
        if (wrong.isPresent()) {
          return wrong;
        }
        add(seal, linked);
        last = seal.number();
        before = seal.mac();
      }
      if (next.size() < SEALS) {
        return Optional.empty();
      }
    }
  }

  private boolean takes(Seal seal) {
    return seal.sealedAt().isBefore(until)
        && rows + seal.count() <= mostRows
        && text.length() <= MOST_CHARS;
  }

  private void add(Seal seal, List<Linked> linked) {
    SealedRows added =
        new SealedRows(
            seal, linked.stream().map(Linked::row).map(Objects::requireNonNull).toList());
    seals.add(added);
    SegmentLines.add(text, added);
    rows += seal.count();
  }
}
