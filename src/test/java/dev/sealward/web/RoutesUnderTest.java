package dev.sealward.web;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The addresses of {@link Routes} as the table has them, so that no test keeps a list by hand. */
public final class RoutesUnderTest {
  private static final Pattern SEGMENT = Pattern.compile("\\((?:[^()]|\\([^()]*\\))*\\)");

  private RoutesUnderTest() {}

  /** Every address, with {@code x1} where something is named. */
  public static List<String> addresses() {
    try {
      var field = Routes.class.getDeclaredField("TABLE");
      field.setAccessible(true);
      List<String> addresses = new ArrayList<>();
      for (Object entry : (List<?>) field.get(null)) {
        var form = entry.getClass().getDeclaredMethod("form");
        form.setAccessible(true);
        addresses.add(SEGMENT.matcher(form.invoke(entry).toString()).replaceAll("x1"));
      }
      return addresses;
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("Routes has no such table any more", e);
    }
  }
}
