package dev.sealward.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("FR-028-001c")
class HkdfTest {
  @Test
  void givesAsManyBytesAsAsked() {
    byte[] longest = Hkdf.derive(new byte[32], new byte[0], new byte[0], 8160);

    for (int length : new int[] {1, 31, 32, 33, 64, 8159}) {
      assertThat(Hkdf.derive(new byte[32], new byte[0], new byte[0], length))
          .hasSize(length)
          .isEqualTo(Arrays.copyOf(longest, length));
    }
  }

  @Test
  void anEmptyKeyAndAnImpossibleLengthAreRefused() {
    byte[] none = new byte[0];
    assertThatIllegalArgumentException().isThrownBy(() -> Hkdf.derive(none, none, none, 32));
    assertThatIllegalArgumentException().isThrownBy(() -> Hkdf.derive(new byte[32], none, none, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Hkdf.derive(new byte[32], none, none, 8161));
  }

  @Test
  void theInputKeyIsLeftAlone() {
    byte[] ikm = range(1, 33);
    Hkdf.derive(ikm, ikm, ikm, 32);
    assertThat(ikm).isEqualTo(range(1, 33));
  }

  private static byte[] range(int from, int to) {
    byte[] bytes = new byte[to - from];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (from + i);
    }
    return bytes;
  }
}
