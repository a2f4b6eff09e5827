package dev.sealward.backup;

import dev.sealward.backup.ColumnType.Texts;
import dev.sealward.backup.Rows.Bound;
import dev.sealward.backup.Rows.Column;
import dev.sealward.backup.Rows.Row;
import dev.sealward.backup.Rows.Table;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.keys.CarriedKeys;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link BackupWriter} wrote: the manifest, the keys, then table by table, row by row.
 *
 * <p>Guarantees: constant memory whatever the stream claims; {@link #nextTable} answers null only
 * after the end record, when every count in the stream is right and nothing follows it. Anything
 * else is a {@link DamagedBackupException}, or what the sealed stream below throws.
 */
final class BackupReader {
  private static final int MAX_VERSIONS = 1_000;
  private static final int MAX_COLUMNS = 200;
  private static final int MAX_TABLES = 200;

  private final DataInputStream in;
  private final Set<String> seen = new HashSet<>();
  private @Nullable Table table;
  private long rowsOfTable;
  private long rows;

  BackupReader(InputStream unsealed) {
    this.in = new DataInputStream(new BufferedInputStream(unsealed, 1 << 16));
  }

  Manifest manifest() throws IOException {
    try {
      expect('M');
      if (in.readInt() != BackupWriter.FORMAT) {
        throw new DamagedBackupException("a format this version of Sealward does not know");
      }
      String sealward = Texts.read(in, Texts.MAX_NAME_BYTES);
      int schema = in.readInt();
      java.time.Instant at = (java.time.Instant) ColumnType.TIME.read(in);
      String by = Texts.read(in, 4 * Texts.MAX_NAME_BYTES);
      int count = in.readInt();
      require(count >= 1 && count <= MAX_VERSIONS, "a wrong number of key versions");
      List<Integer> versions = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        versions.add(in.readInt());
      }
      int numbered = in.readInt();
      require(numbered >= 0 && numbered <= MAX_TABLES, "a wrong number of numbered tables");
      Map<String, Long> lastIds = new HashMap<>();
      for (int i = 0; i < numbered; i++) {
        lastIds.put(Texts.read(in, Texts.MAX_NAME_BYTES), in.readLong());
      }
      return new Manifest(sealward, schema, at, by, versions, lastIds, in.readLong());
    } catch (EOFException cut) {
      throw ended();
    }
  }

  /**
   * The keys the backup carries, which must be those its manifest names; the caller closes them.
   */
  CarriedKeys keys(Manifest manifest) throws IOException {
    try {
      expect('K');
      CarriedKeys keys = CarriedKeys.read(in);
      if (!keys.versions().equals(Set.copyOf(manifest.keyVersions()))) {
        keys.close();
        throw new DamagedBackupException("other keys than its manifest names");
      }
      return keys;
    } catch (IllegalArgumentException malformed) {
      throw new DamagedBackupException("malformed keys");
    } catch (EOFException cut) {
      throw ended();
    }
  }

  /** The next table's head, after all rows of the one before; null at the end. */
  @Nullable Table nextTable() throws IOException {
    try {
      int type = in.readUnsignedByte();
      if (type == 'Z') {
        require(in.readInt() == seen.size(), "another number of tables than it says");
        require(in.readLong() == rows, "another number of rows than it says");
        require(in.read() == -1, "something after its end");
        return null;
      }
      require(type == 'T', "an unknown record");
      table = head();
      rowsOfTable = 0;
      return table;
    } catch (EOFException cut) {
      throw ended();
    }
  }

  private Table head() throws IOException {
    String name = Texts.read(in, Texts.MAX_NAME_BYTES);
    require(seen.add(name) && seen.size() <= MAX_TABLES, "a table twice");
    int count = in.readInt();
    require(count >= 1 && count <= MAX_COLUMNS, "a table with a wrong number of columns");
    List<Column> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      Column column =
          new Column(Texts.read(in, Texts.MAX_NAME_BYTES), ColumnType.of(in.readByte()));
      require(names.add(column.name()), "a column twice");
      columns.add(column);
    }
    int sealed = in.readInt();
    boolean possible =
        sealed == -1
            || (sealed >= 0 && sealed < count && columns.get(sealed).type() == ColumnType.BYTES);
    require(possible, "an envelope in no column");
    return new Table(name, columns, sealed);
  }

  /** The table's next row; null after its last. */
  @Nullable Row nextRow() throws IOException {
    Table now = table;
    if (now == null) {
      throw new IllegalStateException("no table is being read");
    }
    try {
      int type = in.readUnsignedByte();
      if (type == 'E') {
        require(in.readLong() == rowsOfTable, "another number of rows than a table says");
        table = null;
        return null;
      }
      require(type == 'R', "an unknown record");
      @Nullable Object[] values = new @Nullable Object[now.columns().size()];
      for (int i = 0; i < values.length; i++) {
        int present = in.readUnsignedByte();
        require(present <= 1, "a value that is neither there nor missing");
        values[i] = present == 0 ? null : now.columns().get(i).type().read(in);
      }
      rowsOfTable++;
      rows++;
      boolean holdsEnvelope = now.sealed() >= 0 && values[now.sealed()] != null;
      return new Row(values, holdsEnvelope ? bound() : null);
    } catch (EOFException cut) {
      throw ended();
    }
  }

  private Bound bound() throws IOException {
    String purpose = Texts.read(in, Texts.MAX_NAME_BYTES);
    try {
      Scope scope =
          new Scope(
              TenantId.of(Texts.read(in, Texts.MAX_NAME_BYTES)),
              WorkspaceId.of(Texts.read(in, Texts.MAX_NAME_BYTES)),
              Environment.parse(Texts.read(in, Texts.MAX_NAME_BYTES)),
              ProviderId.of(Texts.read(in, Texts.MAX_NAME_BYTES)));
      return new Bound(purpose, scope, Texts.readId(in), in.readInt());
    } catch (Refused noScope) {
      throw new DamagedBackupException("an envelope of no scope");
    }
  }

  long rows() {
    return rows;
  }

  private void expect(char type) throws IOException {
    require(in.readUnsignedByte() == type, "an unknown record");
  }

  private static void require(boolean met, String otherwise) {
    if (!met) {
      throw new DamagedBackupException(otherwise);
    }
  }

  private static DamagedBackupException ended() {
    return new DamagedBackupException("less than it says");
  }
}
