package dev.sealward.program;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a value would be found by if it leaked: itself and its common encodings. Answers name the
 * encoding and the place, never the value.
 */
final class Traces {
  private final Map<String, String> forms = new LinkedHashMap<>();

  private Traces(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    forms.put("raw", value);
    forms.put("URL-encoded", URLEncoder.encode(value, StandardCharsets.UTF_8));
    forms.put("hexadecimal", HexFormat.of().formatHex(bytes));
    // Within a longer text base64 depends on the offset; the inner characters do not.
    for (int offset = 0; offset < 3; offset++) {
      byte[] shifted = new byte[bytes.length + offset];
      System.arraycopy(bytes, 0, shifted, offset, bytes.length);
      String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      int head = offset == 0 ? 0 : offset + 1;
      String inner = encoded.substring(head, encoded.length() - 2);
      forms.put("base64 at offset " + offset, inner);
      forms.put("base64url at offset " + offset, inner.replace('+', '-').replace('/', '_'));
    }
  }

  static Traces of(String value) {
    return new Traces(value);
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
      for (Path file : files.filter(Files::isRegularFile).toList()) {
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
}
