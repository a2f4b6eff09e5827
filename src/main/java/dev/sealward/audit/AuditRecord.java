package dev.sealward.audit;

import dev.sealward.kernel.Caller;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of the audit trail, as it is shown.
 *
 * @param id grows with time; the key pages of the trail are cut by
 * @param actor a person's sign-in name, an entity's id, or the part of Sealward that acted
 * @param other a second thing it involved, such as the entity of a grant
 * @param code why it was refused, when it was
 * @param detail short text made by Sealward, such as {@code version 3}
 */
public record AuditRecord(
    long id,
    Instant time,
    Caller.Kind actorKind,
    String actor,
    Action action,
    Target target,
    @Nullable Target other,
    Outcome outcome,
    @Nullable String code,
    @Nullable String detail,
    String address,
    UUID correlationId) {}
