package dev.sealward.web;

import dev.sealward.backup.Backups;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** {@code GET /settings/backup/{backup}/download}: a backup's file, for a signed-in admin. */
public class BackupDownload extends Download {
  private static final long serialVersionUID = 1L;
  private static final String TYPE = "application/vnd.sealward.backup";

  @Inject private transient Backups backups;

  /** For the container, which injects the rest. */
  @SuppressWarnings("NullAway")
  public BackupDownload() {}

  @Override
  void give(Caller person, Route route, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Path file = backups.download(person, id(String.valueOf(route.parts().get("backup"))));
    // The name is Sealward's own: letters, digits and dashes.
    beginLong(response, TYPE, String.valueOf(file.getFileName()));
    response.setContentLengthLong(Files.size(file));
    Files.copy(file, response.getOutputStream());
  }

  /** Who has to prove anew who they are comes back to the page, not to the file. */
  @Override
  void refuse(Refused refused, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (refused.remedy().code().equals(Remedy.REAUTHENTICATION_NEEDED)) {
      response.sendRedirect(request.getContextPath() + Visit.proof("/settings/backup"));
    } else {
      super.refuse(refused, request, response);
    }
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
