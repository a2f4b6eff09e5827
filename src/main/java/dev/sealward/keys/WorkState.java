package dev.sealward.keys;

import java.util.Locale;

/** How far a piece of long work is. Text form: the lower-case name. */
public enum WorkState {
  RUNNING,
  /** Stopped by a person until somebody resumes it. */
  PAUSED,
  /** Over; what failed, if anything, is on record. */
  DONE,
  /** Replaced by newer work of its kind. */
  SUPERSEDED;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
