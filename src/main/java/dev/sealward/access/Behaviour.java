package dev.sealward.access;

import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.RefusalRecorded;
import dev.sealward.audit.Target;
import dev.sealward.guard.Pace;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What entities do that somebody may want to know of, noted in memory while they do it and looked
 * at by {@link BehaviourKeeping} soon after (VAULT-09): noting costs a call one look-up and no
 * query.
 *
 * <p>Bounded: of what is over the bounds between two looks, the newest is not noted. What was noted
 * since the last look is lost when the process is killed; the audit trail has it all the same.
 * Thread-safe.
 */
@ApplicationScoped
class Behaviour {
  private static final int MAX_USES = 20_000;
  private static final int MAX_NOTICES = 1_000;
  private static final int DENIALS_OF_A_BURST = 10;
  private static final String NO_SECRET = new UUID(0, 0).toString();

  private final Clock clock;
  private final Pace denials;
  private final Map<Use, AtomicLong> uses = new ConcurrentHashMap<>();
  private final Map<About, String> notices = new ConcurrentHashMap<>();
  private final Set<Wanted> wanted = ConcurrentHashMap.newKeySet();

  /** Calls of one entity from one network in one hour. */
  record Use(TenantId tenant, EntityId entity, String network, Instant hour) {}

  /** What an alert is about: however often it is noted, there is one. */
  record About(TenantId tenant, EntityId entity, AlertKind kind) {}

  /** What there is to tell. */
  record Notice(About about, String detail) {}

  /** A secret an entity asked for and was denied. */
  record Wanted(TenantId tenant, EntityId entity, Target secret) {}

  @Inject
  Behaviour(Clock clock) {
    this.clock = clock;
    this.denials = new Pace(clock, DENIALS_OF_A_BURST - 1);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  Behaviour() {
    this(null);
  }

  /** An entity called. */
  void used(TenantId tenant, EntityId entity, String address) {
    Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
    count(new Use(tenant, entity, AddressKey.of(address), hour), 1);
  }

  private void count(Use use, long calls) {
    AtomicLong counted = uses.get(use);
    if (counted == null && uses.size() < MAX_USES) {
      counted = uses.computeIfAbsent(use, first -> new AtomicLong());
    }
    if (counted != null) {
      counted.addAndGet(calls);
    }
  }

  /** Something happened that somebody should look into. */
  void notice(Caller entity, AlertKind kind, String detail) {
    notice(new About(entity.tenant(), EntityId.of(entity.id()), kind), detail);
  }

  private void notice(About about, String detail) {
    if (notices.size() < MAX_NOTICES) {
      notices.putIfAbsent(about, detail);
    }
  }

  /** An entity was refused something, which is on record. */
  void refused(@Observes RefusalRecorded refusal) {
    Caller caller = refusal.caller();
    if (!caller.isEntity()) {
      return;
    }
    Target target = refusal.target();
    if (refusal.action() == Action.ACCESS_DENIED) {
      if (denials.take(caller.tenant() + "/" + caller.id()).isPresent()) {
        notice(
            caller, AlertKind.DENIED_BURST, DENIALS_OF_A_BURST + " times or more within a minute");
      }
      boolean known = target.kind().equals("secret") && !target.id().equals(NO_SECRET);
      if (known && wanted.size() < MAX_NOTICES) {
        wanted.add(new Wanted(caller.tenant(), EntityId.of(caller.id()), target));
      }
    } else if (refusal.action() == Action.SECRET_ACCESSED
        && refusal.code().equals("SECRET_REVOKED")) {
      notice(caller, AlertKind.SECRET_WANTED_AFTER_END, "revoked secret " + target.id());
    }
  }

  /** Hands over the calls counted since the last time. */
  Map<Use, Long> takeUses() {
    Map<Use, Long> taken = new HashMap<>();
    for (Use use : uses.keySet()) {
      AtomicLong counted = uses.remove(use);
      if (counted != null) {
        taken.put(use, counted.get());
      }
    }
    return taken;
  }

  /** Takes back calls that could not be written down. */
  void back(Map<Use, Long> taken) {
    taken.forEach(this::count);
  }

  List<Notice> takeNotices() {
    List<Notice> taken = new ArrayList<>();
    for (About about : notices.keySet()) {
      String detail = notices.remove(about);
      if (detail != null) {
        taken.add(new Notice(about, detail));
      }
    }
    return taken;
  }

  /** Takes back what could not be told. */
  void back(Notice notice) {
    notice(notice.about(), notice.detail());
  }

  List<Wanted> takeWanted() {
    List<Wanted> taken = List.copyOf(wanted);
    taken.forEach(wanted::remove);
    return taken;
  }
}
