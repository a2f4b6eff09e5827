package dev.sealward.secret;

import dev.sealward.access.Needs;
import dev.sealward.access.Permission;
import dev.sealward.access.Policies;
import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.guard.Redacted;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.keys.BatchWorker;
import dev.sealward.keys.WorkFailures;
import dev.sealward.keys.WorkProgress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where envelopes are kept, and moving them after {@code SECRETS_PROVIDER} has changed. */
@ApplicationScoped
@Transactional
public class StoreKeeping {
  static final Target WORK = new Target("work", StoreMigration.KIND);

  private final Stores stores;
  private final StoreMigration migration;
  private final BatchWorker worker;
  private final Policies policies;
  private final AuditTrail auditTrail;

  @Inject
  StoreKeeping(
      Stores stores,
      StoreMigration migration,
      BatchWorker worker,
      Policies policies,
      AuditTrail auditTrail) {
    this.stores = stores;
    this.migration = migration;
    this.worker = worker;
    this.policies = policies;
    this.auditTrail = auditTrail;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected StoreKeeping() {
    this(null, null, null, null, null);
  }

  @Redacted
  @Needs(Permission.MANAGE_KEYS)
  public StoresView view(Caller caller) {
    policies.require(caller, Permission.MANAGE_KEYS);
    // First, as the work goes on meanwhile: what it says is done is so in all that is read later.
    Optional<WorkProgress> progress = worker.progress(StoreMigration.KIND);
    return new StoresView(
        stores.chosen().kind(),
        migration.counts(),
        stores.trouble(),
        migration.remaining(),
        progress);
  }

  /**
   * A page of what could not be moved.
   *
   * @param after the item to go on after, as a page gave it; null for the first page
   */
  @Redacted
  @Needs(Permission.MANAGE_KEYS)
  public WorkFailures failures(Caller caller, @Nullable String after, int limit) {
    policies.require(caller, Permission.MANAGE_KEYS);
    return worker.failures(StoreMigration.KIND, after, limit);
  }

  /** Begins to move what is kept elsewhere to the chosen store, in the background. */
  @Needs(Permission.MANAGE_KEYS)
  public void migrate(Caller caller) {
    policies.require(caller, Permission.MANAGE_KEYS);
    if (migration.remaining() == 0) {
      throw Refused.conflict(
          "NOTHING_TO_MIGRATE", "Everything is in the chosen store already.", "Look again.");
    }
    stores
        .trouble()
        .ifPresent(
            trouble -> {
              throw Refused.of(Refused.Kind.UNAVAILABLE, trouble);
            });
    String chosen = stores.chosen().kind().text();
    worker.begin(caller, StoreMigration.KIND, chosen);
    auditTrail.record(caller, Action.STORE_MIGRATION_STARTED, WORK, "to " + chosen);
  }

  @Needs(Permission.MANAGE_KEYS)
  public void pause(Caller caller) {
    policies.require(caller, Permission.MANAGE_KEYS);
    worker.pause(StoreMigration.KIND);
    auditTrail.record(caller, Action.WORK_PAUSED, WORK);
  }

  /** Goes on after a pause, or tries again what failed. */
  @Needs(Permission.MANAGE_KEYS)
  public void resume(Caller caller) {
    policies.require(caller, Permission.MANAGE_KEYS);
    worker.resume(StoreMigration.KIND);
    auditTrail.record(caller, Action.WORK_RESUMED, WORK);
  }
}
