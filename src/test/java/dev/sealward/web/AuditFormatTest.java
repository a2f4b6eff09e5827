package dev.sealward.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.Outcome;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("VAULT-05")
class AuditFormatTest {
  private static final UUID CALL = UUID.fromString("00000000-0000-0000-0000-00000000000a");

  @Test
  void csvHasALineOfNamesAndQuotesWhatNeedsIt() {
    assertThat(AuditFormat.CSV.header())
        .isEqualTo(
            "id,time,action,outcome,code,actor_kind,actor,target_kind,target_id,other_kind,"
                + "other_id,detail,address,correlation_id\r\n");
    assertThat(AuditFormat.CSV.line(row("grant \"read\", to one", null)))
        .isEqualTo(
            "7,2026-03-01T12:00:00Z,policies.granted,SUCCEEDED,,PERSON,ada,secret,s-1,,,"
                + "\"grant \"\"read\"\", to one\",127.0.0.1,"
                + CALL
                + "\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"})
  void noCellIsAFormula(String text) {
    assertThat(AuditFormat.cell(text).replace("\"", "")).startsWith("'").endsWith(text);
  }

  @Test
  void lineBreaksStayInsideTheirCell() {
    assertThat(AuditFormat.cell("a\r\nb")).isEqualTo("\"a\r\nb\"");
  }

  @Test
  void jsonLinesHoldOneObjectWithWhatIsThere() {
    String line = AuditFormat.JSON_LINES.line(row("a\n\"b\"", new Target("entity", "billing")));

    assertThat(line).endsWith("}\n").containsOnlyOnce("\n");
    JsonObject object = Json.createReader(new StringReader(line)).readObject();
    assertThat(object.getInt("id")).isEqualTo(7);
    assertThat(object.getString("detail")).isEqualTo("a\n\"b\"");
    assertThat(object.getString("other_id")).isEqualTo("billing");
    assertThat(object.containsKey("code")).isFalse();
  }

  private static AuditRecord row(String detail, Target other) {
    return new AuditRecord(
        7,
        Instant.parse("2026-03-01T12:00:00Z"),
        Caller.Kind.PERSON,
        "ada",
        Action.ACCESS_GRANTED,
        new Target("secret", "s-1"),
        other,
        Outcome.SUCCEEDED,
        null,
        detail,
        "127.0.0.1",
        CALL);
  }
}
