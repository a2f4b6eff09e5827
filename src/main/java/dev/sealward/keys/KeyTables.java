package dev.sealward.keys;

import dev.sealward.kernel.BackedUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/**
 * The ring's rows, as a backup takes them; long work is left out, since a restored installation
 * begins its own.
 */
@ApplicationScoped
class KeyTables implements BackedUp {
  private static final Sealed OWN_KEY =
      new Sealed(
          "sealed",
          Purpose.OWN_KEY.text(),
          "t.id",
          "1",
          "t.tenant, 'default', 'PRODUCTION', 'sealward'",
          "");

  @Override
  public List<Table> tables() {
    return List.of(
        Table.last("key_version"), Table.of("recovery_key"), Table.sealed("sealed_key", OWN_KEY));
  }

  @Override
  public Set<String> leftOut() {
    return Set.of("batch_work", "batch_failure");
  }
}
