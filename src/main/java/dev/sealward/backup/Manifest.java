package dev.sealward.backup;

import java.time.Instant;
import java.util.List;

/**
 * What a backup says of itself, before anything else.
 *
 * @param sealwardVersion the program that wrote it
 * @param schemaVersion the newest migration of its tables
 * @param createdBy who asked for it
 * @param keyVersions the master-key versions it carries
 * @param rows about how many rows follow, for showing progress; not a promise
 */
public record Manifest(
    String sealwardVersion,
    int schemaVersion,
    Instant createdAt,
    String createdBy,
    List<Integer> keyVersions,
    long rows) {
  public Manifest {
    keyVersions = List.copyOf(keyVersions);
  }
}
