package dev.sealward.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.kernel.Refused;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ATTACK-08")
class ProblemTest {
  private static final UUID CORRELATION = UUID.fromString("6f1c0c4e-97a5-4d2c-9a3e-0f0f6f4a2b11");

  @Test
  @Tag("FR-028-009")
  void carriesEverythingThereIsToKnow() {
    JsonObject json = json(problem(Refused.field("ref", "REF_INVALID", "Wrong.", "Copy it.")));
    assertThat(json.getString("type")).isEqualTo("urn:sealward:problem:ref_invalid");
    assertThat(json.getInt("status")).isEqualTo(422);
    assertThat(json.getString("code")).isEqualTo("REF_INVALID");
    assertThat(json.getString("detail")).isEqualTo("Wrong.");
    assertThat(json.getJsonArray("steps").getString(0)).isEqualTo("Copy it.");
    assertThat(json.getString("field")).isEqualTo("ref");
    assertThat(json.getString("correlationId")).isEqualTo(CORRELATION.toString());
    assertThat(json).doesNotContainKeys("line", "stored");
  }

  @Test
  @Tag("ST-SEC-004")
  void anUploadThatStoppedSaysWhereAndWhatIsKept() {
    JsonObject json =
        json(problem(Refused.conflict("RUN_FINISHED", "It has ended.")).at(12, 11, 0));
    assertThat(json.getInt("status")).isEqualTo(409);
    assertThat(json.getInt("line")).isEqualTo(12);
    assertThat(json.getInt("stored")).isEqualTo(11);
  }

  @Test
  void aRefusalIsFoundUnderWhatContainersWrapItIn() {
    Refused refused = Refused.missing("run");
    Throwable wrapped = new IllegalStateException(new RuntimeException(refused));
    assertThat(Problems.refusalIn(wrapped)).contains(refused);
    assertThat(Problems.refusalIn(new IllegalStateException())).isEmpty();
  }

  private static Problem problem(Refused refused) {
    return Problem.of(refused, CORRELATION);
  }

  private static JsonObject json(Problem problem) {
    return Json.createReader(new StringReader(new String(problem.json(), UTF_8))).readObject();
  }
}
