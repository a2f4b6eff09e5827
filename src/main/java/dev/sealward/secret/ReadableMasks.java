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
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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
  private static final int SECRETS_PER_QUERY = 50;

  /** A part is enough when so many were looked at for it, whether or not they may be read. */
  private static final int PART_SECRETS = 2_000;

  private static final int PART_BYTES = 1 << 20;

  /** More is not looked through at once. */
  private static final int MAX_PARTS = 5;

  /** Each takes some processor time. */
  private static final int AT_ONCE = 2;

  private static final int WAIT_SECONDS = 2;

  private final SecretAccess access;
  private final Places places;
  private final StoredMasks stored;
  private final KeyRing keyRing;
  private final Guard guard;
  private final AuditTrail auditTrail;
  private final Unopenable unopenable;
  private final Clock clock;
  private final Semaphore free = new Semaphore(AT_ONCE);

  @Inject
  ReadableMasks(
      SecretAccess access,
      Places places,
      StoredMasks stored,
      KeyRing keyRing,
      Guard guard,
      AuditTrail auditTrail,
      Unopenable unopenable,
      Clock clock) {
    this.access = access;
    this.places = places;
    this.stored = stored;
    this.keyRing = keyRing;
    this.guard = guard;
    this.auditTrail = auditTrail;
    this.unopenable = unopenable;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected ReadableMasks() {
    this(null, null, null, null, null, null, null, null);
  }

  /**
   * A part of what an entity is handed, of a bounded size.
   *
   * @param bundle as {@link KnownFingerprints#parse} reads it; who sends it zeroes it
   * @param next what to send to go on; null when this was the last part
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Part(byte[] bundle, @Nullable String next) {}

  /**
   * The part after another, or the first. It may hold nothing, and yet not be the last.
   *
   * <p>Holds the database no longer than it takes to make it, and the memory of about {@value
   * #PART_BYTES} bytes until it is sent, however slowly that is read.
   *
   * @param after what the part before gave as its next; null for the first
   * @param inParts whether the caller goes on: if not, this part may take as long as {@value
   *     #MAX_PARTS} of them
   */
  @ForEntities
  @Transactional
  public Part handOut(Caller entity, @Nullable String after, boolean inParts) {
    access.requireEntity(entity);
    keyRing.requireOpen();
    Redactor redactor = guard.redactor(entity.tenant());
    takeTurn();
    try {
      Gathered gathered =
          gathered(
              entity,
              places.open(entity, after),
              inParts ? PART_SECRETS : MAX_PARTS * PART_SECRETS);
      try (KnownFingerprints bundle = bundle(redactor, gathered.masks)) {
        auditTrail.record(
            entity,
            Action.MASKS_HANDED_OUT,
            new Target("entity", entity.id()),
            bundle.size()
                + " masks of "
                + gathered.secrets
                + " secrets, "
                + bundle.withheld()
                + " too short");
        return new Part(bundle.serialised(), places.seal(entity, gathered.next));
      }
    } finally {
      free.release();
    }
  }

  /**
   * The masks that stand in masked text in the place of what the entity may read; null when that is
   * more than can be looked through at once. Nothing of it leaves the server.
   */
  @ForEntities
  @Transactional
  public @Nullable Set<String> masksInText(Caller entity) {
    access.requireEntity(entity);
    keyRing.requireOpen();
    takeTurn();
    try {
      Set<String> masks = new HashSet<>();
      SecretFilter.After after = null;
      for (int part = 0; part < MAX_PARTS; part++) {
        Gathered gathered = gathered(entity, after, PART_SECRETS);
        gathered.masks.forEach(mask -> masks.add(mask.inText()));
        after = gathered.next;
        if (after == null) {
          return masks;
        }
      }
      return null;
    } finally {
      free.release();
    }
  }

  /** Masks in the order of their secrets, until they are enough for a part. */
  private static final class Gathered {
    private final List<Mask> masks = new ArrayList<>();
    private long bytes;
    private int secrets;
    private int lookedAt;
    private SecretFilter.@Nullable After next;

    private boolean isEnough(int secretsToLookAt) {
      return bytes >= PART_BYTES || lookedAt >= secretsToLookAt;
    }
  }

  private Gathered gathered(
      Caller entity, SecretFilter.@Nullable After after, int secretsToLookAt) {
    Gathered gathered = new Gathered();
    gathered.next = after;
    do {
      ReadablePage page =
          access.readable(entity, gathered.next, SECRETS_PER_QUERY, clock.instant());
      gathered.next = page.next();
      gathered.lookedAt += page.lookedAt();
      List<SecretView> some = page.secrets();
      if (!some.isEmpty()) {
        gather(entity, some.stream().map(secret -> secret.id().value()).toList(), gathered);
      }
    } while (gathered.next != null && !gathered.isEnough(secretsToLookAt));
    return gathered;
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

  private void gather(Caller entity, List<UUID> secrets, Gathered gathered) {
    List<VersionAt> missing = stored.withoutMasks(entity.tenant(), secrets, 1);
    if (!missing.isEmpty()) {
      Target target = new Target("secret", missing.get(0).secret().toString());
      unopenable.reportMissing(entity.tenant(), target);
      throw changed(target);
    }
    Scope scope = StoredMasks.maskScope(entity.tenant());
    // For each query: a rotation may come in between.
    KeySession session = keyRing.session();
    for (MaskRow row : stored.of(entity.tenant(), secrets)) {
      byte[] sealed = row.sealed();
      gathered.masks.add(opened(entity, session, scope, row, sealed));
      gathered.bytes += sealed.length;
    }
    gathered.secrets += secrets.size();
  }

  private Mask opened(Caller entity, KeySession session, Scope scope, MaskRow row, byte[] sealed) {
    try (SecretValue encoded = session.open(Purpose.MASK, scope, row.id(), 1, sealed)) {
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
        "Some secrets of this entity have more parts than fit into one answer.",
        "Use an entity that may read only what this place prints.");
  }
}
