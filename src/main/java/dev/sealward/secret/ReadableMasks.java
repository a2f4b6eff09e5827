package dev.sealward.secret;

import dev.sealward.access.ForEntities;
import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.crypto.UnopenableException;
import dev.sealward.guard.Guard;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretValue;
import dev.sealward.keys.Diagnosis;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeySession;
import dev.sealward.keys.Purpose;
import dev.sealward.keys.Unopenable;
import dev.sealward.redaction.KnownFingerprints;
import dev.sealward.redaction.Mask;
import dev.sealward.redaction.Redactor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What recognises the values an entity may read, for it to mask on its own.
 *
 * <p>Guarantees: no value and no secret is opened for it; what the entity holds no read policy on,
 * or lies beyond its borders, is not in it; every version that is still recognised is, superseded
 * and revoked ones too; the audit row has committed before the caller has a byte; a mask that was
 * changed or taken away refuses all of it. What the holder learns is said at {@link
 * KnownFingerprints}.
 */
@ApplicationScoped
public class ReadableMasks {
  private static final int SECRETS_PER_QUERY = 200;

  /** Each takes some processor time, and memory until it is sent. */
  private static final int AT_ONCE = 2;

  private static final int WAIT_SECONDS = 2;

  private final SecretAccess access;
  private final StoredMasks stored;
  private final KeyRing keyRing;
  private final Guard guard;
  private final AuditTrail auditTrail;
  private final Unopenable unopenable;
  private final Semaphore free = new Semaphore(AT_ONCE);

  @Inject
  ReadableMasks(
      SecretAccess access,
      StoredMasks stored,
      KeyRing keyRing,
      Guard guard,
      AuditTrail auditTrail,
      Unopenable unopenable) {
    this.access = access;
    this.stored = stored;
    this.keyRing = keyRing;
    this.guard = guard;
    this.auditTrail = auditTrail;
    this.unopenable = unopenable;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected ReadableMasks() {
    this(null, null, null, null, null, null);
  }

  /** The bundle as {@link KnownFingerprints#parse} reads it; the caller zeroes it. */
  @ForEntities
  @Transactional
  public byte[] handOut(Caller entity) {
    access.requireEntity(entity);
    keyRing.requireOpen();
    Redactor redactor = guard.redactor(entity.tenant());
    takeTurn();
    try {
      List<UUID> secrets = access.allReadable(entity);
      try (KnownFingerprints bundle = bundle(redactor, masks(entity, secrets))) {
        auditTrail.record(
            entity,
            Action.MASKS_HANDED_OUT,
            new Target("entity", entity.id()),
            bundle.size()
                + " masks of "
                + secrets.size()
                + " secrets, "
                + bundle.withheld()
                + " too short");
        return bundle.serialised();
      }
    } finally {
      free.release();
    }
  }

  private void takeTurn() {
    try {
      if (free.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw Refused.of(
        Refused.Kind.TOO_MANY,
        Remedy.of(
            "BUNDLES_BUSY",
            "Others are fetching known values at this moment.",
            "Try again in a moment."));
  }

  private List<Mask> masks(Caller entity, List<UUID> secrets) {
    Scope scope = StoredMasks.maskScope(entity.tenant());
    List<Mask> masks = new ArrayList<>();
    for (int from = 0; from < secrets.size(); from += SECRETS_PER_QUERY) {
      List<UUID> some = secrets.subList(from, Math.min(secrets.size(), from + SECRETS_PER_QUERY));
      List<VersionAt> missing = stored.withoutMasks(entity.tenant(), some, 1);
      if (!missing.isEmpty()) {
        Target target = new Target("secret", missing.get(0).secret().toString());
        unopenable.reportMissing(entity.tenant(), target);
        throw changed(target);
      }
      // For each page: a rotation may come in between.
      KeySession session = keyRing.session();
      for (MaskRow row : stored.of(entity.tenant(), some)) {
        masks.add(opened(entity, session, scope, row));
      }
      if (masks.size() > KnownFingerprints.MAX_MASKS) {
        throw tooMany();
      }
    }
    return masks;
  }

  private Mask opened(Caller entity, KeySession session, Scope scope, MaskRow row) {
    try (SecretValue encoded = session.open(Purpose.MASK, scope, row.id(), 1, row.sealed())) {
      return encoded.use(Mask::parse);
    } catch (UnopenableException e) {
      Target target = new Target("secret", row.at().secret().toString());
      unopenable.report(entity, Action.MASKS_HANDED_OUT, target, Diagnosis.of(e));
      throw changed(target);
    }
  }

  private static KnownFingerprints bundle(Redactor redactor, List<Mask> masks) {
    try {
      return redactor.fingerprints(masks);
    } catch (IllegalArgumentException overTheLimits) {
      throw tooMany();
    }
  }

  private static Refused changed(Target secret) {
    return Refused.unavailable(
        "MASK_CHANGED",
        "What recognises the secret " + secret.id() + " was changed in the database.",
        "Restart Sealward, which makes it again from the value, and find out who can write to the"
            + " database.");
  }

  private static Refused tooMany() {
    return Refused.conflict(
        "TOO_MANY_VALUES",
        "This entity may read more values than fit into one bundle.",
        "Use an entity that may read only what this place prints.");
  }
}
