package dev.sealward.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Optional;

/**
 * The rows behind tokens that callers present, each read in a transaction of its own that is over
 * before anything is recorded: a flood of bad tokens must not hold connections while it waits for
 * more.
 */
@ApplicationScoped
@Transactional
class PresentedTokens {
  private final EntityManager rows;

  /** A token and the entity it is bound to. */
  record Found(TokenRow token, EntityRow entity) {}

  @Inject
  PresentedTokens(EntityManager rows) {
    this.rows = rows;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  PresentedTokens() {
    this(null);
  }

  /** One query, which finds a token with its own entity of its own tenant or nothing. */
  Optional<Found> find(String tokenId) {
    return rows.createQuery(
            "select t, e from TokenRow t, EntityRow e where t.id = :id"
                + " and e.tenant = t.tenant and e.name = t.entity",
            Object[].class)
        .setParameter("id", tokenId)
        .getResultStream()
        .findFirst()
        .map(row -> new Found((TokenRow) row[0], (EntityRow) row[1]));
  }

  void used(String tokenId, Instant now, String address) {
    rows.createQuery(
            "update TokenRow t set t.lastUsedAt = :now, t.lastUsedFrom = :address"
                + " where t.id = :id")
        .setParameter("now", now)
        .setParameter("address", address)
        .setParameter("id", tokenId)
        .executeUpdate();
  }
}
