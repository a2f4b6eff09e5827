package dev.sealward.audit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Says that a stretch of a tenant's chain stands in a file, and in which.
 *
 * <p>Guarantee: without the trail's key nobody makes one, so rows that are gone from the table are
 * not explained by a file that never was.
 *
 * @param bytes how long the file is
 * @param digest SHA-256 of the file
 * @param mac over everything but {@code takenOut}
 * @param takenOut whether nothing of it is left in the tables; who claims it falsely hides nothing
 */
record Segment(SegmentHeader header, long bytes, byte[] digest, byte[] mac, boolean takenOut) {
  static final String COLUMNS =
      "tenant, number, first_seal, last_seal, first_id, last_id, row_count, unproved, first_time,"
          + " last_time, mac_before, mac_after, archived_at, bytes, digest, mac, taken_out";

  private static final String LAYOUT = "sealward/audit-segment/1";
  private static final int NAMED_DIGEST_BYTES = 8;

  static Segment of(ChainMac key, SegmentHeader header, byte[] file) {
    Segment made = new Segment(header, file.length, sha256(file), new byte[0], false);
    return new Segment(header, made.bytes, made.digest, key.of(made.encoded()), false);
  }

  private Encoding encoded() {
    return header.addTo(Encoding.of(LAYOUT)).add(bytes).add(digest);
  }

  boolean isGenuine(ChainMac key) {
    return key.accepts(encoded(), mac);
  }

  boolean isOf(byte[] file) {
    return file.length == bytes && MessageDigest.isEqual(digest, sha256(file));
  }

  /** Two that differ never have the same name; a tenant's id holds no underscore. */
  String fileName() {
    return filePrefix(header.tenant(), header.number())
        + HexFormat.of().formatHex(digest, 0, NAMED_DIGEST_BYTES)
        + ".txt";
  }

  static String filePrefix(String tenant, long number) {
    return tenant + String.format(Locale.ROOT, "_%08d_", number);
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing", e);
    }
  }

  static Segment read(ResultSet row) throws SQLException {
    SegmentHeader header =
        new SegmentHeader(
            row.getString(1),
            row.getLong(2),
            row.getLong(3),
            row.getLong(4),
            row.getLong(5),
            row.getLong(6),
            row.getLong(7),
            row.getLong(8),
            time(row, 9),
            time(row, 10),
            row.getBytes(11),
            row.getBytes(12),
            time(row, 13));
    return new Segment(
        header, row.getLong(14), row.getBytes(15), row.getBytes(16), row.getBoolean(17));
  }

  private static Instant time(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  Object[] values() {
    return new Object[] {
      header.tenant(),
      header.number(),
      header.firstSeal(),
      header.lastSeal(),
      header.firstId(),
      header.lastId(),
      header.rows(),
      header.unproved(),
      header.firstTime(),
      header.lastTime(),
      header.before(),
      header.after(),
      header.archivedAt(),
      bytes,
      digest,
      mac,
      takenOut
    };
  }
}
