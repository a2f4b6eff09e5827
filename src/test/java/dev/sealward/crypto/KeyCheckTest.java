package dev.sealward.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("FR-028-001b")
class KeyCheckTest {
  private final byte[] masterKey = HexFormat.of().parseHex("2a".repeat(32));

  @Test
  void acceptsItsOwnKeyAfterStorage() {
    assertThat(KeyCheck.stored(KeyCheck.of(masterKey).bytes()).accepts(masterKey)).isTrue();
  }

  @Test
  void refusesEveryOtherKey() {
    KeyCheck check = KeyCheck.of(masterKey);
    for (int bit = 0; bit < 256; bit++) {
      byte[] other = masterKey.clone();
      other[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(check.accepts(other)).isFalse();
    }
  }

  @Test
  void isNoKeyDerivedForAnotherPurpose() {
    assertThat(KeyCheck.of(masterKey).bytes())
        .hasSize(16)
        .isNotEqualTo(Hkdf.derive(masterKey, new byte[0], Info.of("sealward/v1"), 16))
        .isNotEqualTo(Arrays.copyOf(masterKey, 16));
  }

  @Test
  void storedBytesAreCopiedInAndOut() {
    byte[] bytes = KeyCheck.of(masterKey).bytes();
    KeyCheck check = KeyCheck.stored(bytes);
    Arrays.fill(bytes, (byte) 0);
    Arrays.fill(check.bytes(), (byte) 0);
    assertThat(check.accepts(masterKey)).isTrue();
  }

  @Test
  void lengthsAreFixed() {
    assertThatIllegalArgumentException().isThrownBy(() -> KeyCheck.of(new byte[31]));
    assertThatIllegalArgumentException().isThrownBy(() -> KeyCheck.stored(new byte[15]));
  }

  @Test
  void printsNothing() {
    assertThat(KeyCheck.of(masterKey)).hasToString("KeyCheck[hidden]");
  }
}
