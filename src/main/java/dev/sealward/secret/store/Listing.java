package dev.sealward.secret.store;

import dev.sealward.kernel.SecretRef;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One page of references in the order of their text, gathered in any order. */
public final class Listing {
  private final TreeMap<String, SecretRef> refs = new TreeMap<>();
  private final @Nullable String after;
  private final int limit;

  public Listing(@Nullable SecretRef after, int limit) {
    this.after = after == null ? null : after.toString();
    this.limit = limit;
  }

  public void add(SecretRef ref) {
    String text = ref.toString();
    if (after == null || text.compareTo(after) > 0) {
      refs.put(text, ref);
      if (refs.size() > limit) {
        refs.pollLastEntry();
      }
    }
  }

  public List<SecretRef> page() {
    return List.copyOf(refs.values());
  }
}
