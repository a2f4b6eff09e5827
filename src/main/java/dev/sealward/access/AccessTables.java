package dev.sealward.access;

import dev.sealward.kernel.BackedUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** People, workspaces, entities, tokens (as digests) and policies, as a backup takes them. */
@ApplicationScoped
class AccessTables implements BackedUp {
  @Override
  public List<Table> tables() {
    return List.of(
        Table.replaced("installation"),
        Table.replaced("workspace"),
        Table.of("person"),
        Table.of("person_workspace"),
        Table.of("entity"),
        Table.of("machine_token"),
        Table.of("policy"));
  }
}
