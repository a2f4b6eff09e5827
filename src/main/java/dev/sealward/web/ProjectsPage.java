package dev.sealward.web;

import dev.sealward.run.ProjectView;
import dev.sealward.run.Projects;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /projects}: what runs belong to, and a form for a new one. */
@Named
@RequestScoped
public class ProjectsPage {
  private final Visit visit;
  private final Projects projects;
  private String id = "";
  private String name = "";
  private String description = "";
  private @Nullable List<ProjectView> rows;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected ProjectsPage() {
    this(null, null);
  }

  @Inject
  ProjectsPage(Visit visit, Projects projects) {
    this.visit = visit;
    this.projects = projects;
  }

  public void load() {
    getRows();
  }

  public List<ProjectView> getRows() {
    if (rows == null) {
      rows = projects.list(visit.caller());
    }
    return rows;
  }

  public void create() {
    visit.attempt(
        () -> {
          ProjectView made = projects.create(visit.caller(), id, name, description);
          visit.say("The project is there. Let an entity write runs to it next.");
          visit.goTo("/projects/" + made.id());
        });
  }

  public String getId() {
    return id;
  }

  public void setId(String id) {
    this.id = id;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String getDescription() {
    return description;
  }

  public void setDescription(String description) {
    this.description = description;
  }
}
