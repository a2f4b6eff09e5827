package dev.sealward.web;

import dev.sealward.access.Permission;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.RunId;
import dev.sealward.run.ArtifactView;
import dev.sealward.run.Artifacts;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.jspecify.annotations.Nullable;

/** {@code /projects/{project}/runs/{run}/artifacts/{artifact}/delete}: one artifact goes. */
@Named
@RequestScoped
public class ArtifactDeletionPage {
  private final Visit visit;
  private final Artifacts artifacts;
  private @Nullable ArtifactView artifact;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected ArtifactDeletionPage() {
    this(null, null);
  }

  @Inject
  ArtifactDeletionPage(Visit visit, Artifacts artifacts) {
    this.visit = visit;
    this.artifacts = artifacts;
  }

  private ProjectId project() {
    return ProjectId.of(visit.part("project"));
  }

  private RunId run() {
    return RunId.parse(visit.part("run"));
  }

  public void load() {
    visit.require(Permission.MANAGE_PROJECTS);
    getArtifact();
  }

  public ArtifactView getArtifact() {
    if (artifact == null) {
      artifact = artifacts.get(visit.caller(), project(), run(), visit.part("artifact"));
    }
    return artifact;
  }

  /** The page of the run. */
  public String getBack() {
    return "/projects/" + project() + "/runs/" + run();
  }

  public void delete() {
    visit.attempt(
        () -> {
          artifacts.delete(visit.caller(), project(), run(), visit.part("artifact"));
          visit.say("The artifact is deleted.");
          visit.goTo(getBack());
        });
  }
}
