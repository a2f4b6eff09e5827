package dev.sealward.keys;

import dev.sealward.crypto.Binding;
import dev.sealward.crypto.Envelope;
import dev.sealward.crypto.KeyCheck;
import dev.sealward.crypto.ScopeKey;
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
import dev.sealward.keys.MasterKeySource.Made;
import dev.sealward.keys.MasterKeySource.Obtained;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.PersistenceException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * The master key's versions and the one place that seals and opens with them.
 *
 * <p>Guarantees: the source recorded at set-up is the only one asked after it; a key that does not
 * match the recorded check value is never used; while the ring is not open every call refuses with
 * the steps that open it. Thread-safe.
 *
 * <p>Does not protect against: whoever reads this process's memory while the ring is open.
 */
@ApplicationScoped
public class KeyRing {
  private static final Logger LOG = Logger.getLogger(KeyRing.class.getName());
  private static final int KEY_BYTES = 32;

  private final KeyVersions versions;
  private final Clock clock;
  private final SecureRandom random;
  private final Event<DomainEvent> events;
  private final List<MasterKeySource> sources;
  private final AtomicInteger failedUnlocks = new AtomicInteger();
  // Attempts do not queue: each costs 128 MiB and a second of a core.
  private final ReentrantLock unlocking = new ReentrantLock();

  private volatile @Nullable MasterKeys keys;
  private volatile KeyState state = new KeyState.NotMade();

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
    this.sources = config == null ? List.of() : sources(config, random);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected KeyRing() {
    this(null, null, null, null, null);
  }

  private static List<MasterKeySource> sources(Config config, SecureRandom random) {
    Path data = Path.of(config.getValue("sealward.data.dir", String.class));
    Path file =
        config
            .getOptionalValue("sealward.key.file", String.class)
            .map(Path::of)
            .orElse(data.resolve("keys").resolve("master.key"));
    Optional<Path> passphraseFile =
        config.getOptionalValue("sealward.passphrase.file", String.class).map(Path::of);
    return List.of(
        new KeyFile(file, random),
        new PassphraseKey(passphraseFile, random),
        new EnvironmentKey(System::getenv));
  }

  /** Reads what set-up recorded and asks the recorded source. Called once, after the migrations. */
  public void start() {
    Optional<KeyVersionRow> active = versions.active();
    active.ifPresent(row -> open(row, new char[0]));
  }

  public KeyState state() {
    return state;
  }

  /** Refuses with the steps that open the ring, unless it is open. */
  public void requireOpen() {
    KeyState now = state;
    if (now instanceof KeyState.Locked locked) {
      throw unavailable(locked.remedy());
    }
    if (now instanceof KeyState.NotMade) {
      throw Refused.unavailable(
          "KEY_UNAVAILABLE",
          "No master key has been made yet, so nothing can be encrypted.",
          "Open /setup and go through its steps.");
    }
  }

  private static Refused unavailable(Remedy why) {
    return Refused.of(
        Refused.Kind.UNAVAILABLE, new Remedy("KEY_UNAVAILABLE", why.problem(), why.steps()));
  }

  /** The sources as set-up offers them. */
  public List<SourceOption> sourceOptions() {
    return sources.stream().map(MasterKeySource::option).toList();
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
    if (versions.active().isPresent()) {
      throw Refused.conflict("KEY_EXISTS", "The master key has been made already.");
    }
    Made made = of(source).make(1, null, passphrase);
    int version = 1;
    versions.addFirst(
        caller,
        new KeyVersionRow(
            version,
            source,
            KeyCheck.of(made.key()).bytes(),
            made.derivation(),
            clock.instant(),
            caller.id()));
    opened(version, source, made.key());
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
    if (state instanceof KeyState.Open) {
      return;
    }
    KeyVersionRow row =
        versions.active().orElseThrow(() -> Refused.missing("master key to unlock"));
    open(row, passphrase);
    if (state instanceof KeyState.Locked locked) {
      LOG.log(
          Level.WARNING,
          "Unlock attempt {0} from {1} failed: {2}",
          new Object[] {failedUnlocks.incrementAndGet(), caller.address(), locked.remedy().code()});
      throw unavailable(locked.remedy());
    }
    versions.recordUnlock(caller, row.number(), failedUnlocks.getAndSet(0));
  }

