package dev.sealward.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.program.Agent.Answer;
import dev.sealward.program.Operator.Stored;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets a secret's value over the API, and what stays behind of it. */
@ExtendWith(SharedInstallation.class)
@Tag("VAULT-04")
class ResolveIT {
  private final Installation sealward;

  ResolveIT(Installation sealward) {
    this.sealward = sealward;
  }

  @Test
  @Tag("FOUND-02")
  void tokenReadsTheSecretItWasGranted() {
    Answer answer = sealward.agent().resolve(sealward.granted().reference());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().getString("ref")).isEqualTo(sealward.granted().reference());
    assertThat(answer.json().getJsonObject("value").getString("value"))
        .isEqualTo(Installation.VALUE);
    assertThat(answer.cacheControl()).isEqualTo("no-store");
  }

  @Test
  @Tag("FR-028-002")
  void tokenIsRefusedTheSecretItWasNotGranted() {
    Answer answer = sealward.agent().resolve(sealward.notGranted().reference());

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.type()).startsWith("application/problem+json");
    assertThat(answer.code()).isEqualTo("CREDENTIAL_ACCESS_DENIED");
    assertThat(answer.body()).doesNotContain(Installation.OTHER_VALUE);
  }

  @Test
  @Tag("FR-028-002")
  void missingSecretIsRefusedLikeAForeignOne() {
    Answer foreign = sealward.agent().resolve(sealward.notGranted().reference());
    Answer missing = sealward.agent().resolve("secret://default/default/production/generic/NONE");
    Answer otherTenant = sealward.agent().resolve("secret://acme/default/production/generic/NONE");

    assertThat(withoutIds(missing)).isEqualTo(withoutIds(foreign));
    assertThat(withoutIds(otherTenant)).isEqualTo(withoutIds(foreign));
  }

  @Test
  @Tag("FR-028-009")
  @Tag("VAULT-05")
  void readIsAuditedUnderItsCorrelationId() {
    Answer answer = sealward.agent().resolve(sealward.granted().reference());

    assertThat(sealward.operator().auditOf(answer.correlationId()).text("trail"))
        .contains("secrets.credential.accessed", Installation.RUNNER, "127.0.0.1")
        .doesNotContain("No record matches")
        .doesNotContain(Installation.VALUE);
  }

  @Test
  @Tag("FR-028-009")
  @Tag("VAULT-05")
  void refusalIsAuditedUnderItsCorrelationId() {
    Answer answer = sealward.agent().resolve(sealward.notGranted().reference());

    assertThat(answer.json().getString("correlationId")).isEqualTo(answer.correlationId());
    assertThat(sealward.operator().auditOf(answer.correlationId()).text("trail"))
        .contains("secrets.credential.access.denied", Installation.RUNNER)
        .contains("CREDENTIAL_ACCESS_DENIED")
        .doesNotContain("secrets.credential.accessed");
  }

  @ParameterizedTest
  @Tag("VAULT-03")
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Bearer swd_aaaaaaaaaaaa_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA_00000000",
        "Bearer ../../etc/passwd",
        "Basic YWRhOnRocmVlIGhlcm9ucyBvdmVyIHRoZSB3ZWly",
        "Digest username=ada"
      })
  void callerWithoutAGoodTokenLearnsNothing(String authorization) {
    Agent nobody = Agent.withHeader(sealward.program().address(), authorization);

    Answer answer = nobody.resolve(sealward.granted().reference());

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.type()).startsWith("application/problem+json");
    assertThat(answer.json().keySet())
        .containsExactlyInAnyOrder("type", "title", "status", "code", "correlationId");
    assertThat(answer.code()).isEqualTo("UNAUTHENTICATED");
  }

  @Test
  void tokenWithOneCharacterChangedIsRefused() {
    String token = sealward.token();
    char middle = token.charAt(30);
    String changed = token.substring(0, 30) + (middle == 'A' ? 'B' : 'A') + token.substring(31);

    Answer answer =
        Agent.withToken(sealward.program().address(), changed)
            .resolve(sealward.granted().reference());

    assertThat(answer.status()).isEqualTo(401);
  }

  @Test
  void revokedTokenIsRefusedFromThenOn() {
    String token = sealward.operator().issueToken(Installation.RUNNER);
    Agent agent = Agent.withToken(sealward.program().address(), token);
    assertThat(agent.resolve(sealward.granted().reference()).status()).isEqualTo(200);

    sealward.operator().revokeToken(Installation.RUNNER, token);

    Answer revoked = agent.resolve(sealward.granted().reference());
    assertThat(revoked.status()).isEqualTo(401);
    Answer unknown =
        Agent.withToken(sealward.program().address(), "swd_nobody")
            .resolve(sealward.granted().reference());
    assertThat(withoutIds(revoked)).isEqualTo(withoutIds(unknown));
    assertThat(sealward.operator().auditOf(revoked.correlationId()).text("trail"))
        .contains("entities.token.refused", "TOKEN_REVOKED", Installation.RUNNER);
  }

  @Test
  @Tag("VAULT-03")
  void rotatedTokenAndItsSuccessorBothRead() {
    String old = sealward.operator().issueToken(Installation.RUNNER);

    String successor = sealward.operator().rotateToken(Installation.RUNNER, old);

    for (String token : new String[] {old, successor}) {
      Agent agent = Agent.withToken(sealward.program().address(), token);
      assertThat(agent.resolve(sealward.granted().reference()).status()).isEqualTo(200);
    }
    assertThat(sealward.operator().open("/settings/entities/" + Installation.RUNNER).words())
        .contains("swd_" + successor.split("_", -1)[1] + "_… takes its place");
  }

  @Test
  @Tag("VAULT-09")
  void entityThatReadsTooOftenIsToldHowLongToWait() {
    sealward.operator().registerEntity("hasty-runner");
    sealward.operator().grant(sealward.granted().page(), "hasty-runner", "read");
    sealward.operator().limit("hasty-runner", 2);
    String token = sealward.operator().issueToken("hasty-runner");
    Agent agent = Agent.withToken(sealward.program().address(), token);
    String reference = sealward.granted().reference();
    assertThat(agent.resolve(reference).status()).isEqualTo(200);
    assertThat(agent.resolve(reference).status()).isEqualTo(200);

    Answer answer = agent.resolve(reference);

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.type()).startsWith("application/problem+json");
    assertThat(answer.code()).isEqualTo("RATE_LIMITED");
    assertThat(Integer.parseInt(answer.retryAfter())).isBetween(1, 60);
    assertThat(answer.json().getString("correlationId")).isEqualTo(answer.correlationId());
    assertThat(agent.get("/api/v1").status()).as("other calls").isEqualTo(200);
    assertThat(sealward.agent().resolve(reference).status()).as("others").isEqualTo(200);
  }

  @Test
  @Tag("VAULT-03")
  void accessTakenAwayIsRefusedFromThenOn() {
    Stored secret = sealward.operator().storeSecret("BORROWED", "cobalt-otter-spinning-19");
    sealward.operator().grant(secret.page(), Installation.RUNNER, "read");
    assertThat(sealward.agent().resolve(secret.reference()).status()).isEqualTo(200);

    sealward.operator().takeAway(secret.page());

    assertThat(sealward.agent().resolve(secret.reference()).code())
        .isEqualTo("CREDENTIAL_ACCESS_DENIED");
  }

  @Test
  @Tag("ST-SEC-003")
  @Tag("FR-028-003")
  void rotatedSecretResolvesToTheNewValue() {
    Stored secret = sealward.operator().storeSecret("ROTATED", "marble-heron-before-31");
    sealward.operator().grant(secret.page(), Installation.RUNNER, "read");

    sealward.operator().rotate(secret, "marble-heron-after-32");

    Answer answer = sealward.agent().resolve(secret.reference());
    assertThat(answer.json().getInt("version")).isEqualTo(2);
    assertThat(answer.json().getJsonObject("value").getString("value"))
        .isEqualTo("marble-heron-after-32");
  }

  @Test
  @Tag("FR-028-003")
  void revokedSecretIsRefusedWithItsReason() {
    Stored secret = sealward.operator().storeSecret("REVOKED", "amber-kestrel-falling-77");
    sealward.operator().grant(secret.page(), Installation.RUNNER, "read");

    sealward.operator().revoke(secret);

    Answer answer = sealward.agent().resolve(secret.reference());
    assertThat(answer.status()).isBetween(400, 499);
    assertThat(answer.type()).startsWith("application/problem+json");
    assertThat(answer.body()).doesNotContain("amber-kestrel-falling-77");
  }

  @Test
  @Tag("ST-SEC-006")
  void noPageEverShowsAValue() {
    for (String page :
        new String[] {
          "/", "/settings/security", sealward.granted().page(), "/audit", "/settings/entities"
        }) {
      assertThat(sealward.operator().open(page).html())
          .as(page)
          .doesNotContain(Installation.VALUE)
          .doesNotContain(sealward.token());
    }
  }

  private static String withoutIds(Answer answer) {
    return answer.status() + answer.body().replace(answer.correlationId(), "id");
  }
}
