package dev.sealward.program;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a value would be found by if it leaked: itself and its common encodings. Answers name the
 * encoding and the place, never the value.
 */
final class Traces {
  // What the program unpacks of itself, before anybody told it anything.
  private static final List<String> UNPACKED = List.of(".jar", ".war");

  private final Map<String, String> forms = new LinkedHashMap<>();

  private Traces(byte[] bytes) {
    for (HexFormat hex :
        List.of(HexFormat.of(), HexFormat.ofDelimiter(" "), HexFormat.ofDelimiter(":"))) {
      String digits = hex.formatHex(bytes);
      forms.put("hexadecimal by " + hex.delimiter(), digits);
      forms.put("large hexadecimal by " + hex.delimiter(), digits.toUpperCase(Locale.ROOT));
    }
    base64("base64", bytes, 2);
  }

  /** Within a longer text base64 depends on the offset; the inner characters do not. */
  private void base64(String name, byte[] bytes, int layers) {
    for (int offset = 0; offset < 3; offset++) {
      byte[] shifted = new byte[bytes.length + offset];
      System.arraycopy(bytes, 0, shifted, offset, bytes.length);
      String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      int head = offset == 0 ? 0 : offset + 1;
      String inner = encoded.substring(head, encoded.length() - 2);
      String urlSafe = inner.replace('+', '-').replace('/', '_');
      String form = name + " at offset " + offset;
      forms.put(form, inner);
      forms.put(form + ", URL-safe", urlSafe);
      if (layers > 1) {
        base64(form + " in base64", inner.getBytes(StandardCharsets.US_ASCII), layers - 1);
      }
    }
  }

  static Traces of(String value) {
    Traces traces = new Traces(value.getBytes(StandardCharsets.UTF_8));
    String form = URLEncoder.encode(value, StandardCharsets.UTF_8);
    traces.forms.put("raw", value);
    traces.forms.put("form-encoded", form);
    traces.forms.put("percent-encoded", form.replace("+", "%20"));
    traces.forms.put("in JSON", value.replace("\\", "\\\\").replace("\"", "\\\""));
    traces.forms.put(
        "in HTML",
        value
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;"));
    return traces;
  }

  /** Of a key that is no text: as it is in a file, as its encodings elsewhere. */
  static Traces of(byte[] key) {
    Traces traces = new Traces(key);
    traces.forms.put("raw", new String(key, StandardCharsets.ISO_8859_1));
    traces.forms.put("numbers", Arrays.toString(key));
    return traces;
  }

  /** The encodings the text holds. */
  List<String> in(String text) {
    return forms.entrySet().stream()
        .filter(form -> text.contains(form.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Encodings and files, for every file of the folder that holds one. */
  List<String> inFiles(Path folder) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).filter(Traces::isWritten).toList()) {
        byte[] bytes;
        try {
          bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException goneMeanwhile) {
          continue;
        }
        String narrow = new String(bytes, StandardCharsets.ISO_8859_1);
        for (String form : in(narrow)) {
          found.add(form + " in " + folder.relativize(file));
        }
        for (String form : in(narrow.replace("\0", ""))) {
          found.add(form + ", wide, in " + folder.relativize(file));
        }
      }
    }
    return found;
  }

  private static boolean isWritten(Path file) {
    return UNPACKED.stream().noneMatch(file.toString()::endsWith);
  }
}
