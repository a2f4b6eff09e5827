/**
 * Projects, their runs and the events of a run: what an outside runner streams in and people read.
 *
 * <p>Faces: {@link dev.sealward.run.Projects}, {@link dev.sealward.run.Runs}.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>The text of an event reaches a row only as the redaction engine's own output or as a fixed
 *       placeholder ({@code MaskedEvent} has no other way in), a prompt's and an artifact's
 *       likewise ({@code PromptJson.Masked}, {@code MaskedFile}).
 *   <li>Only what is stored is acknowledged; events are stored in the order they arrived, and a
 *       page that asks for what follows the last event it has misses none of one upload.
 *   <li>Every look-up carries tenant, workspace and project in the query itself.
 *   <li>For an entity, a run or project that is missing and one that is foreign are the same
 *       answer.
 * </ul>
 *
 * <p>May use kernel, redaction, audit, guard, access.
 */
@NullMarked
package dev.sealward.run;

import org.jspecify.annotations.NullMarked;
