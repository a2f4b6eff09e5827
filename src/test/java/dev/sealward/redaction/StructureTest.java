package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.bytes;
import static dev.sealward.redaction.Samples.knowing;
import static dev.sealward.redaction.Samples.stream;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/** What is masked in a document leaves the document what it was to a parser. */
@Tag("ST-SEC-004")
@Tag("HOME-05")
class StructureTest {
  private static final long SEED = Long.getLong("seed", 3);
  private static final int ROUNDS = Integer.getInteger("rounds", 1) * 12;

  /** Each of what an escape may be made of, at its edges as well. */
  private static final List<String> VALUES =
      List.of(
          "Zq8Lw2Xc7Vb5Nm3Kj9",
          "\"qu0ted, \\ and & <tagged>\"",
          "\\n-t4b-\\u0041-and-m0re\\",
          "'; s3mi & colon; ']]>",
          "gr\u00fc\u00dfe-\u65e5\u672c-\ud83d\ude00-k3y",
          "\u00e9dge-v4lue-\u00e9",
          "{\"us3r\":\"ada\",\"n\":[1,2]}",
          "4455667788",
          "l1ne one\nl1ne two\tand three",
          "ends with \u00e9scape \\\"");

  private static final String[] BESIDE = {
    "", " ", "x", "\\", "\"", "&", "<b>", "\u00e9", "\n", "/"
  };

  private final Random random = new Random(SEED);

  /** A value in a string, a name, a list; alone, or with text beside it that needs escapes. */
  @Test
  void jsonStaysJsonOfTheSameShape() {
    for (String value : VALUES) {
      Redactor redactor = knowing(value);
      for (int round = 0; round < ROUNDS; round++) {
        JsonObject document =
            Json.createObjectBuilder()
                .add("before", beside())
                .add("token", value)
                .add("text", beside() + value + beside())
                .add(beside() + value, Json.createArrayBuilder().add(value).add(7).add(beside()))
                .add(
                    "inner",
                    Json.createObjectBuilder().add("text", beside() + value).build().toString())
                .add("after", JsonValue.TRUE)
                .build();
        String text = written(document.toString());
        String masked = masked(redactor, text);
        JsonObject read = json(masked);
        assertThat(shape(read)).as(masked).isEqualTo(shape(document));
        assertThat(shape(json(read.getString("inner")))).as(masked).isEqualTo("{string}");
        assertThat(read.toString()).as(text).doesNotContain(Printed.json(value));
      }
    }
  }

  /** JSON allows more than one way to write a character. */
  private String written(String json) {
    return switch (random.nextInt(3)) {
      case 0 -> json.replace("/", "\\/");
      case 1 ->
          json.chars()
              .mapToObj(
                  c ->
                      c < 128
                          ? Character.toString(c)
                          : "\\u" + HexFormat.of().toHexDigits((char) c))
              .collect(Collectors.joining());
      default -> json;
    };
  }

  /** Numbers are no strings: a mask in the place of one must be. */
  @Test
  void numberThatIsASecretBecomesAString() {
    Redactor redactor = knowing("4455667788");
    for (String json :
        List.of(
            "{\"pin\":4455667788}",
            "{\"pin\": 4455667788 , \"n\":1}",
            "[4455667788,1]",
            "[1,\n4455667788]",
            "{\"pins\":[1,4455667788,2]}")) {
      assertThat(json(masked(redactor, "{\"all\":" + json + "}")).toString()).contains("masked");
    }
  }

  /** In an attribute, in text, in a script, and in a CDATA section. */
  @Test
  void htmlKeepsItsElementsAndAttributes() throws Exception {
    for (String value : VALUES) {
      Redactor redactor = knowing(value);
      for (int round = 0; round < ROUNDS; round++) {
        String page =
            "<html><head><title>"
                + escaped(value)
                + "</title><script>var t = \""
                + escaped(Printed.json(value))
                + "\"; go();</script></head><body class=\"a\"><p id='"
                + escaped(beside() + value)
                + "' title=\""
                + escaped(value + beside())
                + "\">"
                + escaped(beside() + value + beside())
                + "<b>kept</b></p><pre><![CDATA["
                + (beside() + value).replace("]]>", "]] >")
                + "]]></pre><input type=\"text\" value=\""
                + escaped(value)
                + "\"/></body></html>";
        String masked = masked(redactor, page);
        assertThat(shape(xml(masked))).as(masked).isEqualTo(shape(xml(page)));
        assertThat(masked).contains("[masked:known:", "<b>kept</b>", "go();");
      }
    }
  }

  private String escaped(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              String name = c == '&' ? "amp" : c == '<' ? "lt" : c == '>' ? "gt" : null;
              name = c == '"' ? "quot" : c == '\'' ? "apos" : name;
              boolean plain = name == null && (c < 128 || random.nextBoolean());
              if (plain) {
                out.appendCodePoint(c);
              } else if (name != null && random.nextBoolean()) {
                out.append('&').append(name).append(';');
              } else if (random.nextBoolean()) {
                out.append("&#").append(c).append(';');
              } else {
                out.append("&#x").append(Integer.toHexString(c)).append(';');
              }
            });
    return out.toString();
  }

  private String beside() {
    return BESIDE[random.nextInt(BESIDE.length)];
  }

  /** Also where a page is cut; and what comes out is UTF-8. */
  private String masked(Redactor redactor, String text) {
    byte[] whole = stream(redactor, bytes(text), 0, random);
    assertThat(stream(redactor, bytes(text), 5, random)).isEqualTo(whole);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(whole)).toString();
    } catch (CharacterCodingException e) {
      throw new AssertionError("no UTF-8: " + new String(whole, StandardCharsets.UTF_8), e);
    }
  }

  private static JsonObject json(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    } catch (jakarta.json.JsonException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  /** Kinds of values only: a name may be masked, and so may a number. */
  private static String shape(JsonValue value) {
    return switch (value.getValueType()) {
      case OBJECT ->
          ((JsonObject) value)
              .values().stream()
                  .map(StructureTest::shape)
                  .collect(Collectors.joining(",", "{", "}"));
      case ARRAY ->
          ((JsonArray) value)
              .stream().map(StructureTest::shape).collect(Collectors.joining(",", "[", "]"));
      case STRING -> ((JsonString) value).getString().isEmpty() ? "empty" : "string";
      default -> value.getValueType().name();
    };
  }

  private static Document xml(String text) {
    try {
      DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
      builder.setErrorHandler(null);
      return builder.parse(new InputSource(new StringReader(text)));
    } catch (Exception e) {
      throw new AssertionError("no XML: " + text, e);
    }
  }

  private static String shape(Node node) {
    StringBuilder shape = new StringBuilder(node.getNodeName());
    NamedNodeMap attributes = node.getAttributes();
    for (int i = 0; attributes != null && i < attributes.getLength(); i++) {
      shape.append(' ').append(attributes.item(i).getNodeName());
    }
    shape.append('(');
    for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
      shape.append(shape(child));
    }
    return shape.append(')').toString();
  }
}
