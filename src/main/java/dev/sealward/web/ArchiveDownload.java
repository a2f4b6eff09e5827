package dev.sealward.web;

import dev.sealward.access.ArchiveCustody;
import dev.sealward.access.CurrentCaller;
import dev.sealward.audit.Archive;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * {@code GET /audit/archive/{segment}}: an archived segment of the trail, as {@code sealward.jar
 * audit-verify} reads it. It cannot be masked anew, since it is signed: the render guard holds it
 * back as a whole where it holds what has become known as a secret since.
 */
public class ArchiveDownload extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Inject private transient ArchiveCustody custody;
  @Inject private transient CurrentCaller current;

  /** For the container, which injects the rest. */
  @SuppressWarnings("NullAway")
  public ArchiveDownload() {}

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<Caller> person = current.person();
    if (person.isEmpty() || !(request.getAttribute(Route.ATTRIBUTE) instanceof Route route)) {
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
      return;
    }
    try {
      Archive.Taken taken = custody.take(person.get(), number(route));
      response.setContentType("text/plain");
      response.setCharacterEncoding(StandardCharsets.UTF_8.name());
      response.setHeader("Cache-Control", "no-store");
      response.setHeader("X-Content-Type-Options", "nosniff");
      // The name is of a tenant's id, digits and underscores.
      response.setHeader(
          "Content-Disposition", "attachment; filename=\"" + taken.segment().fileName() + "\"");
      response.getOutputStream().write(taken.file());
    } catch (RuntimeException thrown) {
      Optional<Refused> refused = PageFaults.refusalIn(thrown);
      if (refused.isEmpty()) {
        throw thrown;
      }
      response.sendError(refused.get().kind().status());
    }
  }

  private static long number(Route route) {
    String text = String.valueOf(route.parts().get("segment"));
    if (!text.matches("[0-9]{1,18}")) {
      throw Refused.missing("segment");
    }
    return Long.parseLong(text);
  }
}
