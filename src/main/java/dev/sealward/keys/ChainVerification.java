package dev.sealward.keys;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Chain;
import dev.sealward.audit.Chain.Checked;
import dev.sealward.audit.CheckPlaces;
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
 * where it was after a start (VAULT-05), or from the beginning when its place does not count. What
 * it finds stands among the work's failures too.
 */
@ApplicationScoped
public class ChainVerification implements BatchWork {
  public static final String KIND = "audit-verify";

  private static final Target TRAIL = new Target("audit", "trail");

  private final Chain chain;
  private final CheckPlaces places;
  private final AuditTrail auditTrail;
  private final AtomicLong compared = new AtomicLong();

  @Inject
  ChainVerification(Chain chain, CheckPlaces places, AuditTrail auditTrail) {
    this.chain = chain;
    this.places = places;
    this.auditTrail = auditTrail;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected ChainVerification() {
    this(null, null, null);
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
    String at = after == null ? "" : places.read(after).orElse("");
    if (at.isEmpty()) {
      if (tenants.isEmpty()) {
        return new Batch(0, List.of(), null);
      }
      at = "0/" + tenants.get(0) + "/";
    }
    String[] parts = at.split("/", 3);
    compared.set(Long.parseLong(parts[0]));
    String tenant = parts[1];
    String place = parts[2];
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
    return new Batch(
        (int) checked.done(),
        failures,
        next == null ? null : places.kept(compared.get() + "/" + next));
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
