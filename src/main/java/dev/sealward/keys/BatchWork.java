package dev.sealward.keys;

import dev.sealward.kernel.Caller;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kind of long work that goes through many rows in batches while the server serves. {@link
 * BatchWorker} drives it; each batch is one transaction with its progress and its audit row.
 */
public interface BatchWork {
  /** Names the kind, for example {@code rewrap}. */
  String kind();

  /** How many rows are left to do, as of now. */
  long remaining();

  /**
   * Does a batch, in the acting transaction, and audits it.
   *
   * @param limit about how many rows
   * @param after where the batch before ended, perhaps before a start, as the database kept it;
   *     null for the first of a pass
   */
  Batch batch(Caller caller, int limit, @Nullable String after);

  /**
   * Called in a transaction when a pass is through.
   *
   * @param failed how many rows of this pass could not be done
   * @return whether the work is over; if not, another pass begins a little later
   */
  boolean passed(Caller caller, long failed);

  /**
   * What came of a batch.
   *
   * @param next where the next one starts, up to 300 characters; null when the pass is through
   */
  record Batch(int done, List<Failure> failures, @Nullable String next) {}

  /**
   * A row that could not be done.
   *
   * @param item what it is and its id; never a value
   * @param reason a code
   */
  record Failure(String item, String reason) {}
}
