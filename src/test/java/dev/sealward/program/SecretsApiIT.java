package dev.sealward.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.program.Agent.Answer;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An entity with admin level on a scope keeps secrets over the API, as a runner would. */
@ExtendWith(SharedInstallation.class)
@Tag("VAULT-03")
class SecretsApiIT {
  private static final String FIRST = "walnut-Harbor-73-flint!";
  private static final String NEXT = "copper-Meadow-18-raven?";
  private static final String SECRETS = "/api/v1/secrets";

  private final Installation sealward;

  SecretsApiIT(Installation sealward) {
    this.sealward = sealward;
  }

  @Test
  @Tag("VAULT-04")
  @Tag("FR-028-003")
  void secretIsStoredReadRotatedGrantedAndRevoked() {
    Agent keeper = agent("api-keeper");
    Agent reader = agent("api-reader");
    String stored = "{\"name\":\"API_KEPT\",\"provider\":\"kept\",\"value\":\"" + FIRST + "\"}";
    assertThat(keeper.post(SECRETS, stored).code()).isEqualTo("CREDENTIAL_ACCESS_DENIED");
    grantScope("api-keeper", "admin");

    Answer answer = keeper.post(SECRETS, stored);
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.cacheControl()).isEqualTo("no-store");
    assertThat(answer.body()).doesNotContain(FIRST);
    String reference = answer.json().getString("ref");
    String ref = "{\"ref\":\"" + reference + "\"";
    assertThat(keeper.value(reference)).isEqualTo(FIRST);
    assertThat(keeper.post(SECRETS, stored).code()).isEqualTo("SECRET_EXISTS");
    assertThat(keeper.get(SECRETS).body()).contains(reference).doesNotContain(FIRST);
    assertThat(reader.get(SECRETS).json().getJsonArray("secrets")).isEmpty();

    Answer rotated =
        keeper.post(SECRETS + "/rotate", ref + ",\"value\":{\"value\":\"" + NEXT + "\"}}");
    assertThat(rotated.json().getInt("version")).isEqualTo(2);
    assertThat(keeper.value(reference)).isEqualTo(NEXT);

    String toReader = ref + ",\"entity\":\"api-reader\"";
    assertThat(keeper.post(SECRETS + "/grants", toReader + ",\"level\":\"admin\"}").code())
        .isEqualTo("LEVEL_NOT_YOURS");
    Answer granted =
        keeper.post(SECRETS + "/grants", toReader + ",\"level\":\"read\",\"validDays\":3}");
    assertThat(granted.status()).isEqualTo(201);
    assertThat(granted.json().getString("level")).isEqualTo("read");
    assertThat(reader.value(reference)).isEqualTo(NEXT);
    assertThat(reader.post(SECRETS + "/rotate", ref + ",\"value\":\"x\"}").status()).isEqualTo(403);
    assertThat(reader.post(SECRETS + "/grants/revoke", toReader + "}").status()).isEqualTo(403);
    assertThat(keeper.post(SECRETS + "/grants/revoke", toReader + "}").status()).isEqualTo(204);
    assertThat(reader.resolve(reference).status()).isEqualTo(403);

    Answer revoked = keeper.post(SECRETS + "/revoke", ref + ",\"reason\":\"of no use\"}");
    assertThat(revoked.json().getString("state")).isEqualTo("revoked");
    assertThat(keeper.resolve(reference).code()).isEqualTo("SECRET_REVOKED");
    assertThat(sealward.operator().auditOf(revoked.correlationId()).text("trail"))
        .contains("secrets.credential.revoked", "api-keeper");
  }

  @Test
  @Tag("INPUT-01")
  void badBodiesAreRefusedByFieldAndNothingOfThemComesBack() {
    Agent agent = agent("api-clumsy");
    for (Map.Entry<String, String> bad :
        Map.of(
                "{\"name\":\"zq7marker\"}",
                "FIELD_MISSING",
                "{\"name\":\"zq7 marker\",\"value\":\"zq7marker\"}",
                "CREDENTIAL_ACCESS_DENIED",
                "{\"name\":\"A\",\"value\":[\"zq7marker\"]}",
                "FIELD_TYPE",
                "{\"name\":\"A\",\"value\":\"zq7marker",
                "JSON_INVALID",
                "{\"value\":\"" + "zq7marker".repeat(40_000) + "\"}",
                "BODY_TOO_LARGE",
                "{\"name\":\"A\",\"value\":\"a\",\"type\":\"zq7marker\"}",
                "TYPE_INVALID",
                "{\"name\":\"A\",\"value\":\"a\",\"expiresAt\":\"zq7marker\"}",
                "EXPIRY_INVALID")
            .entrySet()) {
      Answer answer = agent.post(SECRETS, bad.getKey());
      assertThat(answer.code()).isEqualTo(bad.getValue());
      assertThat(answer.body()).doesNotContain("zq7marker", "zq7 marker");
    }
    assertThat(agent.get(SECRETS + "?after=zq7marker").code()).isEqualTo("PLACE_INVALID");
    assertThat(agent.get(SECRETS + "?limit=201").code()).isEqualTo("NUMBER_INVALID");
  }

  private Agent agent(String name) {
    sealward.operator().registerEntity(name);
    String token = sealward.operator().issueToken(name);
    return Agent.withToken(sealward.program().address(), token);
  }

  private void grantScope(String entity, String level) {
    Operator operator = sealward.operator();
    operator.submit(
        operator.open("/settings/policies"),
        "grant",
        "grantIt",
        Map.of("entity", entity, "level", level, "provider", "kept"));
  }
}
