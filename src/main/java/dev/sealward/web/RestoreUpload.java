package dev.sealward.web;

import dev.sealward.backup.Restores;
import dev.sealward.kernel.Refused;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * {@code POST /setup/upload}: takes a backup to restore from as the body of a request, streamed to
 * the disk, from the session that typed the set-up code. Answers 204, or the refusal's status and
 * its sentence.
 *
 * <p>The body must be {@code application/octet-stream}, which no form of another site can send.
 */
public class RestoreUpload extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final int UPLOAD_SECONDS = 4 * 60 * 60;

  @Inject private transient Restores restores;
  @Inject private transient SetUpProgress progress;

  /** For the container, which injects the rest. */
  @SuppressWarnings("NullAway")
  public RestoreUpload() {}

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String type = request.getContentType();
    if (type == null || !type.split(";", 2)[0].strip().equals("application/octet-stream")) {
      response.setStatus(HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE);
      return;
    }
    try {
      if (progress.codeAccepted()) {
        // A long upload must not outlive the session that may go on with it.
        request.getSession().setMaxInactiveInterval(UPLOAD_SECONDS);
      }
      restores.receive(progress.codeAccepted(), request.getInputStream());
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    } catch (RuntimeException thrown) {
      Optional<Refused> refused = PageFaults.refusalIn(thrown);
      if (refused.isEmpty()) {
        throw thrown;
      }
      response.setStatus(refused.get().kind().status());
      response.setContentType("text/plain");
      response.setCharacterEncoding("UTF-8");
      response
          .getOutputStream()
          .write(refused.get().remedy().sentence().getBytes(StandardCharsets.UTF_8));
    }
  }
}
