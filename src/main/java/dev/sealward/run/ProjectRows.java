package dev.sealward.run;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.TenantId;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The queries over projects; each carries the caller's tenant itself, and all but one the
 * workspace.
 */
final class ProjectRows {
  private static final String MINE = " where p.tenant = :tenant and p.workspace = :workspace";

  private final EntityManager entities;

  ProjectRows(EntityManager entities) {
    this.entities = entities;
  }

  /** What a project's runs add up to. */
  record Summary(long runs, Instant lastRunAt) {}

  /** Ids are unique in the tenant, whichever workspace holds them. */
  boolean exists(TenantId tenant, String project) {
    return entities
            .createQuery(
                "select count(p) from ProjectRow p"
                    + " where p.tenant = :tenant and p.projectId = :project",
                Long.class)
            .setParameter("tenant", tenant.value())
            .setParameter("project", project)
            .getSingleResult()
        > 0;
  }

  Optional<ProjectRow> find(Caller caller, ProjectId project) {
    return entities
        .createQuery(
            "select p from ProjectRow p" + MINE + " and p.projectId = :project", ProjectRow.class)
        .setParameter("tenant", caller.tenant().value())
        .setParameter("workspace", caller.workspace().value())
        .setParameter("project", project.value())
        .getResultStream()
        .findFirst();
  }

  List<ProjectRow> list(Caller caller) {
    return entities
        .createQuery(
            "select p from ProjectRow p" + MINE + " order by p.projectId", ProjectRow.class)
        .setParameter("tenant", caller.tenant().value())
        .setParameter("workspace", caller.workspace().value())
        .getResultList();
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

  /** By project id; projects without runs are not in it. */
  Map<String, Summary> summaries(Caller caller) {
    Map<String, Summary> byProject = new HashMap<>();
    entities
        .createQuery(
            "select p.projectId, count(p), max(p.startedAt) from RunRow p"
                + MINE
                + " group by p.projectId",
            Object[].class)
        .setParameter("tenant", caller.tenant().value())
        .setParameter("workspace", caller.workspace().value())
        .getResultList()
        .forEach(
            row -> byProject.put((String) row[0], new Summary((Long) row[1], (Instant) row[2])));
    return byProject;
  }
}
