package dev.sealward.audit;

import dev.sealward.kernel.Refused;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of the trail are asked for; a null member does not restrict.
 *
 * @param beforeId only rows older than this one: the last row of the page before
 * @param limit 1 to 200 rows
 */
public record AuditQuery(
    @Nullable Target target,
    @Nullable String actor,
    @Nullable Action action,
    @Nullable Outcome outcome,
    @Nullable UUID correlationId,
    @Nullable Long beforeId,
    int limit) {
  public static final int MAX_LIMIT = 200;

  public AuditQuery {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw Refused.field(
          "limit",
          "LIMIT_INVALID",
          "A page holds 1 to " + MAX_LIMIT + " rows.",
          "Ask for fewer rows and page on with the last row's id.");
    }
  }

  /** The newest rows of the whole trail. */
  public static AuditQuery latest(int limit) {
    return new AuditQuery(null, null, null, null, null, null, limit);
  }

  /** The newest rows about one thing: its history. */
  public static AuditQuery about(Target target, int limit) {
    return new AuditQuery(target, null, null, null, null, null, limit);
  }

  /** The same question, for the rows older than {@code id}. */
  public AuditQuery before(long id) {
    return new AuditQuery(target, actor, action, outcome, correlationId, id, limit);
  }
}
