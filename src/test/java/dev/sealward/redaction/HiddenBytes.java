package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.bytes;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** What an engine that knows some values, and no formats, hides of a text; byte by byte. */
final class HiddenBytes {
  /** Bytes beside a value that may go with it: a backslash, a character of base64, padding. */
  private static final int BESIDE = 3;

  private static final int LONGEST_ESCAPE = 6;
  private static final Pattern ESCAPE_BEGINS =
      Pattern.compile(
          "(?:%[0-9a-fA-F]?|(?:\\\\|0)x[0-9a-fA-F]?|\\\\(?:u[0-9a-fA-F]{0,3}|[0-3][0-7]?)?)$");

  /** Those given, and long lines of them. */
  private final List<String> values = new ArrayList<>();

  private final Keys keys = new Keys(Samples.key());
  private final KnownValues known;
  private final SlowReference reference;

  HiddenBytes(List<String> given) {
    List<Mask> masks = new ArrayList<>();
    for (String value : given) {
      values.add(value);
      value
          .lines()
          .filter(line -> line.strip().length() >= Compiler.MIN_BYTES)
          .forEach(values::add);
      masks.add(((MaskOutcome.Maskable) Compiler.compile(keys, "known", bytes(value))).mask());
    }
    this.known = KnownValues.none(keys).plus(masks);
    this.reference = new SlowReference(given);
  }

  /** Line breaks inside of what is hidden stay, and are said to be hidden. */
  private boolean[] hides(byte[] text) {
    boolean[] hidden = new boolean[text.length];
    Arrays.fill(hidden, true);
    Output out =
        new Output() {
          @Override
          public void text(byte[] bytes, int from, int to, long offset) {
            Arrays.fill(hidden, (int) offset, (int) offset + to - from, false);
          }

          @Override
          public void mask(Finding finding, boolean quoted) {}
        };
    Engine engine = new Engine(keys, () -> known, Engine.Scope.KNOWN);
    engine.accept(text, 0, text.length, out);
    engine.finish(out);
    for (int at = 1; at < text.length; at++) {
      if (hidden[at - 1] && Bytes.isLineBreak(text[at])) {
        int next = at;
        while (next < text.length && Bytes.isLineBreak(text[next]) && !hidden[next]) {
          next++;
        }
        if (next < text.length && hidden[next]) {
          Arrays.fill(hidden, at, next, true);
        }
      }
    }
    return hidden;
  }

  /**
   * What the slow reference hides of {@code text} and the engine does not, or the other way. White
   * space at an end may be left, and the backslash before a quote.
   */
  String differences(byte[] text) {
    boolean[] hidden = hides(text);
    boolean[] expected = reference.hides(text);
    StringBuilder differences = new StringBuilder();
    for (int at = 0; at < text.length; at++) {
      if (expected[at] && (at == 0 || !expected[at - 1]) && isInEscape(text, at)) {
        // It is something else together with what stands before it.
        while (at < text.length && expected[at]) {
          at++;
        }
        continue;
      }
      boolean quotes = text[at] == '\\' && at + 1 < text.length && text[at + 1] == '"';
      if (expected[at] && !hidden[at] && !Bytes.isSpace(text[at]) && !quotes) {
        differences.append(" shows byte ").append(at);
      }
    }
    for (int from = 0; from < text.length; from++) {
      if (hidden[from]) {
        int to = from;
        while (to < text.length && hidden[to]) {
          to++;
        }
        if (!isWithin(expected, from, to) && !isReadAsValue(Arrays.copyOfRange(text, from, to))) {
          differences.append(" hides ").append(from).append(" to ").append(to);
        }
        from = to;
      }
    }
    return differences.toString();
  }

  private static boolean isInEscape(byte[] text, int at) {
    int from = Math.max(0, at - LONGEST_ESCAPE);
    String before = new String(text, from, at - from, StandardCharsets.ISO_8859_1);
    return ESCAPE_BEGINS.matcher(before).find();
  }

  private static boolean isWithin(boolean[] expected, int from, int to) {
    for (int at = from; at < to; at++) {
      boolean near = false;
      int last = Math.min(expected.length - 1, at + BESIDE);
      for (int i = Math.max(0, at - BESIDE); i <= last; i++) {
        near |= expected[i];
      }
      if (!near) {
        return false;
      }
    }
    return true;
  }

  /** Written in a way of its own: with white space in it, or escaped here and there. */
  private boolean isReadAsValue(byte[] stretch) {
    return values.stream()
        .anyMatch(value -> Readings.holdsAll(stretch, value) || foldsAlike(stretch, value));
  }

  /** Texts that differ in white space and escapes alone count as the same value, on purpose. */
  private static boolean foldsAlike(byte[] stretch, String value) {
    return Arrays.equals(folded(stretch), folded(bytes(value)));
  }

  private static byte[] folded(byte[] text) {
    return Folding.of(text, 0, text.length).taken();
  }
}
