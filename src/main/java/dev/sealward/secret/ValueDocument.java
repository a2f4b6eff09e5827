package dev.sealward.secret;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.SecretValue;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonConfig;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value in its stored form, a JSON object in UTF-8, and the pieces of it that must be masked.
 *
 * <p>Does not protect against: the JSON library's strings, which live until they are collected.
 */
final class ValueDocument implements AutoCloseable {
  static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_DEPTH = 8;
  private static final int MAX_FIELDS = 64;
  private static final int MAX_NAME_CHARS = 64;
  // A shorter number (a port, a lifetime) is no secret, and could not be masked.
  private static final int MIN_DIGITS = 8;

  /** The stored form; owned, zeroed on close. */
  private final byte[] json;

  /** What must be masked, by the name pages may show for it. */
  private final Map<String, byte[]> secretParts;

  private ValueDocument(byte[] json, Map<String, byte[]> secretParts) {
    this.json = json;
    this.secretParts = secretParts;
  }

  /** Reads what somebody typed or sent: a JSON object, or a plain string. */
  static ValueDocument of(SecretType type, SecretValue typed) {
    if (typed.length() == 0) {
      throw Refused.field("value", "VALUE_MISSING", "The value is required.", "Fill it in.");
    }
    if (typed.length() > MAX_BYTES) {
      throw Refused.field(
          "value",
          "VALUE_TOO_LONG",
          "A value takes at most 64 KiB.",
          "Store large files elsewhere and their key here.");
    }
    return typed.use(bytes -> looksLikeObject(bytes) ? object(type, bytes) : plain(type, bytes));
  }

  private static boolean looksLikeObject(byte[] bytes) {
    int start = 0;
    int end = bytes.length;
    while (start < end && bytes[start] <= ' ' && bytes[start] >= 0) {
      start++;
    }
    while (end > start && bytes[end - 1] <= ' ' && bytes[end - 1] >= 0) {
      end--;
    }
    return end - start >= 2 && bytes[start] == '{' && bytes[end - 1] == '}';
  }

  private static ValueDocument plain(SecretType type, byte[] bytes) {
    if (!type.acceptsPlain()) {
      throw Refused.field(
          "value",
          "VALUE_FIELDS",
          "A value of this type is a JSON object with the fields "
              + String.join(", ", type.requiredFields())
              + ".",
          "Type it as {\"" + String.join("\": \"…\", \"", type.requiredFields()) + "\": \"…\"}.");
    }
    requireUtf8(bytes);
    Map<String, byte[]> parts = new LinkedHashMap<>();
    parts.put("value", bytes.clone());
    return new ValueDocument(JsonText.object(type.plainField(), bytes), parts);
  }

  private static ValueDocument object(SecretType type, byte[] bytes) {
    requireUtf8(bytes);
    JsonObject object = parse(bytes);
    for (String field : type.requiredFields()) {
      if (!(object.get(field) instanceof JsonString text) || text.getChars().isEmpty()) {
        throw Refused.field(
            "value",
            "VALUE_FIELDS",
            "A value of this type needs the field " + field + ", a text that is not empty.",
            "Add it to the JSON object.");
      }
    }
    Map<String, byte[]> parts = new LinkedHashMap<>();
    collect(type, object, parts, 1);
    if (parts.isEmpty()) {
      throw Refused.field(
          "value",
          "VALUE_EMPTY",
          "This JSON object holds no secret text.",
          "Add a field with the secret.");
    }
    if (object.get("username") instanceof JsonString user
        && object.get("password") instanceof JsonString password) {
      // What Basic authentication encodes as one text.
      parts.put(
          "user:password pair",
          (user.getString() + ":" + password.getString()).getBytes(StandardCharsets.UTF_8));
    }
    parts.put("whole document", bytes.clone());
    return new ValueDocument(bytes.clone(), parts);
  }

  private static JsonObject parse(byte[] bytes) {
    requireOneShallowObject(bytes);
    // Of two members of one name only one would be masked.
    JsonReaderFactory strict =
        Json.createReaderFactory(Map.of(JsonConfig.KEY_STRATEGY, JsonConfig.KeyStrategy.NONE));
    try (JsonReader reader =
        strict.createReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8)) {
      return reader.readObject();
    } catch (JsonException notJson) {
      // Its message may quote the value.
      throw malformed("cannot be read as one");
    }
  }

  private static Refused malformed(String problem) {
    return Refused.field(
        "value",
        "VALUE_MALFORMED",
        "The value starts like a JSON object but " + problem + ".",
        "Correct it, or wrap it yourself: {\"value\": \"…\"}.");
  }

  private static void requireOneShallowObject(byte[] bytes) {
    int depth = 0;
    boolean quoted = false;
    boolean ended = false;
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      if (ended && (b < 0 || b > ' ')) {
        // What follows would be stored but not masked.
        throw malformed("goes on after its end");
      }
      if (quoted) {
        if (b == '\\') {
          i++;
        } else if (b == '"') {
          quoted = false;
        }
      } else if (b == '"') {
        quoted = true;
      } else if (b == '{' || b == '[') {
        if (++depth > MAX_DEPTH) {
          throw malformed("is nested too deeply");
        }
      } else if (b == '}' || b == ']') {
        ended = --depth == 0;
      }
    }
  }

  private static void collect(
      SecretType type, JsonValue value, Map<String, byte[]> parts, int level) {
    if (value instanceof JsonObject object) {
      for (Map.Entry<String, JsonValue> field : object.entrySet()) {
        if (field.getKey().length() > MAX_NAME_CHARS) {
          throw malformed("has too long a field name");
        }
        if (level > 1 || !type.isPublic(field.getKey())) {
          collect(type, field.getValue(), parts, level + 1);
        }
      }
    } else if (value instanceof JsonArray array) {
      for (JsonValue element : array) {
        collect(type, element, parts, level + 1);
      }
    } else if (value instanceof JsonString text && !text.getChars().isEmpty()) {
      addPart(parts, "text ", text.getString());
    } else if (value instanceof JsonNumber number && number.toString().length() >= MIN_DIGITS) {
      addPart(parts, "number ", number.toString());
    }
  }

  private static void addPart(Map<String, byte[]> parts, String kind, String text) {
    if (parts.size() >= MAX_FIELDS) {
      throw malformed("holds too many texts");
    }
    parts.put(kind + (parts.size() + 1), text.getBytes(StandardCharsets.UTF_8));
  }

  private static void requireUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException notText) {
      throw Refused.field(
          "value", "VALUE_NOT_TEXT", "A value is UTF-8 text.", "Encode binary values as base64.");
    }
  }

  byte[] json() {
    return json;
  }

  /** The pieces to mask, by a name that says where they stand and nothing of what they are. */
  Map<String, byte[]> secretParts() {
    return secretParts;
  }

  @Override
  public void close() {
    Arrays.fill(json, (byte) 0);
    List<byte[]> parts = new ArrayList<>(secretParts.values());
    parts.forEach(part -> Arrays.fill(part, (byte) 0));
  }

  @Override
  public String toString() {
    return "ValueDocument[hidden]";
  }
}
