package dev.sealward.secret;

import dev.sealward.access.ForEntities;
import dev.sealward.access.Level;
import dev.sealward.access.Needs;
import dev.sealward.access.NeedsGrant;
import dev.sealward.access.Permission;
import dev.sealward.access.Policies;
import dev.sealward.access.PolicyView;
import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.crypto.UnopenableException;
import dev.sealward.guard.Guard;
import dev.sealward.guard.Redacted;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Input;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretName;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.SecretValue;
import dev.sealward.keys.Diagnosis;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeySession;
import dev.sealward.keys.Purpose;
import dev.sealward.keys.Unopenable;
import dev.sealward.secret.StoredMasks.Compiled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Secrets: stored, rotated and revoked by people and by entities that hold a policy for it,
 * resolved by entities only.
 *
 * <p>Guarantees: each change is one transaction with its audit row (ST-SEC-003, ST-SEC-010);
 * without an open key ring nothing is stored (ST-SEC-001); metadata that holds a secret is refused
 * (ST-SEC-002); a resolved value is released only after its audit row has committed.
 */
@ApplicationScoped
@Transactional
public class Secrets {
  private static final int MAX_DESCRIPTION_CHARS = 500;
  private static final int MAX_REASON_CHARS = 300;
  private static final int MAX_UNMASKABLE = 200;

  private final SecretRows rows;
  private final SecretAccess access;
  private final Places places;
  private final StoredMasks storedMasks;
  private final StoredEnvelopes envelopes;
  private final KeyRing keyRing;
  private final Policies policies;
  private final Guard guard;
  private final AuditTrail auditTrail;
  private final Unopenable unopenable;
  private final DamagedValues damaged;
  private final Clock clock;
  private final Retention retention;

