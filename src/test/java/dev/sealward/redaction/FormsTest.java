package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.PASSWORD;
import static dev.sealward.redaction.Samples.bytes;
import static dev.sealward.redaction.Samples.knowing;
import static dev.sealward.redaction.Samples.stream;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every form of the specification, of values of every kind, between every sort of neighbour. */
@Tag("ST-SEC-004")
@Tag("HOME-05")
class FormsTest {
  static final List<String> VALUES =
      List.of(
          "s3cret-v4",
          "Zq8Lw2Xc7Vb5Nm3Kj9Hg6Fd4",
          PASSWORD,
          "pass phrase of s1x words here",
          "50%25 off \\n & 'more' <b>",
          "back\\slash\\server\\x41-9",
          "gr\u00fc\u00dfe-\u65e5\u672c-\ud83d\ude00-k3y",
          "a".repeat(30) + "-" + "b7".repeat(20) + "'\"\\",
          "line-one-81\nline-two-82\nline-three-83",
          "ab1\ncd2\nef3\ngh4 and 'some' \"more\"",
          "abcd1234\nef3\ngh5",
          "nine\"8-seven'6%41&amp;5");

  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private static final List<String> ALPHABETS =
      List.of(
          LETTERS,
          LETTERS + "+/=-_",
          LETTERS + "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
          LETTERS + "{}\":,",
          "0123456789abcdef",
          "0123456789",
          "0xabcd1234",
          "\u00e4\u00f6\u20acabcdefgh123456789");

  /** Each of these may make an escape with the first bytes of what follows it. */
  @Test
  void everyEscapedFormIsMaskedWhateverStandsBeforeIt() {
    List<String> missed = new ArrayList<>();
    for (String value :
        List.of(
            "n4ss/word-xyz123",
            "a4ss/word-xyz123",
            "x41s/word-xyz123",
            "u0041-a/b<c-xyz12",
            "0'7q/word-xyz123")) {
      Redactor redactor = knowing(value);
      for (Map.Entry<String, UnaryOperator<String>> form : Printed.forms().entrySet()) {
        String name = form.getKey();
        if (name.startsWith("base64") || name.startsWith("hex") || name.startsWith("octets 0x")) {
          continue;
        }
        String printed = form.getValue().apply(value);
        for (String before : List.of(" ", "k", "\\", "%5C", "&amp;", "\\\\", "\"", "'")) {
          String out = masked(redactor, "DOMAIN" + before + printed + "\n");
          if (!out.contains("[masked:known:") || Readings.holdsPiece(bytes(out), value)) {
            missed.add(name + " of " + value + " behind " + before + ": " + out);
          }
        }
      }
    }
    assertThat(missed).isEmpty();
  }

  /** With many values each shape of windows has a part of the filter to itself. */
  @Test
  void valuesAreFoundAmongManyAsTheyAreAmongFew() throws IOException {
    Keys keys = new Keys(new byte[32]);
    KnownValues few = KnownValues.none(keys);
    KnownValues many = KnownValues.none(keys, WindowFilter.none(keys, 1));
    for (String value : VALUES) {
      List<Mask> masks =
          List.of(((MaskOutcome.Maskable) Compiler.compile(keys, "known", bytes(value))).mask());
      few = few.plus(masks);
      many = many.plus(masks);
    }
    for (String value : VALUES) {
      for (Map.Entry<String, UnaryOperator<String>> form : Printed.forms().entrySet()) {
        for (String before : new String[] {"", "12", "a"}) {
          byte[] text = bytes(before + form.getValue().apply(value) + "\nb\n");
          assertThat(masked(keys, many, text))
              .as(form.getKey() + " of " + value)
              .isEqualTo(masked(keys, few, text));
        }
      }
    }
  }

  private static byte[] masked(Keys keys, KnownValues known, byte[] text) throws IOException {
    Engine engine = new Engine(keys, () -> known, Engine.Scope.KNOWN);
    Redactor.TextOutput out = new Redactor.TextOutput(text.length);
    engine.accept(text, 0, text.length, out);
    engine.finish(out);
    ByteArrayOutputStream masked = new ByteArrayOutputStream();
    out.drainTo(masked::write);
    return masked.toByteArray();
  }

