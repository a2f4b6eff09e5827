package dev.sealward.plain;

import dev.sealward.boot.ConfiguredDataSource;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/**
 * A process of its own that commits to the embedded database until it is killed, in several threads
 * at once. Each thread counts: a row for each number, and the last number in a row of its own, both
 * in one transaction. It first says what it finds ({@code found}), then what was committed ({@code
 * done}).
 */
final class CommittingProgram {
  private final PrintStream out;

  private CommittingProgram(PrintStream out) {
    this.out = out;
  }

  /** Data folder, how many threads. */
  public static void main(String[] arguments) throws SQLException {
    new Settings(Map.of("sealward.data.dir", arguments[0])).provide();
    CommittingProgram program =
        new CommittingProgram(
            new PrintStream(
                new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII));
    program.run(Integer.parseInt(arguments[1]));
  }

  private void run(int threads) throws SQLException {
    Integer reuseMillis = Integer.getInteger("sealward.kills.reuse");
    Connection held = new ConfiguredDataSource().getConnection();
    try (Statement statement = held.createStatement()) {
      // The database writes into freed space again after this time, 45 seconds if it is not said:
      // a version of it that is to be taken is tried with less.
      if (reuseMillis != null) {
        statement.execute("set retention_time " + reuseMillis);
      }
      statement.execute(
          "create table if not exists counted (thread int, number int, primary key (thread,"
              + " number))");
      statement.execute(
          "create table if not exists last (thread int primary key, number int, filling"
              + " varchar(500))");
      for (int thread = 0; thread < threads; thread++) {
        statement.execute("merge into last (thread) values (" + thread + ")");
        found(statement, thread);
      }
    }
    out.println("ready");
    for (int thread = 0; thread < threads; thread++) {
      int number = thread;
      new Thread(() -> count(number)).start();
    }
  }

  /** Looks into the table and into its index. */
  private void found(Statement statement, int thread) throws SQLException {
    String query =
        "select (select coalesce(max(number), 0) from last where thread = %1$d),"
            + " (select count(number + 0) from counted where thread + 0 = %1$d),"
            + " (select coalesce(max(number), 0) from counted where thread = %1$d)";
    try (ResultSet row = statement.executeQuery(query.formatted(thread))) {
      row.next();
      out.println(
          "found %d %d %d %d".formatted(thread, row.getInt(1), row.getInt(2), row.getInt(3)));
    }
  }

  private void count(int thread) {
    try (Connection connection = new ConfiguredDataSource().getConnection();
        PreparedStatement insert =
            connection.prepareStatement("insert into counted values (?, ?)");
        PreparedStatement update =
            connection.prepareStatement(
                "update last set number = ?, filling = ? where thread = ?")) {
      connection.setAutoCommit(false);
      for (int number = last(connection, thread) + 1; true; number++) {
        insert.setInt(1, thread);
        insert.setInt(2, number);
        insert.executeUpdate();
        update.setInt(1, number);
        update.setString(2, "x".repeat(number % 400));
        update.setInt(3, thread);
        update.executeUpdate();
        connection.commit();
        out.println("done " + thread + " " + number);
      }
    } catch (SQLException e) {
      out.println("broken " + e.getMessage().lines().findFirst().orElse(""));
    }
  }

  private static int last(Connection connection, int thread) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select coalesce(number, 0) from last where thread = " + thread)) {
      row.next();
      return row.getInt(1);
    }
  }
}
