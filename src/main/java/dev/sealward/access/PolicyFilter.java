package dev.sealward.access;

import dev.sealward.audit.Target;
import dev.sealward.kernel.EntityId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which policies to list: those that meet every condition given, by entity and what they are about.
 *
 * @param endingBefore those that have an end before this; ended ones too
 * @param after the last policy of the page before, or null for the first page
 * @param limit 1 to 200
 */
public record PolicyFilter(
    @Nullable EntityId entity,
    @Nullable Target target,
    @Nullable Level level,
    @Nullable Instant endingBefore,
    @Nullable After after,
    int limit) {
  private static final int MAX_LIMIT = 200;

  /** The place after which a page starts. */
  public record After(EntityId entity, Target target) {
    /** The place of a policy. */
    public static After of(PolicyView policy) {
      return new After(policy.entity(), policy.target());
    }
  }

  public PolicyFilter {
    limit = Math.max(1, Math.min(limit, MAX_LIMIT));
  }

  /** The first policies of an entity. */
  public static PolicyFilter of(EntityId entity) {
    return new PolicyFilter(entity, null, null, null, null, MAX_LIMIT);
  }

  /** The first policies on a thing. */
  public static PolicyFilter on(Target target) {
    return new PolicyFilter(null, target, null, null, null, MAX_LIMIT);
  }
}
