package dev.sealward.audit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the trail holds of a span, in numbers (VAULT-05).
 *
 * @param last when the newest row of all was written; null when there is none
 * @param secrets the most often recorded, the most frequent first
 * @param entities likewise, by who acted
 * @param people likewise
 */
public record AuditSummary(
    long records,
    long refused,
    @Nullable Instant last,
    List<Count> secrets,
    List<Count> entities,
    List<Count> people) {
  /** Of one thing. */
  public record Count(String id, long records, long refused) {}

  public AuditSummary {
    secrets = List.copyOf(secrets);
    entities = List.copyOf(entities);
    people = List.copyOf(people);
  }
}
