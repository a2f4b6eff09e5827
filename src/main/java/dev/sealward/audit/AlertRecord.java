package dev.sealward.audit;

import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.WorkspaceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One security alert, as it is shown.
 *
 * @param workspace what it is about; null when it concerns the whole tenant
 * @param component the part of Sealward that noticed
 * @param detail rule names and ids; never the text that was found
 * @param entity whom it is about; null when it is about no entity
 */
public record AlertRecord(
    long id,
    Instant time,
    @Nullable WorkspaceId workspace,
    AlertKind kind,
    String component,
    String detail,
    @Nullable EntityId entity,
    @Nullable Instant acknowledgedAt,
    @Nullable String acknowledgedBy) {

  public boolean open() {
    return acknowledgedAt == null;
  }
}
