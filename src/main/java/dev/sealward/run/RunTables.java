package dev.sealward.run;

import dev.sealward.kernel.BackedUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/**
 * Projects, runs, their masked events and prompts, as a backup takes them; of artifacts the list,
 * not the bytes.
 */
@ApplicationScoped
class RunTables implements BackedUp {
  @Override
  public List<Table> tables() {
    return List.of(
        Table.of("project"),
        Table.of("run"),
        Table.of("run_event"),
        Table.of("artifact"),
        Table.of("prompt"),
        Table.of("prompt_part"));
  }

  /** The files it names are on this machine only. */
  @Override
  public Set<String> leftOut() {
    return Set.of("artifact_garbage");
  }
}
