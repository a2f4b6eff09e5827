package dev.sealward.inserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.kernel.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code authorisation.txt} with the methods it is about. */
final class FaceTable {
  static final String FILE = "authorisation.txt";
  static final String UNRECORDED = "unrecorded.txt";

  private FaceTable() {}

  /**
   * One line of the table; of a method that has several forms, once for each.
   *
   * @param people the roles that may, or {@code *} or {@code -}
   * @param needsProof whether people have to have proved lately who they are
   * @param entities the level they need, or {@code *}, {@code -} or {@code own}
   * @param why what keeps it harmless that anybody may; empty for others
   */
  record Row(
      String name,
      Class<?> face,
      Method method,
      String people,
      boolean needsProof,
      String entities,
      String why) {
    boolean isAnybodys() {
      return people.equals("*");
    }

    boolean takesACaller() {
      return Arrays.asList(method.getParameterTypes()).contains(Caller.class);
    }

    @Override
    public String toString() {
      return name + "/" + method.getParameterCount();
    }
  }

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    lines(FILE)
        .forEach(
            (name, rest) -> {
              String[] cells = (name + " " + rest).split("\\s+");
              if (cells.length >= 3 && cells[1].matches("\\*|-|V?O?S?A?!?")) {
                rows.addAll(of(cells));
              }
            });
    assertThat(rows).hasSizeGreaterThan(150);
    return rows;
  }

  /** The lines of a list, by the method each is about. */
  static SortedMap<String, String> lines(String list) {
    SortedMap<String, String> lines = new TreeMap<>();
    try (InputStream text = FaceTable.class.getResourceAsStream("/" + list)) {
      for (String line : new String(text.readAllBytes(), UTF_8).split("\n")) {
        if (!line.startsWith("#") && !line.isBlank()) {
          String[] parts = line.strip().split("\\s+", 2);
          lines.put(parts[0], parts[1]);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }

  private static List<Row> of(String[] cells) {
    String[] path = cells[0].replaceAll("\\(.*", "").split("\\.");
    String told = cells[0].contains("(") ? cells[0].replaceAll(".*\\((.*)\\)", "$1") : "";
    List<Row> rows = new ArrayList<>();
    try {
      Class<?> face = Class.forName("dev.sealward." + path[0] + "." + path[1]);
      for (Method method : face.getDeclaredMethods()) {
        if (method.getName().equals(path[2]) && isOpen(method) && isTold(method, told)) {
          rows.add(
              new Row(
                  cells[0],
                  face,
                  method,
                  cells[1].replace("!", ""),
                  cells[1].endsWith("!"),
                  cells[2],
                  cells.length > 3 ? cells[3] : ""));
        }
      }
    } catch (ClassNotFoundException missing) {
      throw new AssertionError(cells[0], missing);
    }
    assertThat(rows).as(cells[0]).isNotEmpty();
    return rows;
  }

  private static boolean isOpen(Method method) {
    return Modifier.isPublic(method.getModifiers()) && !method.isSynthetic();
  }

  private static boolean isTold(Method method, String told) {
    return told.isEmpty() || method.getParameterTypes()[1].getSimpleName().equals(told);
  }
}