  /** So many values share their windows that the text is read once for all of them. */
  @Test
  void valuesThatBeginAlikeAreFoundAsOneAloneIs() {
    List<String> values = new ArrayList<>(VALUES);
    values.add("aB3dE5gH7jK9mN1pQ3sT5vW7yZ2cF4");
    values.add("aB3dE5gH7jK9mN1pQ3sT5vW7yZ2cF4\u00fc\u20ac zwei+drei");
    for (String value : values) {
      Redactor alone = knowing(value);
      Redactor among = knowing(value);
      List<Mask> others = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        others.add(Samples.mask(among, value + "-" + "0".repeat(i % 20) + i));
      }
      others.add(Samples.mask(among, value));
      among.register(others);
      for (Map.Entry<String, UnaryOperator<String>> form : Printed.forms().entrySet()) {
        byte[] text = Samples.bytes("a " + form.getValue().apply(value) + "\nb\n");
        byte[] expected = Samples.stream(alone, text, 0, new Random(0));
        for (int most : new int[] {0, 7}) {
          assertThat(Samples.stream(among, text, most, new Random(1)))
              .as(form.getKey() + " of " + value)
              .isEqualTo(expected);
        }
      }
      byte[] wide = value.getBytes(StandardCharsets.UTF_16LE);
      assertThat(Samples.stream(among, wide, 0, new Random(0)))
          .isEqualTo(Samples.stream(alone, wide, 0, new Random(0)));
    }
  }

  @Test
  void everyFormIsMaskedOfWhateverAValueMayHold() {
    List<String> missed = new ArrayList<>();
    Random random = new Random(17);
    List<String> values = new ArrayList<>(List.of(",begins-with-a-comma", ", and a blank 81"));
    while (values.size() < 100) {
      values.add(random(random, ALPHABETS.get(values.size() % ALPHABETS.size()), 12, 60));
    }
    for (String value : values) {
      Redactor redactor = knowing(value);
      for (Map.Entry<String, UnaryOperator<String>> form : Printed.forms().entrySet()) {
        if (random.nextInt(5) > 0) {
          continue;
        }
        String printed = "x " + form.getValue().apply(value) + " y";
        byte[] out = stream(redactor, bytes(printed), 0, random);
        if (!text(out).contains("[masked:") || Readings.holdsPiece(out, value)) {
          missed.add(form.getKey() + " of " + value + " in " + printed + ": " + text(out));
        }
      }
    }
    assertThat(missed).isEmpty();
  }

  /** Escapes of its own, which a list of octets takes apart. */
  @Test
  void listsOfOctetsAreMaskedWhateverEscapesTheValueHolds() {
    List<String> left = new ArrayList<>();
    for (String value :
        List.of(
            "abc%def1234567",
            "abc%41def12345",
            "50%25 off \\n now",
            "back\\server\\x41-9",
            "it''s-a-pass12",
            "abc&amp;def1234",
            "f0x12-abcdef123",
            "0x41 0x42 0x43-k18s7",
            "tR7%kd92&LmQ\\x8s",
            "ends in a quote''",
            "ends in a part%")) {
      Redactor redactor = knowing(value);
      for (String name : Printed.forms().keySet()) {
        if (name.startsWith("octets")) {
          String out = masked(redactor, "x " + Printed.forms().get(name).apply(value) + " y\n");
          if (!out.contains("[masked:known:") || Readings.holdsPiece(bytes(out), value)) {
            left.add(name + " of " + value + ": " + out);
          }
        }
      }
    }
    assertThat(left).isEmpty();
  }

  /** Of a value whose lines stand apart: each is text of its own there, and ordinary when short. */
  @Test
  void behindPrefixesEachLineOfEightCharactersOrMoreIsMaskedAndNoOther() {
    for (int length = 1; length <= 12; length++) {
      String line = "q7-zK4x_Wp2m".substring(0, length);
      String value = "first-line-81\n" + line + "\nthird-line-83";
      String out = masked(knowing(value), "web_1 | " + value.replace("\n", "\nweb_1 | ") + "\n");
      assertThat(out).doesNotContain("first-line").doesNotContain("third-line");
      assertThat(out.contains("web_1 | " + line + "\n")).as("%d", length).isEqualTo(length < 8);
    }
  }

  /** The first of its lines begins behind whatever stands before it. */
  @Test
  void wrappedBase64IsMaskedWhateverItsFirstLineBeginsBehind() {
    Random random = new Random(23);
    StringBuilder key = new StringBuilder("-----BEGIN PRIVATE KEY-----\n");
    for (int i = 0; i < 8; i++) {
      key.append(random(random, ALPHABETS.get(1), 64, 65)).append('\n');
    }
    List<String> values = List.of(key + "-----END PRIVATE KEY-----", "{\"k\":\"" + key + "\"}");
    List<String> left = new ArrayList<>();
    for (String value : values) {
      for (int columns : new int[] {64, 76}) {
        String printed = Base64.getMimeEncoder(columns, bytes("\n")).encodeToString(bytes(value));
        for (String before :
            List.of(
                "<x>", "(", "[", "{", ";", "|", "&", "@", ")", "\\n", "\\t", "%22", "%0A", "%",
                "\\", "&quot;", "\\u0022", "\\x22", "#", "*")) {
          String out = masked(knowing(value), before + printed + "</x>\n");
          // What it begins with is the same in all keys.
          if (!out.contains("[masked:known:") || out.length() > 200) {
            left.add(columns + " behind " + before + ": " + out);
          }
        }
      }
    }
    assertThat(left).isEmpty();
  }

  /** Some of their bytes are those of a line feed, at which text is sent on. */
  @Test
  void utf16IsMaskedFromItsBeginningWhateverBytesItHas() {
    for (String value :
        List.of(
            "password\u010aZq8Lw2Xc7Vb5Nm3K",
            "\u6d77\u4e0a\u82b1\u56edZq8Lw2Xc7Vb5Nm3K",
            "\u0a05\u0a06\u0a41 pass Zq8Lw2Xc7Vb5",
            "\u010a\u010a-passw0rd-7",
            "ab\u4e0a\u4e0a\u4e0acdefgh12",
            "a\nbc-passw0rd-81")) {
      Redactor redactor = knowing(value);
      for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
        for (int before = 0; before < 12; before++) {
          byte[] text = ("-".repeat(before) + "a\n" + value + "\nb").getBytes(charset);
          byte[] whole = stream(redactor, text, 0, new Random(1));
          String shown = new String(whole, StandardCharsets.ISO_8859_1).replaceAll("\n+", "\n");
          String mask = shown.replaceFirst("(?s).*(\\[masked:known:[0-9a-f]{4}]).*", "$1");
          String[] beside = shown.split(Pattern.quote(mask), -1);
          assertThat(beside).as("%s in %s", value, charset).hasSize(2);
          assertThat(beside[0].length()).isLessThanOrEqualTo(2 * before + 5);
          assertThat(beside[1].length()).isLessThanOrEqualTo(6);
          for (int most : new int[] {1, 2, 3, 7}) {
            assertThat(stream(redactor, text, most, new Random(2))).isEqualTo(whole);
          }
        }
      }
    }
  }

  /** Such base64 may hold 0x41, which is no escape there. */
  @Test
  void longValuesAreMaskedInWrappedBase64() {
    Random random = new Random(5);
    List<String> left = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String value = random(random, ALPHABETS.get(3), 400, 1000);
      String printed = Base64.getMimeEncoder().encodeToString(bytes(value));
      String out = text(stream(knowing(value), bytes(printed), 0, random));
      if (!out.replaceAll("[\r\n]", "").matches("\\[masked:known:[0-9a-f]{4}]")) {
        left.add(value + ": " + out);
      }
    }
    assertThat(left).isEmpty();
  }

  /** In both, 0x and two digits stand where the values are looked for, across the end of a line. */
  @Test
  void wrappedBase64ThatHoldsAnOctetAtTheEndOfALineIsMasked() {
    for (String form :
        List.of(
            "base64 at 64 1 after 56 of :0]:0x[0] :],a]' '':xA]1x0x[0a :0 [AA: xA",
            "base64 at 76 1 after 14 of wyBaEhi3p5wSIpPHm5svJY2wZ1JyIMdxMeMWj2vFKecLCyqB")) {
      String[] parts = form.split(" of ", 2);
      String printed = Printed.forms().get(parts[0]).apply(parts[1]);
      assertThat(masked(knowing(parts[1]), printed)).as(form).contains("[masked:known:");
    }
  }

  private static String random(Random random, String alphabet, int fewest, int most) {
    StringBuilder value = new StringBuilder();
    for (int i = fewest + random.nextInt(most - fewest); i > 0; i--) {
      value.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return value.toString();
  }

  @Test
  void utf16IsMasked() {
    for (String value : VALUES) {
      for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
        byte[] text = ("from " + value + " to").getBytes(charset);
        for (int most : new int[] {0, 1, 7}) {
          byte[] out = stream(knowing(value), text, most, new Random(1));
          String read = new String(out, StandardCharsets.ISO_8859_1);
          assertThat(read).as(value + " in " + charset).contains("[masked:known:");
          assertThat(out.length).isLessThan(text.length - value.length() + 24);
        }
      }
    }
  }

  private static String masked(Redactor redactor, String text) {
    byte[] whole = stream(redactor, bytes(text), 0, new Random(0));
    byte[] single = stream(redactor, bytes(text), 1, new Random(0));
    assertThat(text(single)).isEqualTo(text(whole));
    assertThat(Arrays.equals(whole, single)).isTrue();
    return text(whole);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
