package dev.sealward.guard;

import java.time.Instant;
import java.util.UUID;

/** An operator's rule as it is stored; {@link RuleDraft} says what its texts are. */
public record RuleView(
    UUID id,
    RuleForm form,
    String name,
    String kind,
    String pattern,
    String anchor,
    RuleState state,
    Instant createdAt,
    String createdBy,
    Instant changedAt,
    String changedBy) {}
