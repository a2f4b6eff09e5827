package dev.sealward.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.Serializable;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("HOME-05")
class SecretValueTest {
  private static final String TEXT = "pässword-zq81kfm2";

  @Test
  void printsNothing() {
    try (SecretValue value = SecretValue.copyOf(TEXT.toCharArray())) {
      assertThat(value).hasToString("SecretValue[hidden]").isNotInstanceOf(Serializable.class);
    }
  }

  @Test
  void closingZeroesWhatItHeldAndLendsNoMore() {
    SecretValue value = SecretValue.copyOf(TEXT.getBytes(UTF_8));
    AtomicReference<byte[]> held = new AtomicReference<>();
    value.use(
        bytes -> {
          held.set(bytes);
          return 0;
        });

    value.close();
    value.close();

    assertThat(held.get()).containsOnly(0);
    assertThatIllegalStateException().isThrownBy(() -> value.use(bytes -> bytes.length));
    assertThat(value.matches(new byte[value.length()])).as("the zeroes are no value").isFalse();
  }

  @Test
  void keepsACopyOfItsOwn() {
    byte[] bytes = TEXT.getBytes(UTF_8);
    char[] chars = TEXT.toCharArray();
    try (SecretValue ofBytes = SecretValue.copyOf(bytes);
        SecretValue ofChars = SecretValue.copyOf(chars)) {
      bytes[0] = 0;
      chars[0] = 0;
      assertThat(ofBytes.matches(TEXT.getBytes(UTF_8))).isTrue();
      assertThat(ofChars.matches(TEXT.getBytes(UTF_8))).isTrue();
      assertThat(ofChars.length()).isEqualTo(TEXT.getBytes(UTF_8).length);
    }
  }

  @Test
  void matchesTheSameBytesOnly() {
    try (SecretValue value = SecretValue.copyOf(TEXT.toCharArray())) {
      assertThat(value.matches(TEXT.getBytes(UTF_8))).isTrue();
      assertThat(value.matches((TEXT + "x").getBytes(UTF_8))).isFalse();
      assertThat(value.matches(TEXT.substring(1).getBytes(UTF_8))).isFalse();
      assertThat(value.matches(new byte[0])).isFalse();
    }
  }

  @Test
  void twoValuesAreNeverEqual() {
    try (SecretValue one = SecretValue.copyOf(TEXT.toCharArray());
        SecretValue other = SecretValue.copyOf(TEXT.toCharArray())) {
      assertThat(one).isNotEqualTo(other);
    }
  }
}
