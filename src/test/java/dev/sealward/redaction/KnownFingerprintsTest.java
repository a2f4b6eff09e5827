package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.bytes;
import static dev.sealward.redaction.Samples.keyBlock;
import static dev.sealward.redaction.Samples.knowing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What lets another process mask known values without having them. */
@Tag("ST-SEC-004")
@Tag("HOME-05")
class KnownFingerprintsTest {
  private static final String LONG = "Zq8Lw2Xc7Vb5Nm3Kj9Hg6Fd4Sa1Po0";
  private static final byte[] OTHER_KEY = new byte[32];
  private static final String ALPHANUMERIC =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private static KnownFingerprints bundle() {
    return bundleOf(LONG, "sh0rt-value", keyBlock("\n"));
  }

  private static KnownFingerprints bundleOf(String... values) {
    Redactor server = Samples.redactor();
    List<Mask> masks = Arrays.stream(values).map(value -> Samples.mask(server, value)).toList();
    return KnownFingerprints.parse(server.fingerprints(masks).serialised());
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
  void partsAreAsGoodAsTheWhole() {
    KnownFingerprints joined =
        KnownFingerprints.joined(
            List.of(bundleOf(LONG), bundleOf("sh0rt-value"), bundleOf(keyBlock("\n"))));
    assertThat(joined.size()).isEqualTo(2);
    assertThat(joined.withheld()).isEqualTo(1);
    assertThat(joined.serialised()).isEqualTo(bundle().serialised());
    Redactor another = Redactor.of(OTHER_KEY);
    assertThatThrownBy(
            () ->
                KnownFingerprints.joined(List.of(bundleOf(LONG), another.fingerprints(List.of()))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** One window for each form is enough, escaped, encoded or both. */
  @Test
  void receiverFindsEveryFormTheServerFinds() {
    for (String value :
        List.of(
            LONG,
            "pass phrase of s1x words here",
            "50%25 off \\n & 'more' <b> and so on, to 24",
            "back\\slash\\server\\x41-9 and more",
            "gr\u00fc\u00dfe-\u65e5\u672c-\ud83d\ude00-k3y-of-24",
            "line-one-81 is long enough\nline-two-82 is long enough",
            "nine\"8-seven'6%41&amp;5-and-four")) {
      Redactor server = knowing(value);
      Redactor receiver = Redactor.of(bundleOf(value), Samples.key());
      for (Map.Entry<String, UnaryOperator<String>> form : Printed.forms().entrySet()) {
        String text = "a {\"b\":\"" + form.getValue().apply(value) + "\"}\nc";
        assertThat(receiver.redact(text).toString())
            .as(form.getKey() + " of " + value)
            .isEqualTo(server.redact(text).toString());
      }
    }
  }

  /** What the holder can work out: the bytes that any window's hash depends on. */
  @Test
  void windowsLookAtEightBytesOfAValue() {
    Random random = new Random(4);
    for (int round = 0; round < 6; round++) {
      String alphabet = round % 3 == 0 ? "0123456789abcdef" : ALPHANUMERIC;
      byte[] value = new byte[32 + random.nextInt(30)];
      for (int i = 0; i < value.length; i++) {
        value[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
      }
      Map<Integer, Set<Integer>> windows = windows(value);
      int told = 0;
      for (int at = 0; at < value.length; at++) {
        told += isTold(value, at, alphabet, windows) ? 1 : 0;
      }
      assertThat(told).isBetween(5, 8);
    }
  }

  /** Whether another byte there changes hashes, and not only where the windows stand. */
  private static boolean isTold(
      byte[] value, int at, String alphabet, Map<Integer, Set<Integer>> windows) {
    for (char c : alphabet.substring(0, 9).toCharArray()) {
      byte[] other = value.clone();
      other[at] = (byte) c;
      Map<Integer, Set<Integer>> changed = windows(other);
      if (!changed.equals(windows) && changed.keySet().equals(windows.keySet())) {
        return true;
      }
    }
    return false;
  }

  /** The hashes of windows by form and place. */
  private static Map<Integer, Set<Integer>> windows(byte[] value) {
    Map<Integer, Set<Integer>> windows = new HashMap<>();
    handedOut(value)
        .read(
            new Mask.Visitor() {
              @Override
              public void needle(Needle needle) {
                assertThat(needle.quick()).isZero();
              }

              @Override
              public void windows(int code, int at, int[] hashes, int classes) {
                assertThat(hashes).hasSize(1);
                assertThat(classes).isEqualTo(Mask.UNCLASSED);
                windows.computeIfAbsent(code << 8 | at, any -> new HashSet<>()).add(hashes[0]);
              }

              @Override
              public void firstLine(int length, int hash) {
                throw new AssertionError("one line has no first line");
              }
            });
    return windows;
  }

  private static Mask handedOut(byte[] value) {
    MaskOutcome made = Samples.redactor().compile("known", value);
    return Objects.requireNonNull(((MaskOutcome.Maskable) made).mask().handedOut(24));
  }

  @Test
  void masksOfAnotherKeyAndTooManyAreRefused() {
    Mask mask = Samples.mask(Samples.redactor(), LONG);
    assertThatThrownBy(() -> Redactor.of(OTHER_KEY).fingerprints(List.of(mask)))
        .isInstanceOf(IllegalArgumentException.class);
    List<Mask> many = Collections.nCopies(KnownFingerprints.MAX_MASKS + 1, mask);
    assertThatThrownBy(() -> Samples.redactor().fingerprints(many))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void valuesThatBeginAlikeAreEachFound() {
    String[] values = new String[60];
    for (int i = 0; i < values.length; i++) {
      values[i] = "Zq8Lw2Xc7Vb5Nm3K-" + "tail-of-" + "x".repeat(i % 7) + (1000 + i * 7);
    }
    Redactor receiver = Redactor.of(bundleOf(values), OTHER_KEY);
    for (String value : values) {
      String base64 = Base64.getEncoder().encodeToString(bytes(value));
      assertThat(receiver.redact("a " + value + " " + base64).toString())
          .matches("a \\[masked:known:....] \\[masked:known:....]");
    }
  }

  @Test
  void shortValuesAreWithheldAndCounted() {
    KnownFingerprints bundle = bundle();
    assertThat(bundle.size()).isEqualTo(2);
    assertThat(bundle.withheld()).isEqualTo(1);
    assertThat(Redactor.of(bundle, OTHER_KEY).findExact("sh0rt-value")).isEmpty();
  }

  @Test
  void valueThatIsShortWithoutItsEscapesIsWithheldWhole() {
    KnownFingerprints bundle = bundleOf("50%25 off \\n & 'more' <b> and so on");
    assertThat(bundle.size()).isZero();
    assertThat(bundle.withheld()).isEqualTo(1);
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
