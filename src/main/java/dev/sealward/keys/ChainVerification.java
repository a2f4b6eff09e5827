package dev.sealward.keys;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Chain;
import dev.sealward.audit.Chain.Checked;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Checks the whole trail of every tenant as long work: throttled, with progress, taken up again
 * after a start (VAULT-05). What it finds stands among the work's failures too.
 */
@ApplicationScoped
public class ChainVerification implements BatchWork {
  public static final String KIND = "audit-verify";

  private static final Target TRAIL = new Target("audit", "trail");

  private final Chain chain;
  private final AuditTrail auditTrail;
  private final AtomicLong compared = new AtomicLong();

  @Inject
  ChainVerification(Chain chain, AuditTrail auditTrail) {
    this.chain = chain;
    this.auditTrail = auditTrail;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected ChainVerification() {
    this(null, null);
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public long remaining() {
    return Math.max(0, chain.sealedRows() - compared.get());
  }

  @Override
  public Batch batch(Caller caller, int limit, @Nullable String after) {
    List<String> tenants = chain.tenants();
    if (after == null) {
      compared.set(0);
    }
    String at = after == null ? tenants.isEmpty() ? "" : tenants.get(0) + "/" : after;
    if (at.isEmpty()) {
      return new Batch(0, List.of(), null);
    }
    String tenant = at.substring(0, at.indexOf('/'));
    String place = at.substring(at.indexOf('/') + 1);
    Checked checked = chain.check(TenantId.of(tenant), place.isEmpty() ? null : place, limit);
    compared.addAndGet(checked.done());
    List<Failure> failures =
        checked.found().stream()
            .map(
                found ->
                    new Failure(
                        found.tenant()
                            + (found.eventId() == 0
                                ? " seal " + found.seal()
                                : " row " + found.eventId()),
                        found.kind().name()))
            .toList();
    String next =
        checked.next() == null ? following(tenants, tenant) : tenant + "/" + checked.next();
    return new Batch((int) checked.done(), failures, next);
  }

  private static @Nullable String following(List<String> tenants, String tenant) {
    return tenants.stream()
        .filter(other -> other.compareTo(tenant) > 0)
        .findFirst()
        .map(other -> other + "/")
        .orElse(null);
  }

  @Override
  public boolean passed(Caller caller, long failed) {
    auditTrail.record(
        caller,
        Action.AUDIT_CHECKED,
        TRAIL,
        compared.get() + " rows compared, " + failed + " places wrong");
    return true;
  }
}
