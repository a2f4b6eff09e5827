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
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * The envelopes read last from stores on other machines, so that a busy secret does not cost a
 * round trip at every read (FOUND-03).
 *
 * <p>Guarantees: holds ciphertext only, as many bytes as it may; whoever asks has read the
 * version's row before, which alone says whether and where there is an envelope; a blob is written
 * once, so what is held is what the store holds; the first failure of a store empties all that was
 * read from it. What is held counts only while the store has shown within the last tenth of a
 * second that it answers: then it is asked again, by one for all who want the same. Slow stores are
 * asked by a bounded number of callers at once, and those who wait for another's answer do so for a
 * second; the others are refused, so that they do not keep the database's connections. Thread-safe.
 *
 * <p>Does not protect against: a store that went away less than that tenth of a second ago.
 */
@ApplicationScoped
class BlobCache {
  private static final Duration DEFAULT_LIFE = Duration.ofSeconds(2);
  private static final Duration DEFAULT_PROOF = Duration.ofMillis(100);
  private static final long JOIN_MILLIS = 1_000;
  private static final long MAX_BYTES = 16L << 20;
  private static final int MAX_CALLERS = 8;
  private static final Set<StoreKind> REMOTE =
      EnumSet.complementOf(
          EnumSet.of(StoreKind.DB, StoreKind.FILE, StoreKind.KEYCHAIN, StoreKind.DEV));

  private record Held(StoreKind store, byte[] envelope, long readAt) {}

  private final long lifeNanos;
  private final long proofNanos;
  private final Map<Blob, Held> held = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<StoreKind, Integer> failed = new EnumMap<>(StoreKind.class);
  private final Map<StoreKind, Long> provenAt = new EnumMap<>(StoreKind.class);
  private final Map<Blob, CompletableFuture<Optional<byte[]>>> asking = new ConcurrentHashMap<>();
  private final Semaphore callers = new Semaphore(MAX_CALLERS);
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private long bytes;

  @Inject
  BlobCache(Config config) {
    this(
        config.getOptionalValue("sealward.store.cache", Duration.class).orElse(DEFAULT_LIFE),
        DEFAULT_PROOF);
  }

  /**
   * @param life how long an envelope is held
   * @param proof how long after an answer of its store it counts
   */
  BlobCache(Duration life, Duration proof) {
    this.lifeNanos = life.toNanos();
    this.proofNanos = proof.toNanos();
  }

  BlobCache() {
    this(Duration.ZERO, Duration.ZERO);
  }

  /**
   * The envelope from the store, or as it was read a moment ago.
   *
   * @throws StoreFailure as the store threw it, or when too many wait for it
   */
  Optional<byte[]> get(SecretStore store, Blob blob) {
    if (!REMOTE.contains(store.kind())) {
      return read(store, blob);
    }
    byte[] found = find(blob);
    if (found != null) {
      hits.increment();
      return Optional.of(found);
    }
    if (lifeNanos == 0) {
      misses.increment();
      return ask(store, blob);
    }
    CompletableFuture<Optional<byte[]>> answer = new CompletableFuture<>();
    CompletableFuture<Optional<byte[]>> theirs = asking.putIfAbsent(blob, answer);
    if (theirs != null) {
      hits.increment();
      return joined(store, theirs);
    }
    misses.increment();
    try {
      Optional<byte[]> read = ask(store, blob);
      answer.complete(read.map(byte[]::clone));
      return read;
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
      throw e;
    } finally {
      asking.remove(blob, answer);
    }
  }

  private static Optional<byte[]> joined(
      SecretStore store, CompletableFuture<Optional<byte[]>> theirs) {
    try {
      return theirs.get(JOIN_MILLIS, TimeUnit.MILLISECONDS).map(byte[]::clone);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StoreFailure failure) {
        throw failure;
      }
      throw new IllegalStateException("the store could not be asked", e);
    } catch (TimeoutException e) {
      throw StoreFailure.busy(store.kind());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StoreFailure.busy(store.kind());
    }
  }

  private Optional<byte[]> ask(SecretStore store, Blob blob) {
    if (!callers.tryAcquire()) {
      throw StoreFailure.busy(store.kind());
    }
    try {
      int before = failuresOf(store.kind());
      Optional<byte[]> read = read(store, blob);
      read.ifPresent(envelope -> keep(store.kind(), before, blob, envelope));
      return read;
    } finally {
      callers.release();
    }
  }

  /**
   * Puts an envelope into the store, with the same bound.
   *
   * @throws StoreFailure as the store threw it, or when too many wait for it
   */
  void put(SecretStore store, Blob blob, byte[] envelope) {
    boolean remote = REMOTE.contains(store.kind());
    if (remote && !callers.tryAcquire()) {
      throw StoreFailure.busy(store.kind());
    }
    try {
      store.put(blob, envelope);
    } catch (StoreFailure e) {
      failed(store.kind());
      throw e;
    } finally {
      if (remote) {
        callers.release();
      }
    }
  }

  private Optional<byte[]> read(SecretStore store, Blob blob) {
    try {
      return store.get(blob);
    } catch (StoreFailure e) {
      failed(store.kind());
      throw e;
    }
  }

  private synchronized int failuresOf(StoreKind store) {
    return failed.getOrDefault(store, 0);
  }

  /** Forgets all that was read from a store that failed. */
  synchronized void failed(StoreKind store) {
    failures.increment();
    failed.merge(store, 1, Integer::sum);
    held.values()
        .removeIf(
            entry -> {
              boolean gone = entry.store() == store;
              bytes -= gone ? entry.envelope().length : 0;
              return gone;
            });
  }

  /** Forgets a blob that was let go. */
  synchronized void forget(Blob blob) {
    Held gone = held.remove(blob);
    bytes -= gone == null ? 0 : gone.envelope().length;
  }

  private synchronized byte @Nullable [] find(Blob blob) {
    Held entry = held.get(blob);
    if (entry == null) {
      return null;
    }
    long now = System.nanoTime();
    if (now - entry.readAt() >= lifeNanos) {
      forget(blob);
      return null;
    }
    Long proven = provenAt.get(entry.store());
    if (proven == null || now - proven >= proofNanos) {
      return null;
    }
    return entry.envelope().clone();
  }

  /** Keeps what was read, unless the store failed somebody else meanwhile. */
  private synchronized void keep(StoreKind store, int before, Blob blob, byte[] envelope) {
    if (lifeNanos == 0 || failuresOf(store) != before) {
      return;
    }
    long now = System.nanoTime();
    provenAt.put(store, now);
    forget(blob);
    held.put(blob, new Held(store, envelope.clone(), now));
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
