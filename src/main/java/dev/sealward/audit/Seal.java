package dev.sealward.audit;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.SortedMap;

/**
 * A link of a tenant's chain: a MAC over the rows it covers and over the seal before it. Seal 0
 * covers no row; up to its last id there are rows from before the trail had a key.
 *
 * <p>Guarantee: without the trail's key nobody makes a seal, or another one of the same number.
 *
 * @param firstId the lowest id it covers; rows between first and last may be in other seals
 * @param unproved how many of its rows carried no MAC when it was made
 * @param previous the MAC of the seal before
 * @param rowsHash SHA-256 over each row's id and MAC, by id
 */
record Seal(
    String tenant,
    long number,
    long firstId,
    long lastId,
    int count,
    int unproved,
    byte[] previous,
    byte[] rowsHash,
    Instant sealedAt,
    byte[] mac) {
  static final String COLUMNS =
      "tenant, number, first_id, last_id, row_count, unproved, previous, rows_hash, sealed_at, mac";

  private static final String LAYOUT = "sealward/audit-seal/1";
  private static final int HASH_BYTES = 32;

  /** The first seal of a chain. */
  static Seal opening(ChainMac key, String tenant, long lastId, Instant now) {
    byte[] none = new byte[HASH_BYTES];
    return new Seal(tenant, 0, 0, lastId, 0, 0, none, none, now, none).under(key);
  }

  /**
   * @param rows the MAC of each row by its id
   */
  static Seal of(
      ChainMac key,
      String tenant,
      long number,
      byte[] previous,
      SortedMap<Long, byte[]> rows,
      int unproved,
      Instant now) {
    return new Seal(
            tenant,
            number,
            rows.firstKey(),
            rows.lastKey(),
            rows.size(),
            unproved,
            previous,
            hash(rows),
            now,
            new byte[0])
        .under(key);
  }

  static byte[] hash(SortedMap<Long, byte[]> rows) {
    if (rows.isEmpty()) {
      return new byte[HASH_BYTES];
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      rows.forEach(
          (id, mac) -> {
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, id));
            digest.update(mac);
          });
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing", e);
    }
  }

  private Seal under(ChainMac key) {
    return new Seal(
        tenant,
        number,
        firstId,
        lastId,
        count,
        unproved,
        previous,
        rowsHash,
        sealedAt,
        key.of(encoded()));
  }

  /** Every field except the MAC. */
  private Encoding encoded() {
    return Encoding.of(LAYOUT)
        .add(tenant)
        .add(number)
        .add(firstId)
        .add(lastId)
        .add(count)
        .add(unproved)
        .add(previous)
        .add(rowsHash)
        .add(sealedAt);
  }

  boolean isGenuine(ChainMac key) {
    return key.accepts(encoded(), mac);
  }

  /** Whether it stands in the place of a seal that was made before it. */
  boolean isAnotherThan(Seal seen) {
    return number == seen.number && !MessageDigest.isEqual(mac, seen.mac);
  }

  boolean follows(byte[] macBefore) {
    return MessageDigest.isEqual(previous, macBefore);
  }

  static Seal read(ResultSet row) throws SQLException {
    return new Seal(
        row.getString(1),
        row.getLong(2),
        row.getLong(3),
        row.getLong(4),
        row.getInt(5),
        row.getInt(6),
        row.getBytes(7),
        row.getBytes(8),
        row.getObject(9, OffsetDateTime.class).toInstant(),
        row.getBytes(10));
  }

  Object[] values() {
    return new Object[] {
      tenant, number, firstId, lastId, count, unproved, previous, rowsHash, sealedAt, mac
    };
  }
}
