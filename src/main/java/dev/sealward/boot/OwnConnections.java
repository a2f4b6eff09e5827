package dev.sealward.boot;

import dev.sealward.backup.Connections;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.persistence.sessions.DatabaseSession;

/** Connections that no transaction and no time-out of the server knows of. */
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
  public Connection openAsOwner() throws SQLException {
    Optional<DataSource> owner = ConfiguredDataSource.owner(ConfigProvider.getConfig());
    return owner.isPresent() ? owner.get().getConnection() : open();
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
