package dev.sealward.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;

/** Writes rows of the trail over a connection that is no connection of the server's. */
final class AuditRowsOver {
  private static final String INSERT =
      "insert into audit_event (id, tenant, occurred_at, actor_kind, actor, action, target_kind,"
          + " target_id, outcome, code, detail, address, correlation_id)"
          + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private final Connection connection;

  AuditRowsOver(Connection connection) {
    this.connection = connection;
  }

  /**
   * @param id taken from the trail's sequence
   */
  void insert(long id, AuditRecord row, String tenant) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      int column = 1;
      insert.setLong(column++, id);
      insert.setString(column++, tenant);
      insert.setTimestamp(column++, Timestamp.from(row.time()));
      insert.setString(column++, row.actorKind().name());
      insert.setString(column++, row.actor());
      insert.setString(column++, row.action().name());
      insert.setString(column++, row.target().kind());
      insert.setString(column++, row.target().id());
      insert.setString(column++, row.outcome().name());
      insert.setString(column++, row.code());
      insert.setString(column++, row.detail());
      insert.setString(column++, row.address());
      insert.setObject(column, row.correlationId());
      insert.executeUpdate();
    }
  }
}
