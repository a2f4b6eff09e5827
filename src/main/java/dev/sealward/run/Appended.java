package dev.sealward.run;

import dev.sealward.kernel.Refused;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of one upload. A refusal does not undo what was stored before it.
 *
 * @param stored the highest seq the run holds; 0 when it holds none
 * @param accepted how many events of this upload were stored
 * @param ignored how many were left out because their seq was stored already
 * @param blocked of those accepted, how many could not be masked: a placeholder stands in their
 *     place
 * @param stoppedBy why the upload stopped before its end; null when it was taken whole
 */
public record Appended(
    long stored, long accepted, long ignored, long blocked, @Nullable Refused stoppedBy) {

  /** Why the upload stopped before its end. */
  public Optional<Refused> refusal() {
    return Optional.ofNullable(stoppedBy);
  }
}
