package dev.sealward.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sealward.redaction.Finding;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The text a request came with: its address and its parameters.
 *
 * <p>A page for somebody who is not signed in may say it back. Holding that page would be an answer
 * of its own: it would tell a guess from a stored value, to anybody who asks. One request, one
 * thread.
 */
final class Brought {
  static final Brought NOTHING = new Brought(List.of());

  private final List<String> texts;

  private Brought(List<String> texts) {
    this.texts = texts;
  }

  static Brought by(HttpServletRequest request) {
    List<String> texts = new ArrayList<>();
    add(texts, request.getRequestURI());
    add(texts, request.getServletPath());
    add(texts, request.getPathInfo());
    add(texts, request.getQueryString());
    for (Map.Entry<String, String[]> parameter : parameters(request).entrySet()) {
      add(texts, parameter.getKey());
      for (String value : parameter.getValue()) {
        add(texts, value);
      }
    }
    return new Brought(texts);
  }

  private static Map<String, String[]> parameters(HttpServletRequest request) {
    try {
      return request.getParameterMap();
    } catch (IllegalStateException tooLarge) {
      // A form nobody could read is not said back either.
      return Map.of();
    }
  }

  private static void add(List<String> texts, @Nullable String text) {
    if (text != null) {
      texts.add(text);
    }
  }

  /** Whether {@code finding} in {@code text} (UTF-8) is in here, as it is or HTML-escaped. */
  boolean covers(byte[] text, Finding finding) {
    if (texts.isEmpty()) {
      return false;
    }
    byte[] found = ShownOnce.covered(text, finding);
    return holds(new String(found, UTF_8)) || holds(new String(ShownOnce.unescaped(found), UTF_8));
  }

  private boolean holds(String found) {
    return !found.isEmpty() && texts.stream().anyMatch(text -> text.contains(found));
  }
}
