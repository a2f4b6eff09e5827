package dev.sealward.audit;

import dev.sealward.audit.ChainBreak.Kind;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The part of the trail that has left its table: segments of the chain in files (VAULT-05).
 *
 * <p>Guarantees: a file that is gone, altered, cut, put in another's place or of another tenant is
 * told from one that was written here; so is a row of the table that says there is a file and was
 * not written here.
 *
 * <p>Does not protect against: files that are lost. They hold the only copy of their rows.
 */
@ApplicationScoped
@Transactional
public class Archive {
  private static final Logger LOG = Logger.getLogger(Archive.class.getName());

  private final EntityManager rows;
  private final ChainKey chainKey;
  private final SegmentFiles files;

  @Inject
  Archive(EntityManager rows, ChainKey chainKey, SegmentFiles files) {
    this.rows = rows;
    this.chainKey = chainKey;
    this.files = files;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Archive() {
    this(null, null, null);
  }

  private SegmentRows segments() {
    return new SegmentRows(Sql.of(rows));
  }

  /** A tenant's segments, newest first, those before a number. */
  public List<SegmentView> list(TenantId tenant, long before, int limit) {
    return segments().list(tenant.value(), before, limit).stream()
        .map(segment -> SegmentView.of(segment, files.isThere(segment)))
        .toList();
  }

  /** A segment as it is to leave. */
  public record Taken(SegmentView segment, byte[] file) {}

  /**
   * The file of a tenant's segment.
   *
   * @throws Refused MISSING when there is none of this number, CONFLICT when its file is not what
   *     was written
   */
  public Taken take(TenantId tenant, long number) {
    Segment segment =
        segments().get(tenant.value(), number).orElseThrow(() -> Refused.missing("segment"));
    return bytes(segment)
        .map(file -> new Taken(SegmentView.of(segment, true), file))
        .orElseThrow(
            () ->
                Refused.conflict(
                    "SEGMENT_BROKEN",
                    "The file of this segment is not there, or not as it was written.",
                    "Put back the copy that is kept elsewhere."));
  }

  private Optional<byte[]> bytes(Segment segment) {
    try {
      return files.read(segment);
    } catch (IOException e) {
      // As one that was changed: it proves nothing, and what comes after it is looked at still.
      LOG.log(Level.WARNING, "A file of the archived trail cannot be read.", e);
      return Optional.empty();
    }
  }

  /** What a segment's file holds; empty when it is not there as it was written. */
  Optional<SegmentFile> whole(Segment segment, ChainMac key) {
    long oldUntil = Sealing.oldUntil(key, new ChainRows(Sql.of(rows)), segment.header().tenant());
    return bytes(segment)
        .flatMap(file -> SegmentFile.read(file, chainKey.verifyingKey()))
        .filter(file -> file.header().says(segment.header()))
        .filter(file -> file.isGenuine(key, oldUntil));
  }

  /** What is wrong with a segment, if anything. */
  Optional<ChainBreak> wrong(Segment segment, ChainMac key) {
    if (!segment.isGenuine(key)) {
      return Optional.of(broken(segment, Kind.SEGMENT_CHANGED));
    }
    if (!files.isThere(segment)) {
      return Optional.of(broken(segment, Kind.SEGMENT_MISSING));
    }
    return whole(segment, key).isPresent()
        ? Optional.empty()
        : Optional.of(broken(segment, Kind.SEGMENT_CHANGED));
  }

  private static ChainBreak broken(Segment segment, Kind kind) {
    return new ChainBreak(segment.header().tenant(), kind, segment.header().firstSeal(), 0);
  }

  /** What is wrong with the segment that holds a seal, if there is one and anything is. */
  Optional<ChainBreak> wrongAt(String tenant, long seal) {
    return chainKey
        .mac()
        .flatMap(key -> segments().holding(tenant, seal).flatMap(one -> wrong(one, key)));
  }

  /** Whether a segment that was found wrong is right now: its file was put back. */
  boolean isRight(ChainBreak found) {
    return found.kind().isOfASegment()
        && chainKey
            .mac()
            .flatMap(
                key ->
                    segments()
                        .holding(found.tenant(), found.seal())
                        .filter(segment -> wrong(segment, key).isEmpty()))
            .isPresent();
  }

  /** A seal that has left the table; empty when no segment holds it that is whole. */
  Optional<Seal> seal(String tenant, long number) {
    return chainKey
        .mac()
        .flatMap(
            key ->
                segments()
                    .holding(tenant, number)
                    .filter(segment -> segment.isGenuine(key))
                    .flatMap(segment -> whole(segment, key)))
        .flatMap(file -> file.seal(number));
  }

  /**
   * Whether a row that is still in the table under an archived seal is one the segment holds. Where
   * the file cannot be read nobody can tell; that is found by itself.
   */
  boolean mayHold(long seal, Entry row, ChainMac key) {
    return segments()
        .holding(row.tenant(), seal)
        .flatMap(segment -> whole(segment, key))
        .map(file -> file.holds(seal, row))
        .orElse(true);
  }
}
