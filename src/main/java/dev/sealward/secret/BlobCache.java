package dev.sealward.secret;

import dev.sealward.secret.store.Blob;
import dev.sealward.secret.store.SecretStore;
import dev.sealward.secret.store.StoreFailure;
import dev.sealward.secret.store.StoreKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * The envelopes read last from stores on other machines, so that however many read at once, a busy
 * store is asked about one at a time (FOUND-03).
 *
 * <p>Guarantees: holds ciphertext only, as many bytes as it may; whoever asks has read the
 * version's row before, which alone says whether and where there is an envelope; a blob is written
 * once, so what is held is what the store holds. What is held is given only when the store has
 * answered something it was asked after that very read began: a store that fails never yields what
 * was read before. Who comes while it is asked shares the next asking: one asks, for a blob of
 * their own, and the answer frees all who were there before. A failure fails all of them and
 * empties what was read from that store. A blob is asked for by one at a time, and slow stores are
 * asked by a bounded number of callers at once; those who wait for another's answer do so for a
 * second. The others are refused, so that they do not keep the database's connections. Thread-safe.
 *
 * <p>Does not protect against: a store that fails between its answer and the moment the value is
 * used.
 */
@ApplicationScoped
class BlobCache {
  private static final Duration DEFAULT_LIFE = Duration.ofSeconds(2);
  private static final Duration DEFAULT_JOIN = Duration.ofSeconds(1);
  private static final long MAX_BYTES = 16L << 20;
  private static final int MAX_CALLERS = 8;
  private static final Set<StoreKind> REMOTE =
      EnumSet.complementOf(
          EnumSet.of(StoreKind.DB, StoreKind.FILE, StoreKind.KEYCHAIN, StoreKind.DEV));

  private record Held(StoreKind store, byte[] envelope, long readAt) {}

  /** What one store is asked; readings are numbered in the order in which they begin. */
  private static final class Asking {
    private final Set<Blob> blobs = new HashSet<>();
    // Held, and asked for to see whether the store still answers.
    private @Nullable Blob proof;
    private long begun;
    private long answered;
    private long refused;
    private @Nullable StoreFailure refusal;
    // The last reading that had begun when the store failed: what it brings is not held.
    private long spoilt;
  }

  private final long lifeNanos;
  private final long joinNanos;
  private final Map<Blob, Held> held = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<StoreKind, Asking> asking = new EnumMap<>(StoreKind.class);
  private final Semaphore callers = new Semaphore(MAX_CALLERS);
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private long bytes;

  @Inject
  BlobCache(Config config) {
    this(
        config.getOptionalValue("sealward.store.cache", Duration.class).orElse(DEFAULT_LIFE),
        DEFAULT_JOIN);
  }

  /**
   * @param life how long an envelope is held
   * @param join how long somebody waits for another's answer
   */
  BlobCache(Duration life, Duration join) {
    this.lifeNanos = life.toNanos();
    this.joinNanos = join.toNanos();
  }

  BlobCache() {
    this(Duration.ZERO, Duration.ZERO);
  }

  /**
   * The envelope from the store, or as it was read a moment ago from a store that answers now.
   *
   * @throws StoreFailure as the store threw it, or when too many wait for it
   */
  Optional<byte[]> get(SecretStore store, Blob blob) {
    if (!REMOTE.contains(store.kind())) {
      return read(store, blob);
    }
    if (lifeNanos == 0) {
      requireCaller(store.kind());
    } else {
      byte[] proven = provenOrTurn(store.kind(), blob);
      if (proven != null) {
        hits.increment();
        return Optional.of(proven);
      }
    }
    misses.increment();
    try {
      return read(store, blob);
    } finally {
      over(store.kind(), blob);
    }
  }

  /**
   * Puts an envelope into the store, with the same bound.
   *
   * @throws StoreFailure as the store threw it, or when too many wait for it
   */
  void put(SecretStore store, Blob blob, byte[] envelope) {
    boolean remote = REMOTE.contains(store.kind());
    if (remote) {
      requireCaller(store.kind());
    }
    try {
      store.put(blob, envelope);
    } catch (StoreFailure e) {
      failed(store.kind());
      throw e;
    } finally {
      if (remote) {
        over(store.kind(), blob);
      }
    }
  }

