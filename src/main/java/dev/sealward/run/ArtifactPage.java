package dev.sealward.run;

import java.util.List;

/**
 * Some artifacts of a run in the order of their names.
 *
 * @param more whether there are more after the last of them
 */
public record ArtifactPage(List<ArtifactView> artifacts, boolean more) {
  public ArtifactPage {
    artifacts = List.copyOf(artifacts);
  }
}
