package dev.sealward.keys;

import dev.sealward.kernel.Caller;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The ring's rows inside the transaction of a restore, which is no transaction of the server's. */
final class AdoptedVersions {
  private final Connection connection;

  AdoptedVersions(Connection connection) {
    this.connection = connection;
  }

  /** The highest number among the restored versions. */
  int newest() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("select max(number) from key_version")) {
      found.next();
      return found.getInt(1);
    }
  }

  byte @Nullable [] recoveryPublicKey() throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select public_key from recovery_key where id = ?")) {
      query.setInt(1, RecoveryKeyRow.ONLY);
      try (ResultSet found = query.executeQuery()) {
        return found.next() ? found.getBytes(1) : null;
      }
    }
  }

  /** Keeps a carried key sealed under the new version. */
  void keep(int version, byte[] sealed) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update key_version set wrapped_key = ?, retired_at = null"
                + " where number = ? and state <> ?")) {
      update.setBytes(1, sealed);
      update.setInt(2, version);
      update.setString(3, KeyVersionState.REVOKED.name());
      update.executeUpdate();
    }
  }

  /** Makes the new version the active one and begins the re-wrap to it. */
  void activate(KeyVersionRow row, byte @Nullable [] escrow, Caller caller, Instant now)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update key_version set state = ?, rotated_to = ?, rotated_at = ?, rotated_by = ?"
                + " where state = ?")) {
      update.setString(1, KeyVersionState.ROTATED.name());
      update.setInt(2, row.number());
      update.setTimestamp(3, Timestamp.from(now));
      update.setString(4, caller.id());
      update.setString(5, KeyVersionState.ACTIVE.name());
      update.executeUpdate();
    }
    // What the sources keep of them is another installation's, and never touched from here.
    try (Statement update = connection.createStatement()) {
      update.executeUpdate("update key_version set forgotten_at = created_at");
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into key_version (number, source, state, algorithm, check_value, derivation,"
                + " created_at, created_by, escrow) values (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setInt(1, row.number());
      insert.setString(2, row.source().name());
      insert.setString(3, row.state().name());
      insert.setString(4, KeyVersionRow.ALGORITHM);
      insert.setBytes(5, row.checkValue());
      insert.setString(6, row.derivation());
      insert.setTimestamp(7, Timestamp.from(row.createdAt()));
      insert.setString(8, row.createdBy());
      insert.setBytes(9, escrow);
      insert.executeUpdate();
    }
    try (PreparedStatement work =
        connection.prepareStatement(
            "insert into batch_work (id, kind, subject, work_state, total, done, failed,"
                + " started_at, started_by, updated_at) values (?, ?, ?, ?, 0, 0, 0, ?, ?, ?)")) {
      work.setObject(1, UUID.randomUUID());
      work.setString(2, Rewrap.KIND);
      work.setString(3, Integer.toString(row.number()));
      work.setString(4, WorkState.RUNNING.name());
      work.setTimestamp(5, Timestamp.from(now));
      work.setString(6, caller.id());
      work.setTimestamp(7, Timestamp.from(now));
      work.executeUpdate();
    }
  }
}
