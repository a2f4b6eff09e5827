package dev.sealward.guard;

import dev.sealward.redaction.Finding;
import dev.sealward.redaction.RedactedText;
import java.util.List;

/** What became of a text somebody tried: as the tenant's logs would show it. */
public record TriedText(RedactedText text) {
  /** What was masked, in order of place. */
  public List<Finding> findings() {
    return text.findings();
  }
}
