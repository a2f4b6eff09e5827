package dev.sealward.boot;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps changes to a database and the writing of its file apart: any number of threads change it at
 * once, and one writes the file while none does.
 *
 * <p>Who changes something waits for a file that is being written only, never for one that is to be
 * written: it may hold what another change waits for. A writer's turn comes when nobody is within a
 * change. It waits no longer than a second for that: a change can itself be waiting, for a row of a
 * long transaction.
 */
final class Fence {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

  private int changing;
  private boolean writing;

  /** How many changes were committed, and how many of them a finished writing covers. */
  private long committed;

  private long written;

  /** What is done on the database. */
  interface Call {
    @Nullable Object go() throws Throwable;
  }

  /** What writes the file. */
  interface Writing {
    void go() throws SQLException;
  }

  @Nullable Object change(Call call) throws Throwable {
    enter();
    try {
      return call.go();
    } finally {
      leave();
    }
  }

  /** Returns when all that was committed before is in the file, whoever wrote it. */
  void write(Writing writing) throws SQLException {
    long covered = begin();
    if (covered == 0) {
      return;
    }
    boolean done = false;
    try {
      writing.go();
      done = true;
    } finally {
      end(done ? covered : 0);
    }
  }

  private synchronized void enter() {
    while (writing) {
      await(PATIENCE);
    }
    changing++;
  }

  private synchronized void leave() {
    changing--;
    if (changing == 0) {
      notifyAll();
    }
  }

  /** Gives up to which commit the writing that begins will cover, or 0 when it is not needed. */
  private synchronized long begin() {
    committed++;
    long own = committed;
    long until = System.nanoTime() + PATIENCE;
    while (written < own) {
      long left = until - System.nanoTime();
      if (!writing && (changing == 0 || left <= 0)) {
        writing = true;
        return committed;
      }
      await(left > 0 ? left : PATIENCE);
    }
    return 0;
  }

  private synchronized void end(long covered) {
    writing = false;
    written = Math.max(written, covered);
    notifyAll();
  }

  /** Waits though the thread is interrupted: half a commit would be worse. */
  private void await(long nanos) {
    boolean interrupted = Thread.interrupted();
    try {
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(nanos, TimeUnit.MILLISECONDS.toNanos(1)));
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
