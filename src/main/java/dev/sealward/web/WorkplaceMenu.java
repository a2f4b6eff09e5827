package dev.sealward.web;

import dev.sealward.access.WorkspaceView;
import dev.sealward.access.Workspaces;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The workspace somebody works in, and the way to another they reach. */
@Named
@RequestScoped
public class WorkplaceMenu {
  private final Visit visit;
  private final Workspaces workspaces;
  private @Nullable String workIn;
  private @Nullable List<WorkspaceView> reached;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected WorkplaceMenu() {
    this(null, null);
  }

  @Inject
  WorkplaceMenu(Visit visit, Workspaces workspaces) {
    this.visit = visit;
    this.workspaces = workspaces;
  }

  /** The workspaces the person reaches; none for who has no role at all. */
  public List<WorkspaceView> getReached() {
    if (reached == null) {
      Caller caller = visit.caller();
      reached = caller.roles().isEmpty() ? List.of() : workspaces.list(caller);
    }
    return reached;
  }

  public boolean isChoice() {
    return getReached().size() > 1;
  }

  public String getHere() {
    return visit.caller().workspace().value();
  }

  public void enter() {
    visit.attempt(
        () -> {
          WorkspaceId chosen = WorkspaceId.of(getWorkIn());
          workspaces.requireReach(visit.caller(), chosen);
          visit.workIn(chosen);
          visit.say("You work in " + chosen + " now.");
          visit.goTo("/");
        });
  }

  public String getWorkIn() {
    return workIn == null ? getHere() : workIn;
  }

  public void setWorkIn(String workIn) {
    this.workIn = workIn;
  }
}
