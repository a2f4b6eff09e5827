package dev.sealward.access;

import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.keys.EnvelopeRows;
import dev.sealward.keys.KeySession;
import dev.sealward.keys.Purpose;
import dev.sealward.keys.Rewrappable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The seeds of second factors, as the re-wrap sees them. */
@ApplicationScoped
@Transactional
class FactorEnvelopes implements Rewrappable {
  private final EntityManager entityManager;

  @Inject
  FactorEnvelopes(EntityManager entityManager) {
    this.entityManager = entityManager;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  FactorEnvelopes() {
    this(null);
  }

  @Override
  public String name() {
    return "second factors";
  }

  @Override
  public Map<Integer, Long> countByVersion() {
    return EnvelopeRows.of(entityManager)
        .count("select key_version, count(*) from second_factor group by key_version");
  }

  @Override
  public Rewrapped rewrap(KeySession session, int version, int limit, @Nullable String after) {
    return EnvelopeRows.of(entityManager)
        .rewrapTenantRows(
            "second_factor",
            "second factor",
            Purpose.SECOND_FACTOR,
            FactorEnvelopes::scope,
            session,
            version,
            limit,
            after);
  }

  static Scope scope(TenantId tenant) {
    return new Scope(
        tenant, WorkspaceId.of("default"), Environment.PRODUCTION, ProviderId.of("sealward"));
  }
}
