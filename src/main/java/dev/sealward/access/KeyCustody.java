package dev.sealward.access;

import dev.sealward.audit.Target;
import dev.sealward.crypto.RecoveryKey;
import dev.sealward.guard.Redacted;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.TenantId;
import dev.sealward.keys.FolderFinding;
import dev.sealward.keys.FolderFindings;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeyRotation;
import dev.sealward.keys.KeySource;
import dev.sealward.keys.KeysView;
import dev.sealward.keys.WorkFailures;
import dev.sealward.keys.WorkProgress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may handle the master key: admins, and entities with an admin policy on the key ring.
 *
 * <p>Guarantee: every method asks before it acts, and a refusal is audited.
 */
@ApplicationScoped
public class KeyCustody implements GrantTarget {
  /** What a policy on the key ring is about. */
  public static final Target RING = new Target("key", "ring");

  private final KeyRotation rotation;
  private final KeyRing keyRing;
  private final FolderFindings findings;
  private final Policies policies;
  private final Clock clock;

  @Inject
  KeyCustody(
      KeyRotation rotation,
      KeyRing keyRing,
      FolderFindings findings,
      Policies policies,
      Clock clock) {
    this.rotation = rotation;
    this.keyRing = keyRing;
    this.findings = findings;
    this.policies = policies;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected KeyCustody() {
    this(null, null, null, null, null);
  }

  private void require(Caller caller) {
    if (caller.isEntity()) {
      // A person comes to see why it is locked; an entity hears what it waits for, as everywhere.
      keyRing.requireOpen();
      policies.requireGrant(caller, Asset.ofTenant(RING, caller.tenant()), Level.ADMIN);
    } else {
      policies.require(caller, Permission.MANAGE_KEYS);
    }
  }

  /** The key versions, what each still protects, and where re-wrapping is. */
  @Redacted
  @NeedsGrant(value = Level.ADMIN, people = Permission.MANAGE_KEYS)
  public KeysView view(Caller caller) {
    require(caller);
    return rotation.view();
  }

  /**
   * What would keep the recorded source from opening the ring at the next start, such as a key file
   * that is gone; empty when nothing would.
   */
  @NeedsGrant(value = Level.ADMIN, people = Permission.MANAGE_KEYS)
  public Optional<Remedy> sourceProblem(Caller caller) {
    require(caller);
    return keyRing.sourceProblem();
  }

  /** Present when the configuration names another source than the one in use. */
  @NeedsGrant(value = Level.ADMIN, people = Permission.MANAGE_KEYS)
  public Optional<Remedy> sourceMismatch(Caller caller) {
    require(caller);
    return keyRing.sourceMismatch();
  }

  /** What the last start found wrong about the data folder; empty when all was well. */
  @Redacted
  @NeedsGrant(value = Level.ADMIN, people = Permission.MANAGE_KEYS)
  public List<FolderFinding> folderFindings(Caller caller) {
    require(caller);
    return findings.all();
  }

  /** What a version's destruction would not reach, such as backups that carry its key. */
  @Redacted
  @NeedsGrant(value = Level.ADMIN, people = Permission.MANAGE_KEYS)
  public List<String> dependents(Caller caller, int version) {
    require(caller);
    return rotation.dependents(version);
  }

  /** Where re-wrapping is; empty when there never was any. */
  @Redacted
  @NeedsGrant(value = Level.ADMIN, people = Permission.MANAGE_KEYS)
  public Optional<WorkProgress> progress(Caller caller) {
    require(caller);
    return rotation.progress();
  }

  /**
   * A page of what could not be re-wrapped.
   *
   * @param after the item to go on after, as a page gave it; null for the first page
   */
  @Redacted
  @NeedsGrant(value = Level.ADMIN, people = Permission.MANAGE_KEYS)
  public WorkFailures failures(Caller caller, @Nullable String after, int limit) {
    require(caller);
    return rotation.failures(after, limit);
  }

  /**
   * Makes a new master-key version and begins to re-wrap. A person proves anew who they are:
   * whoever rotates says where the key comes from, and with that who can open the ring after a
   * start.
   *
   * @return the new version's number
   */
  @NeedsGrant(value = Level.ADMIN, people = Permission.MANAGE_KEYS)
  public int rotate(Caller caller, KeySource source, char[] passphrase) {
    require(caller);
    if (caller.isPerson()) {
      policies.requireProof(caller);
    }
    return rotation.rotate(caller, source, passphrase);
  }

  @NeedsGrant(value = Level.ADMIN, people = Permission.MANAGE_KEYS)
  public void pause(Caller caller) {
    require(caller);
    rotation.pause(caller);
  }

  /** Goes on after a pause, or tries again what failed. */
  @NeedsGrant(value = Level.ADMIN, people = Permission.MANAGE_KEYS)
  public void resume(Caller caller) {
    require(caller);
    rotation.resume(caller);
  }

  /**
   * Destroys a retired version for good; for people only.
   *
   * @param typed what the person typed to confirm: {@code destroy N}
   */
  @Needs(Permission.MANAGE_KEYS)
  public void destroy(Caller caller, int version, @Nullable String typed) {
    policies.requireProven(caller, Permission.MANAGE_KEYS);
    if (!("destroy " + version).equals(typed == null ? "" : typed.strip())) {
      throw Refused.field(
          "confirmation",
          "CONFIRMATION_WRONG",
          "This does not say which version to destroy.",
          "Type: destroy " + version + ".");
    }
    rotation.destroy(caller, version);
  }

  /**
   * Makes the recovery key, in place of an earlier one, whose prints open nothing made from now on.
   *
   * @return shown once; the caller closes it
   */
  @Needs(Permission.MANAGE_BACKUP)
  public RecoveryKit makeRecoveryKit(Caller caller) {
    policies.requireProven(caller, Permission.MANAGE_BACKUP);
    try (RecoveryKey made = rotation.makeRecoveryKey(caller)) {
      char[] text = made.text();
      try {
        return new RecoveryKit(
            SecretValue.copyOf(text), fingerprint(made.publicKey().bytes()), clock.instant());
      } finally {
        Arrays.fill(text, '\0');
      }
    }
  }

  private static String fingerprint(byte[] publicKey) {
    return HexFormat.of().formatHex(MachineToken.sha256(publicKey), 0, 4);
  }

  @Override
  public String kind() {
    return RING.kind();
  }

  @Override
  public Optional<Asset> find(TenantId tenant, String id) {
    return RING.id().equals(id) ? Optional.of(Asset.ofTenant(RING, tenant)) : Optional.empty();
  }
}
