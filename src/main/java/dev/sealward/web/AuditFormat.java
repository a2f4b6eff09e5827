package dev.sealward.web;

import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.Target;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The formats rows of the trail are exported in: a line for each row, in UTF-8. */
enum AuditFormat {
  /**
   * Comma-separated values (RFC 4180), with a line of names. A cell that a spreadsheet would take
   * for a formula begins with an apostrophe.
   */
  CSV("csv") {
    @Override
    String header() {
      return String.join(",", NAMES) + "\r\n";
    }

    @Override
    String line(AuditRecord row) {
      return cells(row).stream().map(AuditFormat::cell).collect(Collectors.joining(",")) + "\r\n";
    }
  },
  /** JSON Lines: an object for each row; what is not there is left out. */
  JSON_LINES("jsonl") {
    @Override
    String header() {
      return "";
    }

    @Override
    String line(AuditRecord row) {
      JsonObjectBuilder object = Json.createObjectBuilder().add(NAMES.get(0), row.id());
      List<String> cells = cells(row);
      for (int i = 1; i < NAMES.size(); i++) {
        if (!cells.get(i).isEmpty()) {
          object.add(NAMES.get(i), cells.get(i));
        }
      }
      return object.build() + "\n";
    }
  };

  private static final List<String> NAMES =
      List.of(
          "id",
          "time",
          "action",
          "outcome",
          "code",
          "actor_kind",
          "actor",
          "target_kind",
          "target_id",
          "other_kind",
          "other_id",
          "detail",
          "address",
          "correlation_id");

  private static final String FORMULA_STARTS = "=+-@\t\r";

  private final String suffix;

  AuditFormat(String suffix) {
    this.suffix = suffix;
  }

  static Optional<AuditFormat> of(String text) {
    return Stream.of(values()).filter(format -> format.suffix.equals(text)).findFirst();
  }

  String suffix() {
    return suffix;
  }

  /** What comes before the first row. */
  abstract String header();

  abstract String line(AuditRecord row);

  private static List<String> cells(AuditRecord row) {
    Target other = row.other();
    return List.of(
        Long.toString(row.id()),
        row.time().toString(),
        row.action().text(),
        row.outcome().name(),
        orEmpty(row.code()),
        row.actorKind().name(),
        row.actor(),
        row.target().kind(),
        row.target().id(),
        other == null ? "" : other.kind(),
        other == null ? "" : other.id(),
        orEmpty(row.detail()),
        row.address(),
        row.correlationId().toString());
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  static String cell(String text) {
    boolean formula = !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0;
    String safe = formula ? "'" + text : text;
    boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
