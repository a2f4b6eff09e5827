package dev.sealward.audit;

import java.security.MessageDigest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of the trail as the database holds it, whatever somebody made of it there.
 *
 * @param mac over {@link #encoded}; null when no key was open
 */
record Entry(
    long id,
    String tenant,
    Instant time,
    String actorKind,
    String actor,
    String action,
    String targetKind,
    String targetId,
    @Nullable String otherKind,
    @Nullable String otherId,
    String outcome,
    @Nullable String code,
    @Nullable String detail,
    String address,
    UUID correlationId,
    byte @Nullable [] mac) {

  /** In the order {@link #read} and {@link #bind} take them. */
  static final String COLUMNS =
      "id, tenant, occurred_at, actor_kind, actor, action, target_kind, target_id, other_kind,"
          + " other_id, outcome, code, detail, address, correlation_id, mac";

  static final int COUNT = 16;

  private static final String LAYOUT = "sealward/audit-row/1";

  /** Every field except the MAC. */
  Encoding encoded() {
    return Encoding.of(LAYOUT)
        .add(id)
        .add(tenant)
        .add(time)
        .add(actorKind)
        .add(actor)
        .add(action)
        .add(targetKind)
        .add(targetId)
        .add(otherKind)
        .add(otherId)
        .add(outcome)
        .add(code)
        .add(detail)
        .add(address)
        .add(correlationId.getMostSignificantBits())
        .add(correlationId.getLeastSignificantBits());
  }

  /**
   * The MAC the row has in a seal; empty when the row is not as it was written.
   *
   * @param oldUntil up to this id rows are from before there was a key
   */
  Optional<byte[]> proof(ChainMac key, long oldUntil) {
    byte[] right = key.of(encoded());
    boolean genuine =
        mac == null ? id <= oldUntil || Unproved.allows(action) : MessageDigest.isEqual(right, mac);
    return genuine ? Optional.of(right) : Optional.empty();
  }

  Entry with(byte @Nullable [] otherMac) {
    return new Entry(
        id,
        tenant,
        time,
        actorKind,
        actor,
        action,
        targetKind,
        targetId,
        otherKind,
        otherId,
        outcome,
        code,
        detail,
        address,
        correlationId,
        otherMac);
  }

  static Entry read(ResultSet row) throws SQLException {
    int column = 1;
    return new Entry(
        row.getLong(column++),
        row.getString(column++),
        row.getObject(column++, OffsetDateTime.class).toInstant(),
        row.getString(column++),
        row.getString(column++),
        row.getString(column++),
        row.getString(column++),
        row.getString(column++),
        row.getString(column++),
        row.getString(column++),
        row.getString(column++),
        row.getString(column++),
        row.getString(column++),
        row.getString(column++),
        row.getObject(column++, UUID.class),
        row.getBytes(column));
  }

  void bind(PreparedStatement insert) throws SQLException {
    int column = 1;
    insert.setLong(column++, id);
    insert.setString(column++, tenant);
    insert.setTimestamp(column++, Timestamp.from(time));
    for (String text :
        new @Nullable String[] {
          actorKind,
          actor,
          action,
          targetKind,
          targetId,
          otherKind,
          otherId,
          outcome,
          code,
          detail,
          address
        }) {
      insert.setString(column++, text);
    }
    insert.setObject(column++, correlationId);
    insert.setBytes(column, mac);
  }
}
