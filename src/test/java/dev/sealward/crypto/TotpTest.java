package dev.sealward.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.kernel.SecretValue;
import java.time.Instant;
import java.util.OptionalLong;
import org.bouncycastle.util.encoders.Base32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("ATTACK-04")
class TotpTest {
  private static final byte[] SEED = "12345678901234567890".getBytes(US_ASCII);
  private static final Instant NOW = Instant.ofEpochSecond(1_111_111_109);
  private static final long STEP = 1_111_111_109 / 30;

  @ParameterizedTest
  @CsvSource({
    "0, 755224", "1, 287082", "2, 359152", "3, 969429", "4, 338314",
    "5, 254676", "6, 287922", "7, 162583", "8, 399871", "9, 520489"
  })
  void countersGiveTheCodesOfRfc4226(long counter, String code) {
    assertThat(new String(Totp.code(SEED, counter), US_ASCII)).isEqualTo(code);
  }

  /** The RFC prints eight digits; an app shows the last six. */
  @ParameterizedTest
  @CsvSource({
    "59, 94287082",
    "1111111109, 07081804",
    "1111111111, 14050471",
    "1234567890, 89005924",
    "2000000000, 69279037",
    "20000000000, 65353130"
  })
  void timesGiveTheCodesOfRfc6238(long second, String code) {
    assertThat(accept(code.substring(2), Instant.ofEpochSecond(second), -1)).hasValue(second / 30);
  }

  @Test
  void codeCountsOneStepEitherSideAndNoFurther() {
    for (long off = -3; off <= 3; off++) {
      OptionalLong accepted = accept(codeOf(STEP + off), NOW, -1);
      if (Math.abs(off) <= 1) {
        assertThat(accepted).as("step %d", off).hasValue(STEP + off);
      } else {
        assertThat(accepted).as("step %d", off).isEmpty();
      }
    }
  }

  @Test
  void codeIsNotTakenTwiceNorOneFromBeforeIt() {
    assertThat(accept(codeOf(STEP), NOW, STEP - 1)).hasValue(STEP);
    assertThat(accept(codeOf(STEP), NOW, STEP)).isEmpty();
    assertThat(accept(codeOf(STEP - 1), NOW, STEP)).isEmpty();
    assertThat(accept(codeOf(STEP + 1), NOW, STEP)).hasValue(STEP + 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " 081804",
        "081804 ",
        "081 804",
        "81804",
        "0081804",
        "08180a",
        "+81804",
        "-81804",
        "٠٨١٨٠٤",
        "０８１８０４",
        "081804\n",
        "\u0000081804",
        "0x1804"
      })
  void onlySixAsciiDigitsAreACode(String typed) {
    assertThat(accept("081804", NOW, -1)).isPresent();
    assertThat(accept(typed, NOW, -1)).isEmpty();
  }

  @Test
  void anotherSeedsCodeIsWrong() {
    byte[] other = "12345678901234567891".getBytes(US_ASCII);
    assertThat(Totp.accept(other, codeOf(STEP).toCharArray(), NOW, -1)).isEmpty();
  }

  @Test
  void seedsAreFreshAndPrintNothing() {
    CountingRandom random = new CountingRandom();
    try (SecretValue one = Totp.newSeed(random);
        SecretValue two = Totp.newSeed(random)) {
      assertThat(one.length()).isEqualTo(20);
      assertThat(two.use(one::matches)).isFalse();
      assertThat(one).hasToString("SecretValue[hidden]");
    }
  }

  @Test
  void appReadsSeedAndSettingsFromTheUri() {
    try (SecretValue uri = Totp.uri(SEED, "Sealward", "ada.l");
        SecretValue text = Totp.text(SEED)) {
      String seed = text.use(bytes -> new String(bytes, US_ASCII));
      assertThat(Base32.decode(seed)).isEqualTo(SEED);
      String read = uri.use(bytes -> new String(bytes, US_ASCII));
      assertThat(read)
          .isEqualTo(
              "otpauth://totp/Sealward:ada.l?secret="
                  + seed
                  + "&issuer=Sealward&algorithm=SHA1&digits=6&period=30");
    }
  }

  private static OptionalLong accept(String typed, Instant now, long used) {
    return Totp.accept(SEED, typed.toCharArray(), now, used);
  }

  private static String codeOf(long step) {
    return new String(Totp.code(SEED, step), US_ASCII);
  }
}
