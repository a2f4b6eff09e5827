package dev.sealward.backup;

import dev.sealward.keys.KeyDependents;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/** Tells who destroys a master-key version which backups carry it still. */
@ApplicationScoped
class CarryingBackups implements KeyDependents {
  private static final int MOST_NAMED = 500;

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
    BackupRows.Carrying carrying = rows.carrying(version, MOST_NAMED);
    List<String> names = new ArrayList<>();
    carrying
        .newest()
        .forEach(row -> names.add("backup " + row.fileName() + " of " + row.createdAt()));
    long more = carrying.total() - names.size();
    if (more > 0) {
      names.add("and " + more + " older backups, " + carrying.total() + " in all");
    }
    return names;
  }
}
