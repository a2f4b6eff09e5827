package dev.sealward.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import jakarta.persistence.PersistenceException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The application's own persistence unit, on a database whose connections go away. */
@Tag("NFR-028")
class QueriesOnceTest {
  /** Less than the first pause there would be. */
  private static final Duration AT_ONCE = Duration.ofSeconds(4);

  // Not what EclipseLink asks whether a connection is gone.
  private static final String QUERY = "values 1";

  private final JdbcDataSource database = new JdbcDataSource();
  private final AtomicInteger tried = new AtomicInteger();
  private volatile boolean gone;

  @Test
  void queryWhoseConnectionIsGoneFailsAtOnceAndIsNotTriedAgain() {
    database.setURL("jdbc:h2:mem:queries-once");
    try (EntityManagerFactory factory = unit();
        EntityManager asking = factory.createEntityManager()) {
      assertThat(asking.createNativeQuery(QUERY).getSingleResult()).isEqualTo(1);

      gone = true;
      long since = System.nanoTime();
      assertThatThrownBy(() -> asking.createNativeQuery(QUERY).getSingleResult())
          .isInstanceOf(PersistenceException.class);

      assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(AT_ONCE);
      assertThat(tried).hasValue(1);

      gone = false;
      assertThat(asking.createNativeQuery(QUERY).getSingleResult()).isEqualTo(1);
    }
  }

  private EntityManagerFactory unit() {
    DataSource going =
        (DataSource)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                  Object answer = invoke(method, database, arguments);
                  return answer instanceof Connection connection ? going(connection) : answer;
                });
    return Persistence.createEntityManagerFactory(
        "sealward",
        Map.of(
            "jakarta.persistence.transactionType", "RESOURCE_LOCAL",
            "jakarta.persistence.jtaDataSource", "",
            "jakarta.persistence.nonJtaDataSource", going));
  }

  /** A pool hands it out all the same: it is found to be gone by whoever uses it. */
  private Connection going(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (gone && method.getName().equals("prepareStatement")) {
                if (arguments[0].equals(QUERY)) {
                  tried.incrementAndGet();
                }
                throw new SQLNonTransientConnectionException("gone", "08006");
              }
              return invoke(method, connection, arguments);
            });
  }

  private static Object invoke(Method method, Object of, Object[] arguments) throws Throwable {
    try {
      return method.invoke(of, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
