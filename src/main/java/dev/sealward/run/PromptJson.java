package dev.sealward.run;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.redaction.Finding;
import dev.sealward.redaction.LineRedaction;
import dev.sealward.redaction.RedactedText;
import dev.sealward.redaction.Redactor;
import jakarta.json.JsonException;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Any JSON value with every text and every member's name in it masked; it stays JSON with the same
 * structure, order and numbers, written without blanks, invisible characters as escapes.
 *
 * <p>Masked three times: each text on its own, decoded, all of them as one stream, so that a secret
 * spread over several is found; then the whole as text, so that what a name says of the value
 * beside it counts, and numbers are looked at; at last all of it as one text, for a secret that is
 * itself JSON. A number that is masked becomes a text.
 */
final class PromptJson {
  static final int MAX_BYTES = 4 << 20;
  static final int MAX_DEPTH = 64;
  static final int MAX_VALUES = 200_000;

  /** How often the whole is looked at; each time up to {@link Redactor#MAX_FINDINGS} are found. */
  private static final int MAX_ROUNDS = 20;

  private static final JsonProvider JSON = JsonProvider.provider();

  private final List<Token> tokens = new ArrayList<>();

  private PromptJson() {}

  /** A part of the value; {@code text} is that of a name, a text or a number. */
  private record Token(Event event, @Nullable String text) {
    boolean isText() {
      return event == Event.KEY_NAME || event == Event.VALUE_STRING;
    }
  }

  /** A prompt that was masked; there is no other way to make one. */
  static final class Masked {
    private final String text;
    private final List<Finding> found;

    private Masked(String text, List<Finding> found) {
      this.text = text;
      this.found = List.copyOf(found);
    }

    String text() {
      return text;
    }

    List<Finding> found() {
      return found;
    }
  }

