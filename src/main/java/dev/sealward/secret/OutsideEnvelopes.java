package dev.sealward.secret;

import dev.sealward.crypto.UnopenableException;
import dev.sealward.kernel.Refused;
import dev.sealward.keys.BatchWork;
import dev.sealward.keys.EnvelopeRows;
import dev.sealward.keys.KeySession;
import dev.sealward.keys.Rewrappable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values kept in stores outside the database, as the re-wrap sees them: each is read from its
 * store, opened, wrapped anew and written under a new id, in a transaction of its own.
 */
@ApplicationScoped
@Transactional
class OutsideEnvelopes implements Rewrappable {
  // Each is several round trips to its store.
  private static final int MOST_AT_ONCE = 25;
  // A slow store must not keep the work's row, which a pause waits for.
  private static final long BUDGET_NANOS = 2_000_000_000L;

  private final EntityManager entityManager;
  private final StoreMoves moves;

  @Inject
  OutsideEnvelopes(EntityManager entityManager, StoreMoves moves) {
    this.entityManager = entityManager;
    this.moves = moves;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  OutsideEnvelopes() {
    this(null, null);
  }

  @Override
  public String name() {
    return "secret values in other stores";
  }

  @Override
  public boolean isApart() {
    return true;
  }

  @Override
  public Map<Integer, Long> countByVersion() {
    return EnvelopeRows.of(entityManager)
        .count(
            "select key_version, count(*) from secret_version"
                + " where store <> 'db' and blob_id is not null group by key_version");
  }

  @Override
  public Rewrapped rewrap(KeySession session, int version, int limit, @Nullable String after) {
    int most = Math.min(limit, MOST_AT_ONCE);
    List<VersionAt> rows =
        moves.outsideUnder(version, after == null ? null : VersionAt.parse(after), most);
    List<BatchWork.Failure> failures = new ArrayList<>();
    int done = 0;
    VersionAt last = null;
    long began = System.nanoTime();
    for (VersionAt at : rows) {
      if (System.nanoTime() - began > BUDGET_NANOS) {
        break;
      }
      last = at;
      try {
        done += moves.rewrap(session, version, at) ? 1 : 0;
      } catch (UnopenableException e) {
        failures.add(new BatchWork.Failure(at.item(), e.reason().name()));
      } catch (Refused e) {
        failures.add(new BatchWork.Failure(at.item(), e.remedy().code()));
      }
    }
    return new Rewrapped(
        done,
        failures,
        last == null || (rows.size() < most && last == rows.get(rows.size() - 1))
            ? null
            : last.text());
  }
}
