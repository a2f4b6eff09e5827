package dev.sealward.web;

import dev.sealward.audit.Target;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.RunId;
import dev.sealward.run.ProjectView;
import dev.sealward.run.Projects;
import dev.sealward.run.RunCursor;
import dev.sealward.run.RunView;
import dev.sealward.run.Runs;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /projects/{id}}: a project's runs, and who may write to it. */
@Named
@RequestScoped
public class ProjectPage {
  private static final int ROWS = 50;

  private final Visit visit;
  private final Projects projects;
  private final Runs runs;
  private final Clock clock;
  private @Nullable ProjectView project;
  private @Nullable List<RunView> found;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected ProjectPage() {
    this(null, null, null, null);
  }

  @Inject
  ProjectPage(Visit visit, Projects projects, Runs runs, Clock clock) {
    this.visit = visit;
    this.projects = projects;
    this.runs = runs;
    this.clock = clock;
  }

  private ProjectId id() {
    return ProjectId.of(visit.part("project"));
  }

  public String getAddress() {
    return "/projects/" + id();
  }

  public Target getTarget() {
    return new Target("project", id().value());
  }

  public void load() {
    getProject();
  }

  public ProjectView getProject() {
    if (project == null) {
      project = projects.get(visit.caller(), id());
    }
    return project;
  }

  private List<RunView> found() {
    if (found == null) {
      found = runs.latest(visit.caller(), id(), ROWS + 1, cursor());
    }
    return found;
  }

  private @Nullable RunCursor cursor() {
    String before = visit.query("before").orElse("");
    String run = visit.query("run").orElse("");
    try {
      return before.isEmpty() || run.isEmpty()
          ? null
          : new RunCursor(Instant.parse(before), RunId.parse(run));
    } catch (DateTimeException notATime) {
      return null;
    }
  }

  public List<RunView> getRuns() {
    return found().subList(0, Math.min(ROWS, found().size()));
  }

  /** The address of the runs before these; null when there are none. */
  public @Nullable String getOlder() {
    if (found().size() <= ROWS) {
      return null;
    }
    RunCursor last = found().get(ROWS - 1).cursor();
    return "?before=" + last.startedAt() + "&run=" + last.id();
  }

  /** When a run that goes on is measured to. */
  public Instant until(RunView run) {
    Instant ended = run.endedAt();
    return ended == null ? clock.instant() : ended;
  }
}
