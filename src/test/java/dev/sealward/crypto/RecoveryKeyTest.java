package dev.sealward.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.crypto.UnopenableException.Reason;
import dev.sealward.kernel.SecretValue;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("VAULT-10")
class RecoveryKeyTest {
  private static final byte[] PLAINTEXT = "hunter2".getBytes(UTF_8);
  private static final Binding BINDING = Binding.of("backup", new byte[] {7}, 0);
  private static final String PRINTED = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  private final SecureRandom random = new SecureRandom();
  private final RecoveryKey key = RecoveryKey.random(random);
  private final byte[] sealed = key.publicKey().seal(PLAINTEXT, BINDING, random);

  @Test
  void whatWasSealedToItOpens() {
    assertOpens(key, sealed, PLAINTEXT);
    assertOpens(key, key.publicKey().seal(new byte[0], BINDING, random), new byte[0]);
    assertThat(sealed).hasSize(1 + 32 + 12 + PLAINTEXT.length + 16);
  }

  @Test
  void whatIsPrintedIsReadBack() {
    for (int i = 0; i < 50; i++) {
      try (RecoveryKey printed = RecoveryKey.random(random);
          RecoveryKey typed = RecoveryKey.parse(printed.text())) {
        assertThat(typed.publicKey()).isEqualTo(printed.publicKey());
        assertThat(typed.text()).isEqualTo(printed.text());
        assertOpens(typed, printed.publicKey().seal(PLAINTEXT, BINDING, random), PLAINTEXT);
      }
    }
  }

  @Test
  void thePrintedTextIsTwelveGroupsOfFive() {
    assertThat(new String(key.text()))
        .matches("[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){11}")
        .hasSize(71);
  }

  @Test
  void itIsReadInEveryWayPeopleTypeIt() {
    // Seeds are tried until every letter people confuse is in the text.
    RecoveryKey confusing = key;
    String text = new String(key.text());
    while (!text.contains("0") || !text.contains("1")) {
      confusing = RecoveryKey.random(random);
      text = new String(confusing.text());
    }
    for (String typed :
        new String[] {
          text.toLowerCase(Locale.ROOT),
          text.replace("-", ""),
          text.replace("-", " "),
          "  " + text.replace("-", "\n") + "\n",
          text.replace('0', 'O').replace('1', 'I'),
          text.toLowerCase(Locale.ROOT).replace('0', 'o').replace('1', 'l'),
        }) {
      assertThat(RecoveryKey.parse(typed.toCharArray()).publicKey())
          .isEqualTo(confusing.publicKey());
    }
  }

  @Test
  void noCharacterCanBeMistyped() {
    char[] text = key.text();
    for (int i = 0; i < text.length; i++) {
      for (int digit = 0; text[i] != '-' && digit < PRINTED.length(); digit++) {
        char[] typed = text.clone();
        typed[i] = PRINTED.charAt(digit);
        if (typed[i] != text[i]) {
          assertMistyped(typed, MistypedRecoveryKeyException.Reason.CHECKSUM);
        }
      }
    }
  }

  @Test
  void noTwoCharactersCanChangePlaces() {
    String text = new String(key.text()).replace("-", "");
    for (int i = 0; i < text.length(); i++) {
      for (int j = i + 1; j < text.length(); j++) {
        char[] typed = text.toCharArray();
        typed[i] = text.charAt(j);
        typed[j] = text.charAt(i);
        if (typed[i] != typed[j]) {
          assertMistyped(typed, MistypedRecoveryKeyException.Reason.CHECKSUM);
        }
      }
    }
  }

  @Test
  void anotherLengthOrCharacterIsNamed() {
    String text = new String(key.text());
    for (String typed :
        new String[] {"", "-", text.substring(1), text + "0", text + text, "0".repeat(300)}) {
      assertMistyped(typed.toCharArray(), MistypedRecoveryKeyException.Reason.LENGTH);
    }
    for (char wrong : "Uu!*ſı٠\0\uD800".toCharArray()) {
      char[] typed = text.toCharArray();
      typed[0] = wrong;
      assertMistyped(typed, MistypedRecoveryKeyException.Reason.CHARACTER);
    }
  }

  @Test
  void theTypedTextIsLeftAloneAndNotEchoed() {
    char[] typed = key.text();
    typed[0] = typed[0] == 'Z' ? 'Y' : 'Z';
    char[] before = typed.clone();
    assertThatThrownBy(() -> RecoveryKey.parse(typed))
        .hasMessage("CHECKSUM: at least one character is not the one that was printed")
        .hasNoCause();
    assertThat(typed).isEqualTo(before);
  }

