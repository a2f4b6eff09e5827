package dev.sealward.keys;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Scope;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An envelope and what it is bound to.
 *
 * @param item names it in a report, such as {@code secret … version 3}
 * @param scope null when the row's columns name none; see {@link #scope(Supplier)}
 * @param key the columns that find its row
 */
public record EnvelopeRow(
    String item,
    Purpose purpose,
    @Nullable Scope scope,
    UUID rowId,
    int version,
    byte[] envelope,
    Object... key) {

  /** The scope a row names; null when its columns were made something that is none. */
  public static @Nullable Scope scope(Supplier<Scope> read) {
    try {
      return read.get();
    } catch (Refused | IllegalArgumentException unreadable) {
      return null;
    }
  }

  @Override
  public String toString() {
    return "EnvelopeRow[" + item + "]";
  }
}
