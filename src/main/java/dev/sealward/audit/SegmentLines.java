package dev.sealward.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Seals and rows as lines of a segment: fields between tabs, an absent one as {@code \N}; tab, line
 * feed, backslash and every other control character are written as a backslash and more, so that a
 * line is a row and printing it does nothing to a terminal.
 */
final class SegmentLines {
  private static final String SEAL = "seal";
  private static final String ROW = "row";
  private static final String ABSENT = "\\N";
  private static final int SEAL_FIELDS = 10;
  private static final int ROW_FIELDS = 16;
  private static final HexFormat HEX = HexFormat.of();

  private SegmentLines() {}

  static void add(StringBuilder text, SealedRows sealed) {
    Seal seal = sealed.seal();
    line(
        text,
        SEAL,
        Long.toString(seal.number()),
        Long.toString(seal.firstId()),
        Long.toString(seal.lastId()),
        Integer.toString(seal.count()),
        Integer.toString(seal.unproved()),
        HEX.formatHex(seal.previous()),
        HEX.formatHex(seal.rowsHash()),
        seal.sealedAt().toString(),
        HEX.formatHex(seal.mac()));
    sealed.rows().forEach(row -> add(text, row));
  }

  private static void add(StringBuilder text, Entry row) {
    byte[] mac = row.mac();
    line(
        text,
        ROW,
        Long.toString(row.id()),
        row.time().toString(),
        row.actorKind(),
        row.actor(),
        row.action(),
        row.targetKind(),
        row.targetId(),
        row.otherKind(),
        row.otherId(),
        row.outcome(),
        row.code(),
        row.detail(),
        row.address(),
        row.correlationId().toString(),
        mac == null ? null : HEX.formatHex(mac));
  }

  private static void line(StringBuilder text, @Nullable String... fields) {
    for (int i = 0; i < fields.length; i++) {
      text.append(i == 0 ? "" : "\t");
      escape(text, fields[i]);
    }
    text.append('\n');
  }

  private static void escape(StringBuilder text, @Nullable String field) {
    if (field == null) {
      text.append(ABSENT);
      return;
    }
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\') {
        text.append("\\\\");
      } else if (Character.isISOControl(c)) {
        text.append("\\u").append(HEX.toHexDigits(c));
      } else {
        text.append(c);
      }
    }
  }

  /**
   * Reads them back.
   *
   * @throws IllegalArgumentException when they are not what {@link #add} writes
   * @throws java.time.DateTimeException likewise
   */
  static List<SealedRows> read(String tenant, String text) {
    List<SealedRows> all = new ArrayList<>();
    List<Entry> rows = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      if (end < 0) {
        throw new IllegalArgumentException("a line that does not end");
      }
      List<@Nullable String> fields = fields(text.substring(at, end));
      if (SEAL.equals(fields.get(0)) && fields.size() == SEAL_FIELDS) {
        rows = new ArrayList<>();
        all.add(new SealedRows(seal(tenant, fields), rows));
      } else if (ROW.equals(fields.get(0)) && fields.size() == ROW_FIELDS && !all.isEmpty()) {
        rows.add(row(tenant, fields));
      } else {
        throw new IllegalArgumentException("neither a seal nor a row");
      }
      at = end + 1;
    }
    return all;
  }

  private static Seal seal(String tenant, List<@Nullable String> fields) {
    return new Seal(
        tenant,
        Long.parseLong(there(fields, 1)),
        Long.parseLong(there(fields, 2)),
        Long.parseLong(there(fields, 3)),
        Integer.parseInt(there(fields, 4)),
        Integer.parseInt(there(fields, 5)),
        HEX.parseHex(there(fields, 6)),
        HEX.parseHex(there(fields, 7)),
        Instant.parse(there(fields, 8)),
        HEX.parseHex(there(fields, 9)));
  }

  private static Entry row(String tenant, List<@Nullable String> fields) {
    String mac = fields.get(15);
    return new Entry(
        Long.parseLong(there(fields, 1)),
        tenant,
        Instant.parse(there(fields, 2)),
        there(fields, 3),
        there(fields, 4),
        there(fields, 5),
        there(fields, 6),
        there(fields, 7),
        fields.get(8),
        fields.get(9),
        there(fields, 10),
        fields.get(11),
        fields.get(12),
        there(fields, 13),
        UUID.fromString(there(fields, 14)),
        mac == null ? null : HEX.parseHex(mac));
  }

  private static String there(List<@Nullable String> fields, int which) {
    String field = fields.get(which);
    if (field == null) {
      throw new IllegalArgumentException("a field is absent");
    }
    return field;
  }

  private static List<@Nullable String> fields(String line) {
    List<@Nullable String> fields = new ArrayList<>();
    int at = 0;
    while (at <= line.length()) {
      int end = line.indexOf('\t', at);
      String field = line.substring(at, end < 0 ? line.length() : end);
      fields.add(field.equals(ABSENT) ? null : unescaped(field));
      at = end < 0 ? line.length() + 1 : end + 1;
    }
    return fields;
  }

  private static String unescaped(String field) {
    if (field.indexOf('\\') < 0) {
      return field;
    }
    StringBuilder text = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c != '\\') {
        text.append(c);
      } else if (field.startsWith("\\\\", i)) {
        text.append('\\');
        i++;
      } else if (field.startsWith("\\u", i) && i + 6 <= field.length()) {
        text.append((char) HexFormat.fromHexDigits(field, i + 2, i + 6));
        i += 5;
      } else {
        throw new IllegalArgumentException("an escape there is none of");
      }
    }
    return text.toString();
  }
}
