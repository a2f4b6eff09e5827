package dev.sealward.web;

import dev.sealward.access.CurrentCaller;
import dev.sealward.backup.BackupProgress;
import dev.sealward.backup.Backups;
import dev.sealward.backup.Restores;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How far a backup, check or restore is, for its page: {@code {"running", "percent", "done",
 * "total"}}. For a signed-in admin, or during set-up for the session that typed its code; answers
 * with a status, never a redirect.
 */
public class BackupFeed extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Inject private transient Backups backups;
  @Inject private transient Restores restores;
  @Inject private transient SetUpProgress progress;
  @Inject private transient CurrentCaller current;

  /** For the container, which injects the rest. */
  @SuppressWarnings("NullAway")
  public BackupFeed() {}

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<BackupProgress> job;
    try {
      job = job();
    } catch (RuntimeException thrown) {
      Optional<Refused> refused = PageFaults.refusalIn(thrown);
      if (refused.isEmpty()) {
        throw thrown;
      }
      response.setStatus(refused.get().kind().status());
      return;
    }
    String json =
        Json.createObjectBuilder()
            .add("running", job.map(BackupProgress::running).orElse(false))
            .add("percent", job.map(BackupProgress::percent).orElse(0))
            .add("done", job.map(BackupProgress::done).orElse(0L))
            .add("total", job.map(BackupProgress::total).orElse(0L))
            .build()
            .toString();
    response.setContentType("application/json");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
  }

  private Optional<BackupProgress> job() {
    Optional<Caller> person = current.person();
    if (person.isPresent()) {
      return backups.progress(person.get());
    }
    if (!progress.codeAccepted()) {
      return backups.progress(current.requirePerson());
    }
    return restores.progress();
  }
}
