package dev.sealward.web;

import dev.sealward.kernel.ProjectId;
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
  private static final int ROWS = 50;

  private final Visit visit;
  private final Projects projects;
  private String id = "";
  private String name = "";
  private String description = "";
  private @Nullable List<ProjectView> found;

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
    found();
  }

  /** One page of projects, and one more row if there are more. */
  private List<ProjectView> found() {
    if (found == null) {
      ProjectId after = visit.query("after").map(ProjectId::of).orElse(null);
      found = projects.list(visit.caller(), after, ROWS + 1);
    }
    return found;
  }

  public List<ProjectView> getRows() {
    return found().subList(0, Math.min(ROWS, found().size()));
  }

  /** Whether this need not be the first page. */
  public boolean isContinued() {
    return visit.query("after").isPresent();
  }

  /** The address of the next page; null on the last. */
  public @Nullable String getMore() {
    return found().size() > ROWS ? "?after=" + found().get(ROWS - 1).id() : null;
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
