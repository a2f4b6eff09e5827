package dev.sealward.secret;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.TenantId;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.Purpose;
import dev.sealward.redaction.Mask;
import dev.sealward.redaction.Redactor;
import dev.sealward.secret.StoredMasks.Compiled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.List;

/** Makes a version's masks again from its value, in a transaction of its own. */
@ApplicationScoped
@Transactional(TxType.REQUIRES_NEW)
class MaskRepair {
  private final SecretRows rows;
  private final StoredEnvelopes envelopes;
  private final StoredMasks stored;
  private final KeyRing keyRing;
  private final AuditTrail auditTrail;

  @Inject
  MaskRepair(
      SecretRows rows,
      StoredEnvelopes envelopes,
      StoredMasks stored,
      KeyRing keyRing,
      AuditTrail auditTrail) {
    this.rows = rows;
    this.envelopes = envelopes;
    this.stored = stored;
    this.keyRing = keyRing;
    this.auditTrail = auditTrail;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  MaskRepair() {
    this(null, null, null, null, null);
  }

  /** Whether a version's value is destroyed, so that nothing can make its masks again. */
  boolean isGone(TenantId tenant, VersionAt at) {
    return rows.find(tenant, SecretId.of(at.secret())).isEmpty()
        || rows.version(at.secret(), at.number()).filter(v -> !v.isDestroyed()).isEmpty();
  }

  /**
   * Replaces all masks of a version, unless somebody else did so meanwhile.
   *
   * @param fingerprintKey the tenant's, 32 bytes
   * @throws Refused when its value is gone or its store does not give it
   * @throws dev.sealward.crypto.UnopenableException when its value does not open
   */
  List<Mask> remake(TenantId tenant, VersionAt at, byte[] fingerprintKey) {
    SecretRow secret =
        rows.find(tenant, SecretId.of(at.secret())).orElseThrow(() -> Refused.missing("secret"));
    VersionRow version =
        rows.lockedVersion(secret.id(), at.number()).orElseThrow(() -> Refused.missing("version"));
    List<Mask> remade = stored.whole(keyRing.session(), tenant, secret.id(), at.number());
    if (!remade.isEmpty()) {
      return remade;
    }
    byte[] envelope = envelopes.read(secret, version);
    if (envelope == null) {
      throw Refused.missing("value");
    }
    try (SecretValue value =
            keyRing.open(Purpose.SECRET_VALUE, secret.scope(), secret.id(), at.number(), envelope);
        ValueDocument document = ValueDocument.of(secret.type(), value)) {
      Compiled compiled =
          StoredMasks.compile(
              Redactor.of(fingerprintKey)::compile, secret.type(), document.secretParts());
      stored.replace(secret.scope(), secret.id(), at.number(), compiled.masks());
      // What cannot be masked by now is not missed at the next start.
      version.notes(compiled.notes());
      auditTrail.record(
          Caller.system("masks", tenant, secret.scope().workspace()),
          Action.MASKS_REMADE,
          new Target("secret", secret.id().toString()),
          "version " + at.number());
      return compiled.masks();
    }
  }
}
