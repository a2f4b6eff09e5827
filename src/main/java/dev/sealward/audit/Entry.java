package dev.sealward.audit;

import dev.sealward.kernel.Caller;
import java.security.MessageDigest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
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

  private static final int MAX_ACTOR_CHARS = 128;
  private static final int MAX_CODE_CHARS = 64;
  private static final int MAX_DETAIL_CHARS = 512;
  private static final int MAX_ADDRESS_CHARS = 64;

  /**
   * What is about to be recorded, without its MAC.
   *
   * @param mask for every text that may hold what a caller sent
   */
  static Entry of(
      long id,
      Instant time,
      Caller caller,
      Action action,
      Target target,
      @Nullable Target other,
      Outcome outcome,
      @Nullable String code,
      @Nullable String detail,
      UnaryOperator<String> mask) {
    return new Entry(
        id,
        caller.tenant().value(),
        time,
        caller.kind().name(),
        fitting(mask.apply(caller.id()), MAX_ACTOR_CHARS),
        action.name(),
        target.kind(),
        fitting(mask.apply(target.id()), Target.MAX_ID_CHARS),
        other == null ? null : other.kind(),
        other == null ? null : fitting(mask.apply(other.id()), Target.MAX_ID_CHARS),
        outcome.name(),
        code == null ? null : fitting(code, MAX_CODE_CHARS),
        detail == null ? null : fitting(mask.apply(detail), MAX_DETAIL_CHARS),
        fitting(caller.address(), MAX_ADDRESS_CHARS),
        caller.correlationId(),
        null);
  }

  // A text that is too long must not make the action it records impossible.
  static String fitting(String text, int maxChars) {
    return text.length() <= maxChars ? text : text.substring(0, maxChars - 1) + "…";
  }

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
