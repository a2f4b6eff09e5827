package dev.sealward.web;

import dev.sealward.access.EntityView;
import dev.sealward.access.TokenView;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How entities and their tokens stand, as pills say it. */
final class EntityWords {
  /** From here on an end is near: the first of the two alerts comes then. */
  private static final Duration SOON = Duration.ofDays(14);

  private EntityWords() {}

  static Pill pill(EntityView entity, Instant now) {
    return switch (entity.state()) {
      case RETIRED -> new Pill("", "revoke", "Retired");
      case DISABLED -> new Pill("is-warn", "pause", "Disabled");
      case ENABLED -> tokens(entity, now);
    };
  }

  private static Pill tokens(EntityView entity, Instant now) {
    if (entity.activeTokens() == 0) {
      return new Pill("", "secret", "No token");
    }
    if (isSoon(entity.nextEnd(), now)) {
      return new Pill("is-warn", "clock", "Token ends soon");
    }
    return entity.endlessTokens() > 0
        ? new Pill("is-warn", "warning", "Token without end")
        : new Pill("is-ok", "ok", "Enabled");
  }

  static Pill pill(TokenView token, Instant now) {
    if (token.revokedAt() != null) {
      return new Pill("", "revoke", "Revoked");
    }
    if (!token.isLive(now)) {
      return new Pill("", "clock", "Expired");
    }
    if (token.replacedBy() != null) {
      return new Pill("", "rotate", "Being replaced");
    }
    if (isSoon(token.expiresAt(), now)) {
      return new Pill("is-warn", "clock", "Ends soon");
    }
    return token.expiresAt() == null
        ? new Pill("is-warn", "warning", "Never ends")
        : new Pill("is-ok", "ok", "Active");
  }

  static boolean isSoon(@Nullable Instant end, Instant now) {
    return end != null && end.isAfter(now) && !end.isAfter(now.plus(SOON));
  }
}
