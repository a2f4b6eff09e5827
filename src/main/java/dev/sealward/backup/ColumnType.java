package dev.sealward.backup;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a column's values are in a backup, whichever database they come from or go to. */
enum ColumnType {
  /** Length (int32) and UTF-8. */
  TEXT(1),
  /** 4 bytes. */
  INT(2),
  /** 8 bytes. */
  LONG(3),
  /** Length (int32) and bytes. */
  BYTES(4),
  /** 16 bytes. */
  UUID(5),
  /** Seconds since 1970 (int64) and nanoseconds (int32). */
  TIME(6),
  /** One byte, 0 or 1. */
  BOOL(7);

  private final int code;

  ColumnType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static ColumnType of(int code) {
    for (ColumnType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new DamagedBackupException("a column of an unknown type");
  }

  void write(Object value, DataOutput out) throws IOException {
    switch (this) {
      case TEXT -> Texts.write((String) value, out);
      case INT -> out.writeInt((Integer) value);
      case LONG -> out.writeLong((Long) value);
      case BYTES -> {
        byte[] bytes = (byte[]) value;
        out.writeInt(bytes.length);
        out.write(bytes);
      }
      case UUID -> Texts.writeId((UUID) value, out);
      case TIME -> {
        Instant time = (Instant) value;
        out.writeLong(time.getEpochSecond());
        out.writeInt(time.getNano());
      }
      case BOOL -> out.writeByte((Boolean) value ? 1 : 0);
    }
  }

  Object read(DataInput in) throws IOException {
    return switch (this) {
      case TEXT -> Texts.read(in, Texts.MAX_BYTES);
      case INT -> in.readInt();
      case LONG -> in.readLong();
      case BYTES -> Texts.readBytes(in, Texts.MAX_BYTES);
      case UUID -> Texts.readId(in);
      case TIME -> time(in.readLong(), in.readInt());
      case BOOL -> in.readByte() != 0;
    };
  }

  private static Instant time(long seconds, int nanos) {
    try {
      if (nanos >= 0 && nanos < 1_000_000_000) {
        return Instant.ofEpochSecond(seconds, nanos);
      }
    } catch (DateTimeException outOfRange) {
      // falls through to the one answer
    }
    throw new DamagedBackupException("a time that is none");
  }

  /** Texts, bytes and ids as they stand in the stream; no length is believed beyond its limit. */
  static final class Texts {
    /** More than any value a table takes. */
    static final int MAX_BYTES = 16 << 20;

    static final int MAX_NAME_BYTES = 256;

    private Texts() {}

    static void write(String text, DataOutput out) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      out.writeInt(bytes.length);
      out.write(bytes);
    }

    static String read(DataInput in, int maxBytes) throws IOException {
      return new String(readBytes(in, maxBytes), StandardCharsets.UTF_8);
    }

    static byte[] readBytes(DataInput in, int maxBytes) throws IOException {
      int length = in.readInt();
      if (length < 0 || length > maxBytes) {
        throw new DamagedBackupException("a value over the limit");
      }
      byte[] bytes = new byte[length];
      in.readFully(bytes);
      return bytes;
    }

    static void writeId(UUID id, DataOutput out) throws IOException {
      out.writeLong(id.getMostSignificantBits());
      out.writeLong(id.getLeastSignificantBits());
    }

    static UUID readId(DataInput in) throws IOException {
      return new UUID(in.readLong(), in.readLong());
    }

    static void writeNullable(ColumnType type, @Nullable Object value, DataOutput out)
        throws IOException {
      out.writeByte(value == null ? 0 : 1);
      if (value != null) {
        type.write(value, out);
      }
    }
  }
}
