package dev.sealward.secret;

import dev.sealward.crypto.Envelope;
import dev.sealward.kernel.BackedUp;
import dev.sealward.keys.Purpose;
import dev.sealward.secret.store.StoreKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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

  private final EnvelopesElsewhere elsewhere;

  @Inject
  SecretTables(EnvelopesElsewhere elsewhere) {
    this.elsewhere = elsewhere;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  SecretTables() {
    this(null);
  }

  @Override
  public List<Table> tables() {
    return List.of(
        Table.of("secret"),
        Table.sealed("secret_version", VALUE),
        Table.sealed("secret_mask", MASK),
        Table.of("mask_epoch"));
  }

  @Override
  public Set<String> leftOut() {
    return Set.of("store_garbage");
  }

  /** Brings an envelope that is kept elsewhere into its row: a backup is one file. */
  @Override
  public void complete(String table, Map<String, @Nullable Object> row) {
    if (!table.equals("secret_version")
        || row.get("blob_id") == null
        || !EnvelopesElsewhere.isElsewhere(row.get("store"))) {
      return;
    }
    UUID secret = (UUID) Objects.requireNonNull(row.get("secret_id"));
    int number = (Integer) Objects.requireNonNull(row.get("number"));
    byte[] envelope = elsewhere.now(secret, number);
    row.put("store", StoreKind.DB.text());
    row.put("ciphertext", envelope);
    if (envelope == null) {
      // Destroyed since: its row says so already, and so must the copy.
      row.put("state", VersionState.DESTROYED.name());
      row.put("blob_id", null);
    } else {
      row.put("key_version", Envelope.keyVersion(envelope));
    }
  }
}
