package dev.sealward.access;

import dev.sealward.kernel.Refused;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/**
 * Entities that administer something, whose tokens are as dangerous as that.
 *
 * <p>Guarantee: of an entity that administers something, no token works that was made by somebody
 * who could not grant that level when it was granted. Whoever grants the level and whoever makes a
 * token hold the entity's row until they commit, so neither overlooks the other.
 *
 * <p>Does not protect against a maker who loses the role later: their tokens go on working.
 */
final class ArmedEntities {
  private final EntityManager entityManager;
  private final Clock clock;

  ArmedEntities(EntityManager entityManager, Clock clock) {
    this.entityManager = entityManager;
    this.clock = clock;
  }

  /** Whether an entity, whose row the caller has locked, administers anything now. */
  boolean isArmed(EntityRow entity) {
    return !entityManager
        .createQuery(
            "select p.id from PolicyRow p where p.tenant = :tenant and p.entity = :entity"
                + " and p.level = :admin and (p.expiresAt is null or p.expiresAt > :now)",
            UUID.class)
        .setParameter("tenant", entity.tenant().value())
        .setParameter("entity", entity.name().value())
        .setParameter("admin", Level.ADMIN)
        .setParameter("now", clock.instant())
        .setMaxResults(1)
        .getResultList()
        .isEmpty();
  }

  /** Locks the entity's row, and refuses it while others than its equals hold its tokens. */
  void requireFitToArm(EntityRow entity) {
    entityManager.lock(entity, LockModeType.PESSIMISTIC_WRITE);
    List<String> makers = makersOfLiveTokens(entity);
    if (makers.isEmpty()) {
      return;
    }
    long fit =
        entityManager
            .createQuery(
                "select p from PersonRow p where p.tenant = :tenant and p.name in :makers",
                PersonRow.class)
            .setParameter("tenant", entity.tenant().value())
            .setParameter("makers", makers)
            .getResultStream()
            .filter(maker -> Permission.GRANT_ADMIN_LEVEL.isHeldBy(maker.standing().roles()))
            .count();
    if (fit < makers.size()) {
      throw Refused.field(
          "level",
          "TOKENS_OF_OTHERS",
          "This entity has working tokens that were made by somebody who may not grant admin"
              + " level, and who may have kept them.",
          "Revoke those on the entity's page, grant the level, then issue new ones.");
    }
  }

  private List<String> makersOfLiveTokens(EntityRow entity) {
    return entityManager
        .createQuery(
            "select distinct t.createdBy from TokenRow t where t.tenant = :tenant and t.entity ="
                + " :entity and t.revokedAt is null and (t.expiresAt is null or t.expiresAt >"
                + " :now)",
            String.class)
        .setParameter("tenant", entity.tenant().value())
        .setParameter("entity", entity.name().value())
        .setParameter("now", clock.instant())
        .getResultList();
  }
}
