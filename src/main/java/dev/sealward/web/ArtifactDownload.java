package dev.sealward.web;

import dev.sealward.access.CurrentCaller;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.RunId;
import dev.sealward.run.ArtifactContent;
import dev.sealward.run.Artifacts;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * {@code GET /projects/{project}/runs/{run}/artifacts/{name}}: an artifact's file, for a signed-in
 * person. It was masked when it was stored and is looked through again on its way, so the render
 * guard lets this media type pass.
 */
public class ArtifactDownload extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final String TYPE = "application/vnd.sealward.artifact";

  @Inject private transient Artifacts artifacts;
  @Inject private transient CurrentCaller current;

  /** For the container, which injects the rest. */
  @SuppressWarnings("NullAway")
  public ArtifactDownload() {}

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<Caller> person = current.person();
    if (person.isEmpty() || !(request.getAttribute(Route.ATTRIBUTE) instanceof Route route)) {
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
      return;
    }
    try {
      ArtifactContent content = open(person.get(), route);
      response.setContentType(TYPE);
      content.length().ifPresent(response::setContentLengthLong);
      response.setHeader("Cache-Control", "no-store");
      // Should it break off, its reader knows at once.
      response.setHeader("Connection", "close");
      response.setHeader("X-Content-Type-Options", "nosniff");
      // The name is of letters, digits, dots, dashes and underscores.
      response.setHeader(
          "Content-Disposition", "attachment; filename=\"" + content.artifact().name() + "\"");
      content.writeTo(response.getOutputStream());
    } catch (RuntimeException thrown) {
      Optional<Refused> refused = PageFaults.refusalIn(thrown);
      if (refused.isEmpty() || response.isCommitted()) {
        throw thrown;
      }
      response.sendError(refused.get().kind().status());
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
