package dev.sealward.run;

import dev.sealward.access.Borders;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The queries over projects; each carries the tenant itself, and a caller's its borders. */
final class ProjectRows {
  private final EntityManager entities;

  ProjectRows(EntityManager entities) {
    this.entities = entities;
  }

  /** What a project's runs add up to. */
  record Summary(long runs, @Nullable Instant lastRunAt) {}

  /** Where a project lies; ids are unique in the tenant, whichever workspace holds them. */
  Optional<WorkspaceId> workspace(TenantId tenant, String project) {
    return entities
        .createQuery(
            "select p.workspace from ProjectRow p"
                + " where p.tenant = :tenant and p.projectId = :project",
            String.class)
        .setParameter("tenant", tenant.value())
        .setParameter("project", project)
        .getResultStream()
        .findFirst()
        .map(WorkspaceId::of);
  }

  Optional<ProjectRow> find(Caller caller, ProjectId project) {
    return reached(caller, " and p.projectId = :project")
        .setParameter("project", project.value())
        .getResultStream()
        .findFirst();
  }

  /** By id, from the first one after {@code after} on. */
  List<ProjectRow> list(Caller caller, String after, int limit) {
    return reached(caller, " and p.projectId > :after order by p.projectId")
        .setParameter("after", after)
        .setMaxResults(limit)
        .getResultList();
  }

  private TypedQuery<ProjectRow> reached(Caller caller, String rest) {
    Borders borders = Borders.of(caller);
    return borders.bindWorkspaces(
        entities.createQuery(
            "select p from ProjectRow p where" + borders.workspaces("p") + rest, ProjectRow.class));
  }

  /** How many the caller reaches. */
  long count(Caller caller) {
    Borders borders = Borders.of(caller);
    return borders
        .bindWorkspaces(
            entities.createQuery(
                "select count(p) from ProjectRow p where" + borders.workspaces("p"), Long.class))
        .getSingleResult();
  }

  long count(TenantId tenant) {
    return entities
        .createQuery("select count(p) from ProjectRow p where p.tenant = :tenant", Long.class)
        .setParameter("tenant", tenant.value())
        .getSingleResult();
  }

  /** Ids and names of the tenant's projects, newest first, at most a thousand. */
  List<String> names(TenantId tenant) {
    List<String> names = new ArrayList<>();
    for (String column : List.of("projectId", "displayName")) {
      names.addAll(
          entities
              .createQuery(
                  "select p."
                      + column
                      + " from ProjectRow p where p.tenant = :tenant order by p.createdAt desc",
                  String.class)
              .setParameter("tenant", tenant.value())
              .setMaxResults(500)
              .getResultList());
    }
    return names;
  }

  /** Of one project. */
  Summary summary(Caller caller, ProjectId project) {
    Borders borders = Borders.of(caller);
    Object[] sums =
        borders
            .bindWorkspaces(
                entities.createQuery(
                    "select count(p), max(p.startedAt) from RunRow p where"
                        + borders.workspaces("p")
                        + " and p.projectId = :project",
                    Object[].class))
            .setParameter("project", project.value())
            .getSingleResult();
    return new Summary((Long) sums[0], (Instant) sums[1]);
  }

  /** Of some projects, by id; those without runs are not in it. */
  Map<String, Summary> summaries(Caller caller, List<String> ids) {
    return ids.isEmpty() ? Map.of() : summaries(caller, " and p.projectId in :ids", ids);
  }

  /** Of all projects, by id; those without runs are not in it. */
  Map<String, Summary> summaries(Caller caller) {
    return summaries(caller, "", List.of());
  }

  private Map<String, Summary> summaries(Caller caller, String some, List<String> ids) {
    Borders borders = Borders.of(caller);
    TypedQuery<Object[]> query =
        borders.bindWorkspaces(
            entities.createQuery(
                "select p.projectId, count(p), max(p.startedAt) from RunRow p where"
                    + borders.workspaces("p")
                    + some
                    + " group by p.projectId",
                Object[].class));
    if (!ids.isEmpty()) {
      query.setParameter("ids", ids);
    }
    Map<String, Summary> byProject = new HashMap<>();
    query
        .getResultList()
        .forEach(
            row -> byProject.put((String) row[0], new Summary((Long) row[1], (Instant) row[2])));
    return byProject;
  }
}
