package dev.sealward.keys;

import dev.sealward.kernel.Scope;
import java.util.UUID;

/**
 * An envelope and what it is bound to.
 *
 * @param item names it in a report, such as {@code secret … version 3}
 * @param key the columns that find its row
 */
public record EnvelopeRow(
    String item,
    Purpose purpose,
    Scope scope,
    UUID rowId,
    int version,
    byte[] envelope,
    Object... key) {

  @Override
  public String toString() {
    return "EnvelopeRow[" + item + "]";
  }
}
