package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.bytes;
import static dev.sealward.redaction.Samples.keyBlock;
import static dev.sealward.redaction.Samples.knowing;
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
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ST-SEC-004")
@Tag("ST-SEC-005")
class HostileInputTest {
  private static final String MASK = "\\[masked:[a-z0-9_]+:[0-9a-f]{4}]";

  @Test
  void valueThatHoldsAMaskIsMaskedAroundIt() {
    Redactor redactor = knowing("fir5t-part[masked:token:12ab]sec0nd-part");
    assertThat(masked(redactor, "a fir5t-part[masked:token:12ab]sec0nd-part b"))
        .matches("a \\[masked:known:....]\\[masked:token:12ab]\\[masked:known:....] b");
    for (String value : List.of("[masked:token:12ab]", "x[masked:token:12ab]y", ":12ab]-a")) {
      MaskOutcome outcome = redactor.compile("known", bytes(value));
      if (value.startsWith(":")) {
        redactor.register(List.of(((MaskOutcome.Maskable) outcome).mask()));
        assertThat(masked(redactor, "[masked:token:12ab]-a")).isEqualTo("[masked:token:12ab]-a");
        assertThat(masked(redactor, "y:12ab]-a").replaceAll(MASK, "M")).isEqualTo("yM");
      } else {
        assertThat(outcome).isEqualTo(new MaskOutcome.NotMaskable(MaskOutcome.Reason.TOO_COMMON));
      }
    }
  }

  @Test
  void formatsThatOverlapKnownValuesLeaveNothingOfEither() {
    String token = token("ghp_");
    for (String known : List.of("pre-" + token.substring(0, 12), token.substring(20) + "-post")) {
      String out = masked(knowing(known), "x pre-" + token + "-post y");
      assertThat(out.replaceAll(MASK, "M")).doesNotContain(token.substring(4, 12));
      assertThat(out).doesNotContain(token.substring(20)).startsWith("x ").endsWith(" y");
    }
  }

