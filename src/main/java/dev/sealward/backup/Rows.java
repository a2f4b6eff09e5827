package dev.sealward.backup;

import dev.sealward.kernel.Scope;
import dev.sealward.keys.Purpose;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The parts of a backup's stream after its manifest and keys. */
final class Rows {
  private Rows() {}

  record Column(String name, ColumnType type) {}

  /**
   * The head of a table.
   *
   * @param sealed the index of the column that holds an envelope; -1 when none does
   */
  record Table(String name, List<Column> columns, int sealed) {
    Table {
      columns = List.copyOf(columns);
    }
  }

  /** What an envelope is bound to. */
  record Bound(String purpose, Scope scope, UUID row, int version) {
    /** What a person is told it is. */
    String item() {
      return item(purpose, row, version);
    }

    static String item(String purpose, UUID row, int version) {
      return purpose.equals(Purpose.SECRET_VALUE.text())
          ? "secret " + row + " version " + version
          : purpose + " " + row;
    }
  }

  /**
   * A row.
   *
   * @param values in the order of the table's columns
   * @param bound what its envelope is bound to; null when it holds none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Row(@Nullable Object[] values, @Nullable Bound bound) {}
}
