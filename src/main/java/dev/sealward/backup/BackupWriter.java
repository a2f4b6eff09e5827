package dev.sealward.backup;

import dev.sealward.backup.ColumnType.Texts;
import dev.sealward.backup.Rows.Bound;
import dev.sealward.backup.Rows.Column;
import dev.sealward.backup.Rows.Row;
import dev.sealward.backup.Rows.Table;
import dev.sealward.keys.CarriedKeys;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes what a backup holds, into a sealed stream. All numbers are big endian; a text is its
 * length in bytes (int32) and UTF-8.
 *
 * <pre>
 * manifest ‖ keys ‖ table … ‖ end
 * manifest = 'M' ‖ format (int32 = 1) ‖ Sealward's version (text) ‖ schema version (int32)
 *            ‖ time: seconds (int64), nanoseconds (int32) ‖ by (text)
 *            ‖ number of key versions (int32) ‖ each (int32)
 *            ‖ number of numbered tables (int32) ‖ for each: name (text), last number (int64)
 *            ‖ rows, about (int64)
 * keys     = 'K' ‖ number (int32) ‖ for each: version (int32) ‖ key (32 bytes)
 * table    = 'T' ‖ name (text) ‖ number of columns (int32) ‖ for each: name (text), type (1 byte)
 *            ‖ index of the envelope's column (int32, -1 for none) ‖ row … ‖ 'E' ‖ rows (int64)
 * row      = 'R' ‖ for each column: 0, or 1 and the value (see ColumnType)
 *            ‖ when there is an envelope in it: purpose, tenant, workspace, environment, provider
 *              (texts), row id (16 bytes), version (int32)
 * end      = 'Z' ‖ number of tables (int32) ‖ rows (int64)
 * </pre>
 */
final class BackupWriter {
  static final int FORMAT = 1;

  private final DataOutputStream out;
  private int tables;
  private long rows;
  private long rowsOfTable;

  BackupWriter(OutputStream sealed) {
    this.out = new DataOutputStream(new BufferedOutputStream(sealed, 1 << 16));
  }

  void manifest(Manifest manifest) throws IOException {
    out.writeByte('M');
    out.writeInt(FORMAT);
    Texts.write(manifest.sealwardVersion(), out);
    out.writeInt(manifest.schemaVersion());
    ColumnType.TIME.write(manifest.createdAt(), out);
    Texts.write(manifest.createdBy(), out);
    out.writeInt(manifest.keyVersions().size());
    for (int version : manifest.keyVersions()) {
      out.writeInt(version);
    }
    out.writeInt(manifest.lastIds().size());
    for (Map.Entry<String, Long> last : new TreeMap<>(manifest.lastIds()).entrySet()) {
      Texts.write(last.getKey(), out);
      out.writeLong(last.getValue());
    }
    out.writeLong(manifest.rows());
  }

  void keys(CarriedKeys keys) throws IOException {
    out.writeByte('K');
    keys.write(out);
  }

  void begin(Table table) throws IOException {
    out.writeByte('T');
    Texts.write(table.name(), out);
    out.writeInt(table.columns().size());
    for (Column column : table.columns()) {
      Texts.write(column.name(), out);
      out.writeByte(column.type().code());
    }
    out.writeInt(table.sealed());
    rowsOfTable = 0;
  }

  void row(Table table, Row row) throws IOException {
    out.writeByte('R');
    for (int i = 0; i < row.values().length; i++) {
      Texts.writeNullable(table.columns().get(i).type(), row.values()[i], out);
    }
    Bound bound = row.bound();
    if (bound != null) {
      Texts.write(bound.purpose(), out);
      Texts.write(bound.scope().tenant().value(), out);
      Texts.write(bound.scope().workspace().value(), out);
      Texts.write(bound.scope().environment().text(), out);
      Texts.write(bound.scope().provider().value(), out);
      Texts.writeId(bound.row(), out);
      out.writeInt(bound.version());
    }
    rowsOfTable++;
    rows++;
  }

  void end() throws IOException {
    out.writeByte('E');
    out.writeLong(rowsOfTable);
    tables++;
  }

  /** Writes the end; the sealed stream is the caller's to finish. */
  void finish() throws IOException {
    out.writeByte('Z');
    out.writeInt(tables);
    out.writeLong(rows);
    out.flush();
  }
}