  @Test
  void noBitCanBeFlipped() {
    for (int bit = 0; bit < 8 * sealed.length; bit++) {
      byte[] flipped = sealed.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertUnopenable(
          bit < 8 ? Reason.UNKNOWN_FORMAT : Reason.TAMPERED_OR_WRONG_KEY,
          () -> key.open(flipped, BINDING));
    }
  }

  @Test
  void noEndCanBeCutOff() {
    for (int length = 0; length < sealed.length; length++) {
      byte[] cut = Arrays.copyOf(sealed, length);
      assertUnopenable(
          length < 61 ? Reason.TRUNCATED : Reason.TAMPERED_OR_WRONG_KEY,
          () -> key.open(cut, BINDING));
    }
  }

  @Test
  void nobodyElseOpensItAndNotElsewhere() {
    RecoveryKey other = RecoveryKey.random(random);
    assertUnopenable(Reason.TAMPERED_OR_WRONG_KEY, () -> other.open(sealed, BINDING));
    for (Binding elsewhere :
        new Binding[] {
          Binding.of("master-key", new byte[] {7}, 0),
          Binding.of("backup", new byte[] {8}, 0),
          Binding.of("backup", new byte[] {7}, 1),
          Binding.of("backup", new byte[] {7}, 0, "acme"),
        }) {
      assertUnopenable(Reason.TAMPERED_OR_WRONG_KEY, () -> key.open(sealed, elsewhere));
    }
  }

  @Test
  void anEphemeralKeyOfLowOrderDoesNotOpen() {
    for (String point : LOW_ORDER) {
      byte[] forged = sealed.clone();
      System.arraycopy(HexFormat.of().parseHex(point), 0, forged, 1, 32);
      assertUnopenable(Reason.TAMPERED_OR_WRONG_KEY, () -> key.open(forged, BINDING));
    }
  }

  @Test
  void nothingIsSealedToAPointOfLowOrder() {
    for (String point : LOW_ORDER) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> RecoveryPublicKey.of(HexFormat.of().parseHex(point)));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> RecoveryPublicKey.of(new byte[31]));
  }

  @Test
  void thePublicKeyIsStoredAndReadBack() {
    byte[] stored = key.publicKey().bytes();
    RecoveryPublicKey read = RecoveryPublicKey.of(stored);
    Arrays.fill(stored, (byte) 1);
    assertThat(read).isEqualTo(key.publicKey()).hasSameHashCodeAs(key.publicKey());
    assertOpens(key, read.seal(PLAINTEXT, BINDING, random), PLAINTEXT);
  }

  @Test
  void twoSealsHaveNothingInCommon() {
    byte[] other = key.publicKey().seal(PLAINTEXT, BINDING, random);
    assertThat(Arrays.copyOfRange(other, 1, 33)).isNotEqualTo(Arrays.copyOfRange(sealed, 1, 33));
    assertThat(Arrays.copyOfRange(other, 33, 52)).isNotEqualTo(Arrays.copyOfRange(sealed, 33, 52));
  }

  @Test
  void aClosedKeyOpensAndPrintsNothing() {
    RecoveryKey closed = RecoveryKey.random(random);
    byte[] box = closed.publicKey().seal(PLAINTEXT, BINDING, random);
    closed.close();
    assertThatIllegalStateException().isThrownBy(() -> closed.open(box, BINDING));
    assertThatIllegalStateException().isThrownBy(closed::text);
  }

  @Test
  void printsNothing() {
    assertThat(key).hasToString("RecoveryKey[hidden]");
    for (var reason : MistypedRecoveryKeyException.Reason.values()) {
      assertThat(new MistypedRecoveryKeyException(reason)).hasMessageStartingWith(reason + ": ");
    }
    assertThat(key.publicKey().toString()).doesNotContain(new String(key.text()));
  }

  /** The points of small order on Curve25519 and its twist, as RFC 7748, section 6.1, warns of. */
  private static final String[] LOW_ORDER = {
    "00".repeat(32),
    "01" + "00".repeat(31),
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ec" + "ff".repeat(30) + "7f",
    "ed" + "ff".repeat(30) + "7f",
    "ee" + "ff".repeat(30) + "7f",
  };

  private static void assertOpens(RecoveryKey key, byte[] sealed, byte[] plaintext) {
    try (SecretValue value = key.open(sealed, BINDING)) {
      assertThat(value.matches(plaintext)).isTrue();
    }
  }

  private static void assertMistyped(char[] typed, MistypedRecoveryKeyException.Reason reason) {
    assertThatThrownBy(() -> RecoveryKey.parse(typed))
        .isInstanceOfSatisfying(
            MistypedRecoveryKeyException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static void assertUnopenable(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            UnopenableException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
