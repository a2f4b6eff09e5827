package dev.sealward.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.SecretValue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("VAULT-02")
class SecretViewsTest {

  @Test
  @Tag("VAULT-01")
  void everyTypeHasATextFormAndALabel() {
    for (SecretType type : SecretType.values()) {
      assertThat(SecretType.parse(type.text())).isEqualTo(type);
      assertThat(type.label()).isNotBlank();
      assertThat(type.requiredFields()).noneMatch(String::isBlank);
    }
    for (String text : new String[] {null, "", "API_KEY", "password"}) {
      assertThat(catchThrowableOfType(Refused.class, () -> SecretType.parse(text)).remedy().code())
          .isEqualTo("TYPE_INVALID");
    }
  }

  @Test
  @Tag("HOME-05")
  void resolvedValuePrintsNothing() {
    SecretValue value = SecretValue.copyOf("zq81kfm2".toCharArray());
    Resolved resolved =
        new Resolved(SecretRef.parse("secret://default/default/dev/github/TOKEN"), 3, value);
    assertThat(resolved)
        .hasToString("Resolved[secret://default/default/dev/github/TOKEN, version 3, hidden]");
    resolved.close();
    assertThat(value.matches("zq81kfm2".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isFalse();
  }

  @Test
  void filterBoundsItsLimitAndText() {
    assertThat(new SecretFilter("x".repeat(500), null, 0).text()).hasSize(128);
    assertThat(new SecretFilter("", null, 0).limit()).isEqualTo(1);
    assertThat(SecretFilter.first(10_000).limit()).isEqualTo(200);
  }
}
