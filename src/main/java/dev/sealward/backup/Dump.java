package dev.sealward.backup;

import dev.sealward.backup.Rows.Bound;
import dev.sealward.backup.Rows.Column;
import dev.sealward.backup.Rows.Row;
import dev.sealward.crypto.Envelope;
import dev.sealward.crypto.UnopenableException;
import dev.sealward.kernel.BackedUp;
import dev.sealward.kernel.BackedUp.Fresh;
import dev.sealward.kernel.BackedUp.Sealed;
import dev.sealward.kernel.BackedUp.Table;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.keys.CarriedKeys;
import dev.sealward.keys.EnvelopeRow;
import dev.sealward.keys.EnvelopeRows;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes one consistent state of the database, in constant memory, and opens every envelope on the
 * way: what does not open is written as it is, counted and named. A row that names no scope cannot
 * be bound to one, and ends the backup with its id.
 */
final class Dump {
  private static final int FETCH_ROWS = 500;
  private static final int STEP = 500;
  private static final int BINDING_COLUMNS = 6;

  private final Connection connection;
  private final Map<Table, BackedUp> tables;
  private final Supplier<CarriedKeys> keys;
  private final LongConsumer progress;
  private final EnvelopeCheck check = new EnvelopeCheck();
  private long done;

  /**
   * @param connection used for nothing else before and after
   * @param keys asked once the snapshot stands, so that none it needs is missing
   * @param progress told now and then how many rows are written
   */
  Dump(
      Connection connection,
      Map<Table, BackedUp> tables,
      Supplier<CarriedKeys> keys,
      LongConsumer progress) {
    this.connection = connection;
    this.tables = tables;
    this.keys = keys;
    this.progress = progress;
  }

  /** What is dumped, before it is: whose, when, and by which program. */
  record Origin(String sealwardVersion, Instant at, String by) {}

  /**
   * Writes everything into {@code sealed}, which is the caller's to finish.
   *
   * @param begun told the manifest before the first row
   */
  Manifest into(OutputStream sealed, Origin origin, java.util.function.Consumer<Manifest> begun)
      throws SQLException, IOException {
    Database.beginSnapshot(connection);
    try {
      BackupWriter writer = new BackupWriter(sealed);
      int schema = Database.schemaVersion(connection);
      long rows = 0;
      for (Table table : tables.keySet()) {
        rows += count(table);
      }
      Manifest manifest;
      try (CarriedKeys carried = keys.get()) {
        carried.only(liveVersions());
        manifest =
            new Manifest(
                origin.sealwardVersion(),
                schema,
                origin.at(),
                origin.by(),
                List.copyOf(new TreeSet<>(carried.versions())),
                lastIds(),
                rows);
        begun.accept(manifest);
        writer.manifest(manifest);
        writer.keys(carried);
        for (Map.Entry<Table, BackedUp> table : tables.entrySet()) {
          write(table.getKey(), table.getValue(), writer, carried);
        }
      }
      writer.finish();
      return manifest;
    } finally {
      connection.rollback();
    }
  }

  /** What became of the envelopes that were written. */
  EnvelopeCheck envelopes() {
    return check;
  }

  private Map<String, Long> lastIds() throws SQLException {
    Map<String, Long> lastIds = new LinkedHashMap<>();
    for (Table table : tables.keySet()) {
      if (table.fresh() == Fresh.CONTINUED) {
        lastIds.put(table.name(), number("select max(id) from " + table.name()));
      }
    }
    return lastIds;
  }

