package dev.sealward.access;

import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.TenantId;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an entity's tokens amount to. */
record TokenFacts(
    long active, long endless, @Nullable Instant nextEnd, @Nullable Instant lastUsedAt) {
  static final TokenFacts NONE = new TokenFacts(0, 0, null, null);

  /** Of these entities, by name, in two queries however many there are. */
  static Map<EntityId, TokenFacts> of(
      EntityManager rows, TenantId tenant, Collection<EntityId> entities, Instant now) {
    Map<EntityId, TokenFacts> facts = new HashMap<>();
    if (entities.isEmpty()) {
      return facts;
    }
    List<String> names = entities.stream().map(EntityId::value).toList();
    rows.createQuery(
            "select t.entity, max(t.lastUsedAt) from TokenRow t where t.tenant = :tenant"
                + " and t.entity in :names group by t.entity",
            Object[].class)
        .setParameter("tenant", tenant.value())
        .setParameter("names", names)
        .getResultStream()
        .forEach(
            row ->
                facts.put(
                    EntityId.of((String) row[0]),
                    new TokenFacts(0, 0, null, Rows.instant(row[1]))));
    rows.createQuery(
            "select t.entity, count(t), count(t.expiresAt), min(t.expiresAt) from TokenRow t"
                + " where t.tenant = :tenant and t.entity in :names and t.revokedAt is null"
                + " and (t.expiresAt is null or t.expiresAt > :now) group by t.entity",
            Object[].class)
        .setParameter("tenant", tenant.value())
        .setParameter("names", names)
        .setParameter("now", now)
        .getResultStream()
        .forEach(
            row -> {
              long active = ((Number) row[1]).longValue();
              facts.computeIfPresent(
                  EntityId.of((String) row[0]),
                  (name, known) ->
                      new TokenFacts(
                          active,
                          active - ((Number) row[2]).longValue(),
                          Rows.instant(row[3]),
                          known.lastUsedAt()));
            });
    return facts;
  }
}
