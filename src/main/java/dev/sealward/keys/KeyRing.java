package dev.sealward.keys;

import dev.sealward.audit.Target;
import dev.sealward.crypto.Envelope;
import dev.sealward.crypto.Hkdf;
import dev.sealward.crypto.Info;
import dev.sealward.crypto.KeyCheck;
import dev.sealward.crypto.RecoveryKey;
import dev.sealward.crypto.RecoveryPublicKey;
import dev.sealward.crypto.UnopenableException;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.DomainEvent;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.keys.Diagnosis.Suspicion;
import dev.sealward.keys.KeyVersions.Usable;
import dev.sealward.keys.MasterKeySource.Made;
import dev.sealward.keys.MasterKeySource.Obtained;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.PersistenceException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * The master key's versions and the one place that seals and opens with them.
 *
 * <p>Guarantees: the source recorded at set-up is the only one asked after it; a key that does not
 * match the recorded check value is never used; while the ring is not open every call refuses with
 * the steps that open it. A version that was destroyed, here or on another node, is not used from
 * then on, and zeroed at the next use of the ring, or by {@link #look} within seconds. Thread-safe.
 *
 * <p>Does not protect against: whoever reads this process's memory while the ring is open.
 */
@ApplicationScoped
public class KeyRing {
  private static final Logger LOG = Logger.getLogger(KeyRing.class.getName());
  private static final int KEY_BYTES = 32;
  private static final int FIRST = 1;

  /** What belongs to no tenant's data: the installation's own keys. */
  static final Scope INSTALLATION = ownScope(TenantId.of("default"));

  private final KeyVersions versions;
  private final Clock clock;
  private final SecureRandom random;
  private final Event<DomainEvent> events;
  private final KeySources sources;
  private final Recovery recovery;
  private final AtomicInteger failedUnlocks = new AtomicInteger();
  // Attempts do not queue: each costs 128 MiB and a second of a core.
  private final ReentrantLock unlocking = new ReentrantLock();

  private final HeldKeys held = new HeldKeys();
  // While a destruction may still fail, what its own transaction reads is not the last word.
  private volatile boolean destroying;
  private Set<Integer> looked = Set.of();
  private final Set<Integer> forgotten = new HashSet<>();

  @Inject
  KeyRing(
      KeyVersions versions,
      Clock clock,
      SecureRandom random,
      Event<DomainEvent> events,
      Config config) {
    this.versions = versions;
    this.clock = clock;
    this.random = random;
    this.events = events;
    this.sources = KeySources.of(config, random);
    this.recovery = new Recovery(versions, random, clock, INSTALLATION, this::recoveryTag);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected KeyRing() {
    this.versions = null;
    this.clock = null;
    this.random = null;
    this.events = null;
    this.sources = null;
    this.recovery = null;
  }

  /**
   * Reads what set-up recorded, asks the recorded source, and finishes what an interrupted
   * destruction left. Called once, after the migrations.
   */
  public void start() {
    Optional<KeyVersionRow> active = versions.active();
    if (active.isPresent()) {
      open(active.get(), null);
    } else {
      lockIfMade();
    }
    sourceMismatch().ifPresent(differs -> LOG.log(Level.WARNING, differs.sentence()));
    forgetDestroyed();
  }

  public KeyState state() {
    return held.state();
  }

  /** Refuses with the steps that open the ring, unless it is open. */
  public void requireOpen() {
    held.open();
  }

  /** The sources as set-up and rotation offer them. */
  public SourceOffer sourceOffer() {
    return sources.offer();
  }

  /** Present when {@code SEALWARD_KEY_SOURCE} names another source than the recorded one. */
  public Optional<Remedy> sourceMismatch() {
    return versions.active().flatMap(row -> sources.mismatch(row.source()));
  }

  public List<KeyVersionView> versions() {
    return versions.all().stream().map(KeyVersionRow::view).toList();
  }

  /**
   * Makes the master key, once, and records where it comes from.
   *
   * @param passphrase what the person typed; empty for sources that need none
   */
  public synchronized void create(Caller caller, KeySource source, char[] passphrase) {
    if (!versions.all().isEmpty()) {
      throw Refused.conflict("KEY_EXISTS", "The master key has been made already.");
    }
    sources.requireAllowed(source);
    Made made = sources.make(source, FIRST, null, passphrase);
    versions.addFirst(caller, row(caller, FIRST, source, made));
    opened(MasterKeys.of(FIRST, made.key()), source);
  }

  private KeyVersionRow row(Caller caller, int version, KeySource source, Made made) {
    return new KeyVersionRow(
        version,
        source,
        KeyCheck.of(made.key()).bytes(),
        made.derivation(),
        clock.instant(),
        caller.id());
  }

  /**
   * Makes a new version of the master key, which counts at once for what is written from now on;
   * the older ones open what is not re-wrapped yet. The source may be another one than before.
   *
   * @param passphrase what the person typed; empty for sources that need none
   * @param work keeps a re-wrap that runs from going on; runs first in the rotation's transaction
   * @param begin begins the re-wrap; runs in the transaction of the rotation, with the new number
   * @return the new version's number
   */
  synchronized int rotate(
      Caller caller, KeySource source, char[] passphrase, Runnable work, IntConsumer begin) {
    MasterKeys before = held.open();
    KeyVersionRow present = active();
    if (present.number() != before.activeVersion()) {
      follow();
      throw KeyVersions.rotatedMeanwhile();
    }
    sources.requireAllowed(source);
    if (before.versions().size() >= KeyVersions.MAX_LIVE) {
      throw Refused.conflict(
          "KEY_TOO_MANY",
          "There are " + KeyVersions.MAX_LIVE + " key versions that are not destroyed.",
          "Destroy retired ones first.");
    }
    int next = present.number() + 1;
    Made made = sources.make(source, next, present.recorded().check(), passphrase);
    if (versions.all().stream().anyMatch(row -> row.recorded().check().accepts(made.key()))) {
      Arrays.fill(made.key(), (byte) 0);
      throw Refused.field(
          "source",
          "KEY_UNCHANGED",
          "This source gives a key that is in use now or was before.",
          "Give it a new key, or choose another source.");
    }
    MasterKeys after = before.rotatedTo(next, made.key());
    try {
      KeyVersionRow row = row(caller, next, source, made);
      recoveryKey().ifPresent(paper -> row.escrow(recovery.seal(after, next, paper)));
      Map<Integer, byte[]> wrapped = new TreeMap<>();
      before.versions().forEach(old -> wrapped.put(old, after.wrap(old, random)));
      versions.rotate(caller, present.number(), row, wrapped, work, () -> begin.accept(next));
    } catch (RuntimeException notRotated) {
      after.closeBut(before);
      throw notRotated;
    }
    opened(after, source);
    return next;
  }

  /**
   * Destroys a retired version: its key is removed from the database, from memory and from its
   * source.
   *
   * @param requireUnneeded refuses when something needs the version; runs in the transaction
   */
  synchronized void destroy(Caller caller, int version, Runnable requireUnneeded) {
    held.open();
    destroying = true;
    try {
      versions.destroy(caller, version, clock.instant(), requireUnneeded);
    } finally {
      destroying = false;
    }
    session();
    forgetDestroyed();
  }

  /**
   * Takes out of memory, and out of what this machine's sources keep, which versions another node
   * destroyed since.
   */
  synchronized void look() {
    if (held.state() instanceof KeyState.Open) {
      session();
    }
    Set<Integer> usable = versions.usable().numbers();
    if (!usable.equals(looked)) {
      looked = usable;
      forgetDestroyed();
    }
  }

  // The rows are gone already, so that a failure here leaves nothing that opens. Each node asks its
  // own sources, once a start, and one that does not answer once for all.
  private synchronized void forgetDestroyed() {
    if (versions.active().isEmpty()) {
      // Somebody changed a row by hand: its key is needed once that is put right.
      return;
    }
    Set<KeySource> silent = EnumSet.noneOf(KeySource.class);
    for (KeyVersionRow row : versions.all()) {
      if (row.isDestroyedHere()
          && !forgotten.contains(row.number())
          && !silent.contains(row.source())) {
        try {
          sources.forget(row);
          forgotten.add(row.number());
          if (row.isToForget()) {
            versions.forgotten(row.number(), clock.instant());
          }
        } catch (Refused notNow) {
          silent.add(row.source());
          LOG.log(
              Level.WARNING,
              "Key version {0} is destroyed, but its source may still keep it: {1}",
              new Object[] {row.number(), notNow.remedy().sentence()});
        }
      }
    }
  }

  /**
   * Makes the recovery key, in place of an earlier one: whoever has it opens the ring when the
   * source is lost, and every backup made from now on.
   *
   * @return what has to be printed and kept; shown once, the caller closes it
   */
  public synchronized RecoveryKey makeRecoveryKey(Caller caller) {
    return recovery.make(caller, follow());
  }

  /** Whether a recovery key was made. */
  public boolean isRecoverable() {
    return recovery.isMade();
  }

  /**
   * The recovery key's public half; empty while none was made.
   *
   * @throws Refused UNAVAILABLE while the ring is not open, or when somebody put another key into
   *     the database
   */
  public Optional<RecoveryPublicKey> recoveryKey() {
    requireOpen();
    return recovery.publicKey();
  }

  /** What only the open ring can make for a public key. */
  private byte[] recoveryTag(byte[] publicKey) {
    byte[] info = Info.of("sealward/v1", "recovery-key", HexFormat.of().formatHex(publicKey));
    return useOwnKey(
        INSTALLATION.tenant(),
        "recovery-key-tag",
        key -> Hkdf.derive(key, new byte[0], info, KEY_BYTES));
  }

  /**
   * Copies of every master key that is not destroyed, for a backup; the caller closes them and
   * writes them into a sealed stream only.
   */
  public synchronized CarriedKeys carry() {
    MasterKeys open = held.open();
    if (open.activeVersion() != versions.activeNumber()) {
      open = follow();
    }
    Map<Integer, byte[]> copies = new TreeMap<>();
    for (int version : open.versions()) {
      copies.put(version, open.use(version, byte[]::clone));
    }
    return CarriedKeys.of(copies);
  }

  /**
   * Takes over what a backup carried, as the last step of its restore: makes a new version, keeps
   * the carried ones under it as rotated, begins the re-wrap, and commits. All in the transaction
   * of {@code restored}, so that the keys come with what makes the installation complete.
   *
   * @param passphrase what the person typed; empty for sources that need none
   * @param restored a connection of its own whose open transaction holds the restored versions
   * @return the new version's number
   * @throws Refused CONFLICT when a master key was made meanwhile, or the source's refusal
   */
  public synchronized int adopt(
      Caller caller, KeySource source, char[] passphrase, CarriedKeys carried, Connection restored)
      throws SQLException {
    if (!(held.state() instanceof KeyState.NotMade) || versions.active().isPresent()) {
      throw Refused.conflict("KEY_EXISTS", "The master key has been made already.");
    }
    AdoptedVersions rows = new AdoptedVersions(restored);
    int next = Math.max(rows.newest(), carried.newest()) + 1;
    Made made = sources.make(source, next, null, passphrase);
    MasterKeys all = carried.under(next, made.key());
    boolean adopted = false;
    try {
      for (int version : carried.versions()) {
        rows.keep(version, all.wrap(version, random));
      }
      byte[] paper = rows.recoveryPublicKey();
      byte[] escrow = paper == null ? null : recovery.seal(all, next, RecoveryPublicKey.of(paper));
      rows.activate(row(caller, next, source, made), escrow, caller, clock.instant());
      // Before the commit: whoever sees the rows finds the ring open.
      held.hold(all, source);
      restored.commit();
      adopted = true;
    } finally {
      if (!adopted) {
        held.nothing();
        all.closeBut(null);
      }
    }
    tell(next);
    return next;
  }

  /**
   * Opens a locked ring with the recovery key, when the source is lost for good.
   *
   * @throws Refused when the ring is not locked, or the key is not the one that was printed last
   */
  public synchronized void recover(Caller caller, RecoveryKey typed) {
    if (!(held.state() instanceof KeyState.Locked)) {
      throw Refused.conflict("KEY_NOT_LOCKED", "The key ring is not locked.");
    }
    KeyVersionRow row = active();
    byte[] key = recovery.open(row, typed).orElse(null);
    if (key == null) {
      unlockFailed(caller, "RECOVERY_KEY_WRONG");
      throw Recovery.wrong();
    }
    openRecorded(caller, row, key, "with the recovery key");
  }

  // Recorded first: a ring that opens without a record of it would have opened unseen.
  private void openRecorded(Caller caller, KeyVersionRow row, byte[] key, String how) {
    MasterKeys all = withOlder(row, key, null);
    try {
      versions.recordUnlock(caller, row.number(), failedUnlocks.get(), how);
    } catch (RuntimeException notRecorded) {
      all.closeBut(null);
      throw notRecorded;
    }
    failedUnlocks.set(0);
    opened(all, row.source());
  }

  private void unlockFailed(Caller caller, String code) {
    LOG.log(
        Level.WARNING,
        "Unlock attempt {0} from {1} failed: {2}",
        new Object[] {failedUnlocks.incrementAndGet(), caller.address(), code});
  }

  /**
   * Asks the recorded source again, with what a person typed at {@code /unlock}.
   *
   * @throws Refused UNAVAILABLE with the remedy when it still does not open
   */
  public void unlock(Caller caller, char[] passphrase) {
    if (!unlocking.tryLock()) {
      throw Refused.of(
          Refused.Kind.TOO_MANY,
          Remedy.of(
              "UNLOCK_BUSY", "Another attempt to unlock is being checked.", "Try again shortly."));
    }
    try {
      unlockAlone(caller, passphrase);
    } finally {
      unlocking.unlock();
    }
  }

  private synchronized void unlockAlone(Caller caller, char[] passphrase) {
    if (held.state() instanceof KeyState.Open) {
      return;
    }
    KeyVersionRow row = active();
    byte[] key = obtain(row, passphrase);
    if (key == null) {
      Remedy why = ((KeyState.Locked) held.state()).remedy();
      unlockFailed(caller, why.code());
      throw HeldKeys.unavailable(why);
    }
    openRecorded(caller, row, key, "from its source");
  }

  private void open(KeyVersionRow row, @Nullable MasterKeys before) {
    byte[] key = obtain(row, new char[0]);
    if (key != null) {
      opened(withOlder(row, key, before), row.source());
    }
  }

  /** The key its source gives; null when it gives none or another, and the ring is locked. */
  private byte @Nullable [] obtain(KeyVersionRow row, char[] passphrase) {
    Obtained obtained = sources.obtain(row, passphrase);
    if (obtained instanceof Obtained.Key found) {
      return found.key();
    }
    held.lock(row.source(), ((Obtained.Unavailable) obtained).remedy());
    return null;
  }

  /**
   * What would keep the recorded source from giving the active key at a start now; empty when
   * nothing would. A passphrase is not asked for: that a person has to type it is no problem.
   */
  public Optional<Remedy> sourceProblem() {
    return versions.active().flatMap(sources::problem);
  }

  /**
   * The active key, and the rotated ones it keeps.
   *
   * @param before what is open: what works with it meanwhile goes on, and is not read again
   */
  private MasterKeys withOlder(KeyVersionRow active, byte[] key, @Nullable MasterKeys before) {
    List<KeyVersionRow> rotated = versions.rotated();
    MasterKeys all =
        before == null
            ? MasterKeys.of(active.number(), key)
            : before
                .only(rotated.stream().map(KeyVersionRow::number).collect(Collectors.toSet()))
                .rotatedTo(active.number(), key);
    for (KeyVersionRow row : rotated) {
      byte[] wrapped = row.wrappedKey();
      if (wrapped == null || all.has(row.number())) {
        continue;
      }
      try {
        all = all.unwrap(row.number(), wrapped);
      } catch (UnopenableException damaged) {
        // The rest must open all the same; what needs this one says so when it is asked for.
        reportDamaged(row.number(), damaged);
      }
    }
    return all;
  }

  private void reportDamaged(int version, UnopenableException damaged) {
    try {
      versions.reportUnopenable(
          INSTALLATION.tenant(), KeyVersions.target(version), Diagnosis.of(damaged));
    } catch (RuntimeException notRecorded) {
      LOG.log(
          Level.SEVERE,
          "That key version " + version + " does not open was not recorded.",
          notRecorded);
    }
  }

  /**
   * The row of the active version.
   *
   * @throws Refused when there is none; the ring is then locked, unless no key was ever made
   */
  private KeyVersionRow active() {
    return versions
        .active()
        .orElseThrow(
            () -> {
              lockIfMade();
              return held.state() instanceof KeyState.Locked locked
                  ? HeldKeys.unavailable(locked.remedy())
                  : Refused.missing("master key to unlock");
            });
  }

  /** No version is active: no key was made yet, or somebody changed the newest one's row. */
  private void lockIfMade() {
    versions.all().stream()
        .findFirst()
        .ifPresent(newest -> held.lock(newest.source(), newest.notActive()));
  }

  /** Another node rotated the key: opens what it made, or locks. */
  private synchronized MasterKeys follow() {
    MasterKeys open = held.open();
    KeyVersionRow active = active();
    if (open.activeVersion() != active.number()) {
      open(active, open);
    }
    return held.open();
  }

  private void opened(MasterKeys all, KeySource source) {
    held.hold(all, source);
    tell(all.activeVersion());
  }

  // The ring is open whatever becomes of those who wait for it.
  private void tell(int version) {
    try {
      events.fire(new DomainEvent.KeyRingOpened(version));
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "Something that waited for the key ring failed.", e);
    }
  }

  /** Begins to work on many envelopes in the acting transaction. */
  public KeySession session() {
    MasterKeys open = held.open();
    Usable now = versions.usable();
    if (now.active() != open.activeVersion()) {
      open = follow();
      now = versions.usable();
    }
    if (!destroying) {
      held.drop(open, now.numbers());
    }
    return new KeySession(open, held.scopeKeys(), now.numbers(), random);
  }

  /**
   * Seals a value under the scope's key of the active version, bound to its row, version and scope.
   */
  public byte[] seal(Purpose purpose, Scope scope, UUID rowId, int version, byte[] plaintext) {
    return session().seal(purpose, scope, rowId, version, plaintext);
  }

  /**
   * Opens an envelope under the version its header names, if the ring's row allows it now.
   *
   * @throws UnopenableException when it was moved, changed or cut, or its key version is destroyed
   *     or not in the ring
   */
  public SecretValue open(Purpose purpose, Scope scope, UUID rowId, int version, byte[] envelope) {
    return session().open(purpose, scope, rowId, version, envelope);
  }

  /** How often a scope's key was at hand, and how often it had to be derived. */
  ScopeKeys scopeKeys() {
    return held.scopeKeys();
  }

  /** The versions whose keys are in memory. */
  Set<Integer> heldVersions() {
    return held.open().versions();
  }

  static Scope ownScope(TenantId tenant) {
    return new Scope(
        tenant, WorkspaceId.of("default"), Environment.PRODUCTION, ProviderId.of("sealward"));
  }

  /** Whether there is such a key of Sealward's own already. */
  boolean hasOwnKey(TenantId tenant, String name) {
    return versions.ownKey(tenant, name).isPresent();
  }

  /**
   * Lends a random 256-bit key of Sealward's own, made at first use and kept sealed.
   *
   * @param name what it is for, for example {@code fingerprints}
   */
  public <T> T useOwnKey(TenantId tenant, String name, Function<byte[], T> borrower) {
    requireOpen();
    Scope scope = ownScope(tenant);
    SealedKeyRow row =
        versions.ownKey(tenant, name).orElseGet(() -> makeOwnKey(tenant, name, scope));
    try (SecretValue key = openOwn(row, scope, name)) {
      return key.use(borrower);
    }
  }

  private SecretValue openOwn(SealedKeyRow row, Scope scope, String name) {
    KeySession session = session();
    try {
      return session.open(Purpose.OWN_KEY, scope, row.id(), 1, row.sealed());
    } catch (UnopenableException changed) {
      Diagnosis found =
          session.diagnose(
              new BoundTo(Purpose.OWN_KEY, scope, row.id(), 1),
              row.sealed(),
              changed,
              versions.ownKeys().stream().flatMap(KeyRing::whereItStands));
      versions.reportUnopenable(scope.tenant(), new Target("key", name), found);
      throw Unopenable.refused(
          "A key of Sealward's own (" + name + ")", found, "Restore the database from a backup.");
    }
  }

  private static Stream<Suspicion> whereItStands(SealedKeyRow row) {
    Scope scope = EnvelopeRow.scope(() -> ownScope(row.tenant()));
    return scope == null
        ? Stream.empty()
        : Stream.of(
            new Suspicion(Damage.SWAPPED, new BoundTo(Purpose.OWN_KEY, scope, row.id(), 1)));
  }

  private SealedKeyRow makeOwnKey(TenantId tenant, String name, Scope scope) {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    try {
      UUID id = UUID.randomUUID();
      byte[] sealed = seal(Purpose.OWN_KEY, scope, id, 1, key);
      versions.addOwnKey(
          new SealedKeyRow(
              id, tenant.value(), name, sealed, Envelope.keyVersion(sealed), clock.instant()));
    } catch (PersistenceException | jakarta.transaction.TransactionalException madeMeanwhile) {
      // Another node or thread was first; its key counts.
      LOG.log(Level.FINE, "The own key {0} exists already", name);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
    return versions.ownKey(tenant, name).orElseThrow();
  }
}
