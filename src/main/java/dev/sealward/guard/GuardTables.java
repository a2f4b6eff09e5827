package dev.sealward.guard;

import dev.sealward.kernel.BackedUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/** Operators' rules, as a backup takes them; what was counted here stays here. */
@ApplicationScoped
class GuardTables implements BackedUp {
  @Override
  public List<Table> tables() {
    return List.of(Table.of("redaction_rule"), Table.of("redaction_epoch"));
  }

  @Override
  public Set<String> leftOut() {
    return Set.of("redaction_count");
  }
}
