package dev.sealward.backup;

import dev.sealward.backup.Rows.Bound;
import dev.sealward.crypto.UnopenableException;
import dev.sealward.keys.CarriedKeys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens every envelope of a backup, its value too, and counts those that do not open.
 *
 * <p>Guarantee: what an envelope held is zeroed before the next one is opened. Not thread-safe.
 */
final class EnvelopeCheck {
  // Of so many the names are told; the column that keeps what was found has 300 characters.
  private static final int MOST_NAMED = 3;

  private final List<String> named = new ArrayList<>();
  private long envelopes;
  private long unopenable;

  /** Whether the envelope opens where it belongs. */
  boolean opens(CarriedKeys keys, Bound bound, byte[] envelope) {
    envelopes++;
    try {
      keys.requireOpens(bound.purpose(), bound.scope(), bound.row(), bound.version(), envelope);
      return true;
    } catch (UnopenableException | IllegalArgumentException doesNot) {
      unopenable++;
      if (named.size() < MOST_NAMED) {
        named.add(bound.item());
      }
      return false;
    }
  }

  /** How many there were. */
  long envelopes() {
    return envelopes;
  }

  /** How many of them did not open. */
  long unopenable() {
    return unopenable;
  }

  /** What is wrong, in at most 300 characters; null when all opened. */
  @Nullable String found() {
    return unopenable == 0
        ? null
        : unopenable
            + " of "
            + envelopes
            + " envelopes do not open: "
            + String.join(", ", named)
            + (unopenable > named.size() ? " and others" : "");
  }
}
