package dev.sealward.web;

import dev.sealward.access.AuditCustody;
import dev.sealward.access.CurrentCaller;
import dev.sealward.audit.AuditFilter;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code GET /audit/export}: the rows a search of the audit page asks for, as a file.
 *
 * <p>Guarantees: those of {@link AuditLines}; every text is masked by what is known when it leaves,
 * so the render guard lets this media type pass; rows that are written meanwhile are not part of
 * it; beginning and end are recorded, the end also when the client went away.
 */
public class AuditExport extends Download {
  static final String ADDRESS = "/audit/export";

  private static final long serialVersionUID = 1L;
  private static final String TYPE = "application/vnd.sealward.audit";
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'audit-'uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  @Inject private transient AuditCustody custody;
  @Inject private transient AuditLines lines;
  @Inject private transient CurrentCaller current;
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
    boolean whole = false;
    try {
      beginLong(response, TYPE, NAME.format(now) + "." + format.suffix());
      AuditFilter until = filter.within(filter.from(), Optional.of(end));
      lines.write(current.personEachTime(), until, format, response.getOutputStream());
      whole = true;
    } finally {
      long rows = custody.running(person).orElse(0L);
      custody.endExport(person, (whole ? "all of " : "stopped after ") + rows + " rows");
    }
  }

  private static Optional<String> parameter(HttpServletRequest request, String name) {
    return Optional.ofNullable(request.getParameter(name))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }
}
