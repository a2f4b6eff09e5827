package dev.sealward.keys;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.UUID;

/** A row that a piece of long work could not do. */
@Entity
@Table(name = "batch_failure")
@IdClass(WorkFailureRow.Key.class)
@Access(AccessType.FIELD)
class WorkFailureRow {

  /** Primary key, as the persistence provider wants it. */
  static class Key implements Serializable {
    private static final long serialVersionUID = 1L;

    UUID workId;
    String item;

    @SuppressWarnings("NullAway.Init") // filled by the persistence provider
    Key() {}

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && key.workId.equals(workId) && key.item.equals(item);
    }

    @Override
    public int hashCode() {
      return 31 * workId.hashCode() + item.hashCode();
    }
  }

  @Id
  @Column(name = "work_id")
  private UUID workId;

  @Id private String item;

  private String reason;

  @SuppressWarnings("NullAway.Init") // filled by the persistence provider
  protected WorkFailureRow() {}

  WorkFailureRow(UUID workId, BatchWork.Failure failure) {
    this.workId = workId;
    this.item = failure.item();
    this.reason = failure.reason();
  }

  BatchWork.Failure view() {
    return new BatchWork.Failure(item, reason);
  }
}
