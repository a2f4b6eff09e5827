package dev.sealward.secret;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.crypto.UnopenableException;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.keys.BatchWork;
import dev.sealward.keys.KeyRing;
import dev.sealward.secret.store.StoreKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Moves envelopes from the stores they are in to the chosen one, a bounded batch at a time.
 *
 * <p>Guarantees: each version moves in a transaction of its own. What its store gave must open as
 * this version, and what was written is read back and opened, before the old envelope is let go. It
 * can stop anywhere, go on or begin again, and run beside everything else. A version that cannot
 * move stays readable where it is.
 */
@ApplicationScoped
@Transactional
public class StoreMigration implements BatchWork {
  static final String KIND = "store-migration";

  // Each is several round trips to its stores.
  private static final int MOST_AT_ONCE = 25;
  // A slow store must not keep the work's row, which a pause waits for.
  private static final long BUDGET_NANOS = 2_000_000_000L;

  private final StoreMoves moves;
  private final Stores stores;
  private final KeyRing keyRing;
  private final AuditTrail auditTrail;

  @Inject
  StoreMigration(StoreMoves moves, Stores stores, KeyRing keyRing, AuditTrail auditTrail) {
    this.moves = moves;
    this.stores = stores;
    this.keyRing = keyRing;
    this.auditTrail = auditTrail;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected StoreMigration() {
    this(null, null, null, null);
  }

  @Override
  public String kind() {
    return KIND;
  }

  /** How many versions have their envelope in which store. */
  public Map<StoreKind, Long> counts() {
    return moves.counts();
  }

  /** How many are not in the chosen store. */
  @Override
  public long remaining() {
    StoreKind chosen = stores.chosen().kind();
    return counts().entrySet().stream()
        .filter(entry -> entry.getKey() != chosen)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  @Override
  public Batch batch(Caller caller, int limit, @Nullable String after) {
    // Locked, it waits: that is no failure of each version.
    keyRing.requireOpen();
    int most = Math.min(limit, MOST_AT_ONCE);
    List<VersionAt> elsewhere =
        moves.elsewhere(after == null ? null : VersionAt.parse(after), most);
    List<Failure> failures = new ArrayList<>();
    int done = 0;
    VersionAt last = null;
    long began = System.nanoTime();
    for (VersionAt at : elsewhere) {
      if (System.nanoTime() - began > BUDGET_NANOS) {
        break;
      }
      last = at;
      try {
        done += moves.move(at) ? 1 : 0;
      } catch (UnopenableException e) {
        failures.add(new Failure(at.item(), e.reason().name()));
      } catch (Refused e) {
        failures.add(new Failure(at.item(), e.remedy().code()));
      }
    }
    if (done > 0 || !failures.isEmpty()) {
      auditTrail.record(
          caller,
          Action.STORE_MIGRATED,
          StoreKeeping.WORK,
          done + " moved to " + stores.chosen().kind().text() + ", " + failures.size() + " failed");
    }
    return new Batch(
        done,
        List.copyOf(failures),
        last == null || (elsewhere.size() < most && last == elsewhere.get(elsewhere.size() - 1))
            ? null
            : last.text());
  }

  /** What failed in this pass would fail in the next. */
  @Override
  public boolean passed(Caller caller, long failed) {
    return remaining() <= failed;
  }
}
