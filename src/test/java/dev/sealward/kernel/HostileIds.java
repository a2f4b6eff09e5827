package dev.sealward.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Texts that somebody may send where an id belongs, each with {@link #MARK} in it to find it by.
 */
public final class HostileIds {
  /** Stands in every one; no answer may say it back. An id of its own is nothing wrong. */
  public static final String MARK = "zq7marker";

  /** What no id may hold, wherever it stands. */
  private static final List<String> PIECES =
      List.of(
          // traversal, and ways to write it
          "..",
          "/",
          "\\",
          "/../",
          "\\..\\",
          "%2e%2e",
          "%2E%2E%2F",
          "%2f",
          "%5c",
          "%252e%252e",
          "%252f",
          "%c0%ae",
          "%uff0e",
          "\u2024\u2024",
          "\uff0e\uff0e",
          "\u2215",
          "\uff0f",
          "\u29f8",
          // what ends or breaks a text
          "\u0000",
          "%00",
          "\\0",
          "\n",
          "\r\n",
          "\t",
          "\u0008",
          "\u001b[2J",
          "\u007f",
          "\u0085",
          "\u2028",
          "\u2029",
          // what nobody sees
          "\u00a0",
          "\u00ad",
          "\u034f",
          "\u061c",
          "\u115f",
          "\u180e",
          "\u200b",
          "\u200d",
          "\u200e",
          "\u202e",
          "\u2060",
          "\u2066",
          "\u2069",
          "\u3164",
          "\ufe0f",
          "\ufeff",
          "\udb40\udc41",
          // what looks like something else
          "\u0430",
          "\u03bf",
          "\u0131",
          "\u017f",
          "\u212a",
          "\uff41",
          "\ud835\udc1a",
          "\ufb01",
          "\u00aa",
          "\u0660",
          "\uff11",
          "\ud835\udfcf",
          "a\u0301",
          "\u0301",
          "\u20dd",
          "\ud83d\ude00",
          // half a character
          "\ud83d",
          "\ude00",
          // what means something elsewhere
          " ",
          ";",
          ":",
          "@",
          "?",
          "&",
          "=",
          "+",
          "*",
          "'",
          "\"",
          "`",
          "<",
          ">",
          "|",
          "$",
          "${7*7}",
          "#{7*7}",
          "{{7*7}}",
          "(",
          ",",
          "~",
          "^",
          "#");

  private HostileIds() {}

  /** Each piece before, in and behind an id. */
  public static Stream<String> all() {
    List<String> all = new ArrayList<>();
    for (String piece : PIECES) {
      all.add(piece + MARK);
      all.add("zq7" + piece + MARK);
      all.add(MARK + piece);
    }
    for (String reserved : List.of("con", "nul", "com1", "lpt9", "aux", "prn")) {
      all.add(reserved + "." + MARK);
    }
    for (String first : List.of(".", "-", "_")) {
      all.add(first + MARK);
    }
    all.add(MARK + "a".repeat(120));
    all.add(MARK + "a".repeat(100_000));
    return all.stream();
  }
}
