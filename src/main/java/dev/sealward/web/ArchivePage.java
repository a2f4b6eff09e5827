package dev.sealward.web;

import dev.sealward.access.ArchiveCustody;
import dev.sealward.audit.ArchiveState;
import dev.sealward.audit.SegmentView;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /audit/archive}: what has left the trail's table, and how long rows stay there. */
@Named
@RequestScoped
public class ArchivePage {
  static final String ADDRESS = "/audit/archive";
  private static final int FULL = 50;

  private final Visit visit;
  private final ArchiveCustody custody;
  private @Nullable ArchiveState state;
  private @Nullable List<SegmentView> segments;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected ArchivePage() {
    this(null, null);
  }

  @Inject
  ArchivePage(Visit visit, ArchiveCustody custody) {
    this.visit = visit;
    this.custody = custody;
  }

  public void load() {
    getState();
  }

  public ArchiveState getState() {
    ArchiveState read = state;
    if (read == null) {
      read = custody.state(visit.caller());
      state = read;
    }
    return read;
  }

  /** {@code 400 days}. */
  public String getKeep() {
    Duration keep = getState().keep();
    return keep == null ? "for ever" : Numbers.grouped(keep.toDays()) + " days";
  }

  public List<SegmentView> getSegments() {
    List<SegmentView> read = segments;
    if (read == null) {
      read = custody.segments(visit.caller(), before());
      segments = read;
    }
    return read;
  }

  /** The address of older segments; null when these are the oldest. */
  public @Nullable String getOlder() {
    List<SegmentView> shown = getSegments();
    long last = shown.isEmpty() ? 1 : shown.get(shown.size() - 1).number();
    return shown.size() == FULL && last > 1 ? ADDRESS + "?before=" + last : null;
  }

  /** Whether older ones than the newest are shown. */
  public boolean isPaged() {
    return visit.query("before").isPresent();
  }

  private long before() {
    return visit
        .query("before")
        .filter(text -> text.matches("[0-9]{1,18}"))
        .map(Long::parseLong)
        .orElse(Long.MAX_VALUE);
  }

  /** {@code 1.2 MB}. */
  public String size(SegmentView segment) {
    return Numbers.bytes(segment.bytes());
  }

  public Pill pill(SegmentView segment) {
    return segment.there()
        ? new Pill("is-ok", "ok", "In its folder")
        : new Pill("is-bad", "error", "File missing");
  }
}
