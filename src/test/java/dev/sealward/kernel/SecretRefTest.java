package dev.sealward.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("FOUND-02")
class SecretRefTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret://default/default/production/github/TOKEN",
        "secret://t1/w-1/dev/generic/a.b_c#1",
        "secret://t/w/staging/openai/OPENAI_API_KEY#999999999"
      })
  void textFormSurvivesParsingAndPrinting(String text) {
    assertThat(SecretRef.parse(text)).hasToString(text);
    assertThat(SecretRef.parse(SecretRef.parse(text).toString())).isEqualTo(SecretRef.parse(text));
  }

  @Test
  void partsComeOutAsTheyWentIn() {
    SecretRef ref = SecretRef.parse("secret://acme/core/staging/github/Deploy#12");
    assertThat(ref.scope())
        .isEqualTo(
            new Scope(
                TenantId.of("acme"),
                WorkspaceId.of("core"),
                Environment.STAGING,
                ProviderId.of("github")));
    assertThat(ref.name()).isEqualTo(SecretName.of("Deploy"));
    assertThat(ref.version()).isEqualTo(OptionalInt.of(12));
    assertThat(SecretRef.of(ref.scope(), ref.name()))
        .hasToString("secret://acme/core/staging/github/Deploy");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "default/default/production/github/TOKEN",
        "SECRET://default/default/production/github/TOKEN",
        " secret://default/default/production/github/TOKEN",
        "secret://default/default/production/github/TOKEN ",
        "secret:/default/default/production/github/TOKEN",
        "secret://default/default/production/github",
        "secret://default/default/production/github/TOKEN/",
        "secret://default/default/production/github/TOKEN/more",
        "secret://default//production/github/TOKEN",
        "secret:///default/production/github/TOKEN",
        "secret://default/default/prod/github/TOKEN",
        "secret://default/default/production/../TOKEN",
        "secret://default/default/production/github/..",
        "secret://default/default/production/github/a..b",
        "secret://default/default/production/github/a%2Fb",
        "secret://default/default/production/github/a;b",
        "secret://default/default/production/github/TOKEN#",
        "secret://default/default/production/github/TOKEN#0",
        "secret://default/default/production/github/TOKEN#01",
        "secret://default/default/production/github/TOKEN#-1",
        "secret://default/default/production/github/TOKEN#+1",
        "secret://default/default/production/github/TOKEN#1 ",
        "secret://default/default/production/github/TOKEN#1#2",
        "secret://default/default/production/github/TOKEN#1000000000",
        "secret://default/default/production/github/TOKEN#١",
        "secret://default/default/production/github/TOKEN?version=1"
      })
  void otherTextIsRefusedWithoutAnEcho(String text) {
    Refused refused = catchThrowableOfType(Refused.class, () -> SecretRef.parse(text));
    assertThat(refused).isNotNull();
    assertThat(refused.kind()).isEqualTo(Refused.Kind.INVALID);
    assertThat(refused.field()).contains("ref");
    assertThat(refused.remedy().code()).isEqualTo("REF_INVALID");
    assertThat(refused.getMessage()).doesNotContain("TOKEN", "github");
  }

  @Test
  void overLongTextIsRefusedBeforeItIsRead() {
    String text = "secret://default/default/production/github/" + "x".repeat(512);
    assertThat(catchThrowableOfType(Refused.class, () -> SecretRef.parse(text)).remedy().code())
        .isEqualTo("REF_INVALID");
  }

  @Test
  void noTextIsMissing() {
    assertThat(catchThrowableOfType(Refused.class, () -> SecretRef.parse(null)).remedy().code())
        .isEqualTo("FIELD_MISSING");
  }
}
