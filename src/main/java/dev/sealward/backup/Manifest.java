package dev.sealward.backup;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a backup says of itself, before anything else.
 *
 * @param sealwardVersion the program that wrote it
 * @param schemaVersion the newest migration of its tables
 * @param createdBy who asked for it
 * @param keyVersions the master-key versions it carries
 * @param lastIds the highest number in each table that is numbered
 * @param rows about how many rows follow, for showing progress; not a promise
 */
public record Manifest(
    String sealwardVersion,
    int schemaVersion,
    Instant createdAt,
    String createdBy,
    List<Integer> keyVersions,
    Map<String, Long> lastIds,
    long rows) {
  public Manifest {
    keyVersions = List.copyOf(keyVersions);
    lastIds = Map.copyOf(lastIds);
  }
}
