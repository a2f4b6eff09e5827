package dev.sealward.access;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A network an entity has called from. */
@Entity
@Table(name = "entity_network")
@IdClass(EntityNetworkRow.Key.class)
@Access(AccessType.FIELD)
class EntityNetworkRow {
  @Id private String tenant;
  @Id private String entity;
  @Id private String network;

  @Column(name = "first_seen_at")
  private Instant firstSeenAt;

  @Column(name = "last_seen_at")
  private Instant lastSeenAt;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected EntityNetworkRow() {}

  EntityNetworkRow(Behaviour.Use use, Instant seenAt) {
    this.tenant = use.tenant().value();
    this.entity = use.entity().value();
    this.network = use.network();
    this.firstSeenAt = seenAt;
    this.lastSeenAt = seenAt;
  }

  void seen(Instant now) {
    lastSeenAt = now;
  }

  /** The row's key; JPA asks for a class with these fields. */
  static class Key implements Serializable {
    private static final long serialVersionUID = 1L;

    private String tenant;
    private String entity;
    private String network;

    @SuppressWarnings("NullAway.Init") // filled by the persistence provider
    public Key() {}

    Key(Behaviour.Use use) {
      this.tenant = use.tenant().value();
      this.entity = use.entity().value();
      this.network = use.network();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && Objects.equals(tenant, key.tenant)
          && Objects.equals(entity, key.entity)
          && Objects.equals(network, key.network);
    }

    @Override
    public int hashCode() {
      return Objects.hash(tenant, entity, network);
    }
  }
}
