package dev.sealward.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("HOME-03")
class ScryptTest {
  private static final String SALT = "AAECAwQFBgcICQoLDA0ODw";

  private final ScryptParameters cheap = ScryptParameters.parse("$scrypt$ln=14,r=8,p=1$" + SALT);

  @Test
  void thePassphraseIsTakenAsUtf8AndLeftAlone() {
    char[] passphrase = "pässphrase".toCharArray();

    byte[] key = Scrypt.derive(passphrase, cheap);

    assertThat(key)
        .hasSize(32)
        .isEqualTo(
            Scrypt.derive(
                "pässphrase".getBytes(StandardCharsets.UTF_8), cheap.salt(), 16_384, 8, 1, 32));
    assertThat(passphrase).isEqualTo("pässphrase".toCharArray());
  }

  @Test
  void anEmptyPassphraseIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Scrypt.derive(new char[0], cheap));
  }

  @Test
  void freshParametersHaveTodaysCostAndTheirOwnSalt() {
    SecureRandom random = new SecureRandom();
    ScryptParameters fresh = ScryptParameters.fresh(random);

    assertThat(fresh.encode()).startsWith("$scrypt$ln=17,r=8,p=1$");
    assertThat(fresh.salt()).hasSize(16);
    assertThat(fresh.isOutdated()).isFalse();
    assertThat(fresh).isNotEqualTo(ScryptParameters.fresh(random));
  }

  @Test
  void aLowerCostIsOutdated() {
    assertThat(cheap.isOutdated()).isTrue();
  }

  @Test
  void textFormRoundTrips() {
    ScryptParameters parameters = new ScryptParameters(1 << 18, 9, 2, new byte[17]);
    assertThat(ScryptParameters.parse(parameters.encode()))
        .isEqualTo(parameters)
        .hasSameHashCodeAs(parameters);
    assertThat(cheap).hasToString("$scrypt$ln=14,r=8,p=1$" + SALT);
  }

  @Test
  void anyOtherTextIsRefusedWithoutEcho() {
    for (String text :
        List.of(
            "",
            "$scrypt$ln=17,r=8,p=1$",
            "$scrypt$ln=17,r=8,p=1$" + SALT + "=",
            "$scrypt$ln=17,r=8,p=1$" + SALT + "$",
            "$scrypt$ln=17,r=8,p=1$" + SALT + "\n",
            "$scrypt$ln=017,r=8,p=1$" + SALT,
            "$scrypt$r=8,ln=17,p=1$" + SALT,
            "$scrypt$ln=13,r=8,p=1$" + SALT,
            "$scrypt$ln=21,r=8,p=1$" + SALT,
            "$scrypt$ln=20,r=9,p=1$" + SALT,
            "$scrypt$ln=31,r=8,p=1$" + SALT,
            "$scrypt$ln=49,r=8,p=1$" + SALT,
            "$scrypt$ln=17,r=7,p=1$" + SALT,
            "$scrypt$ln=17,r=17,p=1$" + SALT,
            "$scrypt$ln=17,r=8,p=0$" + SALT,
            "$scrypt$ln=17,r=8,p=5$" + SALT,
            "$scrypt$ln=17,r=8,p=1$AAECAwQFBgcICQoLDA0ODx",
            "$scrypt$ln=17,r=8,p=1$" + "A".repeat(25),
            "$argon2id$ln=17,r=8,p=1$" + SALT)) {
      assertThatIllegalArgumentException()
          .as(text)
          .isThrownBy(() -> ScryptParameters.parse(text))
          .withMessageMatching("the scrypt parameters are (malformed|out of bounds)");
    }
  }

  @Test
  void boundsHoldForTheConstructorToo() {
    byte[] salt = new byte[16];
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ScryptParameters((1 << 17) + 1, 8, 1, salt));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ScryptParameters(Integer.MIN_VALUE, 8, 1, salt));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ScryptParameters(1 << 17, 8, 1, new byte[15]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ScryptParameters(1 << 17, 8, 1, new byte[65]));
  }

  @Test
  void theSaltIsCopiedInAndOut() {
    byte[] salt = new byte[16];
    ScryptParameters parameters = new ScryptParameters(1 << 17, 8, 1, salt);
    Arrays.fill(salt, (byte) 1);
    Arrays.fill(parameters.salt(), (byte) 2);
    assertThat(parameters.salt()).isEqualTo(new byte[16]);
  }
}
