package dev.sealward.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("VAULT-05")
class SigningKeyTest {
  // RFC 8032, section 7.1, test 2.
  private static final byte[] SEED =
      HexFormat.of().parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
  private static final String SIGNATURE =
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
          + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

  private final SigningKey key = SigningKey.of(SEED);

  @Test
  void signsAsTheStandardSays() {
    assertThat(HexFormat.of().formatHex(key.sign(new byte[] {0x72}))).isEqualTo(SIGNATURE);
  }

  @Test
  void anotherLibraryReadsTheKeyAndAcceptsTheSignature() throws Exception {
    String body = key.verifyingKey().pem().replaceAll("-----[A-Z ]+-----|\n", "");
    Signature platform = Signature.getInstance("Ed25519");
    platform.initVerify(
        KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(body))));
    platform.update("kept elsewhere".getBytes(UTF_8));
    assertThat(platform.verify(key.sign("kept elsewhere".getBytes(UTF_8)))).isTrue();
  }

  @Test
  void acceptsNoOtherTextSignatureOrKey() {
    byte[] text = "kept elsewhere".getBytes(UTF_8);
    byte[] signature = key.sign(text);
    VerifyingKey verifying = VerifyingKey.parse(key.verifyingKey().pem());
    assertThat(verifying.accepts(text, signature)).isTrue();
    assertThat(verifying.accepts("kept elsewherf".getBytes(UTF_8), signature)).isFalse();
    byte[] changed = signature.clone();
    changed[3] ^= 1;
    assertThat(verifying.accepts(text, changed)).isFalse();
    assertThat(verifying.accepts(text, new byte[0])).isFalse();
    byte[] otherSeed = SEED.clone();
    otherSeed[0] ^= 1;
    VerifyingKey other = SigningKey.of(otherSeed).verifyingKey();
    assertThat(other.accepts(text, signature)).isFalse();
    assertThat(other.id()).isNotEqualTo(verifying.id()).hasSize(16);
  }

  @Test
  void whatIsNoPublicKeyIsRefused() {
    for (String text :
        new String[] {"", "x", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"}) {
      assertThatThrownBy(() -> VerifyingKey.parse(text))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void printsNothing() {
    assertThat(key.toString()).isEqualTo("SigningKey");
  }
}
