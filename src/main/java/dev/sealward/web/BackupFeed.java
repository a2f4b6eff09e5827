package dev.sealward.web;

import dev.sealward.access.CurrentCaller;
import dev.sealward.backup.BackupProgress;
import dev.sealward.backup.Backups;
import dev.sealward.backup.Restores;
import dev.sealward.kernel.Caller;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How far a backup, check or restore is, for its page: {@code {"running", "percent", "done",
 * "total"}}. For a signed-in admin, or during set-up for the session that typed its code.
 */
public class BackupFeed extends JsonFeed {
  private static final long serialVersionUID = 1L;

  @Inject private transient Backups backups;
  @Inject private transient Restores restores;
  @Inject private transient SetUpProgress progress;
  @Inject private transient CurrentCaller current;

  /** For the container, which injects the rest. */
  @SuppressWarnings("NullAway")
  public BackupFeed() {}

  @Override
  byte[] read(HttpServletRequest request) {
    Optional<BackupProgress> job = job();
    return Json.createObjectBuilder()
        .add("running", job.map(BackupProgress::running).orElse(false))
        .add("percent", job.map(BackupProgress::percent).orElse(0))
        .add("done", job.map(BackupProgress::done).orElse(0L))
        .add("total", job.map(BackupProgress::total).orElse(0L))
        .build()
        .toString()
        .getBytes(StandardCharsets.UTF_8);
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
