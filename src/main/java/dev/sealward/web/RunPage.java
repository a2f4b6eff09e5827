package dev.sealward.web;

import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.RunId;
import dev.sealward.run.EventPage;
import dev.sealward.run.EventView;
import dev.sealward.run.ProjectView;
import dev.sealward.run.Projects;
import dev.sealward.run.RunState;
import dev.sealward.run.RunView;
import dev.sealward.run.Runs;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code /projects/{id}/runs/{runId}}: a run and its masked log (ST-SEC-004). */
@Named
@RequestScoped
public class RunPage {
  private static final int FIRST_LINES = 500;
  private static final int CHUNK = 100;
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Visit visit;
  private final Projects projects;
  private final Runs runs;
  private @Nullable RunView run;
  private @Nullable ProjectView project;
  private @Nullable EventPage events;

  /** A line of the log as the page shows it. */
  public record Line(
      long seq,
      Instant time,
      String clock,
      String stream,
      String level,
      List<MaskedText.Part> parts) {

    static Line of(EventView event) {
      return new Line(
          event.seq(),
          event.time(),
          CLOCK.format(event.time()),
          event.stream(),
          event.level().name(),
          MaskedText.parts(event.text()));
    }
  }

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected RunPage() {
    this(null, null, null);
  }

  @Inject
  RunPage(Visit visit, Projects projects, Runs runs) {
    this.visit = visit;
    this.projects = projects;
    this.runs = runs;
  }

  private ProjectId projectId() {
    return ProjectId.of(visit.part("project"));
  }

  private RunId runId() {
    return RunId.parse(visit.part("run"));
  }

  public void load() {
    getRun();
  }

  public RunView getRun() {
    if (run == null) {
      run = runs.get(visit.caller(), projectId(), runId());
    }
    return run;
  }

  public ProjectView getProject() {
    if (project == null) {
      project = projects.get(visit.caller(), projectId());
    }
    return project;
  }

  public String getAddress() {
    return "/projects/" + projectId() + "/runs/" + runId();
  }

  /** The first eight digits: how people call a run. */
  public String getShortId() {
    return runId().toString().substring(0, 8);
  }

  public boolean isRunning() {
    return getRun().state() == RunState.RUNNING;
  }

  /** Whether the log is shown from its first line instead of its last ones. */
  private boolean fromStart() {
    return visit.query("from").filter("start"::equals).isPresent();
  }

  private EventPage events() {
    if (events == null) {
      long after = fromStart() ? 0 : Math.max(0, getRun().lastSeq() - FIRST_LINES);
      events = runs.events(visit.caller(), projectId(), runId(), after, FIRST_LINES);
    }
    return events;
  }

  /** The first lines, in lists of at most 100. */
  public List<List<Line>> getChunks() {
    List<Line> lines = events().events().stream().map(Line::of).toList();
    List<List<Line>> chunks = new ArrayList<>();
    for (int from = 0; from < lines.size(); from += CHUNK) {
      chunks.add(lines.subList(from, Math.min(lines.size(), from + CHUNK)));
    }
    return chunks;
  }

  /** How far the page's lines reach; the feed goes on from there. */
  public long getLast() {
    return events().lastSeq();
  }

  /** Whether there are lines before those shown. */
  public boolean isCutOff() {
    return !fromStart()
        && getRun().events() > events().events().size()
        && getRun().lastSeq() > FIRST_LINES;
  }
}
