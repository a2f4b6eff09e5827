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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("FR-028-001")
class AesGcmTest {
  private static final byte[] AAD = {1};

  private final SecureRandom random = new SecureRandom();
  private final AesGcm aead = AesGcm.of(new byte[32], random);

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
