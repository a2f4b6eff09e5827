package dev.sealward.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The vectors are those of RFC 5869, appendix A. */
@Tag("FR-028-001c")
class HkdfTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void rfc5869BasicCase() {
    byte[] ikm = HEX.parseHex("0b".repeat(22));
    byte[] salt = range(0x00, 0x0d);
    byte[] info = range(0xf0, 0xfa);

    assertThat(HEX.formatHex(Hkdf.extract(salt, ikm)))
        .isEqualTo("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
    assertThat(HEX.formatHex(Hkdf.derive(ikm, salt, info, 42)))
        .isEqualTo(
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  }

  @Test
  void rfc5869LongInputs() {
    byte[] okm = Hkdf.derive(range(0x00, 0x50), range(0x60, 0xb0), range(0xb0, 0x100), 82);

    assertThat(HEX.formatHex(okm))
        .isEqualTo(
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
                + "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
                + "cc30c58179ec3e87c14c01d5c1f3434f1d87");
  }

  @Test
  void rfc5869WithoutSaltAndInfo() {
    byte[] okm = Hkdf.derive(HEX.parseHex("0b".repeat(22)), new byte[0], new byte[0], 42);

    assertThat(HEX.formatHex(okm))
        .isEqualTo(
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
  }

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
