package dev.sealward.crypto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The test vectors in {@code src/test/resources/vectors}: cases apart by empty lines, each of lines
 * {@code name = value}; a line that starts with {@code #} is a comment. Bytes are in hex.
 */
public final class Vectors {
  private static final Path FOLDER = Path.of("src", "test", "resources", "vectors");

  private Vectors() {}

  /** One case; asking for a value it does not have is a mistake in the file or the test. */
  public record Case(Map<String, String> values) {
    public boolean has(String name) {
      return values.containsKey(name);
    }

    public String text(String name) {
      String value = values.get(name);
      if (value == null) {
        throw new IllegalArgumentException(this + " has no " + name);
      }
      return value;
    }

    public int number(String name) {
      return Integer.parseInt(text(name));
    }

    public byte[] bytes(String name) {
      return HexFormat.of().parseHex(text(name));
    }

    /** Parts apart by {@code /}; none when the text is empty. */
    public String[] parts(String name) {
      return text(name).isEmpty() ? new String[0] : text(name).split("/", -1);
    }

    @Override
    public String toString() {
      return values.get("case");
    }
  }

  public static Set<String> files() throws IOException {
    try (var files = Files.list(FOLDER)) {
      return Set.copyOf(files.map(file -> file.getFileName().toString()).toList());
    }
  }

  public static List<Case> of(String file) {
    List<Case> cases = new ArrayList<>();
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : lines(file)) {
      int equals = line.indexOf('=');
      if (line.isBlank() && !values.isEmpty()) {
        cases.add(new Case(values));
        values = new LinkedHashMap<>();
      } else if (!line.isBlank() && !line.startsWith("#")) {
        String name = line.substring(0, equals).strip();
        if (values.put(name, line.substring(equals + 1).strip()) != null) {
          throw new IllegalArgumentException(file + " says " + name + " twice in one case");
        }
      }
    }
    if (!values.isEmpty()) {
      cases.add(new Case(values));
    }
    return cases;
  }

  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(FOLDER.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
