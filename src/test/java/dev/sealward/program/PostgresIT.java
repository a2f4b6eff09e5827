package dev.sealward.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.program.Agent.Answer;
import dev.sealward.program.RunningSealward.Ended;
import dev.sealward.redaction.Redactor;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The main path on PostgreSQL: set up, store, resolve, stream, kill -9, go on. */
@Tag("ST-SEC-001")
@Tag("ST-SEC-004")
@Tag("ST-SEC-005")
@Tag("FOUND-09")
class PostgresIT {
  private static final byte[] KEY =
      HexFormat.of().parseHex("4f1e8d33a07bc95260f2d7184b9ce60a73c5e1288fd64092bb31a7f05ce84d16");

  /** What a start logs first once the key ring is open, and last. */
  private static final String FIRST_HELD = "may change and delete audit rows";

  private static final String ON = "Sign-in by OpenID Connect is on: ";
  private static final String NO_TEXT = "[withheld: not all secret values are loaded]";

  private static final String LATER = "harbour;Thistle-63-violin";

  @Test
  void mainPathWorksOnTwoNodesAndNothingSecretIsInAnyTable()
      throws IOException, SQLException, InterruptedException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        Installation before =
            Installation.on(
                onServer(postgres, "SECRETS_MASTER_KEY", Base64.getEncoder().encodeToString(KEY)),
                "env")) {
      Agent agent = before.agent();
      String run = agent.startRun(Installation.PROJECT);
      Answer refused = agent.resolve(before.notGranted().reference());
      String leaky = "{\"seq\":1,\"text\":\"password is " + Installation.VALUE + "\"}\n";

      assertThat(agent.value(before.granted().reference())).isEqualTo(Installation.VALUE);
      assertThat(refused.code()).isEqualTo("CREDENTIAL_ACCESS_DENIED");
      assertThat(agent.upload(run, leaky).status()).isEqualTo(200);
      assertThat(before.operator().auditOf(refused.correlationId()).text("trail"))
          .contains("secrets.credential.access.denied");
      secondNodeMasksWhatTheFirstStores(postgres, before);
      before.program().kill9();
      startThatFailsLogsWhatWaitedWithoutItsText(postgres, before.program());

      try (Installation after = before.in(before.program().again())) {
        assertThat(after.agent().value(after.granted().reference())).isEqualTo(Installation.VALUE);
        assertThat(after.agent().events(run).toString()).contains("[masked:");
        assertThat(after.agent().finish(run, "succeeded").status()).isEqualTo(200);
        oneAccountForEverythingIsSaid(after);
        assertThat(Traces.of(KEY).in(before.program().output())).isEmpty();
        assertThat(Traces.of(KEY).in(after.program().output())).isEmpty();
        assertThat(Traces.of(KEY).inFiles(after.program().data())).isEmpty();
      }

      String everything = everyTable(postgres);
      assertThat(everything).contains("DEMO_PASSWORD").contains("[masked:");
      assertThat(Traces.of(Installation.VALUE).in(everything)).isEmpty();
      assertThat(Traces.of(LATER).in(everything)).isEmpty();
      assertThat(Traces.of(KEY).in(everything)).isEmpty();
      assertThat(Traces.of(before.token()).in(everything)).isEmpty();
    }
  }

  /** In the log of each start, and by one alert, whichever node or start was the first. */
  private static void oneAccountForEverythingIsSaid(Installation installation) throws IOException {
    assertThat(log(installation.program())).contains(FIRST_HELD).contains("SEALWARD_DB_OWNER_USER");
    installation.operator().signIn();
    String alerts = installation.operator().open("/alerts").words();
    String sentence = "may change and delete the audit trail";
    assertThat(alerts).contains(sentence).contains("SEALWARD_DB_OWNER_USER");
    assertThat(alerts.split(sentence, -1)).hasSize(2);
  }

  private static Map<String, String> onServer(
      EmbeddedPostgres postgres, String variable, String form) {
    return Map.of(
        "SEALWARD_DB_URL",
        postgres.getJdbcUrl("postgres", "postgres"),
        "SEALWARD_DB_USER",
        "postgres",
        variable,
        form);
  }

  /** It lets nothing in before it knows the values, and learns new ones at once. */
  private static void secondNodeMasksWhatTheFirstStores(
      EmbeddedPostgres postgres, Installation first)
      throws IOException, SQLException, InterruptedException {
    try (Connection held = postgres.getPostgresDatabase().getConnection()) {
      held.setAutoCommit(false);
      held.createStatement().execute("lock table secret_mask in access exclusive mode");
      try (RunningSealward second =
          RunningSealward.start(
              loggingAValue(
                  onServer(postgres, "MASTER_ENCRYPTION_KEY", HexFormat.of().formatHex(KEY))))) {
        assertThat(log(second)).doesNotContain(FIRST_HELD, ON);
        Agent there = Agent.withToken(second.address(), first.token());
        String run = first.agent().startRun(Installation.PROJECT);
        String known = "{\"seq\":1,\"text\":\"password is " + Installation.VALUE + "\"}\n";
        Answer tooEarly = there.upload(run, known);
        assertThat(tooEarly.status()).isEqualTo(503);
        assertThat(tooEarly.code()).isEqualTo("MASKS_LOADING");
        assertThat(there.get("/health/ready").status()).isEqualTo(503);
        assertThat(HealthEntry.of("masks", there)).isEqualTo(new HealthEntry("DOWN", "loading"));
        assertThat(there.get("/health/live").status()).as("nobody ends it").isEqualTo(200);
        held.rollback();
        assertThat(untilKnown(there, run, known).status()).isEqualTo(200);
        assertThat(untilLogged(second, there))
            .containsSubsequence(FIRST_HELD, ON + "https://login.example/[masked:api_key:")
            .doesNotContain(Installation.OTHER_VALUE, "[withheld:");

        PipedOutputStream open = new PipedOutputStream();
        PipedInputStream body = new PipedInputStream(open);
        CompletableFuture<Answer> upload =
            CompletableFuture.supplyAsync(
                () -> there.upload(run, BodyPublishers.ofInputStream(() -> body)));
        open.write(event(2, "it goes on"));
        open.flush();
        first.operator().storeSecret("LATER_PASSWORD", LATER);
        open.write(event(3, "password is " + LATER));
        open.close();
        assertThat(upload.join().status()).isEqualTo(200);
        assertThat(there.events(run).toString())
            .contains("it goes on")
            .doesNotContain(Installation.VALUE)
            .doesNotContain(LATER);
        assertThat(Traces.of(KEY).in(second.output())).isEmpty();
        assertThat(Traces.of(KEY).inFiles(second.data())).isEmpty();
      }
    }
  }

  /** Settings that a start logs once the key ring is open: one holds a stored value. */
  private static Map<String, String> loggingAValue(Map<String, String> settings) {
    String issuer = "https://login.example/" + Installation.OTHER_VALUE;
    assertThat(Redactor.of(new byte[32]).redact(ON + issuer).isMasked())
        .as("formats alone know it")
        .isFalse();
    Map<String, String> more = new HashMap<>(settings);
    more.put("SEALWARD_PUBLIC_URL", "https://sealward.example");
    more.put("SEALWARD_OIDC_ISSUER", issuer);
    more.put("SEALWARD_OIDC_CLIENT_ID", "sealward");
    more.put("SEALWARD_OIDC_CLIENT_SECRET", "otter-Lattice-27-moss");
    return more;
  }

  private static String untilLogged(RunningSealward program, Agent there) throws IOException {
    String log = log(program);
    for (int i = 0; i < 200 && !log.contains(ON); i++) {
      // All are known a moment before what waited is written.
      there.get("/health/ready");
      log = log(program);
    }
    return log;
  }

  private static String log(RunningSealward program) throws IOException {
    return Files.readString(program.data().resolve("logs").resolve("sealward.log.0"));
  }

  /** The database names a stored value in the failure that ends the start. */
  private static void startThatFailsLogsWhatWaitedWithoutItsText(
      EmbeddedPostgres postgres, RunningSealward killed) throws IOException, SQLException {
    int before = log(killed).length();
    try (Connection held = postgres.getPostgresDatabase().getConnection();
        Connection owner = postgres.getPostgresDatabase().getConnection();
        Statement change = owner.createStatement()) {
      held.setAutoCommit(false);
      held.createStatement().execute("lock table secret_mask in access exclusive mode");
      change.execute(
          "create function broken() returns boolean language plpgsql as"
              + " $$ begin raise exception 'damaged at "
              + Installation.OTHER_VALUE
              + "'; end $$");
      change.execute("alter table installation rename to installation_away");
      change.execute("create view installation as select * from installation_away where broken()");
      Ended ended =
          RunningSealward.startInVain(
              killed.data(),
              killed.port(),
              onServer(postgres, "SECRETS_MASTER_KEY", Base64.getEncoder().encodeToString(KEY)),
              List.of());
      change.execute("drop view installation");
      change.execute("alter table installation_away rename to installation");
      change.execute("drop function broken");

      String logged = log(killed).substring(before);
      assertThat(ended.status()).isEqualTo(1);
      assertThat(ended.output().lines().toList())
          .singleElement()
          .asString()
          .startsWith("sealward: ");
      assertThat(logged)
          .containsSubsequence(
              "AccountRights: " + NO_TEXT,
              "session./file:",
              NO_TEXT + " (DatabaseException)",
              "deployment.common: " + NO_TEXT)
          .doesNotContain(FIRST_HELD, Installation.OTHER_VALUE);
    }
  }

  private static byte[] event(int seq, String text) {
    return ("{\"seq\":" + seq + ",\"text\":\"" + text + "\"}\n").getBytes(UTF_8);
  }

  private static Answer untilKnown(Agent there, String run, String line) {
    Answer answer = there.upload(run, line);
    for (int i = 0; i < 30 && answer.status() == 503; i++) {
      // Each call waits a while for the values by itself.
      answer = there.upload(run, line);
    }
    return answer;
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
