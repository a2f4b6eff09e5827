package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.BODY;
import static dev.sealward.redaction.Samples.bytes;
import static dev.sealward.redaction.Samples.keyBlock;
import static dev.sealward.redaction.Samples.knowing;
import static dev.sealward.redaction.Samples.lines;
import static dev.sealward.redaction.Samples.mask;
import static dev.sealward.redaction.Samples.masked;
import static dev.sealward.redaction.Samples.redactor;
import static dev.sealward.redaction.Samples.stream;
import static dev.sealward.redaction.Samples.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ST-SEC-004")
@Tag("ST-SEC-005")
@Tag("HOME-05")
class RedactorTest {
  @Test
  void fingerprintIsTheSameWhetherKnownOrRecognised() {
    String token = token("ghp_");
    String known = knowing(token).redact("x " + token).toString();
    String recognised = redactor().redact("x " + token).toString();
    assertThat(known.substring(known.length() - 5))
        .isEqualTo(recognised.substring(recognised.length() - 5));
    assertThat(redactor().redact("password: \"a\\\"b1-c2-d3\"").findings().get(0).fingerprint())
        .isEqualTo(mask(redactor(), "a\"b1-c2-d3").fingerprint());
    assertThat(redactor().redact(keyBlock("\\n")).findings().get(0).fingerprint())
        .isEqualTo(mask(redactor(), keyBlock("\n")).fingerprint());
  }

