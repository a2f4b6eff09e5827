package dev.sealward.keys;

import dev.sealward.kernel.Remedy;
import java.util.List;
import java.util.Optional;

/**
 * The sources as set-up and rotation offer them.
 *
 * @param options each with whether it can be chosen now
 * @param preselected what counts when nobody chooses
 * @param missing what to configure first, when the only source the setting allows cannot be used
 */
public record SourceOffer(
    List<SourceOption> options, Optional<KeySource> preselected, Optional<Remedy> missing) {
  public SourceOffer {
    options = List.copyOf(options);
  }
}
