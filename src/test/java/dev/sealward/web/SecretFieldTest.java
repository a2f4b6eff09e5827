package dev.sealward.web;

import static org.assertj.core.api.Assertions.assertThat;

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
  void twoFieldsAreComparedByWhatWasTyped() {
    SecretField other = new SecretField();
    field.setTyped("one");
    other.setTyped("two");
    assertThat(field.matches(other)).isFalse();
    other.setTyped("one");
    assertThat(field.matches(other)).isTrue();
  }
}
