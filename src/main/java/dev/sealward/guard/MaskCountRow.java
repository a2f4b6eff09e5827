package dev.sealward.guard;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How often a kind was masked on a way out within an hour. */
@Entity
@Table(name = "redaction_count")
@IdClass(MaskCountRow.Key.class)
@Access(AccessType.FIELD)
class MaskCountRow {
  @Id private String tenant;

  @Id
  @Column(name = "hour_start")
  private Instant hourStart;

  @Id
  @Enumerated(EnumType.STRING)
  @Column(name = "way_out")
  private WayOut wayOut;

  @Id private String kind;

  private long masked;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected MaskCountRow() {}

  MaskCountRow(MaskCounts.Key key, Instant hourStart, long masked) {
    this.tenant = key.tenant().value();
    this.hourStart = hourStart;
    this.wayOut = key.way();
    this.kind = key.kind();
    this.masked = masked;
  }

  /** The row's key; JPA asks for a class with these fields. */
  static class Key implements Serializable {
    private static final long serialVersionUID = 1L;

    private String tenant;
    private Instant hourStart;
    private WayOut wayOut;
    private String kind;

    @SuppressWarnings("NullAway.Init") // filled by the persistence provider
    public Key() {}

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && Objects.equals(tenant, key.tenant)
          && Objects.equals(hourStart, key.hourStart)
          && wayOut == key.wayOut
          && Objects.equals(kind, key.kind);
    }

    @Override
    public int hashCode() {
      return Objects.hash(tenant, hourStart, wayOut, kind);
    }
  }
}
