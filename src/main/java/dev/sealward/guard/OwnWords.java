package dev.sealward.guard;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sealward.redaction.Finding;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The words of Sealward's own pages, as they stand in its templates and classes. What a page says
 * of itself whatever is stored tells nobody anything, so a value that happens to equal it ({@code
 * Overview}) does not hold the page back.
 *
 * <p>Read at the first finding, which is rare; kept from then on. Thread-safe.
 */
final class OwnWords {
  private static final Set<String> ROOTS =
      Set.of(
          "/WEB-INF/pages/",
          "/WEB-INF/templates/",
          "/WEB-INF/includes/",
          "/WEB-INF/classes/dev/sealward/web/");

  private final @Nullable ServletContext application;

  // Bytes as Latin-1, so that a search compares bytes.
  private volatile @Nullable String words;

  OwnWords(@Nullable ServletContext application) {
    this.application = application;
  }

  /** Whether what {@code finding} found in {@code text} stands in our own words. */
  boolean cover(byte[] text, Finding finding) {
    String found = new String(ShownOnce.covered(text, finding), ISO_8859_1);
    return !found.isEmpty() && words().contains(found);
  }

  private String words() {
    String known = words;
    if (known == null) {
      StringBuilder read = new StringBuilder();
      if (application != null) {
        ROOTS.forEach(root -> read(application, root, read));
      }
      known = read.toString();
      words = known;
    }
    return known;
  }

  private static void read(ServletContext application, String path, StringBuilder into) {
    if (path.endsWith("/")) {
      Set<String> inside = application.getResourcePaths(path);
      if (inside != null) {
        inside.forEach(each -> read(application, each, into));
      }
      return;
    }
    try (InputStream in = application.getResourceAsStream(path)) {
      if (in != null) {
        into.append(new String(in.readAllBytes(), ISO_8859_1)).append('\0');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
