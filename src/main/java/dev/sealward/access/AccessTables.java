package dev.sealward.access;

import dev.sealward.kernel.BackedUp;
import dev.sealward.keys.Purpose;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * People, workspaces, entities with their habits, tokens and recovery codes (as digests) and
 * policies, as a backup takes them.
 */
@ApplicationScoped
class AccessTables implements BackedUp {
  private static final Sealed SEED =
      new Sealed(
          "sealed",
          Purpose.SECOND_FACTOR.text(),
          "t.id",
          "1",
          "t.tenant, 'default', 'PRODUCTION', 'sealward'",
          "");

  @Override
  public List<Table> tables() {
    return List.of(
        Table.replaced("installation"),
        Table.replaced("workspace"),
        Table.of("person"),
        Table.of("person_workspace"),
        Table.of("person_link"),
        Table.of("entity"),
        Table.of("machine_token"),
        Table.of("entity_network"),
        Table.of("entity_hour"),
        Table.of("policy"),
        Table.sealed("second_factor", SEED),
        Table.of("recovery_code"));
  }
}
