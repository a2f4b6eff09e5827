package dev.sealward.guard;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.TenantId;
import dev.sealward.redaction.Mask;
import dev.sealward.redaction.Redactor;
import dev.sealward.redaction.RuleSet;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The redactor of each tenant: loaded once, at the first call that needs it, and kept at what all
 * nodes know.
 *
 * <p>Guarantees: what {@link #get} answers knows every mask that was committed, on any node, before
 * it was called, and so does every stream opened from it before. While masks cannot be loaded, or
 * their state cannot be read, callers are refused, and the next call tries again. Thread-safe.
 */
final class TenantRedactors {
  // A large store takes longer to load than a request may be kept waiting.
  private static final int REQUEST_WAITS_SECONDS = 2;
  private static final int START_WAITS_SECONDS = 600;
  private static final Duration ASK_AGAIN = Duration.ofSeconds(2);
  private static final System.Logger LOG = System.getLogger(TenantRedactors.class.getName());

  /** A redactor and the epoch of masks it is at. */
  private static final class Known {
    private final Redactor redactor;
    private volatile long epoch;

    Known(Redactor redactor, long epoch) {
      this.redactor = redactor;
      this.epoch = epoch;
    }
  }

  private final Instance<MaskSource> sources;
  private final StoredRules storedRules;
  private final ConcurrentMap<TenantId, Known> loaded = new ConcurrentHashMap<>();
  private final ConcurrentMap<TenantId, ReentrantLock> loading = new ConcurrentHashMap<>();
  private final ConcurrentMap<TenantId, TenantRules> rules = new ConcurrentHashMap<>();

  /** Why tenants could not be loaded when that was last tried for all. */
  private final ConcurrentMap<TenantId, Remedy> troubles = new ConcurrentHashMap<>();

  private final ReentrantLock loadingAll = new ReentrantLock();

  /** The tenants that had masks at the start; empty while that is not known. */
  private volatile Set<TenantId> awaited = Set.of();

  TenantRedactors(Instance<MaskSource> sources, StoredRules storedRules) {
    this.sources = sources;
    this.storedRules = storedRules;
  }

  /**
   * The tenant's redactor.
   *
   * @throws Refused UNAVAILABLE: {@code MASKS_LOADING} while its masks are being read, {@code
   *     MASKS_NOT_LOADED} while they cannot be
   */
  Redactor get(TenantId tenant) {
    Known ready = loaded.get(tenant);
    if (ready == null) {
      return loaded(tenant, REQUEST_WAITS_SECONDS).redactor;
    }
    catchUp(tenant, ready);
    return ready.redactor;
  }

  /** Loads the tenant's masks if nobody has; what other nodes stored since may be missing. */
  void require(TenantId tenant) {
    require(tenant, REQUEST_WAITS_SECONDS);
  }

  private void require(TenantId tenant, int waitSeconds) {
    if (!loaded.containsKey(tenant)) {
      loaded(tenant, waitSeconds);
    }
  }

  private Known loaded(TenantId tenant, int waitSeconds) {
    ReentrantLock lock = loading.computeIfAbsent(tenant, any -> new ReentrantLock());
    if (!taken(lock, waitSeconds)) {
      throw Refused.notYet(
          "MASKS_LOADING",
          "The known secret values are being loaded, and until they are nothing that could hold"
              + " one is let through.",
          ASK_AGAIN,
          "Try again in a moment.");
    }
    try {
      Known ready = loaded.get(tenant);
      if (ready == null) {
        ready = load(tenant);
        loaded.put(tenant, ready);
        // What was changed while it was loaded.
        apply(ruled(tenant));
      }
      return ready;
    } finally {
      lock.unlock();
    }
  }

  private static boolean taken(ReentrantLock lock, int waitSeconds) {
    try {
      return lock.tryLock(waitSeconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The tenant's redactor as it is at hand; null while it is not loaded. */
  @Nullable Redactor atHand(TenantId tenant) {
    Known known = loaded.get(tenant);
    return known == null ? null : known.redactor;
  }

  /**
   * Loads, in turn, every tenant that had masks when this was first asked, and {@code always}
   * first. One that cannot be loaded keeps none of the others back; it is tried again at the next
   * call.
   *
   * @return false, with nothing done, while another thread is at it
   */
  boolean loadAll(TenantId always) {
    MaskSource source = open();
    if (source == null || isComplete()) {
      return true;
    }
    if (!loadingAll.tryLock()) {
      return false;
    }
    try {
      // Before the database is asked for more: whoever needs it from now on waits for this alone.
      attempt(always);
      if (awaited.isEmpty()) {
        Set<TenantId> found = new HashSet<>(source.tenants());
        found.add(always);
        awaited = Set.copyOf(found);
      }
      awaited.forEach(this::attempt);
      return true;
    } catch (RuntimeException e) {
      throw notLoaded(e);
    } finally {
      loadingAll.unlock();
    }
  }

  private void attempt(TenantId tenant) {
    try {
      require(tenant, START_WAITS_SECONDS);
      troubles.remove(tenant);
    } catch (Refused notYet) {
      troubles.put(tenant, notYet.remedy());
      LOG.log(
          System.Logger.Level.WARNING,
          "The masks of a tenant are not loaded yet: {0}",
          notYet.remedy().code());
    }
  }

  /** Whether every tenant that had masks at the start is loaded. */
  boolean isComplete() {
    return !awaited.isEmpty() && loaded.keySet().containsAll(awaited);
  }

  /** Why a tenant's masks could not be read when that was last tried, if they could not. */
  Optional<Remedy> trouble() {
    return troubles.values().stream().findFirst();
  }

  /** The redactors of all tenants loaded so far. */
  List<Redactor> all() {
    return loaded.values().stream().map(known -> known.redactor).toList();
  }

  /** Whether masks can be read now. */
  boolean canLoad() {
    return open() != null;
  }

  private @Nullable MaskSource open() {
    if (!sources.isResolvable()) {
      return null;
    }
    MaskSource source = sources.get();
    return source.ready() ? source : null;
  }

  private Known load(TenantId tenant) {
    if (sources.isResolvable()) {
      sources.get().requireReady();
    }
    MaskSource source = open();
    if (source == null) {
      throw Refused.unavailable(
          "MASKS_NOT_LOADED",
          "The master key is locked, so secret values cannot be recognised and nothing that could"
              + " hold one is let through.",
          "Unlock Sealward at /unlock, or start it with its master key available.");
    }
    try {
      Redactor redactor = redactorOf(source, tenant);
      // Before the masks: those that come meanwhile are then read once more.
      long epoch = source.epoch(tenant).orElse(0);
      List<Mask> masks = new ArrayList<>();
      source.masks(tenant, masks::add);
      redactor.register(masks);
      apply(storedRules.read(tenant));
      redactor.rules(ruled(tenant).set());
      return new Known(redactor, epoch);
    } catch (RuntimeException e) {
      throw notLoaded(e);
    }
  }

  private static Redactor redactorOf(MaskSource source, TenantId tenant) {
    byte[] key = source.fingerprintKey(tenant);
    try {
      return Redactor.of(key);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** Learns the masks of every loaded tenant that other nodes have made since. */
  void catchUp() {
    loaded.forEach(this::catchUp);
  }

  private void catchUp(TenantId tenant, Known known) {
    MaskSource source = open();
    if (source == null) {
      return;
    }
    try {
      OptionalLong now = source.epoch(tenant);
      if (now.isPresent() && now.getAsLong() != known.epoch) {
        List<Mask> added = new ArrayList<>();
        long reached = source.masksSince(tenant, known.epoch, added::add);
        known.redactor.register(added);
        known.epoch = reached;
      }
    } catch (RuntimeException e) {
      throw notLoaded(e);
    }
  }

  private static Refused notLoaded(RuntimeException why) {
    if (why instanceof Refused told) {
      return told;
    }
    LOG.log(System.Logger.Level.ERROR, "Loading the masks of a tenant failed.", why);
    return Refused.unavailable(
        "MASKS_NOT_LOADED",
        "The known secret values could not be loaded, so nothing that could hold one is let"
            + " through.",
        "Check that the database answers, then try again.");
  }

  /**
   * Lets rules take effect, for every text and every open stream of their tenant from now on,
   * unless later ones do.
   */
  void apply(TenantRules latest) {
    synchronized (rules) {
      TenantRules now = rules.merge(latest.tenant(), latest, TenantRules::later);
      Redactor redactor = atHand(latest.tenant());
      if (redactor != null) {
        redactor.rules(now.set());
      }
    }
  }

  private TenantRules ruled(TenantId tenant) {
    return rules.getOrDefault(tenant, new TenantRules(tenant, 0, RuleSet.NONE));
  }

  /** Lets rules take effect that were changed by another node. */
  void lookAtRules() {
    for (TenantId tenant : List.copyOf(loaded.keySet())) {
      if (storedRules.epoch(tenant) != ruled(tenant).epoch()) {
        apply(storedRules.read(tenant));
      }
    }
  }
}
