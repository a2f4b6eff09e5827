package dev.sealward.guard;

import dev.sealward.redaction.Finding;
import java.util.List;

/**
 * What became of a text somebody tried.
 *
 * @param masked the text as the tenant's logs would show it
 * @param findings what was masked, in order of place
 */
public record TriedText(String masked, List<Finding> findings) {
  public TriedText {
    findings = List.copyOf(findings);
  }
}