  private void open(KeyVersionRow row, char[] passphrase) {
    Obtained obtained = of(row.source()).obtain(row.recorded(), passphrase);
    if (obtained instanceof Obtained.Unavailable none) {
      state = new KeyState.Locked(row.source(), none.remedy());
    } else if (obtained instanceof Obtained.Key found) {
      if (row.recorded().check().accepts(found.key())) {
        opened(row.number(), row.source(), found.key());
      } else {
        Arrays.fill(found.key(), (byte) 0);
        state = new KeyState.Locked(row.source(), wrongKey(row.source()));
      }
    }
  }

  private static Remedy wrongKey(KeySource source) {
    return switch (source) {
      case PASSPHRASE ->
          Remedy.of(
              "PASSPHRASE_WRONG",
              "This is not the passphrase the secrets were sealed under.",
              "Open /unlock and type it again.");
      case ENV ->
          Remedy.of(
              "MASTER_KEY_WRONG",
              "The master key in the environment is not the one the secrets were sealed under.",
              "Set the variable to the key used at set-up and start Sealward again.");
      case FILE ->
          Remedy.of(
              "MASTER_KEY_WRONG",
              "The key file does not hold the key the secrets were sealed under.",
              "Put the right file back from your backup, then open /unlock.");
    };
  }

  private void opened(int version, KeySource source, byte[] key) {
    keys = MasterKeys.of(version, key);
    state = new KeyState.Open(version, source);
    events.fire(new DomainEvent.KeyRingOpened(version));
  }

  private MasterKeySource of(KeySource source) {
    return sources.stream().filter(s -> s.source() == source).findFirst().orElseThrow();
  }

  private MasterKeys openKeys() {
    requireOpen();
    MasterKeys open = keys;
    if (open == null) {
      throw new IllegalStateException("an open ring without keys");
    }
    return open;
  }

  /** The version new envelopes are sealed under. */
  public int activeVersion() {
    return openKeys().activeVersion();
  }

  /**
   * Seals a value under the scope's key of the active version, bound to its row, version and scope.
   */
  public byte[] seal(Purpose purpose, Scope scope, UUID rowId, int version, byte[] plaintext) {
    MasterKeys open = openKeys();
    try (ScopeKey key = open.scopeKey(open.activeVersion(), scope, purpose)) {
      if (key == null) {
        throw new IllegalStateException("the active version has no key");
      }
      return Envelope.seal(plaintext, binding(purpose, scope, rowId, version), key, random);
    }
  }

  /**
   * Opens an envelope under the version its header names.
   *
   * @throws dev.sealward.crypto.UnopenableException when it was moved, changed or cut, or its key
   *     version is not in the ring
   */
  public SecretValue open(Purpose purpose, Scope scope, UUID rowId, int version, byte[] envelope) {
    MasterKeys open = openKeys();
    try (ScopeKey key = open.scopeKey(Envelope.keyVersion(envelope), scope, purpose)) {
      return Envelope.open(envelope, binding(purpose, scope, rowId, version), wanted -> key);
    }
  }

  private static Binding binding(Purpose purpose, Scope scope, UUID rowId, int version) {
    return Binding.of(purpose.text(), rowId, version, scope);
  }

  /**
   * Lends a random 256-bit key of Sealward's own, made at first use and kept sealed.
   *
   * @param name what it is for, for example {@code fingerprints}
   */
  public <T> T useOwnKey(TenantId tenant, String name, Function<byte[], T> borrower) {
    requireOpen();
    Scope scope =
        new Scope(
            tenant, WorkspaceId.of("default"), Environment.PRODUCTION, ProviderId.of("sealward"));
    SealedKeyRow row =
        versions.ownKey(tenant, name).orElseGet(() -> makeOwnKey(tenant, name, scope));
    try (SecretValue key = open(Purpose.OWN_KEY, scope, row.id(), 1, row.sealed())) {
      return key.use(borrower);
    }
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
