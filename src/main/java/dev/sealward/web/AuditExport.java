package dev.sealward.web;

import dev.sealward.access.AuditCustody;
import dev.sealward.audit.AuditFilter;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.FoundRows;
import dev.sealward.audit.Place;
import dev.sealward.audit.Position;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /audit/export}: the rows a search of the audit page asks for, as a file.
 *
 * <p>Guarantees: constant memory, and a short transaction for each page of rows, however many there
 * are; every text is masked by what is known when it leaves, so the render guard lets this media
 * type pass; rows that are written meanwhile are not part of it; beginning and end are recorded,
 * the end also when the client went away.
 */
public class AuditExport extends Download {
  static final String ADDRESS = "/audit/export";

  private static final long serialVersionUID = 1L;
  private static final String TYPE = "application/vnd.sealward.audit";
  private static final int ROWS = 500;
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'audit-'uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  @Inject private transient AuditCustody custody;
  @Inject private transient SecretSearch secrets;
  @Inject private transient Clock clock;

  /** For the container, which injects the rest. */
  @SuppressWarnings("NullAway")
  public AuditExport() {}

  @Override
  void give(Caller person, Route route, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    custody.require(person);
    Instant now = clock.instant();
    AuditForm form = new AuditForm(name -> parameter(request, name), secrets.of(person), now);
    AuditFormat format =
        Optional.ofNullable(request.getParameter("format"))
            .flatMap(AuditFormat::of)
            .filter(any -> form.errors().isEmpty())
            .orElseThrow(
                () ->
                    Refused.field(
                        "format",
                        "EXPORT_INVALID",
                        "This export is not one of the audit page.",
                        "Begin it there."));
    AuditFilter filter = form.filter();
    Instant end = filter.until().filter(now::isAfter).orElse(now);
    custody.beginExport(person, format.suffix() + "; " + form.words());
    long rows = 0;
    boolean whole = false;
    try {
      beginLong(response, TYPE, NAME.format(now) + "." + format.suffix());
      OutputStream out = response.getOutputStream();
      out.write(format.header().getBytes(StandardCharsets.UTF_8));
      AuditFilter until = filter.within(filter.from(), Optional.of(end));
      @Nullable Place place = Place.NEWEST;
      while (place != null) {
        FoundRows page = custody.find(person, List.of(until), place, ROWS);
        for (AuditRecord row : page.rows()) {
          out.write(format.line(row).getBytes(StandardCharsets.UTF_8));
        }
        out.flush();
        rows += page.rows().size();
        custody.exported(person, rows);
        place = next(page);
      }
      whole = true;
    } finally {
      custody.endExport(person, (whole ? "all of " : "stopped after ") + rows + " rows");
    }
  }

  private static @Nullable Place next(FoundRows page) {
    Position last = page.searchedTo() != null ? page.searchedTo() : page.oldest();
    if (last == null || (!page.more() && page.searchedTo() == null)) {
      return null;
    }
    return Place.olderThan(last);
  }

  private static Optional<String> parameter(HttpServletRequest request, String name) {
    return Optional.ofNullable(request.getParameter(name))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }
}