  @Test
  void plainLineComesOutAsSoonAsItsBreakIsIn() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RedactionStream stream = knowing(keyBlock("\n"), "ab1\ncd2\nef3").stream(out::write);
    for (String line : List.of("first line\n", "password: none\n", "}\n", "last ab2\n")) {
      out.reset();
      stream.accept(bytes(line));
      assertThat(out.toString()).isEqualTo(line);
    }
  }

  @Test
  void registrationIsSeenByRunningStreams() throws IOException {
    Redactor redactor = redactor();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RedactionStream stream = redactor.stream(out::write);
    stream.accept(bytes("one l4te-value\ntwo l4te"));
    redactor.register(List.of(mask(redactor, "l4te-value")));
    stream.accept(bytes("-value\n"));
    stream.finish();
    assertThat(out.toString()).matches("one l4te-value\ntwo \\[masked:known:....]\n");
    assertThat(stream.maskCount()).isEqualTo(1);
  }

  @Test
  void eventsComeOutAtOnceInOrderWithTheirIds() {
    List<Long> seen = new ArrayList<>();
    LineRedaction lines = redactor().lines((id, text) -> seen.add(id));
    for (long id = 5; id < 9; id++) {
      lines.accept(id, id == 6 ? "two\nlines" : "line");
      assertThat(seen).last().isEqualTo(id);
    }
    assertThat(lines(redactor(), "a", "", "b\nc", "\n"))
        .containsExactly("0 a", "1 ", "2 b\nc", "3 \n");
  }

  @Test
  void secretSpreadOverEventsIsMaskedInEach() {
    String[] events = ("start\n" + keyBlock("\n") + "\nend").split("\n");
    List<String> out = lines(redactor(), events);
    assertThat(out).hasSize(events.length);
    assertThat(out.get(1)).matches("1 \\[masked:private_key:....]");
    assertThat(out.subList(2, events.length - 1)).allMatch(line -> line.matches("\\d+ "));
    assertThat(out.get(events.length - 1)).endsWith(" end");
    assertThat(lines(knowing("ab1\ncd2\nef3"), "x ab1", "cd2", "ef3")).last().isEqualTo("2 ");
    assertThat(lines(redactor(), keyBlock("\n").substring(0, 150).split("\n")))
        .allMatch(line -> line.length() < 40);
  }

  @Test
  void jsonStaysJson() {
    Redactor redactor = knowing("nine-8-seven", "4455667788", "tail-9-\\", "q\"u0te-it");
    for (String json :
        List.of(
            "{\"a\":\"\\nine-8-seven\"}",
            "{\"pin\": 4455667788, \"x\": 1}",
            "{\"pin\":4455667788}",
            "[1, 4455667788]",
            "{\"a\":\"tail-9-\\\\\"}",
            "{\"a\":\"q\\\"u0te-it\"}",
            "{\"password\":\"a\\\\\"}",
            "{\"password\":\"ab\\\"cd\\\\\",\"b\":1}",
            "{\"password\": 99887766}",
            "{\"token\":\"" + BODY + "\\n\"}",
            "{\"m\":\"Authorization: Bearer " + BODY + "\\n\",\"n\":2}",
            "{\"u\":\"a://b:c0mplex@d\"}",
            "{\"m\":\"{\\\"password\\\":\\\"x\\\\\\\\y12\\\"}\"}",
            "{\"a\":\"tail-9-\\n\"}",
            "{\"m\":\"Cookie: a=b1c2d3\\r\\n\"}",
            "{\"m\":\"PASSWORD=abc\\ndef\"}",
            "{\"m\":\"x\\nPASSWORD=ab1c\"}")) {
      String out = masked(redactor, json);
      assertThat(new JsonSyntax(out).isJson()).as(out).isTrue();
    }
  }

  @Test
  void whateverIsNoSecretPassesUnchanged() {
    Redactor redactor = knowing("kn0wn-value");
    byte[] odd = {
      (byte) 0xff,
      0,
      (byte) 0xc3,
      '\n',
      (byte) 0xed,
      (byte) 0xa0,
      (byte) 0x80,
      '\r',
      'x',
      (byte) 0xf0
    };
    for (int most = 0; most < 4; most++) {
      assertThat(stream(redactor, odd, most, new Random(1))).isEqualTo(odd);
    }
    String surrogates = "a\ud800b\udc00\ud83d\ude00 kn0wn-value \udbff";
    assertThat(redactor.redact(surrogates).toString())
        .startsWith("a\ud800b\udc00\ud83d\ude00 [masked")
        .endsWith("] \udbff");
    assertThat(redactor.redact("")).isSameAs(RedactedText.EMPTY);
  }

  /** Fragments of everything the rules look at, in random order: cuts change nothing. */
  @Test
  void cuttingChangesNothing() {
    String[] parts = {
      "password",
      "token",
      "=",
      ": ",
      "\"",
      "'",
      "\\",
      "\n",
      "\r\n",
      " ",
      "-----BEGIN " + "PRIVATE KEY-----",
      "-----END " + "PRIVATE KEY-----",
      "eyJ",
      ".",
      token("ghp_"),
      "sk-",
      BODY,
      "kn0wn-value",
      "ab1\ncd2\nef3",
      "ab1\n",
      "Cookie: a=",
      ";",
      "://",
      "u:p4ss@h",
      "Authorization: Bearer ",
      "[masked:token:12ab]",
      "[masked:",
      "]",
      "%3D",
      "key",
      "_",
      "a1",
      "\u00e9",
      "{",
      "}",
      ",",
      "?",
      "&",
      "--",
      "<",
      ">",
      "$",
      "x x",
      BODY + BODY
    };
    Random random = new Random(11);
    Redactor redactor = knowing("kn0wn-value", "ab1\ncd2\nef3");
    for (int round = 0; round < 1500; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(30); i >= 0; i--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      byte[] input = bytes(text.toString());
      byte[] whole = stream(redactor, input, 0, random);
      assertThat(stream(redactor, input, 1, random)).as(text.toString()).isEqualTo(whole);
      assertThat(stream(redactor, input, 40, random)).as(text.toString()).isEqualTo(whole);
      assertThat(new String(whole, java.nio.charset.StandardCharsets.UTF_8))
          .doesNotContain("kn0wn-value", token("ghp_"));
      assertThat(
              new String(whole, java.nio.charset.StandardCharsets.UTF_8)
                  .replaceAll("[^\n]", "")
                  .length())
          .isEqualTo(text.toString().replaceAll("[^\n]", "").length());
    }
  }

  @Test
  void longLineLeavesAsLateAsDocumentedAndNoLater() throws IOException {
    AtomicLong out = new AtomicLong();
    RedactionStream stream =
        knowing("kn0wn-value", keyBlock("\n")).stream(
            (bytes, from, length) -> out.addAndGet(length));
    byte[] chunk = bytes("0123456789 plain words, nothing else; ".repeat(20));
    for (long in = chunk.length; in < 2_000_000; in += chunk.length) {
      stream.accept(chunk);
      assertThat(in - out.get())
          .isLessThanOrEqualTo(Engine.LOOKAHEAD + Engine.LOOKBACK + Engine.KNOWN_LOOKBACK);
    }
  }

  @Test
  void longLineOfMasksKeepsTheirCount() throws IOException {
    RedactionStream stream = knowing("kn0wn-value").stream((bytes, from, length) -> {});
    for (int i = 0; i < 1000; i++) {
      stream.accept(bytes("0123456789 kn0wn-value key=key=eyJa.eyJb-password ".repeat(20)));
    }
    stream.finish();
    assertThat(stream.findings()).hasSize(Redactor.MAX_FINDINGS);
    assertThat(stream.maskCount()).isGreaterThanOrEqualTo(20_000);
  }

  /** Counts the bytes that rules read: twice the input must be about twice the work. */
  @Test
  void hostileInputCostsLinearWork() {
    for (String part :
        List.of(
            "key=",
            "password ",
            "eyJ",
            "eyJa.",
            "a://",
            "password=\"",
            "password=\" key=' token=` ",
            "-----BEGIN " + "PRIVATE KEY-----",
            "-----BEGIN " + "PRIVATE KEY-----\n",
            "-----BEGIN " + "PRIVATE KEY-----\\n[masked:key:1234]",
            "[masked:",
            "[masked:key:1234]",
            "token [masked:key:1234",
            "Cookie: a=",
            "Cookie: a=b;c=d;",
            "token:::",
            "\\",
            "sk-",
            "key='",
            "Authorization: ",
            "token=${",
            "{\"password\":",
            "secret\\\"",
            "kn0wn-va",
            "kn0wn-val\n",
            "ab1\n")) {
      long work = work(part.repeat(60_000 / part.length()));
      long twice = work(part.repeat(120_000 / part.length()));
      assertThat(twice).as(part).isLessThanOrEqualTo(work * 2 + work / 4 + 100_000);
      assertThat(work).as(part).isLessThan(60_000L * 1500);
    }
  }

  private static long work(String text) {
    Keys keys = new Keys(new byte[32]);
    byte[] input = bytes(text);
    KnownValues known = KnownValues.none(keys);
    for (String value : List.of("kn0wn-value", "kn0wn-va".repeat(400) + "!", "ab1\ncd2\nef3")) {
      MaskOutcome outcome = Compiler.compile(keys, "known", bytes(value));
      known = known.plus(List.of(((MaskOutcome.Maskable) outcome).mask()));
    }
    KnownValues all = known;
    Engine engine = new Engine(keys, () -> all, Engine.Scope.ALL);
    Redactor.FindingOutput out = new Redactor.FindingOutput();
    engine.accept(input, 0, input.length, out);
    engine.finish(out);
    return engine.work();
  }

  @Test
  void failureCarriesNothingOfTheInputAndBlocksTheRest() throws IOException {
    RedactionFailure failure = RedactionFailure.internal(new IllegalStateException("kn0wn-value"));
    assertThat(failure).hasMessageNotContaining("kn0wn").hasNoCause();
    assertThat(failure.reason()).isEqualTo(RedactionFailure.Reason.INTERNAL);
    List<String> out = new ArrayList<>();
    LineRedaction lines = redactor().lines((id, text) -> out.add(id + " " + text));
    assertThatThrownBy(() -> lines.accept(3, "x".repeat(LineRedaction.MAX_EVENT_BYTES + 1)))
        .isInstanceOf(RedactionFailure.class);
    assertThat(out).containsExactly("3 [blocked:redaction_failed]");
    assertThatThrownBy(() -> lines.accept(4, "y")).isInstanceOf(RedactionFailure.class);
    RedactionStream stream = redactor().stream((bytes, from, length) -> {});
    stream.finish();
    assertThatThrownBy(() -> stream.accept(new byte[1])).isInstanceOf(RedactionFailure.class);
  }

  /** The format of a key block would name it otherwise, and before the known value is all there. */
  @Test
  @Tag("HOME-05")
  void aKnownKeyHasItsOwnNameWhereverItIsCut() throws Exception {
    Random random = new Random(3);
    StringBuilder key = new StringBuilder("-----BEGIN PRIVATE KEY-----\n");
    for (int line = 0; line < 19; line++) {
      key.append(ShapeSamples.run('b', line < 18 ? 64 : 30, random)).append(line < 18 ? "\n" : "");
    }
    key.append("==\n-----END PRIVATE KEY-----");
    byte[] text = bytes(key + "\n");
    Redactor redactor = knowing(key.toString());
    for (int cut = text.length - 40; cut < text.length; cut++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      RedactionStream stream = redactor.stream(out::write);
      stream.accept(text, 0, cut);
      stream.accept(text, cut, text.length - cut);
      stream.finish();
      assertThat(out.toString(StandardCharsets.UTF_8))
          .as("%d", cut)
          .matches("\\[masked:known:[0-9a-f]{4}]\n+");
    }
  }
}
