package dev.sealward.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Writes rows of the trail over a connection that is no connection of the server's. */
final class AuditRowsOver {
  private static final String INSERT =
      "insert into audit_event ("
          + Entry.COLUMNS
          + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private final Connection connection;

  AuditRowsOver(Connection connection) {
    this.connection = connection;
  }

  /**
   * @param row with an id taken from the trail's sequence
   */
  void insert(Entry row) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      row.bind(insert);
      insert.executeUpdate();
    }
  }
}
