package dev.sealward.web;

import dev.sealward.access.KeyCustody;
import dev.sealward.keys.BatchWork;
import dev.sealward.keys.WorkFailures;
import dev.sealward.secret.StoreKeeping;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /settings/security/keys/failures}: all that a rotation could not re-wrap, or a change of
 * store could not move, a page at a time (VAULT-06).
 */
@Named
@RequestScoped
public class WorkFailuresPage {
  private static final String MOVES = "store-migration";
  private static final int ROWS = 50;

  private final Visit visit;
  private final KeyCustody custody;
  private final StoreKeeping keeping;
  private @Nullable WorkFailures found;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected WorkFailuresPage() {
    this(null, null, null);
  }

  @Inject
  WorkFailuresPage(Visit visit, KeyCustody custody, StoreKeeping keeping) {
    this.visit = visit;
    this.custody = custody;
    this.keeping = keeping;
  }

  public void load() {
    found();
  }

  /** About moves between stores, rather than about re-wrapping. */
  public boolean isOfMoves() {
    return visit.query("work").filter(MOVES::equals).isPresent();
  }

  public String getTitle() {
    return isOfMoves() ? "What could not be moved" : "What could not be re-wrapped";
  }

  public String getLead() {
    return isOfMoves()
        ? "It stays readable where it is. Once the cause is mended, begin the move again."
        : "It keeps its older key version and stays as readable as it was. Once the cause is"
            + " mended, try again.";
  }

  private WorkFailures found() {
    WorkFailures seen = found;
    if (seen == null) {
      String after = visit.query("after").orElse(null);
      seen =
          isOfMoves()
              ? keeping.failures(visit.caller(), after, ROWS)
              : custody.failures(visit.caller(), after, ROWS);
      found = seen;
    }
    return seen;
  }

  public List<BatchWork.Failure> getRows() {
    return found().page();
  }

  /** The address of the next page; null on the last. */
  public @Nullable String getMore() {
    String next = found().next();
    return next == null
        ? null
        : "?work="
            + (isOfMoves() ? MOVES : "rewrap")
            + "&after="
            + URLEncoder.encode(next, StandardCharsets.UTF_8);
  }
}
