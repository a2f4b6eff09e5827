package dev.sealward.inserver;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the database itself keeps unique, and what look-ups are led by, as it says of itself. */
@ExtendWith(ArquillianExtension.class)
class SchemaIT {
  @Inject Database database;

  @Test
  @Tag("VAULT-03")
  void onePolicyForAnEntityAndAThingAndAnIndexForEachLookUp() throws SQLException {
    List<Database.Index> indexes = database.indexes("policy");
    // To grant, take away, and decide.
    assertThat(indexes)
        .contains(
            new Database.Index(true, List.of("tenant", "entity", "target_kind", "target_id")));
    assertLedBy("policy", "tenant", "entity");
    assertLedBy("policy", "tenant", "target_kind", "target_id");
    assertLedBy("policy", "tenant", "expires_at");
  }

  @Test
  @Tag("VAULT-03")
  @Tag("FR-028-003")
  void nameIsTakenOnce() throws SQLException {
    assertUnique("secret", "tenant", "workspace", "environment", "provider", "name");
    assertUnique("secret_version", "secret_id", "number");
    assertUnique("entity", "tenant", "name");
    assertUnique("machine_token", "id");
    assertUnique("person", "name");
    assertUnique("person_link", "issuer", "subject");
    assertUnique("workspace", "tenant", "name");
    assertUnique("project", "tenant", "project_id");
    assertUnique("artifact", "run_id", "name");
  }

  @Test
  @Tag("VAULT-05")
  void trailHasAnIndexForEachFilterThatEndsInTheOrderOfItsPages() throws SQLException {
    assertUnique("audit_event", "id");
    String[] secret = {"tenant", "target_kind", "target_id", "action", "outcome"};
    String[] actor = {"tenant", "actor_kind", "actor", "action", "outcome"};
    assertThat(database.indexes("audit_event"))
        .contains(
            paged(secret),
            paged(actor),
            paged("tenant", "other_kind", "other_id"),
            paged("tenant", "action", "outcome"),
            paged("tenant", "outcome"),
            paged("tenant", "correlation_id"),
            paged("tenant", "address"),
            new Database.Index(false, List.of("tenant", "id")));
  }

  @Test
  @Tag("VAULT-05")
  void sumsOfTheTrailAreCountedOnce() throws SQLException {
    assertUnique("trail_count", "tenant", "about", "id", "hour_start", "outcome");
    assertLedBy("trail_count", "tenant", "about", "hour_start");
  }

  private static Database.Index paged(String... columns) {
    List<String> all = new ArrayList<>(List.of(columns));
    all.addAll(List.of("occurred_at", "id"));
    return new Database.Index(false, all);
  }

  private void assertUnique(String table, String... columns) throws SQLException {
    assertThat(database.indexes(table))
        .as(table)
        .contains(new Database.Index(true, List.of(columns)));
  }

  private void assertLedBy(String table, String... columns) throws SQLException {
    assertThat(database.indexes(table))
        .as(table)
        .anyMatch(
            index ->
                index.columns().size() >= columns.length
                    && index.columns().subList(0, columns.length).equals(List.of(columns)));
  }
}