  private void requireCaller(StoreKind store) {
    if (!callers.tryAcquire()) {
      throw StoreFailure.busy(store);
    }
  }

  /** What is held, once it is proven since now; null when it is the caller's turn to ask. */
  private synchronized byte @Nullable [] provenOrTurn(StoreKind kind, Blob blob) {
    Asking store = asking(kind);
    long since = store.begun;
    long end = System.nanoTime() + joinNanos;
    while (true) {
      if (store.refusal != null && store.refused > since) {
        throw store.refusal;
      }
      byte[] envelope = find(blob);
      if (envelope != null && store.answered > since) {
        return envelope.clone();
      }
      boolean free = !store.blobs.contains(blob) && (envelope == null || store.proof == null);
      if (free && callers.tryAcquire()) {
        store.blobs.add(blob);
        store.proof = envelope == null ? store.proof : blob;
        return null;
      }
      long left = end - System.nanoTime();
      // Without a held envelope nobody else's answer helps.
      if (left <= 0 || (free && envelope == null)) {
        throw StoreFailure.busy(kind);
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw StoreFailure.busy(kind);
      }
    }
  }

  /** A caller's asking is over, whatever came of it. */
  private synchronized void over(StoreKind kind, Blob blob) {
    Asking store = asking(kind);
    store.blobs.remove(blob);
    store.proof = blob.equals(store.proof) ? null : store.proof;
    callers.release();
    notifyAll();
  }

  private Optional<byte[]> read(SecretStore store, Blob blob) {
    long number = begin(store.kind());
    try {
      Optional<byte[]> read = store.get(blob);
      answered(store.kind(), number, blob, read.orElse(null));
      return read;
    } catch (StoreFailure e) {
      refused(store.kind(), number, e);
      throw e;
    }
  }

  private synchronized long begin(StoreKind store) {
    return ++asking(store).begun;
  }

  private Asking asking(StoreKind store) {
    return asking.computeIfAbsent(store, kind -> new Asking());
  }

  private synchronized void answered(
      StoreKind kind, long number, Blob blob, byte @Nullable [] envelope) {
    Asking store = asking(kind);
    store.answered = Math.max(store.answered, number);
    if (envelope != null && lifeNanos > 0 && REMOTE.contains(kind) && number > store.spoilt) {
      keep(kind, blob, envelope);
    }
  }

  private synchronized void refused(StoreKind kind, long number, StoreFailure why) {
    Asking store = asking(kind);
    // What is wrong with one blob says nothing to who wants another: they ask for theirs.
    if (why.reason() != StoreFailure.Reason.CORRUPT && number > store.refused) {
      store.refused = number;
      store.refusal = why;
    }
    failed(kind);
  }

  /** Forgets all that was read from a store that failed. */
  private synchronized void failed(StoreKind kind) {
    failures.increment();
    Asking store = asking(kind);
    store.spoilt = store.begun;
    held.values()
        .removeIf(
            entry -> {
              boolean gone = entry.store() == kind;
              bytes -= gone ? entry.envelope().length : 0;
              return gone;
            });
  }

  /** Forgets a blob that was let go. */
  synchronized void forget(Blob blob) {
    Held gone = held.remove(blob);
    bytes -= gone == null ? 0 : gone.envelope().length;
  }

  private byte @Nullable [] find(Blob blob) {
    Held entry = held.get(blob);
    if (entry != null && System.nanoTime() - entry.readAt() >= lifeNanos) {
      forget(blob);
      return null;
    }
    return entry == null ? null : entry.envelope();
  }

  private void keep(StoreKind store, Blob blob, byte[] envelope) {
    forget(blob);
    held.put(blob, new Held(store, envelope.clone(), System.nanoTime()));
    bytes += envelope.length;
    Iterator<Held> eldest = held.values().iterator();
    while (bytes > MAX_BYTES) {
      bytes -= eldest.next().envelope().length;
      eldest.remove();
    }
  }

  long hits() {
    return hits.sum();
  }

  long misses() {
    return misses.sum();
  }

  long failures() {
    return failures.sum();
  }
}
