package dev.sealward.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code reachable.txt}, and what stands for the variable parts of its addresses. */
final class ReachTable {
  private ReachTable() {}

  /**
   * One line of the list.
   *
   * @param nobody the status nobody gets
   * @param who the roles, by their letters, or a word
   * @param isPlaced whether what the address names lies in a workspace
   */
  record Row(String kind, String method, String address, int nobody, String who, boolean isPlaced) {
    /** As it is asked for. */
    String asked(Map<String, String> things) {
      String asked = address.replace("*.xhtml", "/pages/overview.xhtml");
      for (Map.Entry<String, String> thing : things.entrySet()) {
        asked = asked.replace("{" + thing.getKey() + "}", thing.getValue());
      }
      return asked.replaceAll("\\{[a-z]+\\}", "x");
    }

    /** Whether it is a page, or what the server answers. */
    boolean isForPeople() {
      return kind.equals("page") || kind.equals("server");
    }

    boolean isFor(String letter) {
      return who.matches("V?O?S?A?") && who.contains(letter);
    }

    @Override
    public String toString() {
      return method + " " + address;
    }
  }

  static List<Row> rows() {
    List<Row> rows =
        lines("/reachable.txt")
            .map(line -> line.split("\\s+"))
            .map(
                cells ->
                    new Row(
                        cells[0],
                        cells[1],
                        cells[2],
                        Integer.parseInt(cells[3]),
                        cells[4].replace("/placed", ""),
                        cells[4].endsWith("/placed")))
            .toList();
    assertThat(rows).hasSizeGreaterThan(70);
    return rows;
  }

  static Stream<String> lines(String resource) {
    try (InputStream list = ReachTable.class.getResourceAsStream(resource)) {
      String text = new String(list.readAllBytes(), StandardCharsets.UTF_8);
      return Stream.of(text.split("\n"))
          .map(String::strip)
          .filter(line -> !line.startsWith("#") && !line.isEmpty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
