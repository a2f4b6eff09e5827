package dev.sealward.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("VAULT-03")
class MachineTokenTest {
  private static final String ID = "abcdefghij01";
  private static final String BODY = "swd_" + ID + "_" + "Az0-_".repeat(9).substring(0, 43);
  private static final String GOOD = BODY + "_" + checksum(BODY);

  private final SecureRandom random = new SecureRandom();

  @Test
  void issuedTokenHasTheFormAndParses() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      IssuedToken issued = MachineToken.issue(random);
      String text = text(issued);
      assertThat(text).matches("swd_[a-z0-9]{12}_[A-Za-z0-9_-]{43}_[0-9a-f]{8}");
      assertThat(text).startsWith("swd_" + issued.tokenId() + "_");
      assertThat(text).endsWith(checksum(text.substring(0, text.length() - 9)));
      MachineToken parsed = MachineToken.parse(text).orElseThrow();
      assertThat(parsed.id()).isEqualTo(issued.tokenId());
      assertThat(parsed.matches(issued.token().<byte[]>use(MachineToken::sha256))).isTrue();
      seen.add(text.substring(17, 60));
    }
    assertThat(seen).as("256 random bits each").hasSize(100);
  }

  @Test
  void storedHashIsTheSha256OfTheWholeText() throws NoSuchAlgorithmException {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(GOOD.getBytes(US_ASCII));
    MachineToken token = MachineToken.parse(GOOD).orElseThrow();
    assertThat(token.matches(hash)).isTrue();
    hash[31] ^= 1;
    assertThat(token.matches(hash)).isFalse();
    assertThat(token.matches(new byte[0])).isFalse();
  }

  static Stream<String> notTokens() {
    String otherBody = BODY.substring(0, BODY.length() - 1) + "B";
    return Stream.of(
        "",
        "swd_",
        "Bearer " + GOOD,
        " " + GOOD,
        GOOD + " ",
        GOOD + "\n",
        GOOD.substring(1),
        GOOD.substring(0, GOOD.length() - 1),
        otherBody + "_" + checksum(BODY),
        BODY + "_" + "0".repeat(8),
        BODY + "_" + checksum(BODY).toUpperCase(Locale.ROOT).replace('0', 'A'),
        GOOD.replace("swd_", "SWD_"),
        withChecksum("swd_" + ID.toUpperCase(Locale.ROOT) + BODY.substring(16)),
        withChecksum(BODY.replace('A', '+')),
        withChecksum(BODY.replace('A', '=')),
        withChecksum(BODY.replace('A', 'Ａ')),
        withChecksum(BODY.replace('A', '\u0000')),
        withChecksum("swd-" + BODY.substring(4)));
  }

  @ParameterizedTest
  @MethodSource("notTokens")
  void anyOtherTextIsNoToken(String text) {
    assertThat(MachineToken.parse(text)).isEmpty();
  }

  @Test
  @Tag("HOME-05")
  void printsNothing() {
    IssuedToken issued = MachineToken.issue(random);
    assertThat(issued).hasToString("IssuedToken[" + issued.tokenId() + ", hidden]");
    assertThat(MachineToken.parse(GOOD).orElseThrow())
        .hasToString("MachineToken[" + ID + ", hidden]");
  }

  private static String text(IssuedToken issued) {
    return issued.token().use(bytes -> new String(bytes, US_ASCII));
  }

  private static String withChecksum(String body) {
    return body + "_" + checksum(body);
  }

  private static String checksum(String body) {
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(US_ASCII));
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }
}
