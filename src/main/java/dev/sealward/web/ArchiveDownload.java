package dev.sealward.web;

import dev.sealward.access.ArchiveCustody;
import dev.sealward.audit.Archive;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * {@code GET /audit/archive/{segment}}: an archived segment of the trail, as {@code sealward.jar
 * audit-verify} reads it. It cannot be masked anew, since it is signed: the render guard holds it
 * back as a whole where it holds what has become known as a secret since.
 */
public class ArchiveDownload extends Download {
  private static final long serialVersionUID = 1L;

  @Inject private transient ArchiveCustody custody;

  /** For the container, which injects the rest. */
  @SuppressWarnings("NullAway")
  public ArchiveDownload() {}

  @Override
  void give(Caller person, Route route, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Archive.Taken taken = custody.take(person, number(route));
    // The name is of a tenant's id, digits and underscores.
    begin(response, TEXT, taken.segment().fileName());
    response.getOutputStream().write(taken.file());
  }

  private static long number(Route route) {
    String text = String.valueOf(route.parts().get("segment"));
    if (!text.matches("[0-9]{1,18}")) {
      throw Refused.missing("segment");
    }
    return Long.parseLong(text);
  }
}
