package dev.sealward.secret;

import dev.sealward.access.Asset;
import dev.sealward.access.GrantTarget;
import dev.sealward.access.Level;
import dev.sealward.access.Permission;
import dev.sealward.access.Policies;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what with a secret: people by their roles within their workspaces, entities by policy
 * within their borders.
 *
 * <p>Guarantee: for an entity a secret that is missing, foreign or not granted gets one answer,
 * after the same queries in the same order.
 */
@ApplicationScoped
@Transactional(TxType.MANDATORY)
class SecretAccess implements GrantTarget {
  private static final int BATCH = 200;
  private static final int MAX_BATCHES = 10;

  private final SecretRows rows;
  private final Policies policies;

  @Inject
  SecretAccess(SecretRows rows, Policies policies) {
    this.rows = rows;
    this.policies = policies;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  SecretAccess() {
    this(null, null);
  }

  /** The scope a new secret gets, once the caller may store there. */
  Scope requirePlace(Caller caller, SecretDraft draft) {
    if (!caller.isEntity()) {
      policies.require(caller, Permission.MANAGE_SECRETS);
    }
    WorkspaceId workspace = or(draft.workspace(), caller.workspace().value(), WorkspaceId::of);
    ProviderId provider = or(draft.provider(), "generic", ProviderId::of);
    Scope scope = new Scope(caller.tenant(), workspace, draft.environment(), provider);
    if (caller.isEntity()) {
      policies.requireGrant(caller, Asset.place(scope), Level.WRITE);
    } else if (!caller.reach().covers(scope)) {
      throw Refused.field(
          "workspace",
          "WORKSPACE_NOT_YOURS",
          "There is no such workspace among yours.",
          "Choose one of the list.");
    }
    return scope;
  }

  private static <T> T or(@Nullable String typed, String otherwise, Function<String, T> parse) {
    return parse.apply(typed == null || typed.isBlank() ? otherwise : typed.strip());
  }

  /** For people, who see ids; locked. */
  SecretRow toChange(Caller person, SecretId id, Permission permission) {
    policies.require(person, permission);
    return locked(person, id);
  }

  SecretRow locked(Caller caller, SecretId id) {
    return rows.lock(caller, id).orElseThrow(() -> Refused.missing("secret"));
  }

  /** The secret of a reference: by policy for an entity, by permission for people. */
  SecretId require(Caller caller, SecretRef ref, Level level, Permission permission) {
    if (caller.isEntity()) {
      return SecretId.of(granted(caller, ref, level).id());
    }
    policies.require(caller, permission);
    return SecretId.of(reached(caller, ref).id());
  }

  /** The secret of a reference, for people who may see it. */
  SecretRow reached(Caller person, SecretRef ref) {
    return rows.find(person.tenant(), ref)
        .filter(row -> person.reach().covers(row.scope()))
        .orElseThrow(() -> Refused.missing("secret"));
  }

  /** The secret an entity may read. */
  SecretRow readable(Caller entity, SecretRef ref) {
    return granted(entity, ref, Level.READ);
  }

  private SecretRow granted(Caller entity, SecretRef ref, Level level) {
    Optional<SecretRow> found = rows.find(entity.tenant(), ref);
    policies.requireGrant(entity, asset(found, ref), level);
    return found.orElseThrow(Refused::accessDenied);
  }

  /** What a reference names, for a check that is made elsewhere. */
  Asset asset(Caller caller, SecretRef ref) {
    return asset(rows.find(caller.tenant(), ref), ref);
  }

  private static Asset asset(Optional<SecretRow> found, SecretRef ref) {
    return found.map(SecretRow::asset).orElseGet(() -> Asset.missingSecret(ref.scope()));
  }

  /**
   * A page of what an entity may read. Looks through a bounded number of secrets within its
   * borders, so that a page may be short and yet have a next one.
   */
  ReadablePage readable(Caller entity, SecretFilter.@Nullable After after, int limit, Instant now) {
    policies.requireEntity(entity);
    List<SecretView> page = new ArrayList<>();
    SecretFilter.After next = after;
    int lookedAt = 0;
    for (int batch = 0; batch < MAX_BATCHES; batch++) {
      List<SecretRow> some = rows.page(entity, new SecretFilter("", next, BATCH));
      Set<Target> granted = granted(entity, some);
      for (SecretRow row : some) {
        lookedAt++;
        next = new SecretFilter.After(row.ref().name(), SecretId.of(row.id()));
        if (granted.contains(row.asset().target())) {
          page.add(row.view(now, 0));
          if (page.size() == limit) {
            return new ReadablePage(page, lookedAt, next);
          }
        }
      }
      if (some.size() < BATCH) {
        return new ReadablePage(page, lookedAt, null);
      }
    }
    return new ReadablePage(page, lookedAt, next);
  }

  /** For what every entity may ask, for itself. */
  void requireEntity(Caller caller) {
    policies.requireEntity(caller);
  }

  private Set<Target> granted(Caller entity, List<SecretRow> some) {
    return policies.granted(entity, some.stream().map(SecretRow::asset).toList(), Level.READ);
  }

  @Override
  public String kind() {
    return "secret";
  }

  @Override
  public Optional<Asset> find(TenantId tenant, String id) {
    return rows.find(tenant, SecretId.parse(id)).map(SecretRow::asset);
  }
}
