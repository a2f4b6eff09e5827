package dev.sealward.web;

import dev.sealward.access.CurrentCaller;
import dev.sealward.backup.Backups;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** {@code GET /settings/backup/{backup}/download}: a backup's file, for a signed-in admin. */
public class BackupDownload extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final String TYPE = "application/vnd.sealward.backup";

  @Inject private transient Backups backups;
  @Inject private transient CurrentCaller current;

  /** For the container, which injects the rest. */
  @SuppressWarnings("NullAway")
  public BackupDownload() {}

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<Caller> person = current.person();
    if (person.isEmpty() || !(request.getAttribute(Route.ATTRIBUTE) instanceof Route route)) {
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
      return;
    }
    Path file;
    try {
      file = backups.download(person.get(), id(String.valueOf(route.parts().get("backup"))));
    } catch (RuntimeException thrown) {
      Optional<Refused> refused = PageFaults.refusalIn(thrown);
      if (refused.isEmpty()) {
        throw thrown;
      }
      Remedy remedy = refused.get().remedy();
      if (remedy.code().equals(Remedy.REAUTHENTICATION_NEEDED)) {
        response.sendRedirect(request.getContextPath() + Visit.proof("/settings/backup"));
      } else {
        response.sendError(refused.get().kind().status());
      }
      return;
    }
    response.setContentType(TYPE);
    response.setContentLengthLong(Files.size(file));
    response.setHeader("Cache-Control", "no-store");
    // Should it break off, its reader knows at once.
    response.setHeader("Connection", "close");
    // The name is Sealward's own: letters, digits and dashes.
    response.setHeader(
        "Content-Disposition", "attachment; filename=\"" + file.getFileName() + "\"");
    Files.copy(file, response.getOutputStream());
  }

  static UUID id(String text) {
    try {
      if (text.length() == 36) {
        return UUID.fromString(text);
      }
    } catch (IllegalArgumentException notOne) {
      // falls through to the one answer
    }
    throw Refused.missing("backup");
  }
}
