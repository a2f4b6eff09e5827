package dev.sealward.secret;

import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.keys.EnvelopeRow;
import dev.sealward.keys.EnvelopeRows;
import dev.sealward.keys.KeySession;
import dev.sealward.keys.Purpose;
import dev.sealward.keys.Rewrappable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The values kept in the database itself, as the re-wrap sees them. */
@ApplicationScoped
@Transactional
class VersionEnvelopes implements Rewrappable {
  // In the select list, a look at one row of an index each. Joined, all secrets were read and
  // sorted for each page by a planner that took a key version's rows for fewer than they were.
  private static final String SCOPE =
      "(select s.tenant || '/' || s.workspace || '/' || s.environment || '/' || s.provider"
          + " from secret s where s.id = v.secret_id)";
  private static final String NEEDED =
      "select v.secret_id, v.number, v.ciphertext, "
          + SCOPE
          + " from secret_version v where v.key_version = ? and v.ciphertext is not null";
  private static final String OF_ONE = NEEDED + " and v.secret_id = ?";
  // A version that was destroyed meanwhile stays so.
  private static final String UPDATE =
      "update secret_version set ciphertext = ?, key_version = ?"
          + " where secret_id = ? and number = ? and key_version = ? and ciphertext is not null";

  private final EntityManager entityManager;

  @Inject
  VersionEnvelopes(EntityManager entityManager) {
    this.entityManager = entityManager;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  VersionEnvelopes() {
    this(null);
  }

  @Override
  public String name() {
    return "secret values";
  }

  @Override
  public Map<Integer, Long> countByVersion() {
    return EnvelopeRows.of(entityManager)
        .count(
            "select key_version, count(*) from secret_version"
                + " where state <> 'DESTROYED' and store = 'db' group by key_version");
  }

  @Override
  public Rewrapped rewrap(KeySession session, int version, int limit, @Nullable String after) {
    EnvelopeRows table = EnvelopeRows.of(entityManager);
    Object[] parameters =
        after == null ? new Object[] {version} : new Object[] {version, UUID.fromString(after)};
    List<EnvelopeRow> rows =
        new ArrayList<>(
            table.page(page(after != null, limit), VersionEnvelopes::envelope, parameters));
    if (rows.size() < limit) {
      return table.rewrap(session, version, rows, UPDATE, null);
    }
    // The page may have cut the last secret's versions: they are whole in the next one.
    UUID last = rows.get(rows.size() - 1).rowId();
    if (!rows.get(0).rowId().equals(last)) {
      rows.removeIf(row -> row.rowId().equals(last));
    } else {
      rows = table.read(OF_ONE, VersionEnvelopes::envelope, version, last);
    }
    String next = rows.get(rows.size() - 1).rowId().toString();
    return table.rewrap(session, version, rows, UPDATE, next);
  }

  private static String page(boolean after, int limit) {
    return NEEDED
        + (after ? " and v.secret_id > ?" : "")
        + " order by v.key_version, v.secret_id, v.number fetch first "
        + limit
        + " rows only";
  }

  private static EnvelopeRow envelope(ResultSet row) throws SQLException {
    UUID secret = EnvelopeRows.id(row, 1);
    int number = row.getInt(2);
    return new EnvelopeRow(
        "secret " + secret + " version " + number,
        Purpose.SECRET_VALUE,
        scope(row.getString(4)),
        secret,
        number,
        row.getBytes(3),
        secret,
        number);
  }

  private static @Nullable Scope scope(@Nullable String joined) {
    String[] parts = joined == null ? new String[0] : joined.split("/", -1);
    return parts.length == 4 ? scope(parts[0], parts[1], parts[2], parts[3]) : null;
  }

  /** The scope in four columns from {@code first} on; null when they name none. */
  static @Nullable Scope scope(ResultSet row, int first) throws SQLException {
    return scope(
        row.getString(first),
        row.getString(first + 1),
        row.getString(first + 2),
        row.getString(first + 3));
  }

  private static @Nullable Scope scope(
      String tenant, String workspace, String environment, String provider) {
    return EnvelopeRow.scope(
        () ->
            new Scope(
                TenantId.of(tenant),
                WorkspaceId.of(workspace),
                Environment.valueOf(environment),
                ProviderId.of(provider)));
  }
}
