package dev.sealward.inserver;

import dev.sealward.kernel.Scope;
import dev.sealward.secret.ColumnStoreUnderTest;
import dev.sealward.secret.store.Blob;
import dev.sealward.secret.store.MissingStore;
import dev.sealward.secret.store.Place;
import dev.sealward.secret.store.SecretStore;
import dev.sealward.secret.store.StoreContract;
import dev.sealward.secret.store.StoreKind;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** The store in the database does what every store does. */
@ExtendWith(ArquillianExtension.class)
@Tag("HOME-04")
class ColumnStoreIT extends StoreContract {
  @Inject ColumnStoreUnderTest store;
  @Inject Database database;
  @Inject Clock clock;

  private final List<UUID> made = new ArrayList<>();

  @Override
  protected SecretStore store() {
    return store;
  }

  @Override
  protected SecretStore unreachable() {
    return new MissingStore(StoreKind.DB);
  }

  /** Makes the row that is to hold it. */
  @Override
  protected Blob blob(Place place, int version) {
    UUID secret = place.secret().value();
    Scope scope = place.scope();
    OffsetDateTime now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    try {
      if (!made.contains(secret)) {
        made.add(secret);
        database.update(
            "insert into secret (id, tenant, workspace, environment, provider, name, secret_type,"
                + " description, state, active_version, created_at, created_by, last_rotated_at,"
                + " row_version) values (?, ?, ?, ?, ?, ?, 'API_KEY', '', 'ACTIVE', 1, ?, 'test',"
                + " ?, 1)",
            secret,
            scope.tenant().value(),
            scope.workspace().value(),
            scope.environment().name(),
            scope.provider().value(),
            place.name().value(),
            now,
            now);
      }
      database.update(
          "insert into secret_version (secret_id, number, state, key_version, masking_notes,"
              + " created_at, created_by) values (?, ?, 'ACTIVE', 1, '', ?, 'test')",
          secret,
          version,
          now);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return super.blob(place, version);
  }

  /** What stands there are no envelopes, which a key rotation would stumble over. */
  @AfterEach
  void removeRows() throws SQLException {
    for (UUID secret : made) {
      database.update("delete from secret_version where secret_id = ?", secret);
      database.update("delete from secret where id = ?", secret);
    }
  }
}
