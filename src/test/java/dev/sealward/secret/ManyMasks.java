package dev.sealward.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sealward.kernel.TenantId;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeySession;
import dev.sealward.keys.Purpose;
import dev.sealward.redaction.MaskOutcome;
import dev.sealward.redaction.Redactor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;

/**
 * Many secrets of one tenant, with their masks as production seals and counts them, written in
 * bulk. Their envelopes are bytes that open for nobody, in the name of blobs that no store has:
 * whoever asked for one would fail.
 */
@ApplicationScoped
public class ManyMasks {
  /** What the names of the secrets begin with. */
  public static final String NAME = "many-";

  // H2 wants small transactions.
  private static final int BATCH = 250;

  @Inject Batches batches;

  /** The value of one of them. */
  public static String value(int number) {
    return "many "
        + (7_919L * number + 1_000_003)
        + " masks "
        + (104_729L * number + 1_000_011)
        + "qz";
  }

  public void fill(TenantId tenant, int count) {
    for (int from = 0; from < count; from += BATCH) {
      batches.add(tenant, from, Math.min(count, from + BATCH));
    }
  }

  public void clear(TenantId tenant) {
    batches.clear(tenant);
  }

  /** Each call is one transaction. */
  @ApplicationScoped
  @Transactional(TxType.REQUIRES_NEW)
  public static class Batches {
    @Inject EntityManager entities;
    @Inject KeyRing keyRing;

    void add(TenantId tenant, int from, int to) {
      Redactor redactor = keyRing.useOwnKey(tenant, "fingerprints", Redactor::of);
      KeySession session = keyRing.session();
      Connection connection = entities.unwrap(Connection.class);
      OffsetDateTime then = OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
      try (PreparedStatement secret =
              connection.prepareStatement(
                  "insert into secret (id, tenant, workspace, environment, provider, name,"
                      + " secret_type, description, state, active_version, created_at, created_by,"
                      + " last_rotated_at, row_version) values (?, ?, 'default', 'STAGING', 'many',"
                      + " ?, 'API_KEY', '', 'ACTIVE', 1, ?, 'many', ?, 1)");
          PreparedStatement version =
              connection.prepareStatement(
                  "insert into secret_version (secret_id, number, state, ciphertext, key_version,"
                      + " masking_notes, created_at, created_by, blob_id)"
                      + " values (?, 1, 'ACTIVE', ?, ?, '', ?, 'many', ?)");
          PreparedStatement mask =
              connection.prepareStatement(
                  "insert into secret_mask (id, tenant, secret_id, version, sealed, key_version,"
                      + " epoch) values (?, ?, ?, 1, ?, ?, ?)")) {
        for (int i = from; i < to; i++) {
          UUID id = UUID.randomUUID();
          UUID maskId = UUID.randomUUID();
          MaskOutcome made = redactor.compile("api_key", value(i).getBytes(UTF_8));
          byte[] encoded = ((MaskOutcome.Maskable) made).mask().encoded();
          all(secret, id, tenant.value(), NAME + i, then, then);
          all(version, id, new byte[120], session.activeVersion(), then, "" + UUID.randomUUID());
          byte[] sealed =
              session.seal(Purpose.MASK, StoredMasks.maskScope(tenant), maskId, 1, encoded);
          Arrays.fill(encoded, (byte) 0);
          all(mask, maskId, tenant.value(), id, sealed, session.activeVersion(), i + 1L);
        }
        secret.executeBatch();
        version.executeBatch();
        mask.executeBatch();
        counted(connection, tenant, to);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    private static void all(PreparedStatement row, Object... columns) throws SQLException {
      for (int i = 0; i < columns.length; i++) {
        row.setObject(i + 1, columns[i]);
      }
      row.addBatch();
    }

    private static void counted(Connection connection, TenantId tenant, long epoch)
        throws SQLException {
      if (update(connection, "update mask_epoch set epoch = ? where tenant = ?", epoch, tenant)
          == 0) {
        update(connection, "insert into mask_epoch (epoch, tenant) values (?, ?)", epoch, tenant);
      }
    }

    private static int update(Connection connection, String sql, long epoch, TenantId tenant)
        throws SQLException {
      try (PreparedStatement update = connection.prepareStatement(sql)) {
        update.setLong(1, epoch);
        update.setString(2, tenant.value());
        return update.executeUpdate();
      }
    }

    void clear(TenantId tenant) {
      for (String rows :
          new String[] {
            "secret_mask where tenant = ?1",
            "mask_epoch where tenant = ?1",
            "secret_version where secret_id in (select id from secret where tenant = ?1)",
            "secret where tenant = ?1"
          }) {
        entities
            .createNativeQuery("delete from " + rows)
            .setParameter(1, tenant.value())
            .executeUpdate();
      }
    }
  }
}
