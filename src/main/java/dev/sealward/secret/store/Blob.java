package dev.sealward.secret.store;

import java.util.UUID;

/**
 * Names one envelope in a store. A version whose envelope is wrapped anew, or moves to another
 * store, gets a new id; the bytes behind an id never change.
 *
 * @param version 1 or more
 */
public record Blob(Place place, int version, UUID id) {
  public Blob {
    if (version < 1) {
      throw new IllegalArgumentException("a version is 1 or more");
    }
  }
}
