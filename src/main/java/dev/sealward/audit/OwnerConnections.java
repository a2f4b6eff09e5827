package dev.sealward.audit;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Port: connections with the rights of the schema's owner, outside the server's transactions and
 * pool. For what the application's own account may not do: restore and retention.
 */
public interface OwnerConnections {
  /** A new connection; the caller closes it. */
  Connection openAsOwner() throws SQLException;
}
