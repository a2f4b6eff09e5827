package dev.sealward.redaction;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One row of {@code token-formats.txt}: how a provider's credential is told from other text.
 *
 * @param provider whose it is
 * @param kind what its mask says
 * @param place how the word is used to find it
 * @param word the prefix, or the name it stands behind
 * @param before how many characters of the token come before the word, at least; 0 for none
 * @param shape what follows
 * @param checked whether the shape ends in a check that can be verified
 * @param documentation where the provider describes it
 */
record TokenFormat(
    String provider,
    String kind,
    Place place,
    String word,
    int before,
    Shape shape,
    boolean checked,
    String documentation) {
  /** What the mark before the word says. */
  enum Place {
    /** No mark: where a token may begin. */
    TOKEN_START,
    /** {@code *}: the prefix occurs in no word, so that it counts in the middle of one, too. */
    ANYWHERE,
    /** {@code ?}: file names and identifiers have the prefix too; more has to fit. */
    CAREFUL,
    /** {@code +}: the prefix stays readable. */
    PREFIX_STAYS,
    /** {@code 14<}: so many characters before it belong to the token. */
    INSIDE,
    /** {@code ~}: the credential has no prefix, and is one only right behind this name. */
    BEHIND_NAME
  }

  private static final String CHECK = "#crc62";

  /** All rows, in the order of the file. */
  static final List<TokenFormat> ALL = read();

  private static List<TokenFormat> read() {
    List<TokenFormat> rows = new ArrayList<>();
    try (InputStream in = TokenFormat.class.getResourceAsStream("token-formats.txt")) {
      if (in == null) {
        throw new IllegalStateException("token-formats.txt is missing from this installation");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      text.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(line -> rows.add(parse(line)));
    } catch (IOException e) {
      throw new UncheckedIOException("token-formats.txt cannot be read", e);
    }
    return List.copyOf(rows);
  }

  static TokenFormat parse(String row) {
    List<String> columns = List.of(row.trim().split(" +"));
    if (columns.size() != 5) {
      throw new IllegalArgumentException("a row has five columns: " + row);
    }
    String where = columns.get(2);
    int inside = where.indexOf('<');
    Place place =
        switch (where.charAt(0)) {
          case '*' -> Place.ANYWHERE;
          case '?' -> Place.CAREFUL;
          case '+' -> Place.PREFIX_STAYS;
          case '~' -> Place.BEHIND_NAME;
          default -> inside > 0 ? Place.INSIDE : Place.TOKEN_START;
        };
    String word =
        switch (place) {
          case TOKEN_START -> where;
          case INSIDE -> where.substring(inside + 1);
          default -> where.substring(1);
        };
    String shape = columns.get(3);
    boolean checked = shape.endsWith(CHECK);
    return new TokenFormat(
        columns.get(0),
        columns.get(1),
        place,
        word,
        place == Place.INSIDE ? Integer.parseInt(where.substring(0, inside)) : 0,
        Shape.parse(checked ? shape.substring(0, shape.length() - CHECK.length()) : shape),
        checked,
        columns.get(4));
  }
}
