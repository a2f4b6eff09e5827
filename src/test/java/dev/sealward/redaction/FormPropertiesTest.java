package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.bytes;
import static dev.sealward.redaction.Samples.knowing;
import static dev.sealward.redaction.Samples.stream;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What holds of every form of every value between random neighbours, however the text is cut. The
 * build looks at the same places each time, and at others once: a failure names their seed, and
 * {@code -Dseed} looks there again. {@code -Drounds} looks at so many seeds from there on.
 */
@Tag("ST-SEC-004")
@Tag("HOME-05")
class FormPropertiesTest {
  private static final int SAME_ROUNDS = 2;
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int ROUNDS = Integer.getInteger("rounds", 1);

  private static final String AGAIN = "each begins with the number to run it again by -Dseed";

  /** Texts up to this long are cut in two at every place; of longer ones, {@link #isChosen} are. */
  private static final int SHORT = 48;

  private static final String[] NEIGHBOURS = {
    " ",
    "\n",
    "\"",
    "'",
    "\\n",
    "\\\\",
    "%20",
    "&amp;",
    ",",
    ":",
    "=",
    "\t",
    "\u00e9",
    "{",
    "]",
    "<",
    "; ",
    "word",
    "0",
    "-",
    "/",
    "\r\n",
    "\u0000",
    "|",
    "[masked:token:12ab]",
    "&",
    "%",
    "\\",
    "{\"a\":\"",
    "\"}\n",
    "x=",
    "before\n",
    "\nafter\n",
    "[",
    "7f",
    "QUJD",
    "\\u00",
    "&#3",
    "0x"
  };

  /** What keeps encodings apart from neighbours that would be part of them. */
  private static final String[] BEFORE = {" ", "=", "\"", "\n", "(", "@"};

  private static final String[] AFTER = {" ", ";", "\"", "\n", ")", "\r\n"};

  /** One form of one value. */
  private record Case(String form, String value, byte[] printed) {}

  private record Round(long seed, Random random) {}

  private static List<Round> rounds(long sameSeed) {
    Round same = new Round(sameSeed, new Random(sameSeed));
    List<Round> rounds = new ArrayList<>(Collections.nCopies(SAME_ROUNDS, same));
    for (long seed = SEED; seed < SEED + ROUNDS; seed++) {
      rounds.add(new Round(seed, new Random(seed)));
    }
    return rounds;
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Map.Entry<String, Function<String, byte[]>> form : Printed.all().entrySet()) {
      for (String value : FormsTest.VALUES) {
        cases.add(new Case(form.getKey(), value, form.getValue().apply(value)));
      }
    }
    return cases;
  }

  /** Otherwise what it does not find in masked text would say nothing. */
  @Test
  void whatIsNotMaskedIsReadBack() {
    for (Case each : cases()) {
      if (!each.form.equals("behind prefixes") || each.value.indexOf('\n') < 0) {
        assertThat(Readings.holdsAll(each.printed, each.value)).as("%s", each).isTrue();
      }
      assertThat(Readings.holdsPiece(each.printed, each.value)).as("%s", each).isTrue();
    }
  }

  @Test
  void nothingOfAnyFormCanBeReadHoweverItIsCut() {
    Map<String, Redactor> redactors = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    for (Round round : rounds(7)) {
      Random random = round.random;
      for (Case each : cases()) {
        Redactor redactor = redactors.computeIfAbsent(each.value, v -> knowing(v));
        byte[] text =
            between(
                each,
                neighbours(random) + BEFORE[random.nextInt(BEFORE.length)],
                AFTER[random.nextInt(AFTER.length)] + neighbours(random));
        byte[] out = stream(redactor, text, 0, random);
        if (!latin(out).contains("[masked:known:") || Readings.holdsPiece(out, each.value)) {
          wrong.add(round.seed + " readable: " + said(each, text, out));
        }
        for (int most : new int[] {1, 3 + random.nextInt(40), 1 + random.nextInt(200)}) {
          if (!Arrays.equals(stream(redactor, text, most, random), out)) {
            wrong.add(round.seed + " differs when cut: " + said(each, text, out));
          }
        }
        if (!Arrays.equals(stream(redactor, out, 9, random), out)) {
          wrong.add(round.seed + " masked again: " + said(each, text, out));
        }
      }
    }
    assertThat(wrong).as(AGAIN).isEmpty();
  }

  @Test
  void everyFormMayBeCutAtEveryPlace() throws Exception {
    List<String> wrong = new ArrayList<>();
    Random random = new Random(9);
    for (Case each : cases()) {
      byte[] text = between(each, " ", random.nextBoolean() ? "\n" : " x");
      if (text.length > SHORT && !isChosen(each)) {
        continue;
      }
      Redactor redactor = knowing(each.value);
      byte[] out = stream(redactor, text, 0, random);
      for (int cut = 1; cut < text.length; cut++) {
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        RedactionStream stream = redactor.stream(parts::write);
        stream.accept(text, 0, cut);
        stream.accept(text, cut, text.length - cut);
        stream.finish();
        if (!Arrays.equals(parts.toByteArray(), out)) {
          wrong.add("differs when cut at " + cut + ": " + said(each, text, out));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** One value of each form, and of forms that differ in how far in it stands the first. */
  private static boolean isChosen(Case each) {
    int number = Math.floorMod(each.form.hashCode(), FormsTest.VALUES.size());
    return FormsTest.VALUES.get(number).equals(each.value)
        && !each.form.matches(".* after [1-9].*");
  }

  @Test
  void hidesWhatASlowReferenceHidesAndNothingElse() {
    Map<String, HiddenBytes> engines = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    for (Round round : rounds(8)) {
      Random random = round.random;
      for (Case each : cases()) {
        HiddenBytes engine =
            engines.computeIfAbsent(each.value, value -> new HiddenBytes(List.of(value)));
        byte[] text =
            between(
                each,
                neighbours(random) + BEFORE[random.nextInt(BEFORE.length)],
                AFTER[random.nextInt(AFTER.length)] + neighbours(random));
        String differences = engine.differences(text);
        if (!differences.isEmpty()) {
          wrong.add(round.seed + " " + differences + ": " + said(each, text, new byte[0]));
        }
      }
    }
    assertThat(wrong).as(AGAIN).isEmpty();
  }

  private static String neighbours(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(NEIGHBOURS[random.nextInt(NEIGHBOURS.length)]);
    }
    return text.toString();
  }

  private static byte[] between(Case each, String before, String after) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes(bytes(before));
    text.writeBytes(each.printed);
    text.writeBytes(bytes(after));
    return text.toByteArray();
  }

  private static String said(Case each, byte[] text, byte[] out) {
    return each.form
        + " of "
        + each.value
        + " in "
        + new String(text, StandardCharsets.UTF_8)
        + " ("
        + HexFormat.of().formatHex(text)
        + ") became "
        + new String(out, StandardCharsets.UTF_8);
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