  /** The key versions of this state that are not destroyed. */
  private Set<Integer> liveVersions() throws SQLException {
    Set<Integer> live = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery("select number from key_version where state <> 'REVOKED'")) {
      while (found.next()) {
        live.add(found.getInt(1));
      }
    }
    return live;
  }

  private long count(Table table) throws SQLException {
    return number("select count(*) from " + table.name());
  }

  private long number(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      found.next();
      return found.getLong(1);
    }
  }

  private void write(Table table, BackedUp module, BackupWriter writer, CarriedKeys carried)
      throws SQLException, IOException {
    Sealed sealed = table.sealed();
    String binding =
        sealed == null ? "" : ", " + sealed.row() + ", " + sealed.version() + ", " + sealed.scope();
    String join = sealed == null ? "" : " " + sealed.join();
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(FETCH_ROWS);
      try (ResultSet found =
          statement.executeQuery("select t.*" + binding + " from " + table.name() + " t" + join)) {
        int extra = sealed == null ? 0 : BINDING_COLUMNS;
        List<Column> columns =
            Database.columns(found.getMetaData(), found.getMetaData().getColumnCount() - extra);
        Rows.Table head = new Rows.Table(table.name(), columns, index(columns, sealed));
        writer.begin(head);
        while (found.next()) {
          writer.row(head, row(found, head, sealed, module, carried));
          if (++done % STEP == 0) {
            progress.accept(done);
          }
        }
        writer.end();
      }
    }
    progress.accept(done);
  }

  private static int index(List<Column> columns, @Nullable Sealed sealed) {
    for (int i = 0; sealed != null && i < columns.size(); i++) {
      if (columns.get(i).name().equals(sealed.column())) {
        return i;
      }
    }
    return -1;
  }

  private Row row(
      ResultSet found,
      Rows.Table head,
      @Nullable Sealed sealed,
      BackedUp module,
      CarriedKeys carried)
      throws SQLException {
    int count = head.columns().size();
    @Nullable Object[] values = new @Nullable Object[count];
    for (int i = 0; i < count; i++) {
      values[i] = Database.read(found, i + 1, head.columns().get(i).type());
    }
    if (sealed == null) {
      return new Row(values, null);
    }
    Bound bound = bound(found, count, sealed.purpose());
    complete(values, head, module);
    if (!(values[head.sealed()] instanceof byte[] envelope)) {
      return new Row(values, null);
    }
    if (!check.opens(carried, bound, envelope)) {
      requireNotRotated(carried, envelope);
    }
    return new Row(values, bound);
  }

  /**
   * Of a store outside the database comes what is there now, and that may be under a key version
   * that was made after the snapshot.
   */
  private void requireNotRotated(CarriedKeys carried, byte[] envelope) {
    int version;
    try {
      version = Envelope.keyVersion(envelope);
    } catch (UnopenableException namesNone) {
      return;
    }
    if (carried.versions().contains(version)) {
      return;
    }
    try (CarriedKeys now = keys.get()) {
      if (now.versions().contains(version)) {
        throw Refused.conflict(
            "KEY_ROTATED_MEANWHILE",
            "The master key was rotated while the backup was being made.",
            "Make the backup again.");
      }
    }
  }

  private static void complete(@Nullable Object[] values, Rows.Table head, BackedUp module) {
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      named.put(head.columns().get(i).name(), values[i]);
    }
    module.complete(head.name(), named);
    for (int i = 0; i < values.length; i++) {
      values[i] = named.get(head.columns().get(i).name());
    }
  }

  private static Bound bound(ResultSet found, int after, String purpose) throws SQLException {
    UUID row = found.getObject(after + 1, UUID.class);
    int version = found.getInt(after + 2);
    String tenant = found.getString(after + 3);
    String workspace = found.getString(after + 4);
    String environment = found.getString(after + 5);
    String provider = found.getString(after + 6);
    Scope scope =
        EnvelopeRow.scope(
            () ->
                new Scope(
                    TenantId.of(tenant),
                    WorkspaceId.of(workspace),
                    Environment.valueOf(environment),
                    ProviderId.of(provider)));
    if (scope == null) {
      throw Refused.conflict(
          EnvelopeRows.SCOPE_UNREADABLE,
          "The scope of "
              + Bound.item(purpose, row, version)
              + " was changed in the database to something that is none.",
          "Put back in its row what its audit trail says (tenant, workspace, environment,"
              + " provider), or restore the database from a backup.",
          "Then make the backup again.");
    }
    return new Bound(purpose, scope, row, version);
  }
}
