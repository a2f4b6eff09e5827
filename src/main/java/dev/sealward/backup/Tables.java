package dev.sealward.backup;

import dev.sealward.kernel.BackedUp;
import dev.sealward.kernel.BackedUp.Table;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the modules say of their tables. */
@ApplicationScoped
public class Tables implements BackedUp {
  private final Instance<BackedUp> modules;

  @Inject
  Tables(@Any Instance<BackedUp> modules) {
    this.modules = modules;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Tables() {
    this(null);
  }

  @Override
  public List<Table> tables() {
    return List.of();
  }

  /** The files are on this machine, and so is what is known of them. */
  @Override
  public Set<String> leftOut() {
    return Set.of("backup");
  }

  /** Every table that is backed up, with the module that answers for it; parents first. */
  Map<Table, BackedUp> all() {
    Map<Table, BackedUp> all = new LinkedHashMap<>();
    for (BackedUp module : modules) {
      module.tables().forEach(table -> all.put(table, module));
    }
    return all;
  }

  /** The names every module claims, as backed up or left out; a name twice is there twice. */
  public List<String> claimed() {
    List<String> names = new ArrayList<>();
    all().keySet().forEach(table -> names.add(table.name()));
    Set<String> leftOut = new TreeSet<>();
    for (BackedUp module : modules) {
      leftOut.addAll(module.leftOut());
    }
    names.addAll(leftOut);
    return names;
  }
}
