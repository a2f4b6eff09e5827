package dev.sealward.secret;

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

/** The masks, as the re-wrap sees them. */
@ApplicationScoped
@Transactional
class MaskEnvelopes implements Rewrappable {
  private final EntityManager entityManager;

  @Inject
  MaskEnvelopes(EntityManager entityManager) {
    this.entityManager = entityManager;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  MaskEnvelopes() {
    this(null);
  }

  @Override
  public String name() {
    return "masks";
  }

  @Override
  public Map<Integer, Long> countByVersion() {
    return EnvelopeRows.of(entityManager)
        .count("select key_version, count(*) from secret_mask group by key_version");
  }

  @Override
  public Rewrapped rewrap(KeySession session, int version, int limit, @Nullable String after) {
    return EnvelopeRows.of(entityManager)
        .rewrapTenantRows(
            "secret_mask",
            "mask",
            Purpose.MASK,
            StoredMasks::maskScope,
            session,
            version,
            limit,
            after);
  }
}
