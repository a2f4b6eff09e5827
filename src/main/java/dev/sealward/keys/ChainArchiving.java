package dev.sealward.keys;

import dev.sealward.audit.Retention;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Archives what has stayed in the trail long enough, as long work: throttled, by one node at a
 * time, taken up again after a start (VAULT-05). A batch is a segment.
 */
@ApplicationScoped
public class ChainArchiving implements BatchWork {
  public static final String KIND = "audit-archive";

  private final Retention retention;

  @Inject
  ChainArchiving(Retention retention) {
    this.retention = retention;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected ChainArchiving() {
    this(null);
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public long remaining() {
    return retention.remaining();
  }

  /**
   * @param after the last tenant that is done; empty for none
   */
  @Override
  public Batch batch(Caller caller, int limit, @Nullable String after) {
    Optional<String> tenant =
        retention.due().stream()
            .filter(due -> after == null || due.compareTo(after) > 0)
            .findFirst();
    if (tenant.isEmpty()) {
      return new Batch(0, List.of(), null);
    }
    boolean more = retention.archive(TenantId.of(tenant.get()));
    // The same tenant again while there is more of it; what hinders it is looked at another time.
    String next = more ? Objects.requireNonNullElse(after, "") : tenant.get();
    return new Batch(more ? 1 : 0, List.of(), next);
  }

  /** Each segment is recorded as it is made. */
  @Override
  public boolean passed(Caller caller, long failed) {
    return true;
  }
}
