package dev.sealward.run;

import dev.sealward.kernel.ProjectId;
import java.util.List;

/**
 * Projects and their runs in numbers.
 *
 * @param ranLast the projects that ran last, the last first
 */
public record ProjectSums(long projects, long runs, List<ProjectId> ranLast) {
  public ProjectSums {
    ranLast = List.copyOf(ranLast);
  }
}
