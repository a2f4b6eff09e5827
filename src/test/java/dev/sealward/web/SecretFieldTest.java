package dev.sealward.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.SecretValue;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("PAGE-01")
class SecretFieldTest {
  private final SecretField field = new SecretField();

  @Test
  void whatWasTypedIsNeverGivenBackToAPage() {
    field.setTyped("hunter2hunter2");
    assertThat(field.getTyped()).isNull();
  }

  @Test
  void printsNothing() {
    field.setTyped("hunter2hunter2");
    assertThat(field).hasToString("SecretField[hidden]");
  }

  @Test
  void aValueIsHandedOverOnce() {
    field.setTyped("grün");
    try (SecretValue value = field.takeValue()) {
      assertThat(value.matches("grün".getBytes(StandardCharsets.UTF_8))).isTrue();
    }
    assertThat(field.isEmpty()).isTrue();
  }

  @Test
  void whatIsTypedDifferentlyTheSecondTimeIsRefusedBesideThatField() {
    SecretField other = new SecretField();
    field.setTyped("one");
    other.setTyped("two");
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> field.requireSame(other, "passphrase"))
        .satisfies(refused -> assertThat(refused.field()).contains("passphraseAgain"));
    other.setTyped("one");
    assertThatNoException().isThrownBy(() -> field.requireSame(other, "passphrase"));
  }
}
