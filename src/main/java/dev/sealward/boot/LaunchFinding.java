package dev.sealward.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something about the data directory that lets others in. The launcher finds it before there is an
 * application to tell, and hands it over as text: one line each, {@code RULE fixed path}.
 *
 * @param path relative to the data directory, {@code .} for itself; no control characters
 * @param fixed whether it was mended at once
 */
record LaunchFinding(Rule rule, String path, boolean fixed) {
  /** The system property that hands findings to the application. */
  static final String PROPERTY = "sealward.folder.findings";

  private static final int MAX_PATH_CHARS = 200;

  /** What was not as it has to be. */
  enum Rule {
    /** Others could read, write or enter it. */
    OPEN_TO_OTHERS,
    /** The filesystem knows no owner-only modes. */
    NO_MODES,
    /** New files are made with the modes the process happened to be started with. */
    NO_MASK
  }

  LaunchFinding {
    String visible = path.replaceAll("\\p{Cntrl}", "?");
    path = visible.length() > MAX_PATH_CHARS ? visible.substring(0, MAX_PATH_CHARS) : visible;
  }

  static String encode(List<LaunchFinding> findings) {
    StringBuilder lines = new StringBuilder();
    for (LaunchFinding finding : findings) {
      lines.append(finding.rule).append(' ').append(finding.fixed).append(' ');
      lines.append(finding.path).append('\n');
    }
    return lines.toString();
  }

  static List<LaunchFinding> decode(@Nullable String lines) {
    List<LaunchFinding> findings = new ArrayList<>();
    for (String line : lines == null ? List.<String>of() : lines.lines().toList()) {
      String[] parts = line.split(" ", 3);
      findings.add(
          new LaunchFinding(
              Rule.valueOf(parts[0].toUpperCase(Locale.ROOT)),
              parts[2],
              Boolean.parseBoolean(parts[1])));
    }
    return findings;
  }
}
