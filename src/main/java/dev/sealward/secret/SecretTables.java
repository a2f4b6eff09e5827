package dev.sealward.secret;

import dev.sealward.kernel.BackedUp;
import dev.sealward.keys.Purpose;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Secrets, their versions and masks, as a backup takes them: as envelopes. */
@ApplicationScoped
class SecretTables implements BackedUp {
  private static final Sealed VALUE =
      new Sealed(
          "ciphertext",
          Purpose.SECRET_VALUE.text(),
          "t.secret_id",
          "t.number",
          "s.tenant, s.workspace, s.environment, s.provider",
          "join secret s on s.id = t.secret_id");
  private static final Sealed MASK =
      new Sealed(
          "sealed",
          Purpose.MASK.text(),
          "t.id",
          "1",
          "t.tenant, 'default', 'PRODUCTION', 'sealward'",
          "");

  @Override
  public List<Table> tables() {
    return List.of(
        Table.of("secret"),
        Table.sealed("secret_version", VALUE),
        Table.sealed("secret_mask", MASK));
  }
}
