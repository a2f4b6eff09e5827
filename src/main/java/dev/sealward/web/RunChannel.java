package dev.sealward.web;

import static jakarta.enterprise.event.TransactionPhase.AFTER_SUCCESS;

import dev.sealward.kernel.DomainEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.faces.push.Push;
import jakarta.faces.push.PushContext;
import jakarta.inject.Inject;

/**
 * The live channel of a run's page: once new events have committed, every page that shows the run
 * hears the last sequence number, and nothing else; it then reads the masked events from the feed.
 */
@ApplicationScoped
public class RunChannel {
  private static final System.Logger LOG = System.getLogger(RunChannel.class.getName());

  // The producer of push contexts needs a field as its injection point.
  @Inject
  @Push(channel = "run")
  private PushContext pages;

  /** For the container, which injects the rest. */
  @SuppressWarnings("NullAway")
  public RunChannel() {}

  void tell(@Observes(during = AFTER_SUCCESS) DomainEvent.RunAdvanced advanced) {
    try {
      pages.send(advanced.lastSeq(), advanced.run().toString());
    } catch (RuntimeException notSent) {
      // The pages ask every few seconds as well; what was stored stays stored.
      LOG.log(System.Logger.Level.DEBUG, "Pages of a run could not be told.", notSent);
    }
  }
}
