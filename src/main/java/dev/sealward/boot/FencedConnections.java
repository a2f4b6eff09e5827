package dev.sealward.boot;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.regex.Pattern;
import org.h2.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * H2 connections on which a commit is written while no other transaction changes anything.
 *
 * <p>H2 writes all that has changed with each commit, what other transactions have not yet
 * committed too, and their undo logs with it. It reads its tables one after the other for that: a
 * row another transaction changes meanwhile can get into the file without the undo log that would
 * take it back. A process killed before the next commit then comes back with a part of that
 * transaction, or without rows. So statements that change something share a fence, and a commit has
 * it alone.
 *
 * <p>A statement that waits for another transaction's row would keep that one's commit waiting in
 * turn. So the database itself waits only for {@value #TRY_MILLIS} ms, and the statement is tried
 * again once the commit had its turn, for {@value #WAIT_SECONDS} s in all. A batch is executed row
 * by row as it is filled, since what failed of one cannot be tried again.
 */
final class FencedConnections {
  private static final int TRY_MILLIS = 5;
  private static final long WAIT_SECONDS = 10;

  /** One for all databases of the process; the program has one. */
  private static final ReadWriteLock FENCE = new ReentrantReadWriteLock();

  private static final Pattern CHANGES = Pattern.compile("\\s*(insert|update|delete|merge)\\b");
  private static final Pattern READS = Pattern.compile("\\s*(select|values|with|explain|show)\\b");
  private static final Pattern LOCKS = Pattern.compile("\\bfor\\s+update\\b");
  private static final Pattern WAITS_FOR_NOBODY = Pattern.compile("\\b(nowait|skip\\s+locked)\\b");

  private FencedConnections() {}

  static Connection fence(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set lock_timeout " + TRY_MILLIS);
    }
    return proxy(Connection.class, new OfConnection(connection));
  }

  /**
   * How a statement goes through the fence.
   *
   * @param free it changes nothing
   * @param alone it commits, or may do so
   * @param patient it waits for rows that others hold
   */
  private record Passage(boolean free, boolean alone, boolean patient) {
    static Passage of(String sql) {
      String text = sql.toLowerCase(Locale.ROOT);
      boolean changes = CHANGES.matcher(text).lookingAt() || LOCKS.matcher(text).find();
      boolean reads = READS.matcher(text).lookingAt();
      return new Passage(
          !changes && reads, !changes && !reads, !WAITS_FOR_NOBODY.matcher(text).find());
    }
  }

  private interface Call {
    Object go() throws Throwable;
  }

  private static Object behind(Lock lock, Call call) throws Throwable {
    lock.lock();
    try {
      return call.go();
    } finally {
      lock.unlock();
    }
  }

  private static @Nullable Object on(Object actual, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(actual, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            FencedConnections.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static final class OfConnection implements InvocationHandler {
    private final Connection actual;

    /** Whether the open transaction may have changed something. */
    private boolean changed;

    OfConnection(Connection actual) {
      this.actual = actual;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
        throws Throwable {
      return switch (method.getName()) {
        case "equals" -> proxy == Objects.requireNonNull(arguments)[0];
        case "hashCode" -> System.identityHashCode(proxy);
        case "createStatement" -> statement(Statement.class, on(actual, method, arguments), null);
        case "prepareStatement" ->
            statement(
                PreparedStatement.class,
                on(actual, method, arguments),
                Passage.of((String) Objects.requireNonNull(arguments)[0]));
        // Calls of procedures: the program has none.
        case "prepareCall" -> throw new UnsupportedOperationException(method.getName());
        case "commit", "rollback", "setAutoCommit", "close" -> end(method, arguments);
        default -> on(actual, method, arguments);
      };
    }

    private <T extends Statement> T statement(
        Class<T> type, @Nullable Object statement, @Nullable Passage prepared) {
      return proxy(
          type, new OfStatement(this, type.cast(Objects.requireNonNull(statement)), prepared));
    }

    private @Nullable Object end(Method method, Object @Nullable [] arguments) throws Throwable {
      if (!changed) {
        return on(actual, method, arguments);
      }
      Lock alone = FENCE.writeLock();
      alone.lock();
      try {
        Object result = on(actual, method, arguments);
        // Neither a change of mode nor going back to a savepoint is the end.
        changed = method.getName().equals("setAutoCommit") || hasAny(arguments);
        return result;
      } finally {
        alone.unlock();
      }
    }

    private static boolean hasAny(Object @Nullable [] arguments) {
      return arguments != null && arguments.length > 0;
    }

    private Object execute(Passage passage, Call call) throws Throwable {
      long since = System.nanoTime();
      while (true) {
        try {
          return passage.free() ? call.go() : behind(lock(passage), call);
        } catch (SQLException e) {
          if (e.getErrorCode() != ErrorCode.LOCK_TIMEOUT_1
              || !passage.patient()
              || System.nanoTime() - since > TimeUnit.SECONDS.toNanos(WAIT_SECONDS)) {
            throw e;
          }
        }
      }
    }

    private Lock lock(Passage passage) throws SQLException {
      if (passage.alone() || actual.getAutoCommit()) {
        return FENCE.writeLock();
      }
      changed = true;
      return FENCE.readLock();
    }
  }

  /** What is executed of a statement that was prepared, or at once. */
  private static final class OfStatement implements InvocationHandler {
    private final OfConnection connection;
    private final Statement actual;
    private final @Nullable Passage prepared;
    private final List<Integer> batch = new ArrayList<>();

    OfStatement(OfConnection connection, Statement actual, @Nullable Passage prepared) {
      this.connection = connection;
      this.actual = actual;
      this.prepared = prepared;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
        throws Throwable {
      String name = method.getName();
      return switch (name) {
        case "equals" -> proxy == Objects.requireNonNull(arguments)[0];
        case "hashCode" -> System.identityHashCode(proxy);
        case "addBatch" -> batch.add(executeNow());
        case "executeBatch" -> counts();
        case "clearBatch", "executeLargeBatch" -> throw new UnsupportedOperationException(name);
        default ->
            name.startsWith("execute")
                ? connection.execute(
                    prepared == null
                        ? Passage.of((String) Objects.requireNonNull(arguments)[0])
                        : prepared,
                    () -> Objects.requireNonNull(on(actual, method, arguments)))
                : on(actual, method, arguments);
      };
    }

    private int executeNow() throws Throwable {
      PreparedStatement row = (PreparedStatement) actual;
      return (Integer) connection.execute(Objects.requireNonNull(prepared), row::executeUpdate);
    }

    private int[] counts() {
      int[] counts = batch.stream().mapToInt(Integer::intValue).toArray();
      batch.clear();
      return counts;
    }
  }
}
