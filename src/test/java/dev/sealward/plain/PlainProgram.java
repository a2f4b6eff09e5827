package dev.sealward.plain;

import dev.sealward.access.Policies;
import dev.sealward.audit.AuditTrail;
import dev.sealward.backup.Backups;
import dev.sealward.boot.ConfiguredDataSource;
import dev.sealward.boot.Migrations;
import dev.sealward.boot.OwnConnections;
import dev.sealward.boot.Resources;
import dev.sealward.boot.Startup;
import dev.sealward.guard.Guard;
import dev.sealward.keys.KeyRing;
import dev.sealward.run.Runs;
import dev.sealward.secret.Secrets;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jboss.weld.bootstrap.spi.BeanDiscoveryMode;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.jboss.weld.injection.spi.JpaInjectionServices;
import org.jboss.weld.injection.spi.ResourceInjectionServices;
import org.jboss.weld.injection.spi.ResourceReferenceFactory;

/**
 * A running Sealward without the server: the same beans, start-up order, migrations, database and
 * transactions. What is missing is what faces the network.
 */
final class PlainProgram implements AutoCloseable {
  private static final int THREADS = 4;
  private static final long CLOSE_SECONDS = 60;
  // Held: a logger nobody holds forgets its level.
  private static final Logger CONTAINER = Logger.getLogger("org.jboss.weld");

  private final WeldContainer container;
  private final ScheduledExecutorService threads;
  private final Connection held;
  private final CountDownLatch workMayGoOn;

  private PlainProgram(
      WeldContainer container,
      ScheduledExecutorService threads,
      Connection held,
      CountDownLatch workMayGoOn) {
    this.container = container;
    this.threads = threads;
    this.held = held;
    this.workMayGoOn = workMayGoOn;
  }

  /**
   * Starts as the server would, to the end of its start-up. Long work that was running waits for
   * {@link #letWorkGoOn}.
   *
   * @param settings by the names of the configuration, such as {@code sealward.data.dir}
   * @param beans what a test brings besides
   */
  static PlainProgram start(Map<String, String> settings, Class<?>... beans) throws SQLException {
    CONTAINER.setLevel(Level.WARNING);
    Settings config = new Settings(settings);
    config.provide();
    DataSource database = new ConfiguredDataSource();
    // The server's pool keeps some open, too: H2 closes a database that nobody is connected to.
    Connection held = database.getConnection();
    EntityManagerFactory factory =
        Persistence.createEntityManagerFactory(
            "sealward",
            Map.of(
                "jakarta.persistence.transactionType", "RESOURCE_LOCAL",
                "jakarta.persistence.jtaDataSource", "",
                "jakarta.persistence.nonJtaDataSource", database));
    Transactions transactions = new Transactions(factory);
    ScheduledThreadPoolExecutor threads =
        new ScheduledThreadPoolExecutor(THREADS, PlainProgram::background);
    threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    CountDownLatch workMayGoOn = new CountDownLatch(1);
    WeldContainer container =
        new Weld()
            .disableDiscovery()
            .setBeanDiscoveryMode(BeanDiscoveryMode.ANNOTATED)
            .addPackages(
                true,
                AuditTrail.class,
                Guard.class,
                KeyRing.class,
                Policies.class,
                Secrets.class,
                Runs.class,
                Backups.class)
            .addBeanClasses(Startup.class, Migrations.class, Resources.class, OwnConnections.class)
            .addBeanClasses(TransactionalInterceptor.class)
            .addBeanClasses(beans)
            .addExtensions(new Given(config, transactions))
            .addServices(
                transactions,
                new Injected(transactions, database, threads, workMayGoOn),
                new InjectedUnits(transactions.entityManager()))
            .initialize();
    return new PlainProgram(container, threads, held, workMayGoOn);
  }

  private static Thread background(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    return thread;
  }

  void letWorkGoOn() {
    workMayGoOn.countDown();
  }

  <T> T get(Class<T> type) {
    return container.select(type).get();
  }

  /**
   * Lets what runs come to its end first: a thread that is interrupted while it reads or writes
   * closes H2's file for all. What waits to go on is what runs, too.
   */
  @Override
  public void close() throws SQLException {
    threads.shutdown();
    workMayGoOn.countDown();
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Work in the background did not end.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    container.shutdown();
    held.close();
  }

  /** What the server gives by {@code @Resource}. */
  private record Injected(
      Transactions transactions,
      DataSource database,
      ScheduledExecutorService threads,
      CountDownLatch workMayGoOn)
      implements ResourceInjectionServices {
    @Override
    public ResourceReferenceFactory<Object> registerResourceInjectionPoint(InjectionPoint point) {
      Class<?> type = ((Field) point.getMember()).getType();
      Object resource = resource(type);
      return () -> new Given.Reference<>(resource);
    }

    /** Long work that was begun goes on when the program says so. */
    private Runnable held(Runnable work) {
      return () -> {
        try {
          workMayGoOn.await();
          work.run();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      };
    }

    private Object resource(Class<?> type) {
      if (type == DataSource.class) {
        return database;
      }
      if (type == ManagedExecutorService.class || type == ManagedScheduledExecutorService.class) {
        return Transactions.proxy(
            type,
            (proxy, method, arguments) ->
                method.getName().equals("schedule")
                    ? threads.schedule(
                        held((Runnable) arguments[0]), (Long) arguments[1], (TimeUnit) arguments[2])
                    : method.invoke(threads, arguments));
      }
      if (type == TransactionSynchronizationRegistry.class) {
        return Transactions.proxy(
            type,
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getTransactionStatus" -> transactions.status();
                  case "registerInterposedSynchronization" -> {
                    transactions.registerSynchronization((Synchronization) arguments[0]);
                    yield null;
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                });
      }
      throw new IllegalArgumentException("no resource of " + type);
    }

    @Override
    public ResourceReferenceFactory<Object> registerResourceInjectionPoint(
        String jndiName, String mappedName) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void cleanup() {
      // Its threads end when the program is closed.
    }
  }

  /** What the server gives by {@code @PersistenceContext}. */
  private record InjectedUnits(EntityManager entityManager) implements JpaInjectionServices {
    @Override
    public ResourceReferenceFactory<EntityManager> registerPersistenceContextInjectionPoint(
        InjectionPoint point) {
      return () -> new Given.Reference<>(entityManager);
    }

    @Override
    public ResourceReferenceFactory<EntityManagerFactory> registerPersistenceUnitInjectionPoint(
        InjectionPoint point) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void cleanup() {
      // Its factory is closed with the transactions.
    }
  }
}
