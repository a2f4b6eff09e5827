/**
 * The record of who did what, and the alerts a security lead has to see. Faces: {@link
 * dev.sealward.audit.AuditTrail}, {@link dev.sealward.audit.AuditSearch}, {@link
 * dev.sealward.audit.AuditCounts}, {@link dev.sealward.audit.Alerts}, {@link
 * dev.sealward.audit.Chain}, {@link dev.sealward.audit.Checkpoints}, {@link
 * dev.sealward.audit.Archive}, {@link dev.sealward.audit.Retention}.
 *
 * <p>Invariants: rows are only ever added to the trail, never changed; they leave its table only as
 * whole segments of the chain that stand in verified files; an action's row is written in the
 * action's own transaction, so that neither exists without the other (ST-SEC-010); a refusal's row
 * is written in a transaction of its own, since the acting one rolls back; a row carries a MAC, and
 * committed rows are chained by seals, so that what somebody changes in the database is found
 * (VAULT-05); rows hold typed fields only, never a payload, never a value; every query carries the
 * tenant. May use: kernel, crypto, redaction.
 */
@NullMarked
package dev.sealward.audit;

import org.jspecify.annotations.NullMarked;
