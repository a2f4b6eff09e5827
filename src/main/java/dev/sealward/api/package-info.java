/**
 * Sealward's own REST API under {@code /api/v1}: what agents and outside runners call with a
 * machine token.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Every body is read under a limit of size and depth; what does not fit its form is refused
 *       and nothing of it is stored or said back.
 *   <li>Every text of a body and every parameter of a call that changes something is scanned for
 *       secrets as it is read, unless {@link dev.sealward.guard.TextFields} says otherwise.
 *   <li>Every error is an {@code application/problem+json} with a correlation id, made in one
 *       place.
 *   <li>Who calls was settled by the platform's authentication before a resource runs; no resource
 *       reads a token.
 * </ul>
 *
 * <p>May use any module's face. The bytes of a resolved secret leave here and nowhere else.
 */
@NullMarked
package dev.sealward.api;

import org.jspecify.annotations.NullMarked;
