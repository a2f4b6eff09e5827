package dev.sealward.run;

import dev.sealward.kernel.BackedUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Projects, runs and their masked events, as a backup takes them. */
@ApplicationScoped
class RunTables implements BackedUp {
  @Override
  public List<Table> tables() {
    return List.of(Table.of("project"), Table.of("run"), Table.of("run_event"));
  }
}
