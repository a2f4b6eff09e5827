package dev.sealward.api;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import jakarta.json.JsonException;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The members of one JSON object at its top level, read under limits: strict UTF-8, one object and
 * nothing after it, no name twice, at most {@link #MAX_MEMBERS} members and {@link #MAX_DEPTH}
 * levels. What a member holds below that is skipped; members nobody asks for are ignored. Each text
 * that somebody asks for goes through a {@link TextCheck} first.
 *
 * <p>Refusals name the rule or the member asked for, never what was sent.
 */
final class FlatJson {
  static final int MAX_DEPTH = 8;
  static final int MAX_MEMBERS = 64;

  private static final JsonProvider JSON = JsonProvider.provider();
  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,18}");

  private final Map<String, Member> members = new HashMap<>();

  private final TextCheck check;

  private FlatJson(TextCheck check) {
    this.check = check;
  }

  private enum Kind {
    TEXT,
    NUMBER,
    OTHER
  }

  private record Member(Kind kind, String text) {
    static final Member OTHER = new Member(Kind.OTHER, "");
  }

  /** Reads a whole body of at most {@code maxBytes}. */
  static FlatJson read(InputStream body, int maxBytes, TextCheck check) {
    return parse(ByteBuffer.wrap(bytes(body, maxBytes)), check);
  }

  static byte[] bytes(InputStream body, int maxBytes) {
    byte[] bytes;
    try {
      bytes = body.readNBytes(maxBytes + 1);
    } catch (IOException cut) {
      throw malformed("BODY_CUT", "The connection ended before the body did.");
    }
    if (bytes.length > maxBytes) {
      throw Refused.of(
          Refused.Kind.TOO_LARGE,
          Remedy.of("BODY_TOO_LARGE", "This body takes at most " + maxBytes + " bytes."));
    }
    return bytes;
  }

  static FlatJson parse(ByteBuffer utf8, TextCheck check) {
    FlatJson object = new FlatJson(check);
    try (JsonParser parser = JSON.createParser(new StringReader(decode(utf8)))) {
      object.fill(parser);
    } catch (JsonException | NoSuchElementException broken) {
      // Its message quotes the input; the rule is all that may be said.
      throw malformed("JSON_INVALID", "This is not one whole JSON object.");
    }
    return object;
  }

  private static String decode(ByteBuffer utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException invalid) {
      throw malformed("UTF8_INVALID", "This is not UTF-8.");
    }
  }

  private void fill(JsonParser parser) {
    if (parser.next() != Event.START_OBJECT) {
      throw malformed("JSON_INVALID", "This is not one whole JSON object.");
    }
    while (parser.next() != Event.END_OBJECT) {
      String name = parser.getString();
      Member member = member(parser);
      if (members.size() == MAX_MEMBERS) {
        throw malformed(
            "JSON_TOO_MANY_MEMBERS", "An object here has at most " + MAX_MEMBERS + " members.");
      }
      if (members.put(name, member) != null) {
        throw malformed("JSON_MEMBER_TWICE", "A member is there twice.");
      }
    }
    if (parser.hasNext()) {
      throw malformed("JSON_INVALID", "This is not one whole JSON object.");
    }
  }

  private static Member member(JsonParser parser) {
    return switch (parser.next()) {
      case VALUE_STRING -> new Member(Kind.TEXT, parser.getString());
      case VALUE_NUMBER -> new Member(Kind.NUMBER, parser.getString());
      case START_OBJECT, START_ARRAY -> {
        skip(parser);
        yield Member.OTHER;
      }
      default -> Member.OTHER;
    };
  }

  private static void skip(JsonParser parser) {
    int depth = 2;
    while (depth > 1) {
      switch (parser.next()) {
        case START_OBJECT, START_ARRAY -> depth++;
        case END_OBJECT, END_ARRAY -> depth--;
        default -> {
          // a name or a plain value: nothing to do
        }
      }
      if (depth > MAX_DEPTH) {
        throw malformed("JSON_TOO_DEEP", "JSON here has at most " + MAX_DEPTH + " levels.");
      }
    }
  }

  /** A text, or null if the member is missing. */
  @Nullable String text(String name) {
    Member member = members.get(name);
    if (member == null) {
      return null;
    }
    if (member.kind() != Kind.TEXT) {
      throw Refused.field(name, "FIELD_TYPE", "This field takes a text.", "Put it in quotes.");
    }
    check.check(name, member.text());
    return member.text();
  }

  /** A text that must be there; it may be empty. */
  String requiredText(String name) {
    String text = text(name);
    if (text == null) {
      throw missing(name);
    }
    return text;
  }

  /** A whole number that must be there. */
  long requiredNumber(String name) {
    Long number = number(name);
    if (number == null) {
      throw missing(name);
    }
    return number;
  }

  /** A whole number, or null if the member is missing. */
  @Nullable Long number(String name) {
    Member member = members.get(name);
    if (member == null) {
      return null;
    }
    if (member.kind() != Kind.NUMBER || !WHOLE_NUMBER.matcher(member.text()).matches()) {
      throw Refused.field(
          name, "FIELD_TYPE", "This field takes a whole number.", "Send it without quotes.");
    }
    return Long.parseLong(member.text());
  }

  private static Refused missing(String name) {
    return Refused.field(name, "FIELD_MISSING", "This field is required.", "Fill it in.");
  }

  private static Refused malformed(String code, String problem) {
    return Refused.of(Refused.Kind.MALFORMED, Remedy.of(code, problem));
  }
}
