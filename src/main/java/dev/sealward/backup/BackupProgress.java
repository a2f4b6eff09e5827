package dev.sealward.backup;

import dev.sealward.kernel.Remedy;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far the newest job is.
 *
 * @param subject the file's name
 * @param done rows done
 * @param total rows there will be, about; 0 while that is not known
 * @param words what came of it once it is done
 * @param failure why it failed; null when it did not
 */
public record BackupProgress(
    Kind kind,
    State state,
    String subject,
    long done,
    long total,
    @Nullable String words,
    @Nullable Remedy failure) {

  /** Kinds of job. */
  public enum Kind {
    MAKE,
    VERIFY,
    RESTORE
  }

  /** How a job stands. Text form: the lower-case name. */
  public enum State {
    RUNNING,
    DONE,
    FAILED;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public boolean running() {
    return state == State.RUNNING;
  }

  /** 0 to 100. */
  public int percent() {
    if (state == State.DONE) {
      return 100;
    }
    return total == 0 ? 0 : (int) Math.min(99, 100 * done / total);
  }
}
