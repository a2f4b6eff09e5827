package dev.sealward.keys;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sealward's own random keys, as the re-wrap sees them. */
@ApplicationScoped
@Transactional
class OwnKeys implements Rewrappable {
  private final EntityManager entityManager;

  @Inject
  OwnKeys(EntityManager entityManager) {
    this.entityManager = entityManager;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  OwnKeys() {
    this(null);
  }

  @Override
  public String name() {
    return "own keys";
  }

  @Override
  public Map<Integer, Long> countByVersion() {
    return EnvelopeRows.of(entityManager)
        .count("select key_version, count(*) from sealed_key group by key_version");
  }

  @Override
  public Rewrapped rewrap(KeySession session, int version, int limit, @Nullable String after) {
    return EnvelopeRows.of(entityManager)
        .rewrapTenantRows(
            "sealed_key",
            "own key",
            Purpose.OWN_KEY,
            KeyRing::ownScope,
            session,
            version,
            limit,
            after);
  }
}
