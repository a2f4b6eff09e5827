package dev.sealward.web;

import dev.sealward.access.AuditCustody;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.AuditSummary;
import dev.sealward.audit.FoundRows;
import dev.sealward.audit.Place;
import dev.sealward.audit.Position;
import dev.sealward.audit.Timeline;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code /audit}: who did what, newest first (ST-SEC-010, VAULT-05). The search is in the address,
 * so that a view of the trail can be kept as a link.
 */
@Named
@RequestScoped
public class AuditPage {
  private static final int ROWS = 100;
  private static final Duration CHARTED = Duration.ofDays(30);

  private final Visit visit;
  private final AuditCustody custody;
  private final SecretSearch secrets;
  private final AuditLinks links;
  private final Clock clock;
  private @Nullable AuditForm form;
  private @Nullable FoundRows found;
  private @Nullable Timeline timeline;
  private @Nullable TimeChart chart;
  private @Nullable AuditSummary summary;

  /** A span to choose, and whether it is the one shown. */
  public record Span(String words, String address, boolean chosen) {}

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected AuditPage() {
    this(null, null, null, null, null);
  }

  @Inject
  AuditPage(
      Visit visit, AuditCustody custody, SecretSearch secrets, AuditLinks links, Clock clock) {
    this.visit = visit;
    this.custody = custody;
    this.secrets = secrets;
    this.links = links;
    this.clock = clock;
  }

  public void load() {
    custody.require(visit.caller());
    found();
  }

  private AuditForm form() {
    AuditForm read = form;
    if (read == null) {
      read = new AuditForm(visit::query, secrets.of(visit.caller()), clock.instant());
      form = read;
    }
    return read;
  }

  private FoundRows found() {
    FoundRows rows = found;
    if (rows == null) {
      rows =
          isBroken()
              ? new FoundRows(List.of(), false, null)
              : custody.find(visit.caller(), List.of(form().filter()), form().place(), ROWS);
      links.prepare(rows.rows());
      found = rows;
    }
    return rows;
  }

  /** Whether a field breaks a rule, so that nothing was looked for. */
  public boolean isBroken() {
    return !form().errors().isEmpty();
  }

  /** What a field breaks, in words; empty when it breaks nothing. */
  public String error(String field) {
    return form().errors().getOrDefault(field, "");
  }

  /** A field as it stands in the address. */
  public String filter(String name) {
    return form().value(name);
  }

  public boolean isNarrow() {
    return form().isNarrow();
  }

  /** Whether any field of the search is filled in. */
  public boolean isFiltered() {
    return isNarrow()
        || !filter("last").isEmpty()
        || !filter("from").isEmpty()
        || !filter("until").isEmpty();
  }

  public List<AuditRecord> getRows() {
    return found().rows();
  }

  /** The address of the rows after these; null when there are none. */
  public @Nullable String getOlder() {
    Position next = found().older(form().place());
    return next == null ? null : form().page("before", next);
  }

  /** The address of the rows before these; null when these are the newest. */
  public @Nullable String getNewer() {
    Place place = form().place();
    if (found().rows().isEmpty() && place.from() != null) {
      return form().page("before", null);
    }
    Position next = found().newer(place);
    return next == null ? null : form().page("after", next);
  }

  /** How far a search with few matches looked; null when it looked at everything. */
  public @Nullable Instant getSearchedTo() {
    FoundRows rows = found();
    return rows.searchedTo() == null ? null : rows.searchedTo().time();
  }

  /** The search without a time; what a search that found nothing is loosened to first. */
  public String getEver() {
    return form().over("");
  }

  private Instant chartedUntil() {
    return form().filter().until().orElse(clock.instant());
  }

  private Instant chartedFrom() {
    return form().filter().from().orElse(chartedUntil().minus(CHARTED));
  }

  /** Whether the chart shows less than the rows below, which go back to the beginning. */
  public boolean isChartShorter() {
    return form().filter().from().isEmpty();
  }

  private Timeline timeline() {
    Timeline counted = timeline;
    if (counted == null) {
      counted = custody.timeline(visit.caller(), form().filter(), chartedFrom(), chartedUntil());
      timeline = counted;
    }
    return counted;
  }

  public TimeChart getChart() {
    TimeChart drawn = chart;
    if (drawn == null) {
      drawn = TimeChart.of(timeline(), form()::between);
      chart = drawn;
    }
    return drawn;
  }

  /** Since when everything is in the chart; null when all of its span is. */
  public @Nullable Instant getCountedFrom() {
    return timeline().countedFrom();
  }

  public AuditSummary getSummary() {
    AuditSummary counted = summary;
    if (counted == null) {
      counted = custody.summary(visit.caller(), chartedFrom(), chartedUntil());
      links.prepareSecrets(counted.secrets().stream().map(AuditSummary.Count::id).toList());
      summary = counted;
    }
    return counted;
  }

  public List<Span> getSpans() {
    return List.of(
        span("Any time", ""),
        span("24 hours", "day"),
        span("7 days", "week"),
        span("30 days", "month"),
        span("90 days", "quarter"));
  }

  private Span span(String words, String last) {
    boolean own = !filter("from").isEmpty() || !filter("until").isEmpty();
    return new Span(words, form().over(last), !own && filter("last").equals(last));
  }

  public List<AuditWords.Group> getGroups() {
    return AuditWords.groups();
  }

  /** The address of an export of what is shown. */
  public String export(String format) {
    String address = form().address(Map.of("format", format));
    return AuditExport.ADDRESS + address.substring(AuditForm.ADDRESS.length());
  }

  /** How many rows of the person's own running export have left; null when none runs. */
  public @Nullable Long getExporting() {
    return custody.running(visit.caller()).orElse(null);
  }
}
