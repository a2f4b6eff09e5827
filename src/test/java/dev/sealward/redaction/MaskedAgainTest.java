package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.bytes;
import static dev.sealward.redaction.Samples.knowing;
import static dev.sealward.redaction.Samples.stream;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Masked text that is masked again is unchanged, whatever it is made of and however it is cut. */
@Tag("ST-SEC-004")
@Tag("HOME-05")
class MaskedAgainTest {
  private static final int ROUNDS = Integer.getInteger("rounds", 6000);
  private static final long SEED = Long.getLong("seed", 3);

  private final Redactor redactor = knowing(MixedTexts.KNOWN);

  @Test
  void maskedTextStaysAsItIs() {
    MixedTexts texts = new MixedTexts(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      String text = texts.next(24);
      String once = redactor.redact(text).toString();
      assertThat(redactor.redact(once).toString()).as(text).isEqualTo(once);
    }
  }

  @Test
  void maskedBytesStayAsTheyAreHoweverTheyAreCut() {
    MixedTexts texts = new MixedTexts(SEED + 1);
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS / 3; round++) {
      String text = texts.next(30);
      byte[] once = stream(redactor, bytes(text), 1 + random.nextInt(20), random);
      assertThat(once).as(text).isEqualTo(stream(redactor, bytes(text), 0, random));
      assertThat(stream(redactor, once, 1 + random.nextInt(20), random)).as(text).isEqualTo(once);
    }
  }

  @Test
  void maskedEventsStayAsTheyAre() {
    MixedTexts texts = new MixedTexts(SEED + 2);
    for (int round = 0; round < ROUNDS / 6; round++) {
      String[] events = new String[6];
      for (int i = 0; i < events.length; i++) {
        events[i] = texts.next(8);
      }
      List<String> once = masked(events);
      assertThat(masked(once.toArray(String[]::new))).isEqualTo(once);
    }
  }

  /** Lines longer than the engine holds are decided piece by piece. */
  @Test
  void maskedLongLinesStayAsTheyAre() {
    MixedTexts texts = new MixedTexts(SEED + 3);
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS / 1500; round++) {
      StringBuilder line = new StringBuilder();
      while (line.length() < 60_000) {
        line.append(texts.next(30).replaceAll(random.nextInt(9) > 0 ? "[\r\n]" : "\r", ""));
      }
      byte[] input = bytes(line.toString());
      byte[] once = stream(redactor, input, 0, random);
      assertThat(text(stream(redactor, input, 3000, random))).isEqualTo(text(once));
      assertThat(text(stream(redactor, once, 900, random))).isEqualTo(text(once));
    }
  }

  /** What is left of a line may be as long as base64 is wrapped at. */
  @Test
  void whatIsLeftOfALineIsNoLineOfBase64() {
    String value = "Zq8Lw2Xc7Vb5Nm3Kj9Hg6Fd4";
    Redactor knowing = knowing("alpha-line-71\nbeta-line-7!", value);
    String encoded = Base64.getEncoder().encodeToString(bytes(value));
    for (int split = 8; split < encoded.length() - 8; split++) {
      String rest = "QUJD".repeat(16).substring(split) + encoded.substring(0, split);
      String text = "alpha-line-71\nbeta-line-7!" + rest + "\n" + encoded.substring(split) + "\n";
      String once = knowing.redact(text).toString();
      assertThat(once).startsWith("[masked:known:");
      assertThat(knowing.redact(once).toString()).isEqualTo(once);
    }
  }

  /** Who writes what looks like a mask must not bring a value through in it. */
  @Test
  void valueInsideALookAlikeIsMasked() {
    String value = "swordfish_trombone_77";
    Redactor knowing = knowing(value);
    for (String kind : new String[] {value, "x" + value, value + "_y", "a_" + value + "0b"}) {
      String once = knowing.redact("see [masked:" + kind + ":dead] there").toString();
      assertThat(once).matches("see \\[masked:known:[0-9a-f]{4}] there");
      assertThat(knowing.redact(once).toString()).isEqualTo(once);
    }
    assertThat(knowing("hexed77up").redact("[masked:" + hexOf("hexed77up") + ":dead]").toString())
        .doesNotContain(hexOf("hexed77up"));
    for (String over : new String[] {"deploy_token_x9:beef", "deploykey99:beef]tail77"}) {
      assertThat(knowing(over).redact("[masked:" + over + "] there").toString())
          .doesNotContain(over.substring(0, 11));
    }
    String genuine = "[masked:api_key:1a2b]";
    assertThat(knowing.redact(genuine).toString()).isEqualTo(genuine);
  }

  @Test
  void lookAlikeIsMaskedTheSameHoweverItIsCut() {
    Random random = new Random(SEED);
    Redactor knowing = knowing("4455667788");
    byte[] text =
        bytes("password=[masked:4455667788:dead] and [masked:x4455667788_:0a0b]\n".repeat(9));
    byte[] once = stream(knowing, text, 0, random);
    assertThat(text(once)).doesNotContain("4455667788");
    for (int round = 0; round < 200; round++) {
      assertThat(text(stream(knowing, text, 1 + random.nextInt(30), random))).isEqualTo(text(once));
      assertThat(text(stream(knowing, once, 1 + random.nextInt(30), random))).isEqualTo(text(once));
    }
  }

  private static String hexOf(String value) {
    return HexFormat.of().formatHex(bytes(value));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private List<String> masked(String... events) {
    List<String> out = new ArrayList<>();
    LineRedaction lines = redactor.lines((id, text) -> out.add(text.toString()));
    for (int i = 0; i < events.length; i++) {
      lines.accept(i, events[i]);
    }
    lines.finish();
    return out;
  }
}
