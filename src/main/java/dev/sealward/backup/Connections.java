package dev.sealward.backup;

import dev.sealward.audit.OwnerConnections;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Port: a connection to the installation's database, outside the server's transactions and pool.
 */
public interface Connections extends OwnerConnections {
  /** A new connection; the caller closes it. */
  Connection open() throws SQLException;

  /** Forgets numbers of sequences that were taken in advance, after a sequence was moved on. */
  void forgetNumbersTaken();
}
