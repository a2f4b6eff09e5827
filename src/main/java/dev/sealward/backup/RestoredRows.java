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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts the rows of a backup into the tables of an empty installation, over one connection. Tables
 * and columns are those there are, never what a backup says.
 *
 * <p>The installation is marked first, and counts as empty while it is: rows are committed as they
 * come, {@link #clear} takes them away again. What makes it complete comes in one short transaction
 * at the end, which takes the mark away. One transaction for all rows would not do: the embedded
 * database loses part of a large one when its process is killed during the commit.
 */
final class RestoredRows {
  // Entity managers number rows in blocks of this size, named by their last number.
  private static final int BLOCK = 50;
  private static final int BATCH_ROWS = 200;
  private static final int BATCH_BYTES = 4 << 20;
  private static final int STEP = 500;
  private static final int MAX_LAST_ROWS = 1_000;

  private final Connection connection;
  private final Map<String, Table> tables = new LinkedHashMap<>();
  private final LongConsumer progress;
  private final Map<Rows.Table, List<Row>> last = new LinkedHashMap<>();

  /**
   * @param connection does not commit by itself
   */
  RestoredRows(Connection connection, Collection<Table> tables, LongConsumer progress) {
    this.connection = connection;
    this.progress = progress;
    tables.forEach(table -> this.tables.put(table.name(), table));
  }

  /**
   * Marks an empty installation, and numbers what it has recorded itself after what the backup
   * brings; commits.
   *
   * @return where each sequence must go on, by name
   */
  Map<String, Long> begin(Manifest manifest) throws SQLException {
    // Two that get here at once wait for each other.
    execute("select id from installation for update");
    requireEmpty();
    Map<String, Long> sequences = new LinkedHashMap<>();
    StringBuilder mark = new StringBuilder();
    for (Table table : tables.values()) {
      if (table.fresh() != Fresh.CONTINUED) {
        continue;
      }
      long lastId = Math.max(0, manifest.lastIds().getOrDefault(table.name(), 0L));
      long own = number("select max(id) from " + table.name());
      long shift = Math.max(lastId, own);
      update("update " + table.name() + " set id = id + ?", shift);
      mark.append(table.name()).append(' ').append(lastId).append(' ');
      String sequence = table.sequence();
      if (sequence != null) {
        sequences.put(sequence, shift + own + BLOCK);
      }
    }
    update("update installation set restoring = ?", mark.toString().strip());
    connection.commit();
    return sequences;
  }

  private void requireEmpty() throws SQLException {
    for (Table table : tables.values()) {
      if ((table.fresh() == Fresh.EMPTY || table.fresh() == Fresh.LAST) && hasRows(table)) {
        throw Refused.conflict(
            "RESTORE_NOT_EMPTY",
            "This installation is not empty.",
            "Restore into a new one: start Sealward with another SEALWARD_DATA_DIR and, if you use"
                + " one, another database.");
      }
    }
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

  /** Inserts the rows there are, to the end of the stream, and commits them as they come. */
  void insert(BackupReader reader) throws SQLException, IOException {
    for (Rows.Table head = reader.nextTable(); head != null; head = reader.nextTable()) {
      Table table = tables.get(head.name());
      if (table == null) {
        throw new DamagedBackupException("a table this version of Sealward does not have");
      }
      requireColumns(head);
      if (table.fresh() == Fresh.LAST || table.fresh() == Fresh.REPLACED) {
        last.put(head, keep(reader));
      } else {
        insert(reader, head);
      }
    }
    progress.accept(reader.rows());
  }

  private static List<Row> keep(BackupReader reader) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (Row row = reader.nextRow(); row != null; row = reader.nextRow()) {
      if (rows.size() == MAX_LAST_ROWS) {
        throw new DamagedBackupException("more rows than a table can have");
      }
      rows.add(row);
    }
    return rows;
  }

  private void insert(BackupReader reader, Rows.Table head) throws SQLException, IOException {
    try (PreparedStatement statement = connection.prepareStatement(sql(head))) {
      int waiting = 0;
      long bytes = 0;
      for (Row row = reader.nextRow(); row != null; row = reader.nextRow()) {
        bytes += add(statement, row);
        if (++waiting == BATCH_ROWS || bytes >= BATCH_BYTES) {
          statement.executeBatch();
          connection.commit();
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
      connection.commit();
    }
  }

  /**
   * Inserts what makes the installation complete and takes the mark away, in the open transaction,
   * which is the caller's to commit.
   */
  void insertLast() throws SQLException {
    for (Rows.Table head : last.keySet()) {
      // A backup from before there was such a table leaves what set-up made of it.
      Table table = tables.get(head.name());
      if (table != null && table.fresh() == Fresh.REPLACED) {
        execute("delete from " + table.name());
      }
    }
    for (Map.Entry<Rows.Table, List<Row>> rows : last.entrySet()) {
      try (PreparedStatement statement = connection.prepareStatement(sql(rows.getKey()))) {
        for (Row row : rows.getValue()) {
          add(statement, row);
        }
        statement.executeBatch();
      }
    }
  }

  private static String sql(Rows.Table head) {
    String names = head.columns().stream().map(Column::name).collect(Collectors.joining(", "));
    String marks = head.columns().stream().map(column -> "?").collect(Collectors.joining(", "));
    return "insert into " + head.name() + " (" + names + ") values (" + marks + ")";
  }

  private static long add(PreparedStatement statement, Row row) throws SQLException {
    long bytes = 0;
    for (int i = 0; i < row.values().length; i++) {
      Database.bind(statement, i + 1, row.values()[i]);
      bytes += size(row.values()[i]);
    }
    statement.addBatch();
    return bytes;
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
   * Empties a marked installation again; nothing when it is not marked. Ended half-way, it is taken
   * up by the next start.
   *
   * @return whether it was marked
   */
  boolean clear() throws SQLException {
    String mark = mark();
    if (mark == null) {
      connection.rollback();
      return false;
    }
    Map<String, Long> lastIds = new HashMap<>();
    String[] parts = mark.split(" ");
    for (int i = 0; i + 1 < parts.length; i += 2) {
      lastIds.put(parts[i], Long.parseLong(parts[i + 1]));
    }
    List<Table> childrenFirst = new ArrayList<>(tables.values());
    Collections.reverse(childrenFirst);
    for (Table table : childrenFirst) {
      if (table.fresh() == Fresh.EMPTY || table.fresh() == Fresh.LAST) {
        execute("delete from " + table.name());
      } else if (table.fresh() == Fresh.CONTINUED) {
        update(
            "delete from " + table.name() + " where id <= ?",
            lastIds.getOrDefault(table.name(), 0L));
      }
      connection.commit();
    }
    update("update installation set restoring = ?", null);
    connection.commit();
    return true;
  }

  private @Nullable String mark() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("select restoring from installation")) {
      return found.next() ? found.getString(1) : null;
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

  private void update(String sql, @Nullable Object value) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Database.bind(statement, 1, value);
      statement.executeUpdate();
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
