package dev.sealward.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealward.crypto.UnopenableException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("FR-028-001")
class AesGcmTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] AAD = {1};

  private final SecureRandom random = new SecureRandom();
  private final AesGcm aead = AesGcm.of(new byte[32], random);

  /** Test case 16 of "The Galois/Counter Mode of Operation", the paper NIST SP 800-38D cites. */
  @Test
  void publishedVectorSealsAndOpens() {
    byte[] key = HEX.parseHex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
    byte[] nonce = HEX.parseHex("cafebabefacedbaddecaf888");
    byte[] aad = HEX.parseHex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    byte[] plaintext =
        HEX.parseHex(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
    byte[] sealed =
        HEX.parseHex(
            "cafebabefacedbaddecaf888"
                + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                + "76fc6ece0f4e1768cddf8853bb2d551b");

    assertThat(Gcm.sealWithNonce(RawKey.aes256(key), nonce, plaintext, aad)).isEqualTo(sealed);
    assertThat(AesGcm.of(key, random).open(sealed, aad)).isEqualTo(plaintext);
  }

  @Test
  void whatWasSealedOpens() {
    for (int length : new int[] {0, 1, 15, 16, 17, 65_536}) {
      byte[] plaintext = new byte[length];
      random.nextBytes(plaintext);
      byte[] sealed = aead.seal(plaintext, AAD);
      assertThat(sealed).hasSize(12 + length + 16);
      assertThat(aead.open(sealed, AAD)).isEqualTo(plaintext);
    }
  }

  @Test
  void everySealHasItsOwnNonce() {
    byte[] first = aead.seal(new byte[8], AAD);
    byte[] second = aead.seal(new byte[8], AAD);
    assertThat(Arrays.copyOf(first, 12)).isNotEqualTo(Arrays.copyOf(second, 12));
    assertThat(first).isNotEqualTo(second);
  }

  @Test
  void associatedDataIsNeverEmpty() {
    byte[] none = new byte[0];
    byte[] sealed = aead.seal(new byte[8], AAD);
    assertThatIllegalArgumentException().isThrownBy(() -> aead.seal(new byte[8], none));
    assertThatIllegalArgumentException().isThrownBy(() -> aead.open(sealed, none));
  }

  @Test
  void otherAssociatedDataDoesNotOpen() {
    assertUnopenable(aead.seal(new byte[8], AAD), new byte[] {2}, Reason.TAMPERED_OR_WRONG_KEY);
  }

  @Test
  void anotherKeyDoesNotOpen() {
    byte[] otherKey = new byte[32];
    otherKey[31] = 1;
    byte[] sealed = AesGcm.of(otherKey, random).seal(new byte[8], AAD);
    assertUnopenable(sealed, AAD, Reason.TAMPERED_OR_WRONG_KEY);
  }

  @Test
  void noBitCanBeFlipped() {
    byte[] sealed = aead.seal(new byte[8], AAD);
    for (int bit = 0; bit < 8 * sealed.length; bit++) {
      byte[] flipped = sealed.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertUnopenable(flipped, AAD, Reason.TAMPERED_OR_WRONG_KEY);
    }
  }

  @Test
  void lessThanNonceAndTagIsTruncated() {
    byte[] sealed = aead.seal(new byte[8], AAD);
    assertUnopenable(new byte[0], AAD, Reason.TRUNCATED);
    assertUnopenable(Arrays.copyOf(sealed, 27), AAD, Reason.TRUNCATED);
    assertUnopenable(Arrays.copyOf(sealed, 28), AAD, Reason.TAMPERED_OR_WRONG_KEY);
  }

  @Test
  void aKeyIs32Bytes() {
    for (int length : new int[] {0, 16, 24, 31, 33}) {
      assertThatIllegalArgumentException().isThrownBy(() -> AesGcm.of(new byte[length], random));
    }
  }

  @Test
  void theKeyIsCopiedIn() {
    byte[] key = new byte[32];
    AesGcm other = AesGcm.of(key, random);
    Arrays.fill(key, (byte) 7);
    assertThat(aead.open(other.seal(new byte[8], AAD), AAD)).isEqualTo(new byte[8]);
  }

  @Test
  void aClosedKeyNeverEncryptsUnderZeroes() {
    AesGcm closed = AesGcm.of(new byte[32], random);
    byte[] sealed = closed.seal(new byte[8], AAD);
    closed.close();
    assertThatIllegalStateException().isThrownBy(() -> closed.seal(new byte[8], AAD));
    assertThatIllegalStateException().isThrownBy(() -> closed.open(sealed, AAD));
  }

  @Test
  void aKeyIsNeverSerialised() throws Exception {
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      assertThatThrownBy(() -> out.writeObject(RawKey.aes256(new byte[32])))
          .isInstanceOf(NotSerializableException.class);
    }
  }

  @Test
  void printsNothing() {
    assertThat(aead).hasToString("AesGcm[hidden]");
    assertThat(RawKey.aes256(new byte[32])).hasToString("RawKey[hidden]");
  }

  @Test
  void failurePrintsNothing() {
    UnopenableException failure =
        catchThrowableOfType(UnopenableException.class, () -> aead.open(new byte[40], AAD));
    assertThat(failure)
        .hasMessage(
            "TAMPERED_OR_WRONG_KEY: the sealed bytes were altered, moved, or sealed under another"
                + " key")
        .hasNoCause();
  }

  private void assertUnopenable(byte[] sealed, byte[] aad, Reason reason) {
    assertThatThrownBy(() -> aead.open(sealed, aad))
        .isInstanceOfSatisfying(
            UnopenableException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
