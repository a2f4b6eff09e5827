package dev.sealward.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ST-SEC-001")
class SetUpCodeTest {
  private final SecureRandom random = new SecureRandom();

  @Test
  void isThreeGroupsWithoutLookAlikes() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      String text = SetUpCode.random(random).text();
      assertThat(text).matches("[A-HJ-NP-Z2-9]{4}(-[A-HJ-NP-Z2-9]{4}){2}");
      seen.add(text);
    }
    assertThat(seen).hasSize(200);
  }

  @Test
  void digestIsTheSha256OfItsLettersAndDigits() throws NoSuchAlgorithmException {
    SetUpCode code = SetUpCode.random(random);
    byte[] plain = code.text().replace("-", "").getBytes(StandardCharsets.US_ASCII);
    assertThat(code.digest())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(plain)));
  }

  @Test
  void printsNothing() {
    SetUpCode code = SetUpCode.random(random);
    assertThat(code.toString()).isEqualTo("SetUpCode[hidden]").doesNotContain(code.text());
  }
}
