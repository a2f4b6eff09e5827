package dev.sealward.audit;

import dev.sealward.kernel.Caller;

/**
 * Tells whoever watches for patterns that a refusal was recorded; observed in the recording
 * transaction, so observers note it and leave.
 *
 * @param code the refusal's code
 */
public record RefusalRecorded(Caller caller, Action action, Target target, String code) {}
