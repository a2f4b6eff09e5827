package dev.sealward.inserver;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditFilter;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.Outcome;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which rows of the trail a test asks {@link Recorded} for; a null member does not restrict. */
record AuditQuery(
    @Nullable Target target,
    @Nullable String actor,
    @Nullable Action action,
    @Nullable Outcome outcome,
    @Nullable UUID correlationId,
    int limit) {
  static AuditQuery latest(int limit) {
    return new AuditQuery(null, null, null, null, null, limit);
  }

  static AuditQuery about(Target target, int limit) {
    return new AuditQuery(target, null, null, null, null, limit);
  }

  static AuditQuery under(UUID correlationId, int limit) {
    return new AuditQuery(null, null, null, null, correlationId, limit);
  }

  AuditFilter filter() {
    AuditFilter filter = AuditFilter.ALL;
    if (target != null) {
      filter = filter.about(Set.of(target));
    }
    if (actor != null) {
      filter =
          filter.by(
              EnumSet.allOf(Caller.Kind.class).stream()
                  .map(kind -> new AuditFilter.Who(kind, actor))
                  .collect(Collectors.toSet()));
    }
    if (action != null) {
      filter = filter.doing(Set.of(action));
    }
    if (outcome != null) {
      filter = filter.ended(outcome);
    }
    return correlationId == null ? filter : filter.under(Set.of(correlationId));
  }

  /** What the trail gives as well: rows that only involve the thing. */
  boolean isAbout(AuditRecord row) {
    return target == null || target.equals(row.target());
  }
}
