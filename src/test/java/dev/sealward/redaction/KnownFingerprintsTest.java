package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.bytes;
import static dev.sealward.redaction.Samples.keyBlock;
import static dev.sealward.redaction.Samples.knowing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What lets another process mask known values without having them. */
@Tag("ST-SEC-004")
@Tag("HOME-05")
class KnownFingerprintsTest {
  private static final String LONG = "Zq8Lw2Xc7Vb5Nm3Kj9Hg6Fd4Sa1Po0";
  private static final byte[] OTHER_KEY = new byte[32];

  private static KnownFingerprints bundle() {
    return KnownFingerprints.parse(
        knowing(LONG, "sh0rt-value", keyBlock("\n")).knownFingerprints().serialised());
  }

  @Test
  void receiverMasksAsTheServerDoes() {
    Redactor server = knowing(LONG, keyBlock("\n"));
    Redactor receiver = Redactor.of(bundle(), OTHER_KEY);
    String base64 = Base64.getEncoder().encodeToString(bytes("user:" + LONG));
    String text = "a " + LONG + " b " + base64 + "\n" + keyBlock("\n") + "\n";
    assertThat(receiver.redact(text).toString())
        .isEqualTo(server.redact(text).toString())
        .contains("[masked:known:");
  }

  @Test
  void shortValuesAreWithheldAndCounted() {
    KnownFingerprints bundle = bundle();
    assertThat(bundle.size()).isEqualTo(2);
    assertThat(bundle.withheld()).isEqualTo(1);
    assertThat(Redactor.of(bundle, OTHER_KEY).findExact("sh0rt-value")).isEmpty();
  }

  @Test
  void holdsNoPlaintextAndPrintsNothing() {
    KnownFingerprints bundle = bundle();
    String bytes = new String(bundle.serialised(), StandardCharsets.ISO_8859_1);
    for (int at = 0; at + 4 <= LONG.length(); at++) {
      assertThat(bytes).doesNotContain(LONG.substring(at, at + 4));
    }
    assertThat(bundle.toString()).isEqualTo("KnownFingerprints[2 values, 1 withheld]");
  }

  @Test
  void doesNotLeadToTheFingerprintKey() {
    Redactor receiver = Redactor.of(bundle(), OTHER_KEY);
    String unknown = "password=h4rdT0Guess-1";
    assertThat(receiver.redact(unknown).toString())
        .isNotEqualTo(knowing(LONG).redact(unknown).toString());
  }

  @Test
  void closedBundleHasNoKeysLeft() {
    KnownFingerprints bundle = bundle();
    bundle.close();
    assertThatThrownBy(() -> Redactor.of(bundle, OTHER_KEY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void cutBundlesAreRefused() {
    byte[] whole = bundle().serialised();
    for (int length = 0; length < whole.length; length += 1 + length / 50) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> KnownFingerprints.parse(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> KnownFingerprints.parse(Arrays.copyOf(whole, whole.length + 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Whatever parses can be matched with: no length in it leads astray. */
  @Test
  void damagedBundlesAreRefusedOrHarmless() {
    byte[] whole = bundle().serialised();
    Random random = new Random(9);
    String text = (LONG + "\n" + keyBlock("\n") + "\\n%41 x\n").repeat(3);
    for (int round = 0; round < 3000; round++) {
      byte[] damaged = whole.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        Redactor.of(KnownFingerprints.parse(damaged), OTHER_KEY).redact(text);
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageNotContaining(LONG);
      }
    }
  }
}
