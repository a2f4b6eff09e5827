package dev.sealward.web;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.RunId;
import dev.sealward.run.ArtifactContent;
import dev.sealward.run.Artifacts;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * {@code GET /projects/{project}/runs/{run}/artifacts/{name}}: an artifact's file, for a signed-in
 * person. It was masked when it was stored and is looked through again on its way, so the render
 * guard lets this media type pass.
 */
public class ArtifactDownload extends Download {
  private static final long serialVersionUID = 1L;
  private static final String TYPE = "application/vnd.sealward.artifact";

  @Inject private transient Artifacts artifacts;

  /** For the container, which injects the rest. */
  @SuppressWarnings("NullAway")
  public ArtifactDownload() {}

  @Override
  void give(Caller person, Route route, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try (ArtifactContent content = open(person, route)) {
      // The name is of letters, digits, dots, dashes and underscores.
      beginLong(response, TYPE, content.artifact().name());
      content.length().ifPresent(response::setContentLengthLong);
      content.writeTo(response.getOutputStream());
    }
  }

  private ArtifactContent open(Caller person, Route route) {
    return artifacts.open(
        person,
        ProjectId.of(String.valueOf(route.parts().get("project"))),
        RunId.parse(String.valueOf(route.parts().get("run"))),
        String.valueOf(route.parts().get("artifact")));
  }
}
