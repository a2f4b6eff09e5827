package dev.sealward.access;

import dev.sealward.audit.Target;
import dev.sealward.kernel.EntityId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A policy as pages show it. */
public record PolicyView(
    UUID id,
    EntityId entity,
    Target target,
    Level level,
    String grantedBy,
    String reason,
    Instant grantedAt,
    @Nullable Instant expiresAt) {

  /** Whether it has not ended; one that has ended allows nothing. */
  public boolean isInForce(Instant now) {
    return now.isBefore(end());
  }

  /** When it ends, far away when it does not. */
  Instant end() {
    return expiresAt == null ? Instant.MAX : expiresAt;
  }
}
