package dev.sealward.inserver;

import dev.sealward.audit.Action;
import dev.sealward.audit.Outcome;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** Writes rows of the trail as if they had been written at another time, for tenants of tests. */
@ApplicationScoped
public class AuditRows {
  private static final AtomicLong IDS = new AtomicLong(1_000_000_000_000L);

  @Resource(lookup = "java:app/jdbc/sealward")
  DataSource dataSource;

  /** A row to write. */
  record Row(
      Instant time,
      Caller.Kind kind,
      String actor,
      Action action,
      Target target,
      Target other,
      Outcome outcome,
      String address,
      UUID call) {}

  /** Writes them in order; gives the id of the first, the others follow it. */
  long write(String tenant, List<Row> rows) throws SQLException {
    long first = IDS.getAndAdd(rows.size());
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into audit_event (id, tenant, occurred_at, actor_kind, actor, action,"
                    + " target_kind, target_id, other_kind, other_id, outcome, address,"
                    + " correlation_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      int i = 0;
      for (Row row : rows) {
        insert.setLong(1, first + i++);
        insert.setString(2, tenant);
        insert.setObject(3, row.time().atOffset(ZoneOffset.UTC));
        insert.setString(4, row.kind().name());
        insert.setString(5, row.actor());
        insert.setString(6, row.action().name());
        insert.setString(7, row.target().kind());
        insert.setString(8, row.target().id());
        insert.setString(9, row.other() == null ? null : row.other().kind());
        insert.setString(10, row.other() == null ? null : row.other().id());
        insert.setString(11, row.outcome().name());
        insert.setString(12, row.address());
        insert.setObject(13, row.call());
        insert.addBatch();
        if (i % 1_000 == 0) {
          insert.executeBatch();
        }
      }
      insert.executeBatch();
    }
    return first;
  }
}
