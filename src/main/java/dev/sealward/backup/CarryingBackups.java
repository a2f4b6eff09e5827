package dev.sealward.backup;

import dev.sealward.keys.KeyDependents;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** Tells who destroys a master-key version which backups carry it still. */
@ApplicationScoped
class CarryingBackups implements KeyDependents {
  private final BackupRows rows;

  @Inject
  CarryingBackups(BackupRows rows) {
    this.rows = rows;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  CarryingBackups() {
    this(null);
  }

  @Override
  public List<String> dependents(int version) {
    return rows.all().stream()
        .filter(row -> row.keyVersions().contains(version))
        .map(row -> "backup " + row.fileName() + " of " + row.createdAt())
        .toList();
  }
}
