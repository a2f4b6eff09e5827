package dev.sealward.boot;

import dev.sealward.backup.Connections;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.SQLException;
import org.eclipse.persistence.sessions.DatabaseSession;

/** Connections that no transaction and no time-out of the server knows of: for backups. */
@ApplicationScoped
public class OwnConnections implements Connections {
  private final EntityManager entityManager;

  @Inject
  OwnConnections(EntityManager entityManager) {
    this.entityManager = entityManager;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected OwnConnections() {
    this(null);
  }

  @Override
  public Connection open() throws SQLException {
    return new ConfiguredDataSource().getConnection();
  }

  @Override
  public void forgetNumbersTaken() {
    entityManager
        .getEntityManagerFactory()
        .unwrap(DatabaseSession.class)
        .getSequencingControl()
        .initializePreallocated();
  }
}
