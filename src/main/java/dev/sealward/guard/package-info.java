/**
 * Redaction at work in the server: who knows which values, and the last checks before anything
 * leaves. Face: {@link dev.sealward.guard.Guard}.
 *
 * <p>Operators' rules ({@link dev.sealward.guard.RedactionRules}) add to what is masked, and allow
 * what is no secret; what is masked is counted by way out ({@link dev.sealward.guard.WayOut}).
 *
 * <p>Ways out it watches: text fields people fill in ({@link
 * dev.sealward.guard.Guard#refusePlaintext}, ST-SEC-002), the server's own log and its standard
 * streams ({@link dev.sealward.guard.LogMasking}, ST-SEC-004), what faces give to pages ({@link
 * dev.sealward.guard.Redacted}) and the rendered bytes ({@link
 * dev.sealward.guard.RenderGuardFilter}, both ST-SEC-006).
 *
 * <p>Invariants: a tenant's text is compared with that tenant's values only, except the server log
 * and pages nobody is signed in to; what cannot be checked does not leave; neither messages, alerts
 * nor audit rows carry what was found. May use: kernel, redaction, audit.
 */
@NullMarked
package dev.sealward.guard;

import org.jspecify.annotations.NullMarked;
