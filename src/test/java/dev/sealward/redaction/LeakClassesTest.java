package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.bytes;
import static dev.sealward.redaction.Samples.knowing;
import static dev.sealward.redaction.Samples.mask;
import static dev.sealward.redaction.Samples.masked;
import static dev.sealward.redaction.Samples.redactor;
import static dev.sealward.redaction.Samples.stream;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What maskers are known to leak by, one test each. */
@Tag("ST-SEC-004")
@Tag("ST-SEC-005")
@Tag("HOME-05")
class LeakClassesTest {
  private static final String MASK = "\\[masked:[a-z0-9_]+:[0-9a-f]{4}]";
  private static final String VALUE = "Zq8Lw2Xc7Vb5Nm3Kj9Hg";

  @Test
  void splitAnywhereLeaksNothing() throws IOException {
    String text = "a " + VALUE + " b\n";
    for (int first = 0; first <= text.length(); first++) {
      for (int second = first; second <= text.length(); second++) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RedactionStream stream = knowing(VALUE).stream(out::write);
        stream.accept(bytes(text.substring(0, first)));
        stream.accept(bytes(text.substring(first, second)));
        stream.accept(bytes(text.substring(second)));
        stream.finish();
        assertThat(out.toString(StandardCharsets.UTF_8)).matches("a " + MASK + " b\n");
      }
    }
  }

  @Test
  void restartInsideItselfLeaksNothing() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RedactionStream stream = knowing("sec-sec-ret").stream(out::write);
    stream.accept(bytes("sec-sec-"));
    stream.accept(bytes("sec-ret\n"));
    stream.finish();
    assertThat(out.toString(StandardCharsets.UTF_8)).matches("sec-" + MASK + "\n");
  }

  @Test
  void overlapsAndStaleOffsetsLeakNothing() {
    Redactor redactor = knowing("alpha1beta2gamma", "beta2gamma3delta", "gamma3delta4", VALUE);
    String text = "<alpha1beta2gamma3delta4> " + VALUE + VALUE + " <beta2gamma3delta>\n";
    assertThat(masked(redactor, text.repeat(3)).replaceAll(MASK, "M"))
        .isEqualTo("<M> M <M>\n".repeat(3));
  }

  /** A value is registered while a hundred streams are at work: no stream shows it after that. */
  @Test
  @Tag("ATTACK-16")
  void registrationDoesNotRaceStreams() throws Exception {
    Redactor redactor = redactor();
    AtomicBoolean registered = new AtomicBoolean();
    CountDownLatch running = new CountDownLatch(100);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Integer>> quarters = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        quarters.add(threads.submit(() -> shownAfterwards(25, redactor, registered, running)));
      }
      running.await();
      redactor.register(List.of(mask(redactor, VALUE)));
      registered.set(true);
      for (Future<Integer> quarter : quarters) {
        assertThat(quarter.get()).isZero();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Writes to streams in turn, chunks that end inside the value, and goes on for ten rounds. */
  private static int shownAfterwards(
      int count, Redactor redactor, AtomicBoolean registered, CountDownLatch running)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<RedactionStream> streams = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      streams.add(redactor.stream(out::write));
    }
    int shown = 0;
    int rounds = 0;
    for (boolean first = true; rounds < 10; first = false) {
      for (RedactionStream stream : streams) {
        boolean before = registered.get();
        out.reset();
        stream.accept(bytes("x " + VALUE.substring(0, 9)));
        stream.accept(bytes(VALUE.substring(9) + "\n"));
        boolean shows = out.toString(StandardCharsets.UTF_8).contains(VALUE);
        shown += before && shows ? 1 : 0;
        if (first) {
          running.countDown();
          assertThat(shows).as("nobody knows the value yet").isTrue();
        }
      }
      rounds += registered.get() ? 1 : 0;
    }
    return shown;
  }

  /** What a stream still holds is looked at again. */
  @Test
  void valueRegisteredWhileItIsHeldIsMasked() throws IOException {
    Redactor redactor = redactor();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RedactionStream stream = redactor.stream(out::write);
    stream.accept(bytes("x " + VALUE + " y \\\"q\\\" and\\tmore"));
    redactor.register(List.of(mask(redactor, VALUE), mask(redactor, "\"q\" and\tmore")));
    stream.accept(bytes("\n"));
    stream.finish();
    assertThat(out.toString(StandardCharsets.UTF_8).replaceAll(MASK, "M")).isEqualTo("x M y M\n");
  }

  @Test
  void tenThousandPrefixesOfOneAnotherAreMaskedByTheLongest() {
    Random random = new Random(4);
    StringBuilder longest = new StringBuilder();
    while (longest.length() < 10_008) {
      longest.append((char) ('a' + random.nextInt(26)));
    }
    Redactor redactor = redactor();
    List<Mask> masks = new ArrayList<>();
    for (int length = 9; length <= 10_008; length++) {
      masks.add(mask(redactor, longest.substring(0, length)));
    }
    redactor.register(masks);
    String out =
        redactor.redact("<" + longest + "> <" + longest.substring(0, 5000) + "!>").toString();
    assertThat(out.replaceAll(MASK, "M")).isEqualTo("<M> <M!>");

    KnownValues known = KnownValues.none(new Keys(new byte[32])).plus(masksOf(longest));
    long once = work(known, "<" + longest + ">\n");
    long tenTimes = work(known, ("<" + longest + ">\n").repeat(10));
    assertThat(tenTimes).isLessThan(11 * once);

    KnownValues none = KnownValues.none(new Keys(Samples.key()));
    String text = ("<" + longest + ">\n").repeat(3);
    List<Mask> thousand = new ArrayList<>();
    for (int i = 9; i < masks.size(); i += 10) {
      thousand.add(masks.get(i));
    }
    long ofThousand = work(none.plus(thousand), text, Samples.key());
    long ofAll = work(none.plus(masks), text, Samples.key());
    assertThat(ofAll).isLessThan(11 * ofThousand);
  }

  private static List<Mask> masksOf(StringBuilder longest) {
    Keys keys = new Keys(new byte[32]);
    List<Mask> masks = new ArrayList<>();
    for (int length = 9; length < longest.length(); length += 100) {
      byte[] prefix = bytes(longest.substring(0, length));
      masks.add(((MaskOutcome.Maskable) Compiler.compile(keys, "known", prefix)).mask());
    }
    return masks;
  }

  private static long work(KnownValues known, String text) {
    return work(known, text, new byte[32]);
  }

  private static long work(KnownValues known, String text, byte[] key) {
    Engine engine = new Engine(new Keys(key), () -> known, Engine.Scope.ALL);
    Redactor.FindingOutput out = new Redactor.FindingOutput();
    byte[] bytes = bytes(text);
    engine.accept(bytes, 0, bytes.length, out);
    engine.finish(out);
    return engine.work();
  }

  @Test
  void hundredMegabytesOnOneLineAreMaskedInBoundedMemory() throws IOException {
    AtomicLong out = new AtomicLong();
    AtomicLong masks = new AtomicLong();
    RedactionStream stream =
        knowing(VALUE).stream(
            (bytes, from, length) -> {
              out.addAndGet(length);
              for (int i = from; i < from + length; i++) {
                masks.addAndGet(bytes[i] == '[' ? 1 : 0);
              }
            });
    byte[] plain = bytes("0123456789 words, \\\"escapes\\\" %20 and more ".repeat(1500));
    byte[] secret = bytes(VALUE);
    long in = 0;
    int written = 0;
    while (in < 100_000_000) {
      stream.accept(plain);
      stream.accept(secret);
      written++;
      in += plain.length + secret.length;
      assertThat(in - out.get()).isLessThan(64 * 1024);
      assertThat(stream.heldBytes()).isLessThan(256 * 1024);
      out.addAndGet(secret.length - "[masked:known:0000]".length());
    }
    stream.finish();
    assertThat(masks.get()).isEqualTo(written);
  }

  @Test
  void deeplyNestedJsonHidesNothing() {
    String escaped = "\"" + VALUE + "'\\";
    Redactor redactor = knowing(VALUE, escaped);
    String json = Printed.json(escaped);
    for (int depth = 0; depth < 6; depth++) {
      assertThat(masked(redactor, "{\"a\":\"" + json + "\"}\n")).doesNotContain(VALUE);
      json = Printed.json("{\"a\":\"" + json + "\"}");
    }
    String nested = "{\"a\":".repeat(20_000) + "\"" + VALUE + "\"" + "}".repeat(20_000);
    assertThat(redactor.redact(nested).toString()).doesNotContain(VALUE).endsWith("}}}");
  }

  @Test
  void brokenUtf8AroundAValueDoesNotHideIt() throws IOException {
    for (int[] odd :
        new int[][] {{0xc3}, {0xff, 0xfe}, {0xed, 0xa0, 0x80}, {0xf0, 0x9f}, {0}, {0x80}}) {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      for (int b : odd) {
        text.write(b);
      }
      text.writeBytes(bytes(VALUE));
      for (int b : odd) {
        text.write(b);
      }
      byte[] out = stream(knowing(VALUE), text.toByteArray(), 1, new Random(2));
      String read = new String(out, StandardCharsets.ISO_8859_1);
      assertThat(read).doesNotContain(VALUE).contains("[masked:known:");
      assertThat(read.length() - "[masked:known:0000]".length()).isEqualTo(odd.length * 2);
    }
  }

  /**
   * Model output comes a few characters at a time; a token nobody stored is masked all the same.
   */
  @Test
  void tokenThatArrivesInPiecesIsMasked() throws IOException {
    String text = "Sure! Your key is " + Samples.checkedToken("ghp_") + ", and " + VALUE + ".\n";
    for (int most = 1; most < 5; most++) {
      byte[] out = stream(knowing(VALUE), bytes(text), most, new Random(most));
      assertThat(new String(out, StandardCharsets.UTF_8).replaceAll(MASK, "M"))
          .isEqualTo("Sure! Your key is M, and M.\n");
    }
    List<String> events = new ArrayList<>();
    LineRedaction lines = knowing(VALUE).lines((id, masked) -> events.add(masked.toString()));
    lines.accept(1, "token " + Samples.checkedToken("ghp_"));
    lines.accept(2, VALUE);
    lines.finish();
    assertThat(events.toString().replaceAll(MASK, "M")).isEqualTo("[token M, M]");
  }

  /** No word that says secret stands near, and the encoding shows nothing of what it holds. */
  @Test
  void encodedValueNeedsNoWordBesideIt() {
    Redactor redactor = knowing(VALUE);
    String inside = "{\"a\":\"b\",\"c\":\"" + VALUE + "\",\"d\":1}";
    Base64.Encoder base64 = Base64.getEncoder();
    String once = base64.encodeToString(bytes(inside));
    for (String encoded :
        List.of(
            once, base64.encodeToString(bytes(once)), Printed.forms().get("hex").apply(VALUE))) {
      String out = masked(redactor, "1 row: " + encoded + "\n");
      assertThat(out).containsPattern(MASK);
      for (int at = 0; at + 12 <= VALUE.length(); at++) {
        assertThat(out).doesNotContain(base64.encodeToString(bytes(VALUE.substring(at, at + 12))));
      }
    }
  }

  /** A key nobody stored: in one piece, with other line ends, prefixed, indented, on one line. */
  @Test
  void keyIsMaskedHoweverItsLinesArePrinted() {
    String key = Samples.keyBlock("\n");
    String middle = key.split("\n", -1)[3];
    for (String printed :
        List.of(
            key,
            key.replace("\n", "\r\n"),
            key.replace("\n", "\nweb_1 | "),
            key.replace("\n", "\n    "),
            key.replace("\n", " "),
            key.replace("\n", "\\n"),
            key.replace("\n", "\\\\n"))) {
      String out = masked(redactor(), "before\n" + printed + "\nafter\n");
      assertThat(out).as(printed).doesNotContain(middle).startsWith("before\n").endsWith("after\n");
      assertThat(out.lines().count())
          .isEqualTo(("before\n" + printed + "\nafter\n").lines().count());
      assertThat(masked(knowing(key), "before\n" + printed + "\nafter\n")).doesNotContain(middle);
    }
  }

  /** A value too short is told by name instead of masking every third word, or none in silence. */
  @Test
  void shortValueIsToldAndNeverMaskedByAccident() {
    Redactor redactor = redactor();
    assertThat(redactor.compile("known", bytes("x7$k")))
        .isEqualTo(new MaskOutcome.NotMaskable(MaskOutcome.Reason.TOO_SHORT));
    assertThat(masked(redactor, "x7$k is one of x7$k\n")).isEqualTo("x7$k is one of x7$k\n");
  }

  @Test
  void masksShowNeitherLengthNorEdges() {
    String shorter = masked(knowing("a1b2c3d4"), "a1b2c3d4");
    String longer = masked(knowing("a1b2c3d4" + VALUE.repeat(30)), "a1b2c3d4" + VALUE.repeat(30));
    assertThat(shorter).hasSameSizeAs(longer).doesNotContain("a1", "d4");
    String base64 = Base64.getEncoder().encodeToString(bytes("u:" + VALUE));
    assertThat(masked(knowing(VALUE), base64)).matches("dT" + MASK);
  }

  /** Every combination of cut forms around whole ones: no whole form is left. */
  @Test
  void noFormIsLeftWhateverStandsAroundIt() {
    Random random = new Random(12);
    String[] values = {VALUE, "it's \"qu0ted\" & <odd>", "line-one-8\nline-two-9"};
    List<String> printed = new ArrayList<>();
    for (String value : values) {
      Printed.forms().values().forEach(form -> printed.add(form.apply(value)));
    }
    Redactor redactor = knowing(values);
    for (int round = 0; round < 300; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 12; i++) {
        String form = printed.get(random.nextInt(printed.size()));
        boolean whole = random.nextInt(3) == 0;
        text.append(whole ? form : form.substring(random.nextInt(form.length()))).append(' ');
      }
      String out = redactor.redact(text.toString()).toString();
      for (String form : printed) {
        assertThat(out).doesNotContain(form);
      }
      // Base64 broken off in the middle may be found in a shorter line; after that all is found.
      String again = redactor.redact(out).toString();
      assertThat(redactor.redact(again).toString()).isEqualTo(again);
    }
  }

  /** Whatever begins like a known form and goes on otherwise: it leaves, and soon. */
  @Test
  void nothingIsHeldForever() throws IOException {
    Random random = new Random(8);
    String[] values = {VALUE, "it's \"qu0ted\" & <odd>", "line-one-8\nline-two-9"};
    List<String> printed = new ArrayList<>();
    for (String value : values) {
      Printed.forms().values().forEach(form -> printed.add(form.apply(value)));
    }
    AtomicLong out = new AtomicLong();
    RedactionStream stream = knowing(values).stream((bytes, from, length) -> out.addAndGet(length));
    long in = 0;
    for (int round = 0; round < 30_000; round++) {
      String form = printed.get(random.nextInt(printed.size()));
      int cut = form.length() / 2 + random.nextInt(form.length() / 2);
      byte[] text = bytes(form.substring(0, cut) + "#" + (round % 3 == 0 ? "\n" : " "));
      stream.accept(text);
      in += text.length;
      assertThat(stream.heldBytes()).isLessThan(256 * 1024);
    }
    stream.finish();
    assertThat(out.get()).isGreaterThan(in / 8);
  }

  /** Masks that the first release stored still match. */
  @Test
  void masksOfTheFirstFormatStillMatch() {
    Redactor redactor = redactor();
    for (String stored :
        List.of(
            "AQVrbm93bjc0ZTmeDwqqlhjLszKb/UDtsgT77HYjOQAGmO2lnAcAEABieAt8AJYYy7Mym/1A7bIE++x2Iznvps"
                + "x+CwAVBEfZPigAIaZ3fjlO6N9KWdUnINkQRamviqoKABQGOuCcGwDMmmKmfQydnbs33z5L+dsCZ+Pmkg"
                + "0AFQJn4+aSAEiyp1j+b72kXJCYYsYw1EArs7pyFAAgAI0AE/MAF7rZZWf6ZrdQkHE8uvei+8XkAyAUAC"
                + "AA1a2JEwDpfcraDEVP9gthzrc2qUNs",
            "AQVrbm93bjQ4M2aeDwqqIF/21IjBvBXJPCGlwGQJ4AAMNjOBeAAACwl6VN9bBCBf9tSIwbwVyTwhpcBkCeATS"
                + "ADWAAANCekLpLQFdYi3C1U+1/rX3jzYxI/0JZ+FxK4DAAsAn4XErgCFj8mg6rzfgVElAlG2X25RPDcoeQYA"
                + "DgQ8Nyh5APuH3QPvk/Rz4jyztJm6MwalRCJrAgAOAlfTpjIAcsgjjQrUUyLxHKn5mf+BA/DfkLkEAA4GmF6"
                + "UDABCWCwUcunpxCVc0mGHcVT4R0B/nQsAFgCS/ZBcAHiuSD2E8OvccA4KnJDnEbz0tZ+9CwAWAA0t2QkAiJ"
                + "isT/PMnkciJGwmJdfoTjm1MQ0HAA8AObUxDQDLieNy4QinaIQxZiM0Z6nMjEAQ7QcADwCMQBDtAG4b7EutK"
                + "yOJcVuEEIqNLEFu/NRPBQANAG781E8AZ7bk3TO1I5beeldA9hiAX57dELIHAA8Ant0QsgB0BygnHtupO0CC"
                + "QjQRIN0I")) {
      redactor.register(List.of(Mask.parse(Base64.getDecoder().decode(stored))));
    }
    String text =
        "x s0me-older-value y\nab1\ncd2\nef3\n"
            + Base64.getEncoder().encodeToString(bytes("u:s0me-older-value"))
            + "\n";
    assertThat(masked(redactor, text).replaceAll(MASK, "M")).isEqualTo("x M y\nM\n\n\ndTM\n");
    Mask today = mask(redactor, "s0me-older-value");
    redactor.register(List.of(today));
    assertThat(redactor.size()).isEqualTo(3);
    Mask again = Mask.parse(Mask.parse(today.encoded()).encoded());
    assertThat(again).isEqualTo(today);
  }

  /** Format 2 says nothing of what its windows look like; today's masks may stand beside it. */
  @Test
  void masksOfTheSecondFormatStillMatch() {
    Redactor redactor = redactor();
    redactor.register(List.of(mask(redactor, "an0ther-value")));
    for (String stored :
        List.of(
            "AgVrbm93bjc0ZTmeDwqqlhjLszKb/UDtsgT77HYjOQABABAAEACRs25BlhjLszKb/UAUAAVNuiwNESk6"
                + "A5jtpZxieAt8AQcdDCL22/Y+tdq7vHLBw2LXCAo4QsSbTRqqbN4qk5jpwzOvCQv6KIsU2+m3du2+pY2s"
                + "yo83Cgw/Us6R6h5wpUHGRqWDKXDWAgjZ/w4dn7nFQeGPSLDSuhl9CwtNiLhTMCsBpoEW2QXYXOreDAzA"
                + "Lg8jFaLp5e/yx6lp151XDQ4kK3o9XgwqOBY2QjBo9P/qAwphO1HAp0589xGBfZrq8+klDg7kf5VXqMD7"
                + "+HuAotTQXuTWDw/Lnf1bwrowXciiLDUVuIVGEBBgx0vGMkbM8ogVVtHfbm8sBAqrtMWVX5ny94g+D2wk"
                + "dnxABQ/JYghePbegOaUcLRqKmpZdBQ+S/OFuo4E7EkiB9rRUNW9uBApukoNjhVzQtAJuWBoZ8KyJBQ/x"
                + "B3Ere99FotVk2o8Eyt8KBQ+6oko84ajge3jKpCrOZbgbBgr2F9q0tNGXsqa00ZdegzE0",
            "AgVrbm93bjQ4M2aeDwqqIF/21IjBvBXJPCGlwGQJ4AABAAsACQFQt7ywjmYtQsIROPoYAAA2M4F4iRZN"
                + "45po3IGPikv2EgR6VN9bAAATSADWjPNiYwJsuZZf8k/TEgXpC6S0AADuPEDyAc5Wo5XhlIqfhcSugAC1"
                + "v1GU/xINHMLdpUNmsidAAQD+7/jvg+Grz95nRd90xmYECACK8NoanW5VDeCBJrbzv579CQKKYmTFfWbe"
                + "x5JgduPddxVkCgPJ9oAxZaxeJxpJZL/FCoCtAgLAgfucZql9RaVEImthi/ImCwNPTVsmOTf0dgYZUlZO"
                + "6iXiDATMjOB4AbGV/Cvd2cpCCFo8DQbzfbp09tXlYpzSAY4dgTLAAwNyN/mFOlAFFmQdC9v2QUHLDgRW"
                + "9LhR2TcPGl/CMlgoPD6VDwbZfLbnvbdJ0ymgHvGFCbqBEAfnO6gfNsK7f+saJu7wzn5aBAAKoldQOfjg"
                + "iC4p2/pqHGgNBQCjYFnuWZGei9hJdLiOzcOlBQBs+zL/v1s5ZHuvPlNYaJy1BAAqoldQWhjgiKNJ+/oX"
                + "kYgtBQCjYFnuWZGei9hJdLiuzcOlBQBs+zL/v1s5ZHuvPlN4aJy1")) {
      redactor.register(List.of(Mask.parse(Base64.getDecoder().decode(stored))));
    }
    String basic = Base64.getEncoder().encodeToString(bytes("u:s0me-older-value"));
    String text = "x s0me-older-value an0ther-value\nab1\ncd2\nef3\nab1\\ncd2\\nef3 " + basic;
    assertThat(masked(redactor, text).replaceAll(MASK, "M")).isEqualTo("x M M\nM\n\n\nM dTM");
  }

  /** One more among many thousands: tables and filter are not built anew. */
  @Test
  void oneMoreMaskCostsLittle() {
    Redactor redactor = redactor();
    List<Mask> masks = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      masks.add(mask(redactor, VALUE + "-" + i));
    }
    redactor.register(masks);
    KnownValues known = KnownValues.none(new Keys(new byte[32])).plus(masks);
    List<Segment> before = known.segments();
    for (int i = 0; i < 40; i++) {
      known = known.plus(List.of(mask(redactor, "0ne-more-" + i + "-" + VALUE)));
      assertThat(known.segments()).contains(before.get(0));
      assertThat(known.segments().size()).isLessThan(8);
    }
  }

  /** An escape is longer than what it stands for; windows reach on beyond its end. */
  @Test
  void valueThatIsEscapedWhereItsWindowsBeginIsMasked() {
    Redactor redactor = knowing("aB3&dE5fG7hJ9k");
    for (String escape :
        List.of("\\u0026", "\\\\u0026", "\\x26", "%26", "&amp;", "&#x26;", "&amp;amp;amp;")) {
      for (int before = 0; before < 20; before++) {
        String start = "xxx\nk1: " + "-".repeat(before);
        assertThat(masked(redactor, start + "aB3" + escape + "dE5fG7hJ9k\n").replaceAll(MASK, "M"))
            .as(escape + " after " + before)
            .isEqualTo(start + "M\n");
      }
    }
  }

  /** What is folded at a time ends somewhere in a long escaped run. */
  @Test
  void valueAtAnyPlaceOfALongEscapedRunIsMasked() {
    Redactor redactor = knowing(VALUE);
    for (String octet : List.of("%%%02x", "\\u%04x", "\\x%02x", "&#x%02x;", "\\\\u%04x")) {
      String filler = String.format(octet, (int) 'a');
      int seam = 2048 / filler.length();
      for (int at = seam - 80; at < seam + 20; at++) {
        String text = filler.repeat(at) + escaped(octet, VALUE) + filler.repeat(100) + "\n";
        String out = redactor.redact(text).toString();
        assertThat(out.replaceAll(MASK, "M"))
            .as(octet + " at " + at)
            .isEqualTo(filler.repeat(at) + "M" + filler.repeat(100) + "\n");
      }
    }
  }

  /** The windows of a value may lie far behind its beginning, and farther when it is escaped. */
  @Test
  void valueWhoseWindowsLieFarBehindIsMaskedHoweverItIsEscaped() {
    String value = "a".repeat(40) + "Qw3rT6yU9iO";
    Redactor redactor = knowing(value);
    for (String octet : List.of("0x%02x,", "\\x%02x", "\\u%04x", "&#x%02x;", "%%%02x")) {
      for (int before = 0; before < 24; before++) {
        String start = "-".repeat(before) + " ";
        String out = masked(redactor, start + escaped(octet, value) + " end\n");
        assertThat(out.replaceAll(MASK + ",?", "M"))
            .as(octet + before)
            .isEqualTo(start + "M end\n");
      }
    }
  }

  private static String escaped(String octet, String value) {
    StringBuilder out = new StringBuilder();
    for (byte b : bytes(value)) {
      out.append(String.format(octet, b & 0xff));
    }
    return out.toString();
  }

  /** The end of what stands before a value may be an escape together with its first bytes. */
  @Test
  void whatStandsBeforeAValueDoesNotHideIt() {
    for (String[] shown :
        new String[][] {
          {"n4ss/word-xyz123", "\"DOMAIN\\\\", "n4ss\\/word-xyz123"},
          {"a4ss/word-xyz123", "DOMAIN%5C", "a4ss%2Fword-xyz123"},
          {"x41s/word-xyz123", "DOMAIN%5C", "x41s%2Fword-xyz123"},
          {"u0041s/word-xyz123", "DOMAIN%5C", "u0041s%2Fword-xyz123"},
          {"amp;4ss/word-xyz123", "DOMAIN%26", "amp;4ss%2Fword-xyz123"},
        }) {
      assertThat(masked(knowing(shown[0]), shown[1] + shown[2] + "\n").replaceAll(MASK, "M"))
          .as(shown[1] + shown[2])
          .isEqualTo(shown[1] + "M\n");
    }
  }
}
