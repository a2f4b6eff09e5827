package dev.sealward.access;

import dev.sealward.kernel.BackedUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * People, entities with their tokens (as digests) and habits, and policies, as a backup takes them.
 */
@ApplicationScoped
class AccessTables implements BackedUp {
  @Override
  public List<Table> tables() {
    return List.of(
        Table.replaced("installation"),
        Table.of("person"),
        Table.of("entity"),
        Table.of("machine_token"),
        Table.of("entity_network"),
        Table.of("entity_hour"),
        Table.of("policy"));
  }
}