  /** The prompt could not be masked; says nothing of it. */
  static final class NotMasked extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotMasked() {
      super("a prompt could not be masked", null, false, false);
    }
  }

  /** Reads a whole body under the limits above, in strict UTF-8. */
  static PromptJson parse(byte[] utf8) {
    if (utf8.length > MAX_BYTES) {
      throw Refused.of(
          Refused.Kind.TOO_LARGE,
          Remedy.of(
              "PROMPT_TOO_LARGE",
              "A prompt takes at most " + MAX_BYTES + " bytes.",
              "Send large parts of it as artifacts."));
    }
    return of(decoded(utf8));
  }

  private static PromptJson of(String text) {
    PromptJson json = new PromptJson();
    try (JsonParser parser = JSON.createParser(new StringReader(text))) {
      json.fill(parser);
    } catch (JsonException | NoSuchElementException broken) {
      // Its message quotes the input; the rule is all that may be said.
      throw malformed("JSON_INVALID", "This is not one whole JSON value.");
    }
    return json;
  }

  private static String decoded(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException invalid) {
      throw malformed("UTF8_INVALID", "This is not UTF-8.");
    }
  }

  private void fill(JsonParser parser) {
    int depth = 0;
    do {
      Event event = parser.next();
      switch (event) {
        case START_OBJECT, START_ARRAY -> depth++;
        case END_OBJECT, END_ARRAY -> depth--;
        default -> {
          // a name or a plain value
        }
      }
      if (depth > MAX_DEPTH) {
        throw malformed("JSON_TOO_DEEP", "A prompt has at most " + MAX_DEPTH + " levels.");
      }
      if (tokens.size() == MAX_VALUES) {
        throw malformed("JSON_TOO_MANY_VALUES", "A prompt has at most " + MAX_VALUES + " parts.");
      }
      boolean said =
          event == Event.KEY_NAME || event == Event.VALUE_STRING || event == Event.VALUE_NUMBER;
      tokens.add(new Token(event, said ? parser.getString() : null));
    } while (depth > 0);
    if (parser.hasNext()) {
      throw malformed("JSON_INVALID", "This is not one whole JSON value.");
    }
  }

  /**
   * The masked value.
   *
   * @throws NotMasked whatever went wrong in the engine
   */
  Masked masked(Redactor redactor) {
    try {
      List<Finding> found = new ArrayList<>();
      List<Token> masked = withTextsMasked(redactor, found);
      maskMembers(redactor, masked, found);
      maskWhole(redactor, masked, found);
      return new Masked(written(masked), found);
    } catch (RuntimeException failure) {
      // Whatever it was, its message may quote the text: it goes nowhere.
      throw new NotMasked();
    }
  }

  private List<Token> withTextsMasked(Redactor redactor, List<Finding> found) {
    List<Token> masked = new ArrayList<>(tokens);
    LineRedaction lines =
        redactor.lines(
            (id, text) -> {
              found.addAll(findings(text));
              masked.set((int) id, new Token(tokens.get((int) id).event(), text.toString()));
            });
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.isText()) {
        lines.accept(i, String.valueOf(token.text()));
      }
    }
    lines.finish();
    return masked;
  }

  /** Masks each member as {@code "name":value}, and numbers that have no name on their own. */
  private static void maskMembers(Redactor redactor, List<Token> masked, List<Finding> found) {
    List<String> sent = new ArrayList<>();
    List<Integer> values = new ArrayList<>();
    for (int i = 0; i < masked.size(); i++) {
      Token value = masked.get(i);
      boolean named = i > 0 && masked.get(i - 1).event() == Event.KEY_NAME;
      boolean number = value.event() == Event.VALUE_NUMBER;
      if (number || (named && value.event() == Event.VALUE_STRING)) {
        sent.add(written(masked.subList(named ? i - 1 : i, i + 1)));
        values.add(i);
      }
    }
    String[] latest = {""};
    LineRedaction lines =
        redactor.lines(
            (id, text) -> {
              List<Finding> findings = findings(text);
              found.addAll(findings);
              latest[0] = findings.isEmpty() ? latest[0] : findings.get(findings.size() - 1).mask();
              if (!text.toString().equals(sent.get((int) id))) {
                replace(masked, values.get((int) id), text.toString(), latest[0]);
              }
            });
    for (int i = 0; i < sent.size(); i++) {
      lines.accept(i, sent.get(i));
    }
    lines.finish();
  }

  /** Masks every name and value that has a part in what is found in the whole as it is written. */
  private static void maskWhole(Redactor redactor, List<Token> masked, List<Finding> found) {
    for (int round = 0; round < MAX_ROUNDS; round++) {
      int[] ends = new int[masked.size()];
      List<Finding> left = redactor.find(written(masked, ends));
      if (left.isEmpty()) {
        return;
      }
      found.addAll(left);
      for (Finding finding : left) {
        int at = Arrays.binarySearch(ends, (int) finding.offset() + 1);
        for (int i = at < 0 ? -1 - at : at; i < ends.length; i++) {
          maskPart(masked, i, finding.mask());
          if (ends[i] >= finding.offset() + finding.length()) {
            break;
          }
        }
      }
    }
    throw new NotMasked();
  }

  private static void maskPart(List<Token> masked, int at, String mask) {
    Event event = masked.get(at).event();
    if (event == Event.KEY_NAME) {
      masked.set(at, new Token(event, mask));
    } else if (event == Event.VALUE_STRING || event == Event.VALUE_NUMBER) {
      masked.set(at, new Token(Event.VALUE_STRING, mask));
    }
  }

  /** Puts a masked member in its place; one that is none any more becomes a mask altogether. */
  private static void replace(List<Token> masked, int at, String text, String mask) {
    boolean named = at > 0 && masked.get(at - 1).event() == Event.KEY_NAME;
    try {
      List<Token> member = of(named ? "{" + text + "}" : "[" + text + "]").tokens;
      int value = named ? 2 : 1;
      if (member.size() == value + 2 && !member.get(value).event().name().startsWith("START")) {
        if (named) {
          masked.set(at - 1, member.get(1));
        }
        masked.set(at, member.get(value));
        return;
      }
    } catch (Refused noJson) {
      // falls through to the mask
    }
    if (mask.isEmpty()) {
      throw new NotMasked();
    }
    if (named && !text.startsWith(written(masked.subList(at - 1, at)))) {
      masked.set(at - 1, new Token(Event.KEY_NAME, mask));
    }
    masked.set(at, new Token(Event.VALUE_STRING, mask));
  }

  private static List<Finding> findings(RedactedText text) {
    if (text == RedactedText.BLOCKED) {
      throw new NotMasked();
    }
    return text.findings();
  }

  private static String written(List<Token> tokens) {
    return written(tokens, new int[tokens.size()]);
  }

  /**
   * The JSON without blanks.
   *
   * @param ends takes where each part ends, in bytes of UTF-8
   */
  private static String written(List<Token> tokens, int[] ends) {
    StringBuilder out = new StringBuilder();
    boolean first = true;
    int bytes = 0;
    for (int i = 0; i < ends.length; i++) {
      Token token = tokens.get(i);
      int from = out.length();
      boolean closes = token.event() == Event.END_OBJECT || token.event() == Event.END_ARRAY;
      if (!first && !closes) {
        out.append(',');
      }
      first = false;
      switch (token.event()) {
        case START_OBJECT -> out.append('{');
        case START_ARRAY -> out.append('[');
        case END_OBJECT -> out.append('}');
        case END_ARRAY -> out.append(']');
        case KEY_NAME -> quoted(out, String.valueOf(token.text())).append(':');
        case VALUE_STRING -> quoted(out, String.valueOf(token.text()));
        case VALUE_NUMBER -> out.append(token.text());
        case VALUE_TRUE -> out.append("true");
        case VALUE_FALSE -> out.append("false");
        case VALUE_NULL -> out.append("null");
      }
      first =
          token.event() == Event.START_OBJECT
              || token.event() == Event.START_ARRAY
              || token.event() == Event.KEY_NAME;
      bytes += utf8Bytes(out, from);
      ends[i] = bytes;
    }
    return out.toString();
  }

  private static int utf8Bytes(CharSequence text, int from) {
    int bytes = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      // Half of what is outside the basic plane, which comes in pairs.
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }

  private static StringBuilder quoted(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append((char) c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (isUnseen(c)) {
        for (char unit : Character.toChars(c)) {
          out.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) unit));
        }
      } else {
        out.appendCodePoint(c);
      }
      i += Character.charCount(c);
    }
    return out.append('"');
  }

  private static boolean isUnseen(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  private static Refused malformed(String code, String problem) {
    return Refused.of(
        Refused.Kind.MALFORMED, Remedy.of(code, problem, "Send one JSON value in UTF-8."));
  }

  @Override
  public String toString() {
    return "PromptJson[" + tokens.size() + " parts, hidden]";
  }
}
