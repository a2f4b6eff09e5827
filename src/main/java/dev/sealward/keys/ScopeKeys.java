package dev.sealward.keys;

import dev.sealward.crypto.ScopeKey;
import dev.sealward.kernel.Scope;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The scope keys derived last, so that a busy scope does not derive its key at every call.
 *
 * <p>Guarantees: bounded; holds derived keys only; {@link #clear} and eviction zero what is held.
 * Whoever asks has looked at the key version's state before: this never answers that question.
 * Thread-safe.
 */
final class ScopeKeys {
  private record Derivation(int version, Scope scope, Purpose purpose) {}

  private final int capacity;
  private final Map<Derivation, ScopeKey> derived = new LinkedHashMap<>(16, 0.75f, true);
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder failures = new LongAdder();

  ScopeKeys(int capacity) {
    this.capacity = capacity;
  }

  /**
   * The scope's key under a version, a copy for the caller to close; null when the version is not
   * among the open keys.
   */
  synchronized @Nullable ScopeKey get(MasterKeys keys, int version, Scope scope, Purpose purpose) {
    if (!keys.has(version)) {
      return null;
    }
    Derivation derivation = new Derivation(version, scope, purpose);
    ScopeKey held = derived.get(derivation);
    if (held != null) {
      hits.increment();
      return held.copy();
    }
    misses.increment();
    ScopeKey fresh = keys.scopeKey(version, scope, purpose);
    if (fresh == null) {
      return null;
    }
    derived.put(derivation, fresh);
    if (derived.size() > capacity) {
      Iterator<ScopeKey> eldest = derived.values().iterator();
      eldest.next().close();
      eldest.remove();
    }
    return fresh.copy();
  }

  /** Counts a key that was asked for and must not, or cannot, be had. */
  void failed() {
    failures.increment();
  }

  /** Forgets every key. */
  synchronized void clear() {
    derived.values().forEach(ScopeKey::close);
    derived.clear();
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
