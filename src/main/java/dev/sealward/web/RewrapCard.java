package dev.sealward.web;

import dev.sealward.keys.BatchWork;
import dev.sealward.keys.WorkProgress;
import dev.sealward.keys.WorkState;
import java.util.List;

/**
 * Re-wrapping as its page and the page's feed tell it, in the same words.
 *
 * @param work how far it is
 */
public record RewrapCard(WorkProgress work) {

  public boolean isRunning() {
    return work.state() == WorkState.RUNNING;
  }

  public boolean isPaused() {
    return work.state() == WorkState.PAUSED;
  }

  /** Over, but something is left behind. */
  public boolean isIncomplete() {
    return work.state() == WorkState.DONE && (work.failed() > 0 || work.remaining() > 0);
  }

  public Pill getPill() {
    if (isRunning()) {
      return new Pill("is-live", "live", "Running");
    }
    if (isPaused()) {
      return new Pill("is-warn", "pause", "Paused");
    }
    return isIncomplete()
        ? new Pill("is-bad", "warning", "Not complete")
        : new Pill("is-ok", "ok", "Complete");
  }

  /** What is going on, in a sentence or two. */
  public String getNote() {
    String to = "version " + work.subject();
    if (isPaused()) {
      return work.remaining() == 0
          ? "Paused with everything under " + to + ". The older version retires once it goes on."
          : "Paused on its way to " + to + ". Everything stays readable meanwhile.";
    }
    if (isIncomplete()) {
      return "Not everything could be moved to "
          + to
          + ". What is left keeps its older version and stays as readable as it was.";
    }
    if (!isRunning()) {
      return "Everything is under " + to + ".";
    }
    return work.remaining() == 0
        ? "Everything is under "
            + to
            + ". The older version retires in a few minutes, once what was being written during the"
            + " rotation is counted."
        : "On its way to " + to + ". Everything stays readable meanwhile.";
  }

  private long all() {
    return Math.max(work.total(), work.done() + work.remaining());
  }

  /** 0 to 100; less than 100 while something is left. */
  public int getPercent() {
    return work.remaining() == 0
        ? 100
        : (int) Math.min(99, 100 * (all() - work.remaining()) / Math.max(1, all()));
  }

  /** {@code 1,204 of 5,000}. */
  public String getDone() {
    return Numbers.grouped(all() - work.remaining()) + " of " + Numbers.grouped(all());
  }

  public String getRemaining() {
    return Numbers.grouped(work.remaining());
  }

  public String getFailed() {
    return Numbers.grouped(work.failed());
  }

  /** {@code 250 a second}; a dash while nothing moves. */
  public String getRate() {
    return isRunning() && work.perSecond() > 0
        ? Numbers.grouped(work.perSecond()) + " a second"
        : "–";
  }

  /** The first of what could not be done. */
  public List<BatchWork.Failure> getFailures() {
    return work.failures();
  }

  /** How many more failed than are listed. */
  public long getUnlisted() {
    return work.unlisted();
  }
}
