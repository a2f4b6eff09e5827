package dev.sealward.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.program.Agent.Answer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The main path on PostgreSQL: set up, store, resolve, stream, kill -9, go on. */
@Tag("ST-SEC-001")
@Tag("ST-SEC-004")
class PostgresIT {
  @Test
  void mainPathWorksAndNothingSecretIsInAnyTable() throws IOException, SQLException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        Installation before =
            Installation.on(
                Map.of(
                    "SEALWARD_DB_URL",
                    postgres.getJdbcUrl("postgres", "postgres"),
                    "SEALWARD_DB_USER",
                    "postgres"),
                "file")) {
      Agent agent = before.agent();
      String run = agent.startRun(Installation.PROJECT);
      Answer refused = agent.resolve(before.notGranted().reference());
      String leaky = "{\"seq\":1,\"text\":\"password is " + Installation.VALUE + "\"}\n";

      assertThat(agent.value(before.granted().reference())).isEqualTo(Installation.VALUE);
      assertThat(refused.code()).isEqualTo("CREDENTIAL_ACCESS_DENIED");
      assertThat(agent.upload(run, leaky).status()).isEqualTo(200);
      assertThat(before.operator().auditOf(refused.correlationId()).text("trail"))
          .contains("secrets.credential.access.denied");
      before.program().kill9();

      try (Installation after = before.in(before.program().again())) {
        assertThat(after.agent().value(after.granted().reference())).isEqualTo(Installation.VALUE);
        assertThat(after.agent().events(run).toString()).contains("[masked:");
        assertThat(after.agent().finish(run, "succeeded").status()).isEqualTo(200);
      }

      String everything = everyTable(postgres);
      assertThat(everything).contains("DEMO_PASSWORD").contains("[masked:");
      assertThat(Traces.of(Installation.VALUE).in(everything)).isEmpty();
      assertThat(Traces.of(before.token()).in(everything)).isEmpty();
    }
  }

  private static String everyTable(EmbeddedPostgres postgres) throws SQLException {
    StringBuilder text = new StringBuilder();
    try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet names =
          connection.getMetaData().getTables(null, "public", "%", new String[] {"TABLE"})) {
        while (names.next()) {
          tables.add(names.getString("TABLE_NAME"));
        }
      }
      for (String table : tables) {
        try (ResultSet rows =
            connection.createStatement().executeQuery("select t::text from \"" + table + "\" t")) {
          while (rows.next()) {
            text.append(rows.getString(1)).append('\n');
          }
        }
      }
    }
    return text.toString();
  }
}
