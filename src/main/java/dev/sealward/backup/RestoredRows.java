package dev.sealward.backup;

import dev.sealward.backup.Rows.Column;
import dev.sealward.backup.Rows.Row;
import dev.sealward.kernel.BackedUp.Fresh;
import dev.sealward.kernel.BackedUp.Table;
import dev.sealward.kernel.Refused;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts the rows of a backup into the tables of an empty installation, in the open transaction of
 * one connection. Tables and columns are those there are, never what a backup says.
 */
final class RestoredRows {
  // Entity managers number rows in blocks of this size, named by their last number.
  private static final int BLOCK = 50;
  private static final int BATCH_ROWS = 200;
  private static final int BATCH_BYTES = 4 << 20;
  private static final int STEP = 500;

  private final Connection connection;
  private final Map<String, Table> tables = new LinkedHashMap<>();
  private final LongConsumer progress;

  RestoredRows(Connection connection, Collection<Table> tables, LongConsumer progress) {
    this.connection = connection;
    this.progress = progress;
    tables.forEach(table -> this.tables.put(table.name(), table));
  }

  /** Refuses unless the installation is empty; clears what set-up put there. */
  void prepare() throws SQLException {
    for (Table table : tables.values()) {
      if (table.fresh() == Fresh.EMPTY && hasRows(table)) {
        throw Refused.conflict(
            "RESTORE_NOT_EMPTY",
            "This installation is not empty.",
            "Restore into a new one: start Sealward with another SEALWARD_DATA_DIR and, if you use"
                + " one, another database.");
      }
    }
    for (Table table : tables.values()) {
      if (table.fresh() == Fresh.REPLACED) {
        execute("delete from " + table.name());
      } else if (table.fresh() == Fresh.CONTINUED) {
        execute("update " + table.name() + " set id = -id");
      }
    }
  }

  /** Inserts all rows there are, to the end of the stream. */
  void insert(BackupReader reader) throws SQLException, IOException {
    for (Rows.Table head = reader.nextTable(); head != null; head = reader.nextTable()) {
      if (!tables.containsKey(head.name())) {
        throw new DamagedBackupException("a table this version of Sealward does not have");
      }
      insert(reader, head);
    }
    progress.accept(reader.rows());
  }

  private void insert(BackupReader reader, Rows.Table head) throws SQLException, IOException {
    requireColumns(head);
    String names = head.columns().stream().map(Column::name).collect(Collectors.joining(", "));
    String marks = head.columns().stream().map(column -> "?").collect(Collectors.joining(", "));
    String sql = "insert into " + head.name() + " (" + names + ") values (" + marks + ")";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int waiting = 0;
      long bytes = 0;
      for (Row row = reader.nextRow(); row != null; row = reader.nextRow()) {
        for (int i = 0; i < row.values().length; i++) {
          Database.bind(statement, i + 1, row.values()[i]);
          bytes += size(row.values()[i]);
        }
        statement.addBatch();
        if (++waiting == BATCH_ROWS || bytes >= BATCH_BYTES) {
          statement.executeBatch();
          waiting = 0;
          bytes = 0;
        }
        if (reader.rows() % STEP == 0) {
          progress.accept(reader.rows());
        }
      }
      if (waiting > 0) {
        statement.executeBatch();
      }
    }
  }

  private static long size(@Nullable Object value) {
    if (value instanceof byte[] bytes) {
      return bytes.length;
    }
    return value instanceof String text ? 2L * text.length() : 16;
  }

  private void requireColumns(Rows.Table head) throws SQLException {
    Map<String, ColumnType> there = new HashMap<>();
    Database.columns(connection, head.name())
        .forEach(column -> there.put(column.name(), column.type()));
    for (Column column : head.columns()) {
      if (there.get(column.name()) != column.type()) {
        throw new DamagedBackupException(
            "a column this version of Sealward does not have, in table " + head.name());
      }
    }
  }

  /**
   * Numbers what the fresh installation had recorded after the restored rows.
   *
   * @return where each sequence must go on, by name
   */
  Map<String, Long> numberOn() throws SQLException {
    Map<String, Long> sequences = new LinkedHashMap<>();
    for (Table table : tables.values()) {
      if (table.fresh() != Fresh.CONTINUED) {
        continue;
      }
      long last = Math.max(0, number("select max(id) from " + table.name()));
      try (PreparedStatement update =
          connection.prepareStatement("update " + table.name() + " set id = ? - id where id < 0")) {
        update.setLong(1, last);
        update.executeUpdate();
      }
      String sequence = table.sequence();
      if (sequence != null) {
        sequences.put(sequence, number("select max(id) from " + table.name()) + BLOCK);
      }
    }
    return sequences;
  }

  /**
   * Moves sequences on, on a connection of its own: to H2 that is a change of the schema, which
   * ends a transaction. A gap in the numbers does no harm.
   */
  static void moveOn(Connection other, Map<String, Long> sequences) throws SQLException {
    for (Map.Entry<String, Long> sequence : sequences.entrySet()) {
      Database.restart(other, sequence.getKey(), sequence.getValue());
    }
  }

  private boolean hasRows(Table table) throws SQLException {
    return number("select count(*) from (select 1 from " + table.name() + " limit 1) one") > 0;
  }

  private long number(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      found.next();
      return found.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