  @Test
  void emptyChunksAndAnEmptyStreamSayNothing() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RedactionStream stream = knowing("kn0wn-value").stream(out::write);
    stream.accept(new byte[0]);
    for (byte b : bytes("a kn0wn-value")) {
      stream.accept(new byte[0]);
      stream.accept(new byte[] {b});
    }
    stream.accept(new byte[3], 3, 0);
    stream.finish();
    assertThat(out.toString(StandardCharsets.UTF_8)).matches("a " + MASK);
    assertThat(stream(redactor(), new byte[0], 0, new Random(1))).isEmpty();
  }

  @Test
  void finishedStreamTakesNothingMore() throws IOException {
    RedactionStream stream = redactor().stream((bytes, from, length) -> {});
    stream.finish();
    assertThatThrownBy(stream::finish).isInstanceOf(RedactionFailure.class);
    assertThatThrownBy(() -> stream.accept(bytes("x"))).isInstanceOf(RedactionFailure.class);
    LineRedaction lines = redactor().lines((id, text) -> {});
    lines.finish();
    assertThatThrownBy(lines::finish).isInstanceOf(RedactionFailure.class);
    assertThatThrownBy(() -> lines.accept(1, "x")).isInstanceOf(RedactionFailure.class);
  }

  @Test
  void failingSinkClosesTheStream() throws IOException {
    RedactionStream stream =
        redactor().stream(
            (bytes, from, length) -> {
              throw new IOException("full");
            });
    assertThatThrownBy(() -> stream.accept(bytes("line\n"))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> stream.accept(bytes("x"))).isInstanceOf(RedactionFailure.class);
  }

  @Test
  void oddCharactersAroundAValueDoNotHideIt() {
    Redactor redactor = knowing("kn0wn-value");
    for (String odd : List.of("\u0000", "\ufeff", "\u001a", "\u200b", "\u0007", "\u2028", "\r")) {
      assertThat(masked(redactor, odd + "kn0wn-value" + odd).replaceAll(MASK, "M"))
          .isEqualTo(odd + "M" + odd);
      assertThat(masked(redactor, odd + "password=h4rdT0Guess\n").replaceAll(MASK, "M"))
          .isEqualTo(odd + "password=M\n");
    }
    for (String lone : List.of("\ud800", "\udc00")) {
      assertThat(redactor.redact(lone + "kn0wn-value" + lone).toString())
          .matches(lone + MASK + lone);
    }
  }

  @Test
  void thousandPrefixesOfOneAnotherAreMaskedByTheLongest() {
    StringBuilder value = new StringBuilder("pr3fix-0");
    Redactor redactor = redactor();
    List<Mask> masks = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      value.append((char) ('a' + i % 26));
      masks.add(mask(redactor, value.toString()));
    }
    redactor.register(masks);
    String out = redactor.redact("<" + value + "> <" + value.substring(0, 400) + "!>").toString();
    assertThat(out.replaceAll(MASK, "M")).isEqualTo("<M> <M!>");
  }

  @Test
  void registeringAndForgettingMeanwhileBreaksNothing() throws Exception {
    Redactor redactor = knowing("kn0wn-value", keyBlock("\n"));
    Mask coming = mask(redactor, "c0mes-and-goes");
    AtomicBoolean done = new AtomicBoolean();
    Thread other =
        new Thread(
            () -> {
              while (!done.get()) {
                redactor.register(List.of(coming));
                redactor.forget(coming::equals);
              }
            });
    other.start();
    try {
      byte[] text =
          bytes(("c0mes-and-goes kn0wn-value\n" + keyBlock("\n") + "\nplain\n").repeat(60));
      for (int round = 0; round < 5; round++) {
        String out = new String(stream(redactor, text, 700, new Random(round)), "UTF-8");
        assertThat(out.replaceAll(MASK, "M").replace("c0mes-and-goes", "M").replaceAll("\n+", "\n"))
            .isEqualTo("M M\nM\nplain\n".repeat(60));
      }
    } finally {
      done.set(true);
      other.join();
    }
  }

  /** What all keys have in common leads to none of them, however many are stored. */
  @Test
  void beginningOfThousandStoredKeysCostsNoMoreThanThatOfOne() {
    String sort = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC";
    String ssh = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW";
    String begin = keyBlock("\n").substring(0, 28);
    Random random = new Random(3);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      StringBuilder body = new StringBuilder(i % 2 == 0 ? sort : ssh + "\n");
      while (body.length() < 200) {
        body.append((char) ('a' + random.nextInt(26)));
        if (body.length() % 65 == 64 && i % 2 == 0) {
          body.append('\n');
        }
      }
      values.add(begin + body + "\n" + begin.replace("BEGIN", "END"));
    }
    String value = values.get(0);
    for (String part : List.of(begin, sort + "\n", begin + sort + "\n", ssh + "\n")) {
      byte[] text = bytes(part.repeat(2_000_000 / part.length()));
      long one = work(List.of(value), text);
      assertThat(work(values, text)).as(part).isLessThan(one + text.length);
    }
    assertThat(masked(knowing(value), "a\n" + value + "b\n").replaceAll(MASK, "M").strip())
        .matches("a\nM\\n+b");
    assertThat(knowing(value).redact(value).toString()).startsWith("[masked:known:");
  }

  /** Values whose windows all lie in what they have in common, and that begin one another. */
  @Test
  void valuesThatBeginAlikeCostWhatOneCosts() {
    String begin = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ2cF4";
    List<String> values = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      values.add(begin + String.format(Locale.ROOT, "%06d", i * 7));
      values.add(begin + "0".repeat(1 + i % 200) + "1");
    }
    String near = begin + "99999x and more\n";
    Base64.Encoder base64 = Base64.getEncoder();
    for (String part :
        List.of(
            near,
            near.replace("dE", "\\u0064E"),
            base64.encodeToString(bytes(near)) + "\n",
            base64.encodeToString(bytes(base64.encodeToString(bytes(near)))) + "\n",
            HexFormat.of().formatHex(bytes(near)) + "\n")) {
      byte[] text = bytes(part.repeat(30_000 / part.length()));
      assertThat(work(values, text)).as(part).isLessThan(64L * text.length);
    }
  }

  private static final Keys KEYS = new Keys(new byte[32]);

  private static long work(List<String> values, byte[] text) {
    List<Mask> masks = new ArrayList<>();
    for (String value : values) {
      masks.add(((MaskOutcome.Maskable) Compiler.compile(KEYS, "known", bytes(value))).mask());
    }
    KnownValues known = KnownValues.none(KEYS).plus(masks);
    Engine engine = new Engine(KEYS, () -> known, Engine.Scope.ALL);
    Redactor.FindingOutput out = new Redactor.FindingOutput();
    engine.accept(text, 0, text.length, out);
    engine.finish(out);
    return engine.work();
  }
}
