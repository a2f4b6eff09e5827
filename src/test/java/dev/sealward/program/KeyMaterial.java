package dev.sealward.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.crypto.Scrypt;
import dev.sealward.crypto.ScryptParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A master key and what opens it, looked for wherever a life of the program left something: on the
 * console, in its files (the database and its audit rows among them), in what it answered.
 */
final class KeyMaterial {
  private static final String KEYS = "/settings/security/keys";

  private final Map<String, Traces> material = new LinkedHashMap<>();
  private final List<String> answers = new ArrayList<>();

  KeyMaterial with(String what, String text) {
    material.put(what, Traces.of(text));
    return this;
  }

  KeyMaterial with(String what, byte[] key) {
    material.put(what, Traces.of(key));
    return this;
  }

  /** The master key that {@code passphrase} is stretched to; the program must have ended. */
  KeyMaterial stretched(String passphrase, Path data) throws SQLException {
    String url = "jdbc:h2:file:" + data.resolve("db").resolve("sealward") + ";IFEXISTS=TRUE";
    try (Connection database = DriverManager.getConnection(url, "sealward", "");
        ResultSet found =
            database
                .createStatement()
                .executeQuery("select derivation from key_version where derivation is not null")) {
      assertThat(found.next()).isTrue();
      ScryptParameters parameters = ScryptParameters.parse(found.getString(1));
      return with("the stretched passphrase", Scrypt.derive(passphrase.toCharArray(), parameters));
    }
  }

  /** Looked through as well. */
  void answered(Page page) {
    answers.add(page.html());
  }

  /** Somebody types the passphrase where a form is wrong in another field. */
  void isMistyped(Operator operator, String passphrase, String wrong) {
    Page rotate = operator.open(KEYS + "/rotate");
    for (Map<String, String> typed :
        List.of(
            Map.of("source", "passphrase", "passphrase", passphrase, "passphraseAgain", wrong),
            Map.of("source", wrong, "passphrase", passphrase, "passphraseAgain", passphrase),
            Map.of("source", "passphrase", "passphrase", passphrase.substring(0, 9)))) {
      Page refused = operator.submit(rotate, "rotate", "rotateIt", typed);
      assertThat(refused.address().getPath()).isEqualTo(KEYS + "/rotate");
      answers.add(refused.html());
    }
  }

  /** Provokes errors, and opens whatever speaks of keys. */
  void isAskedFor(Installation sealward) {
    Agent agent = sealward.agent();
    for (Agent.Answer answer :
        List.of(
            agent.resolve(sealward.granted().reference()),
            agent.resolve(sealward.notGranted().reference()),
            agent.post("/api/v1/resolve", "{"),
            agent.post("/api/v1/keys/rotations", "{\"source\":\"env\"}"),
            agent.get("/api/v1/keys"),
            agent.get("/api/v1/none-such"),
            agent.get("/health"),
            agent.get("/metrics"),
            agent.get("/openapi"))) {
      answers.add(answer.body());
    }
    for (String page :
        List.of("/", "/unlock", "/setup", KEYS, KEYS + "/rotate", "/settings/backup", "/audit")) {
      answers.add(sealward.operator().open(page).html());
    }
  }

  /** Whether any of it is anywhere, but in the files named, which are there to hold it. */
  void isNowhere(RunningSealward program, String... but) throws IOException {
    assertThat(Traces.of(Installation.RUNNER).inFiles(program.data()))
        .as("what the search finds")
        .anyMatch(found -> found.startsWith("raw in db"));
    List<Path> kept = new ArrayList<>();
    for (String file : but) {
      kept.add(Files.createDirectories(program.data()).resolve(file));
    }
    for (Map.Entry<String, Traces> one : material.entrySet()) {
      Traces traces = one.getValue();
      assertThat(traces.in(program.output())).as("%s on the console", one.getKey()).isEmpty();
      assertThat(answers)
          .as("%s in an answer", one.getKey())
          .allSatisfy(answer -> assertThat(traces.in(answer)).isEmpty());
      assertThat(traces.inFiles(program.data()))
          .as("%s in a file", one.getKey())
          .allSatisfy(
              found ->
                  assertThat(kept)
                      .anyMatch(file -> found.endsWith(" in " + program.data().relativize(file))));
    }
  }
}
