package dev.sealward.access;

import dev.sealward.access.Behaviour.About;
import dev.sealward.access.Behaviour.Notice;
import dev.sealward.access.Behaviour.Use;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Alerts;
import dev.sealward.kernel.DomainEvent.KeyRingOpened;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks twice a minute at what was noted of entities and raises alerts: one an hour at most for an
 * entity and a kind, one a day for unusual hours; of new networks as {@link Networks} says. Writes
 * down {@link UnrecordedTokens} as well.
 */
@ApplicationScoped
public class BehaviourKeeping {
  private static final Logger LOG = Logger.getLogger(BehaviourKeeping.class.getName());
  private static final long EVERY_SECONDS = 30;
  private static final int ENDINGS_EVERY = 20;
  private static final int BATCH = 100;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  private final Behaviour behaviour;
  private final Habits habits;
  private final Networks networks;
  private final TokenEndings endings;
  private final UnrecordedTokens unrecorded;
  private final Alerts alerts;
  private final Clock clock;
  private int turns;

  // The container injects resources into fields only.
  @Resource private @Nullable ManagedScheduledExecutorService executor;
  private @Nullable ScheduledFuture<?> keeping;

  @Inject
  BehaviourKeeping(
      Behaviour behaviour,
      Habits habits,
      Networks networks,
      TokenEndings endings,
      UnrecordedTokens unrecorded,
      Alerts alerts,
      Clock clock) {
    this.behaviour = behaviour;
    this.habits = habits;
    this.networks = networks;
    this.endings = endings;
    this.unrecorded = unrecorded;
    this.alerts = alerts;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected BehaviourKeeping() {
    this(null, null, null, null, null, null, null);
  }

  synchronized void start(@Observes KeyRingOpened opened) {
    if (keeping == null && executor != null) {
      keeping =
          executor.scheduleWithFixedDelay(
              this::turn, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }
  }

  @PreDestroy
  synchronized void stop() {
    if (keeping != null) {
      keeping.cancel(false);
      keep();
    }
  }

  private void turn() {
    keep();
    if (turns++ % ENDINGS_EVERY == 0) {
      warnOfEndings();
    }
  }

  /** Looks at what was noted. */
  public synchronized void keep() {
    Map<Use, Long> batch = new HashMap<>();
    for (Map.Entry<Use, Long> entry : behaviour.takeUses().entrySet()) {
      batch.put(entry.getKey(), entry.getValue());
      if (batch.size() == BATCH) {
        learn(batch);
        batch = new HashMap<>();
      }
    }
    learn(batch);
    behaviour.takeWanted().forEach(this::judge);
    behaviour.takeNotices().forEach(this::raise);
    sumUp();
  }

  private void sumUp() {
    try {
      unrecorded.record();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Refused tokens were not summed up; they are again soon.", e);
    }
  }

  /** Warns of tokens that end soon. */
  public void warnOfEndings() {
    try {
      while (endings.warn() == TokenEndings.BATCH) {
        // One short transaction a batch.
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Nobody was told of tokens that end soon; it is tried again.", e);
    }
  }

  private void learn(Map<Use, Long> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      Habits.Learnt learnt = habits.learn(batch);
      learnt.notices().forEach(this::raise);
      learnt.fromNewNetworks().forEach(this::tell);
    } catch (RuntimeException e) {
      behaviour.back(batch);
      LOG.log(Level.WARNING, "Calls of entities were not written down; they are again soon.", e);
    }
  }

  private void tell(About about, List<Use> calls) {
    try {
      networks.tell(about, calls);
    } catch (RuntimeException e) {
      // To be looked at again, not to be counted again.
      calls.forEach(use -> behaviour.back(Map.of(use, 0L)));
      LOG.log(Level.WARNING, "Nobody was told of a new network; it is tried again.", e);
    }
  }

  private void judge(Behaviour.Wanted wanted) {
    About about = new About(wanted.tenant(), wanted.entity(), AlertKind.SECRET_WANTED_AFTER_END);
    try {
      habits
          .readLately(wanted)
          .ifPresent(
              last ->
                  raise(
                      new Notice(about, "secret " + wanted.secret().id() + ", last read " + last)));
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "A denied read was not looked into.", e);
    }
  }

  private void raise(Notice notice) {
    About about = notice.about();
    Instant since =
        clock.instant().minus(about.kind() == AlertKind.ENTITY_UNUSUAL_HOUR ? DAY : HOUR);
    try {
      if (!alerts.raisedSince(about.tenant(), about.kind(), about.entity(), since)) {
        alerts.raise(
            about.tenant(),
            habits.workspace(about.tenant(), about.entity()),
            about.entity(),
            about.kind(),
            "behaviour",
            notice.detail());
      }
    } catch (RuntimeException e) {
      behaviour.back(notice);
      LOG.log(Level.WARNING, "An alert could not be raised; it is tried again.", e);
    }
  }
}
