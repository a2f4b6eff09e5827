package dev.sealward.backup;

import dev.sealward.backup.BackupProgress.Kind;
import dev.sealward.backup.BackupProgress.State;
import dev.sealward.crypto.UnopenableException;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Does one job at a time on a thread of its own, and says how far it is. */
@ApplicationScoped
class BackupJobs {
  private static final Logger LOG = Logger.getLogger(BackupJobs.class.getName());

  // The container injects resources into fields only.
  @Resource private @Nullable ManagedExecutorService executor;
  private volatile @Nullable Running newest;

  /** A job; what it returns is said when it is done. */
  interface Job {
    String run(Running running) throws IOException, SQLException;
  }

  /** What the job at work tells. */
  static final class Running {
    private final Kind kind;
    private final String subject;
    private volatile long done;
    private volatile long total;
    private volatile State state = State.RUNNING;
    private volatile @Nullable String words;
    private volatile @Nullable Remedy failure;

    private Running(Kind kind, String subject) {
      this.kind = kind;
      this.subject = subject;
    }

    void total(long rows) {
      total = rows;
    }

    void done(long rows) {
      done = rows;
    }

    private BackupProgress view() {
      return new BackupProgress(kind, state, subject, done, total, words, failure);
    }
  }

  Optional<BackupProgress> progress() {
    Running now = newest;
    return now == null ? Optional.empty() : Optional.of(now.view());
  }

  void requireIdle() {
    Running now = newest;
    if (now != null && now.state == State.RUNNING) {
      throw Refused.conflict(
          "BACKUP_BUSY",
          "Another backup, check or restore is running.",
          "Wait until it has ended.");
    }
  }

  /**
   * Begins a job.
   *
   * @param failed told of the failure, before anybody sees it
   * @param last runs when the job is over, also when it never began
   */
  synchronized void begin(
      Kind kind, String subject, Job job, Consumer<Remedy> failed, Runnable last) {
    boolean begun = false;
    try {
      requireIdle();
      ManagedExecutorService threads = executor;
      if (threads == null) {
        throw new IllegalStateException("no threads to run on");
      }
      Running running = new Running(kind, subject);
      newest = running;
      threads.execute(() -> run(running, job, failed, last));
      begun = true;
    } catch (RejectedExecutionException stopping) {
      newest = null;
      throw Refused.unavailable("BACKUP_NOT_NOW", "Sealward is being stopped.");
    } finally {
      if (!begun) {
        last.run();
      }
    }
  }

  private static void run(Running running, Job job, Consumer<Remedy> failed, Runnable last) {
    State ended = State.FAILED;
    try {
      running.words = job.run(running);
      ended = State.DONE;
    } catch (Refused refused) {
      fail(running, refused.remedy(), failed);
    } catch (UnopenableException | DamagedBackupException e) {
      fail(running, Opening.refusal(e).remedy(), failed);
    } catch (IOException | SQLException | RuntimeException | Error e) {
      LOG.log(Level.WARNING, "A backup job failed: " + running.kind, e);
      fail(
          running,
          Remedy.of(
              "BACKUP_FAILED",
              "It failed (" + e.getClass().getSimpleName() + ").",
              "Look for the reason in the server's log, and at the space on the disk.",
              "Look whether it was done all the same before you try again."),
          failed);
    } finally {
      last.run();
      running.state = ended;
    }
  }

  private static void fail(Running running, Remedy why, Consumer<Remedy> failed) {
    running.failure = why;
    try {
      failed.accept(why);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "The failure of a backup job could not be recorded.", e);
    }
  }
}
