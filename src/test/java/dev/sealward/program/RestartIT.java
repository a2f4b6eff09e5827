package dev.sealward.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.program.Agent.Answer;
import jakarta.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is there after the process ended, however it ended. */
class RestartIT {
  private static final String KEY =
      "00112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef";
  private static final String OTHER_KEY = KEY.replace('0', '7');
  private static final String VARIABLE = "SEALWARD_MASTER_KEY";

  @Test
  @Tag("FR-028-001b")
  @Tag("ST-SEC-010")
  void everythingIsThereAfterKill9() {
    try (Installation before = Installation.onFile()) {
      Agent agent = before.agent();
      String run = agent.startRun(Installation.PROJECT);
      Answer read = agent.resolve(before.granted().reference());
      Operator.Stored lastMoment =
          before.operator().storeSecret("LAST_MOMENT", "copper-Wren-66-tide");
      before.operator().grant(lastMoment.page(), Installation.RUNNER, "read");
      Answer stored = agent.upload(run, events(3));
      before.program().kill9();
      assertThat(stored.status()).isEqualTo(200);

      try (Installation after = before.in(before.program().again())) {
        assertThat(after.program().output())
            .contains("is ready after")
            .doesNotContain("set-up code")
            .doesNotContain("Locked");
        assertThat(after.agent().value(after.granted().reference())).isEqualTo(Installation.VALUE);
        assertThat(after.agent().value(lastMoment.reference())).isEqualTo("copper-Wren-66-tide");
        assertThat(after.agent().resolve(after.notGranted().reference()).status()).isEqualTo(403);
        assertThat(after.agent().events(run).getInt("lastSeq")).isEqualTo(3);
        assertThat(after.agent().upload(run, events(5)).json().getInt("stored")).isEqualTo(5);

        after.operator().signIn();
        assertThat(after.operator().auditOf(read.correlationId()).text("trail"))
            .contains("secrets.credential.accessed");
      }
    }
  }

  @Test
  @Tag("ST-SEC-004")
  void masksAreThereAfterKill9() {
    try (Installation before = Installation.onFile()) {
      String run = before.agent().startRun(Installation.PROJECT);
      before.program().kill9();

      try (Installation after = before.in(before.program().again())) {
        after
            .agent()
            .upload(run, "{\"seq\":1,\"text\":\"password is " + Installation.VALUE + "\"}\n");

        assertThat(after.agent().events(run).toString())
            .contains("[masked:")
            .doesNotContain(Installation.VALUE);
      }
    }
  }

  @Test
  void sigtermEndsItAndTheSameDataStartsAgain() {
    try (RunningSealward program = RunningSealward.start()) {
      String firstCode = program.setUpCode();
      program.stop();

      try (RunningSealward again = program.again()) {
        assertThat(again.setUpCode()).isNotEqualTo(firstCode);
      }
    }
  }

  @Test
  @Tag("FOUND-09")
  @Tag("ST-SEC-001")
  void withoutItsEnvironmentKeyItIsLockedAndSaysHowToGiveIt() {
    try (Installation before = Installation.on(Map.of(VARIABLE, KEY), "env")) {
      assertThat(before.agent().value(before.granted().reference())).isEqualTo(Installation.VALUE);
      before.program().stop();

      try (Installation missing = before.in(before.program().again(Map.of()))) {
        missing.program().await("Locked.");
        assertLocked(missing, "SEALWARD_MASTER_KEY", "openssl rand -base64 32");
        missing.program().stop();
      }
      try (Installation wrong = before.in(before.program().again(Map.of(VARIABLE, OTHER_KEY)))) {
        wrong.program().await("Locked.");
        assertLocked(wrong, "not the one the secrets were sealed under");
        assertThat(wrong.program().output()).doesNotContain(OTHER_KEY);
        wrong.program().stop();
      }
      try (Installation right = before.in(before.program().again())) {
        assertThat(right.agent().value(right.granted().reference())).isEqualTo(Installation.VALUE);
        assertThat(right.program().output()).doesNotContain(KEY);
      }
    }
  }

  private static void assertLocked(Installation locked, String... remedy) {
    for (Answer answer :
        new Answer[] {
          locked.agent().resolve(locked.granted().reference()),
          locked
              .agent()
              .post("/api/v1/projects/" + Installation.PROJECT + "/runs", "{\"title\":\"A run\"}")
        }) {
      assertThat(answer.status()).isEqualTo(503);
      JsonObject problem = answer.json();
      assertThat(problem.getString("code")).isEqualTo("KEY_UNAVAILABLE");
      assertThat(problem.getJsonArray("steps")).isNotEmpty();
      assertThat(answer.body()).contains(remedy).doesNotContain(Installation.VALUE);
    }
    assertThat(locked.operator().open("/settings/security").address().getPath())
        .isEqualTo("/unlock");
    assertThat(locked.operator().open("/").words()).contains(remedy);
  }

  private static String events(int upTo) {
    StringBuilder lines = new StringBuilder();
    for (int seq = 1; seq <= upTo; seq++) {
      lines.append("{\"seq\":").append(seq).append(",\"text\":\"line ").append(seq).append("\"}\n");
    }
    return lines.toString();
  }
}