  @Inject
  Secrets(
      SecretRows rows,
      SecretAccess access,
      Places places,
      StoredMasks storedMasks,
      StoredEnvelopes envelopes,
      KeyRing keyRing,
      Policies policies,
      Guard guard,
      AuditTrail auditTrail,
      Unopenable unopenable,
      DamagedValues damaged,
      Clock clock,
      Retention retention) {
    this.rows = rows;
    this.access = access;
    this.places = places;
    this.storedMasks = storedMasks;
    this.envelopes = envelopes;
    this.keyRing = keyRing;
    this.policies = policies;
    this.guard = guard;
    this.auditTrail = auditTrail;
    this.unopenable = unopenable;
    this.damaged = damaged;
    this.clock = clock;
    this.retention = retention;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Secrets() {
    this(null, null, null, null, null, null, null, null, null, null, null, null, null);
  }

  /**
   * Stores a new secret; a name that is taken in its scope is refused. An entity needs write level
   * on the scope.
   */
  @NeedsGrant(value = Level.WRITE, people = Permission.MANAGE_SECRETS)
  public StoredSecret store(Caller caller, SecretDraft draft, SecretValue typed) {
    Scope scope = access.requirePlace(caller, draft);
    keyRing.requireOpen();
    SecretRow secret = newSecret(caller, scope, draft);
    try (ValueDocument document = ValueDocument.of(draft.type(), typed)) {
      rows.add(secret);
      rows.flushNew();
      List<String> notes = addVersion(caller, secret, 1, document, secret.createdAt());
      rows.flush();
      auditTrail.record(caller, Action.SECRET_CREATED, target(secret), "version 1");
      return new StoredSecret(view(secret), notes);
    }
  }

  private SecretRow newSecret(Caller caller, Scope scope, SecretDraft draft) {
    SecretName name = SecretName.of(Input.required("name", draft.name()).strip());
    String description = Input.line("description", draft.description(), MAX_DESCRIPTION_CHARS);
    Instant now = now();
    if (draft.expiresAt() != null && !draft.expiresAt().isAfter(now)) {
      throw Refused.field(
          "expiresAt", "EXPIRY_PAST", "The expiry lies in the past.", "Choose a later day.");
    }
    if (rows.find(caller.tenant(), SecretRef.of(scope, name)).isPresent()) {
      throw SecretRows.exists();
    }
    return new SecretRow(
        scope, name, draft.type(), description, draft.expiresAt(), now, caller.id());
  }

  private List<String> addVersion(
      Caller caller, SecretRow secret, int number, ValueDocument document, Instant now) {
    Compiled compiled =
        StoredMasks.compile(
            (kind, bytes) -> guard.compile(caller.tenant(), kind, bytes),
            secret.type(),
            document.secretParts());
    // Before anything is stored: from here on no stream lets the value through.
    guard.register(caller.tenant(), compiled.masks());
    // Now that the value is known: it must not stand beside itself in the clear.
    guard.refusePlaintext(caller, "provider", secret.scope().provider().value());
    guard.refusePlaintext(caller, "name", secret.ref().name().value());
    guard.refusePlaintext(caller, "description", secret.description());
    guard.refusePublicValue(caller, compiled.masks());
    KeySession session = keyRing.session();
    byte[] envelope =
        session.seal(Purpose.SECRET_VALUE, secret.scope(), secret.id(), number, document.json());
    VersionRow version =
        new VersionRow(
            secret.id(), number, session.activeVersion(), compiled.notes(), now, caller.id());
    rows.add(version);
    envelopes.write(secret, version, envelope);
    secret.activate(number, now);
    storedMasks.add(secret.scope(), secret.id(), number, compiled.masks());
    return compiled.notes();
  }

  /** Gives a secret a new value; the old one stays readable while the overlap lasts. */
  @Needs(Permission.MANAGE_SECRETS)
  public StoredSecret rotate(Caller caller, SecretId id, SecretValue typed) {
    return rotate(caller, access.toChange(caller, id, Permission.MANAGE_SECRETS), typed);
  }

  /** As {@link #rotate(Caller, SecretId, SecretValue)}, by reference; for entities too. */
  @NeedsGrant(value = Level.WRITE, people = Permission.MANAGE_SECRETS)
  public StoredSecret rotate(Caller caller, SecretRef ref, SecretValue typed) {
    SecretId id = access.require(caller, ref, Level.WRITE, Permission.MANAGE_SECRETS);
    return rotate(caller, access.locked(caller, id), typed);
  }

  private StoredSecret rotate(Caller caller, SecretRow secret, SecretValue typed) {
    keyRing.requireOpen();
    if (secret.state(now()) == SecretState.REVOKED) {
      throw revoked();
    }
    Instant now = now();
    int old = secret.activeVersion();
    rows.version(secret.id(), old).ifPresent(v -> v.supersede(now.plus(retention.overlap())));
    try (ValueDocument document = ValueDocument.of(secret.type(), typed)) {
      List<String> notes = addVersion(caller, secret, old + 1, document, now);
      rows.flush();
      auditTrail.record(caller, Action.SECRET_ROTATED, target(secret), "version " + (old + 1));
      return new StoredSecret(view(secret), notes);
    }
  }

  /** Destroys a secret's value at once, in all versions; its metadata stays. */
  @Needs(Permission.REVOKE_SECRETS)
  public SecretView revoke(Caller caller, SecretId id, @Nullable String reason) {
    return revoke(caller, access.toChange(caller, id, Permission.REVOKE_SECRETS), reason);
  }

  /** As {@link #revoke(Caller, SecretId, String)}, by reference; for entities too. */
  @NeedsGrant(value = Level.ADMIN, people = Permission.REVOKE_SECRETS)
  public SecretView revoke(Caller caller, SecretRef ref, @Nullable String reason) {
    SecretId id = access.require(caller, ref, Level.ADMIN, Permission.REVOKE_SECRETS);
    return revoke(caller, access.locked(caller, id), reason);
  }

  private SecretView revoke(Caller caller, SecretRow secret, @Nullable String reason) {
    String why = Input.line("reason", reason, MAX_REASON_CHARS);
    guard.refusePlaintext(caller, "reason", why);
    Instant now = now();
    if (secret.state(now) == SecretState.REVOKED) {
      throw revoked();
    }
    secret.revoke();
    for (VersionRow version : rows.notDestroyed(secret.id())) {
      envelopes.discard(secret, version);
      version.destroy(now);
      storedMasks.retain(secret.id(), version.number(), now.plus(retention.masks()));
    }
    rows.flush();
    auditTrail.record(
        caller, Action.SECRET_REVOKED, target(secret), why.isEmpty() ? "no reason given" : why);
    return view(secret);
  }

  /** Metadata of what the caller reaches, by name, a page at a time. */
  @Needs(Permission.SEE_METADATA)
  @Redacted
  public List<SecretView> list(Caller caller, SecretFilter filter) {
    policies.require(caller, Permission.SEE_METADATA);
    Instant now = now();
    return rows.list(caller, filter, now);
  }

  /** How many secrets the caller reaches are not revoked. */
  @Needs(Permission.SEE_METADATA)
  public long count(Caller caller) {
    policies.require(caller, Permission.SEE_METADATA);
    return rows.count(caller);
  }

  /** Secrets the caller reaches that cannot be masked, up to 200; no value is opened for it. */
  @Needs(Permission.SEE_METADATA)
  @Redacted
  public List<Unmaskable> unmaskable(Caller caller) {
    policies.require(caller, Permission.SEE_METADATA);
    return rows.unmaskable(caller, MAX_UNMASKABLE);
  }

  @Needs(Permission.SEE_METADATA)
  @Redacted
  public SecretDetail get(Caller caller, SecretId id) {
    policies.require(caller, Permission.SEE_METADATA);
    return detail(rows.find(caller, id).orElseThrow(() -> Refused.missing("secret")));
  }

  @Needs(Permission.SEE_METADATA)
  @Redacted
  public SecretDetail get(Caller caller, SecretRef ref) {
    policies.require(caller, Permission.SEE_METADATA);
    return detail(access.reached(caller, ref));
  }

  private SecretDetail detail(SecretRow secret) {
    List<VersionRow> versions = rows.versions(secret.id());
    List<String> notes = new ArrayList<>();
    versions.stream()
        .filter(version -> version.number() == secret.activeVersion())
        .forEach(version -> notes.addAll(version.maskingNotes()));
    return new SecretDetail(view(secret), versions.stream().map(VersionRow::view).toList(), notes);
  }

  /** The references of those of these secrets that the caller reaches, by id as text. */
  @Needs(Permission.SEE_METADATA)
  public Map<String, SecretRef> refs(Caller caller, Collection<SecretId> ids) {
    policies.require(caller, Permission.SEE_METADATA);
    Map<String, SecretRef> refs = new HashMap<>();
    rows.all(caller, ids).forEach(row -> refs.put(row.id().toString(), row.ref()));
    return refs;
  }

  /** What an entity may read, by name: references, never values. */
  @ForEntities
  @Redacted
  public ReadableSecrets readable(Caller entity, @Nullable String after, int limit) {
    access.requireEntity(entity);
    ReadablePage page = access.readable(entity, places.open(entity, after), limit, now());
    return new ReadableSecrets(page.secrets(), places.seal(entity, page.next()));
  }

  /** Lets another entity read or write a secret this one administers. */
  @Redacted
  @NeedsGrant(Level.ADMIN)
  public PolicyView grant(
      Caller administering,
      SecretRef ref,
      EntityId entity,
      Level level,
      @Nullable String reason,
      @Nullable Integer validDays) {
    return policies.grantOn(
        administering, access.asset(administering, ref), entity, level, reason, validDays);
  }

  /** Takes away what another entity holds on a secret this one administers. */
  @NeedsGrant(Level.ADMIN)
  public void ungrant(Caller administering, SecretRef ref, EntityId entity) {
    policies.revokeOn(administering, access.asset(administering, ref), entity);
  }

  /**
   * Releases a value to an entity that holds at least a read policy on it. What is foreign, missing
   * or not granted gets one answer.
   */
  @NeedsGrant(Level.READ)
  public Resolved resolve(Caller caller, SecretRef ref) {
    keyRing.requireOpen();
    guard.requireLoaded(caller.tenant());
    SecretRow secret = access.readable(caller, ref);
    Target target = target(secret);
    int number = ref.version().orElse(secret.activeVersion());
    SecretValue value = open(caller, secret, number, target);
    try {
      auditTrail.record(caller, Action.SECRET_ACCESSED, target, "version " + number);
      return new Resolved(secret.ref(), number, value);
    } catch (RuntimeException notAudited) {
      value.close();
      throw notAudited;
    }
  }

  private SecretValue open(Caller caller, SecretRow secret, int number, Target target) {
    SecretState state = secret.state(now());
    if (state != SecretState.ACTIVE) {
      throw refuse(
          caller, target, "SECRET_" + state.name(), "This secret is " + state.text() + ".");
    }
    VersionRow version = rows.version(secret.id(), number).orElse(null);
    byte[] envelope =
        version == null || !version.isReadableAt(now())
            ? null
            : envelope(caller, secret, version, target);
    if (version == null || envelope == null) {
      throw refuse(caller, target, "VERSION_GONE", "This version cannot be read any more.");
    }
    try {
      return keyRing.open(Purpose.SECRET_VALUE, secret.scope(), secret.id(), number, envelope);
    } catch (UnopenableException e) {
      Diagnosis found = damaged.diagnose(secret, version, envelope, e);
      unopenable.report(caller, Action.SECRET_ACCESSED, target, found);
      throw Unopenable.refused("The stored value", found, DamagedValues.steps(found.damage()));
    }
  }

  private byte @Nullable [] envelope(
      Caller caller, SecretRow secret, VersionRow version, Target target) {
    try {
      return envelopes.read(secret, version);
    } catch (Refused storeFailed) {
      auditTrail.recordRefusal(caller, Action.SECRET_ACCESSED, target, storeFailed.remedy().code());
      throw storeFailed;
    }
  }

  private Refused refuse(Caller caller, Target target, String code, String problem) {
    auditTrail.recordRefusal(caller, Action.SECRET_ACCESSED, target, code);
    return Refused.conflict(code, problem, "Ask an operator to rotate or replace it.");
  }

  private SecretView view(SecretRow secret) {
    int keyVersion =
        rows.version(secret.id(), secret.activeVersion()).map(VersionRow::keyVersion).orElse(0);
    return secret.view(now(), keyVersion);
  }

  private static Refused revoked() {
    return Refused.conflict(
        "SECRET_REVOKED",
        "This secret is revoked; its value is gone.",
        "Store a new one under another name.");
  }

  private static Target target(SecretRow secret) {
    return new Target("secret", secret.id().toString());
  }

  private Instant now() {
    return clock.instant();
  }
}
