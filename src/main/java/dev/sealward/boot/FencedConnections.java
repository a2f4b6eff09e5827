package dev.sealward.boot;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * H2 connections whose commits reach the file while no other transaction changes anything.
 *
 * <p>H2 writes all that has changed, what other transactions have not yet committed too, and their
 * undo logs with it. It reads its tables one after the other for that: a row another transaction
 * changes meanwhile can get into the file without the undo log that would take it back. A process
 * killed before the next commit then comes back with a part of that transaction, or without rows.
 *
 * <p>So H2 is kept from writing on its own ({@code WRITE_DELAY}). A commit is made in memory, where
 * it lets go of its rows, and is then written from behind a {@link Fence}; it returns when it is in
 * the file. Transactions that commit at the same time are written at once.
 */
final class FencedConnections {
  /** One for all databases of the process; the program has one. */
  private static final Fence FENCE = new Fence();

  private static final Pattern CHANGES = Pattern.compile("\\s*(insert|update|delete|merge)\\b");
  private static final Pattern READS = Pattern.compile("\\s*(select|values|with|explain|show)\\b");
  private static final Pattern LOCKS = Pattern.compile("\\bfor\\s+update\\b");

  private FencedConnections() {}

  static Connection fence(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // Milliseconds; as good as never.
      statement.execute("set write_delay " + Integer.MAX_VALUE);
    }
    return proxy(Connection.class, new OfConnection(connection));
  }

  /** What a statement does to the database. */
  private enum Effect {
    READS,
    CHANGES,
    /** It ends the transaction, or may do so: what changes tables, and commands. */
    COMMITS;

    static Effect of(String sql) {
      String text = sql.toLowerCase(Locale.ROOT);
      if (FencedConnections.CHANGES.matcher(text).lookingAt() || LOCKS.matcher(text).find()) {
        return CHANGES;
      }
      return FencedConnections.READS.matcher(text).lookingAt() ? READS : COMMITS;
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
                Effect.of((String) Objects.requireNonNull(arguments)[0]));
        // Procedures: the program has none.
        case "prepareCall" -> throw new UnsupportedOperationException(method.getName());
        case "commit", "setAutoCommit" ->
            changed ? commit(method, arguments) : on(actual, method, arguments);
        case "rollback", "close" ->
            changed ? rollback(method, arguments) : on(actual, method, arguments);
        default -> on(actual, method, arguments);
      };
    }

    private <T extends Statement> T statement(
        Class<T> type, @Nullable Object statement, @Nullable Effect effect) {
      return proxy(
          type, new OfStatement(this, type.cast(Objects.requireNonNull(statement)), effect));
    }

    private @Nullable Object rollback(Method method, Object @Nullable [] arguments)
        throws Throwable {
      Object result = FENCE.change(() -> on(actual, method, arguments));
      // Back to a savepoint is not the end.
      changed = arguments != null && arguments.length > 0;
      return result;
    }

    private @Nullable Object commit(Method method, Object @Nullable [] arguments) throws Throwable {
      boolean mode = actual.getAutoCommit();
      Object result = FENCE.change(() -> on(actual, method, arguments));
      // Saying once more which mode it is ends nothing.
      changed = !method.getName().equals("commit") && mode == actual.getAutoCommit();
      write();
      return result;
    }

    @Nullable Object execute(Effect effect, Fence.Call call) throws Throwable {
      if (effect == Effect.READS) {
        return call.go();
      }
      boolean commits = effect == Effect.COMMITS || actual.getAutoCommit();
      changed = true;
      Object result = FENCE.change(call);
      if (commits) {
        write();
      }
      return result;
    }

    private void write() throws SQLException {
      FENCE.write(
          () -> {
            try (Statement statement = actual.createStatement()) {
              statement.execute("checkpoint");
            }
          });
    }
  }

  /** What is executed of a statement that was prepared, or at once. */
  private static final class OfStatement implements InvocationHandler {
    private final OfConnection connection;
    private final Statement actual;
    private final @Nullable Effect prepared;

    OfStatement(OfConnection connection, Statement actual, @Nullable Effect prepared) {
      this.connection = connection;
      this.actual = actual;
      this.prepared = prepared;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
        throws Throwable {
      String name = method.getName();
      if (name.equals("equals")) {
        return proxy == Objects.requireNonNull(arguments)[0];
      }
      if (name.equals("hashCode")) {
        return System.identityHashCode(proxy);
      }
      return name.startsWith("execute")
          ? connection.execute(effect(arguments), () -> on(actual, method, arguments))
          : on(actual, method, arguments);
    }

    private Effect effect(Object @Nullable [] arguments) {
      if (prepared != null) {
        return prepared;
      }
      return arguments != null && arguments.length > 0 && arguments[0] instanceof String sql
          ? Effect.of(sql)
          : Effect.COMMITS;
    }
  }
}
