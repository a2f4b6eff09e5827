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

/** How often an entity has called in one hour of the week, over all weeks. */
@Entity
@Table(name = "entity_hour")
@IdClass(EntityHourRow.Key.class)
@Access(AccessType.FIELD)
class EntityHourRow {
  @Id private String tenant;
  @Id private String entity;

  @Id
  @Column(name = "hour_of_week")
  private int hourOfWeek;

  private long calls;

  @Column(name = "first_seen_at")
  private Instant firstSeenAt;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected EntityHourRow() {}

  EntityHourRow(Behaviour.Use use, long calls) {
    this.tenant = use.tenant().value();
    this.entity = use.entity().value();
    this.hourOfWeek = UsualHours.hourOfWeek(use.hour());
    this.calls = calls;
    this.firstSeenAt = use.hour();
  }

  /** The row's key; JPA asks for a class with these fields. */
  static class Key implements Serializable {
    private static final long serialVersionUID = 1L;

    private String tenant;
    private String entity;
    private int hourOfWeek;

    @SuppressWarnings("NullAway.Init") // filled by the persistence provider
    public Key() {}

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && Objects.equals(tenant, key.tenant)
          && Objects.equals(entity, key.entity)
          && hourOfWeek == key.hourOfWeek;
    }

    @Override
    public int hashCode() {
      return Objects.hash(tenant, entity, hourOfWeek);
    }
  }
}
