package dev.sealward.run;

import org.jspecify.annotations.Nullable;

/** Where the events of one upload come from, one at a time; used by one thread. */
public interface EventSource {

  /**
   * The next event, or null at the end.
   *
   * @throws dev.sealward.kernel.Refused if what comes next cannot be read; nothing after it is
   *     asked for
   */
  @Nullable EventLine next();

  /**
   * Whether {@link #next} would have to wait for the sender. What has arrived is stored first then,
   * so that whoever watches the run sees it while the sender pauses.
   */
  boolean waiting();
}
