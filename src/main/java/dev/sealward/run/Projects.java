package dev.sealward.run;

import dev.sealward.access.Level;
import dev.sealward.access.Needs;
import dev.sealward.access.NeedsGrant;
import dev.sealward.access.Permission;
import dev.sealward.access.Policies;
import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.guard.Guard;
import dev.sealward.guard.Redacted;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Input;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.Refused;
import dev.sealward.run.ProjectRows.Summary;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The projects runs belong to. Thread-safe. */
@ApplicationScoped
@Transactional
public class Projects {
  private static final int MAX_NAME_CHARS = 100;
  private static final int MAX_DESCRIPTION_CHARS = 1_000;

  private static final int MAX_PROJECTS = 1_000;

  private final EntityManager entities;
  private final ProjectRows projects;
  private final ProjectAccess access;
  private final AuditTrail audit;
  private final Guard guard;
  private final Clock clock;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected Projects() {
    this(null, null, null, null, null);
  }

  @Inject
  Projects(EntityManager entities, Policies policies, AuditTrail audit, Guard guard, Clock clock) {
    this.entities = entities;
    this.projects = new ProjectRows(entities);
    this.access = new ProjectAccess(projects, policies, audit);
    this.audit = audit;
    this.guard = guard;
    this.clock = clock;
  }

  /** Makes a project; its id is part of its address and never changes. */
  @Needs(Permission.MANAGE_PROJECTS)
  @Redacted
  public ProjectView create(
      Caller caller, @Nullable String id, @Nullable String name, @Nullable String description) {
    access.requireMaking(caller);
    ProjectId project = ProjectId.of(Input.id("id", id));
    String displayName = Input.requiredLine("name", name, MAX_NAME_CHARS);
    String about = Input.line("description", description, MAX_DESCRIPTION_CHARS);
    guard.refusePlaintext(caller, "id", project.value());
    guard.refusePlaintext(caller, "name", displayName);
    guard.refusePlaintext(caller, "description", about);
    if (projects.workspace(caller.tenant(), project.value()).isPresent()) {
      throw taken();
    }
    if (projects.count(caller.tenant()) >= MAX_PROJECTS) {
      throw Refused.conflict(
          "PROJECTS_TOO_MANY",
          "There are " + MAX_PROJECTS + " projects, which is as many as there may be.",
          "Use one that is there; a project keeps any number of runs.");
    }
    ProjectRow row =
        new ProjectRow(UUID.randomUUID(), caller, project, displayName, about, clock.instant());
    entities.persist(row);
    try {
      entities.flush();
    } catch (PersistenceException takenMeanwhile) {
      throw taken();
    }
    audit.record(caller, Action.PROJECT_CREATED, ProjectAccess.target(project));
    return row.view(0, null);
  }

  /**
   * Projects the caller reaches, by id, with what their runs add up to. For people.
   *
   * @param after the last one of the page before; null for the first page
   */
  @Needs(Permission.SEE_RUNS)
  @Redacted
  public List<ProjectView> list(Caller caller, @Nullable ProjectId after, int limit) {
    access.requireListing(caller);
    List<ProjectRow> rows =
        projects.list(
            caller, after == null ? "" : after.value(), Math.max(1, Math.min(limit, MAX_PROJECTS)));
    Map<String, Summary> summaries =
        projects.summaries(caller, rows.stream().map(ProjectRow::projectId).toList());
    return rows.stream().map(row -> view(row, summaries)).toList();
  }

  /** What all projects the caller reaches add up to. For people. */
  @Needs(Permission.SEE_RUNS)
  public ProjectSums sums(Caller caller, int ranLast) {
    access.requireListing(caller);
    Map<String, Summary> summaries = projects.summaries(caller);
    return new ProjectSums(
        projects.count(caller),
        summaries.values().stream().mapToLong(Summary::runs).sum(),
        summaries.entrySet().stream()
            .sorted(
                Comparator.comparing(
                        (Map.Entry<String, Summary> one) -> one.getValue().lastRunAt(),
                        Comparator.nullsFirst(Comparator.naturalOrder()))
                    .reversed())
            .limit(ranLast)
            .map(one -> ProjectId.of(one.getKey()))
            .toList());
  }

  @NeedsGrant(value = Level.READ, people = Permission.SEE_RUNS)
  @Redacted
  public ProjectView get(Caller caller, ProjectId project) {
    access.requireRead(caller, project);
    ProjectRow row =
        projects.find(caller, project).orElseThrow(() -> access.absent(caller, project));
    Summary summary = projects.summary(caller, project);
    return row.view(summary.runs(), summary.lastRunAt());
  }

  private static Refused taken() {
    return Refused.field(
        "id", "PROJECT_EXISTS", "There is a project with this id.", "Choose another id.");
  }

  private static ProjectView view(ProjectRow row, Map<String, Summary> summaries) {
    Summary summary = summaries.get(row.projectId());
    return summary == null ? row.view(0, null) : row.view(summary.runs(), summary.lastRunAt());
  }
}
