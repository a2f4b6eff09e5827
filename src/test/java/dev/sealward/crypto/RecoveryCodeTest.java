package dev.sealward.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.kernel.SecretValue;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("ATTACK-04")
class RecoveryCodeTest {
  private static final String CODE = "0A1B-2C3D-4E5F-6G7H";

  @Test
  void codesAreFourGroupsOfFourAndNeverTheSame() {
    SecureRandom random = new SecureRandom();
    Set<String> made = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      try (SecretValue code = RecoveryCode.random(random)) {
        made.add(code.use(bytes -> new String(bytes, US_ASCII)));
      }
    }
    assertThat(made)
        .hasSize(100)
        .allMatch(code -> code.matches("[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}"));
    assertThat(String.join("", made).chars().distinct().count())
        .as("all 32 characters occur, and the dash")
        .isEqualTo(33);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0a1b-2c3d-4e5f-6g7h",
        "0A1B2C3D4E5F6G7H",
        " 0A1B 2C3D 4E5F 6G7H ",
        "OAIB-2C3D-4E5F-6G7H",
        "oalb2c3d4e5f6g7h"
      })
  void isReadAsPeopleType(String typed) {
    assertThat(digest("ada", typed)).isEqualTo(digest("ada", CODE)).hasSize(32);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "123456",
        "0A1B-2C3D-4E5F-6G7",
        "0A1B-2C3D-4E5F-6G7HJ",
        "UA1B-2C3D-4E5F-6G7H",
        "0A1B-2C3D-4E5F-6G7\u00e9",
        "0A1B_2C3D_4E5F_6G7H"
      })
  void anythingElseIsNoCode(String typed) {
    assertThat(RecoveryCode.digest("ada", typed.toCharArray())).isEmpty();
  }

  @Test
  void longTextIsNotRead() {
    assertThat(RecoveryCode.digest("ada", (CODE + " ".repeat(100)).toCharArray())).isEmpty();
  }

  @Test
  void digestIsItsOwners() {
    assertThat(digest("ada", CODE)).isNotEqualTo(digest("bob", CODE));
    assertThat(digest("ada", CODE))
        .isNotEqualTo(digest("ada", CODE.toLowerCase(Locale.ROOT).replace('h', 'j')));
  }

  private static byte[] digest(String owner, String typed) {
    return RecoveryCode.digest(owner, typed.toCharArray()).orElseThrow();
  }
}
