package dev.sealward.access;

import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.guard.Pace;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.RecentMap;
import dev.sealward.kernel.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where machine tokens are presented.
 *
 * <p>Guarantees: whatever is wrong with a token, the answer is the same, after the same one query,
 * the same comparison and one record; a token is good for the entity and tenant it was issued to
 * only. Whoever presents many tokens that are none is slowed down by address, before the database
 * is asked; tokens that were good before, secret and all, still pass from there, so that nobody
 * locks out their neighbours. Knowing a token's id helps nobody: it stands in the audit trail. What
 * is refused and not recorded, since it is too much, is {@link UnrecordedTokens counted}.
 */
@ApplicationScoped
public class TokenDoor {
  static final Target NO_TOKEN = new Target("session", "machine-token");
  private static final byte[] NO_HASH = new byte[32];
  private static final int MAX_KNOWN = 10_000;

  /** Tokens nobody issued are recorded this often a minute at most, from all addresses. */
  private static final int UNKNOWN_RECORDED = 600;

  private final PresentedTokens tokens;
  private final CallLimits limits;
  private final Behaviour behaviour;
  private final UnrecordedTokens unrecorded;
  private final AuditTrail auditTrail;
  private final Clock clock;
  private final Pace unknownRecorded;

  /** The hashes, by id, of tokens that were good when they were last presented. */
  private final Map<String, byte[]> good = Collections.synchronizedMap(new RecentMap<>(MAX_KNOWN));

  /** Whom a token let in, and how often they may read; null for the installation's number. */
  record Admitted(Caller caller, @Nullable Integer resolvesPerMinute) {}

  /** What a presented token is worth. */
  private enum Verdict {
    GOOD(null),
    UNKNOWN(null),
    TOKEN_REVOKED(AlertKind.TOKEN_USED_AFTER_END),
    TOKEN_EXPIRED(AlertKind.TOKEN_USED_AFTER_END),
    ENTITY_DISABLED(null),
    TOKEN_FROM_ELSEWHERE(AlertKind.TOKEN_FROM_ELSEWHERE);

    private final @Nullable AlertKind alert;

    Verdict(@Nullable AlertKind alert) {
      this.alert = alert;
    }
  }

  @Inject
  TokenDoor(
      PresentedTokens tokens,
      CallLimits limits,
      Behaviour behaviour,
      UnrecordedTokens unrecorded,
      AuditTrail auditTrail,
      Clock clock) {
    this.tokens = tokens;
    this.limits = limits;
    this.behaviour = behaviour;
    this.unrecorded = unrecorded;
    this.auditTrail = auditTrail;
    this.clock = clock;
    this.unknownRecorded = new Pace(clock, UNKNOWN_RECORDED);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected TokenDoor() {
    this(null, null, null, null, null, null);
  }

  /**
   * The entity a bearer token belongs to; empty for every text that is no usable token, whatever
   * the reason.
   *
   * @param correlationId what the call goes under when it is let in
   * @param ownId what a refusal is recorded under: nothing an unknown caller chose is kept
   * @throws Refused TOO_MANY when the address presented too many of those
   */
  Optional<Admitted> admit(String bearer, String address, UUID correlationId, UUID ownId) {
    Optional<MachineToken> presented = MachineToken.parse(bearer);
    String id = presented.map(MachineToken::id).orElse("");
    byte[] known = good.getOrDefault(id, NO_HASH);
    if (presented.filter(token -> token.matches(known)).isEmpty()) {
      slowDown(address, limits::requireFewFailures);
    }
    Instant now = clock.instant();
    Optional<PresentedTokens.Found> found = tokens.find(id);
    byte[] hash = found.map(row -> row.token().tokenHash()).orElse(NO_HASH);
    boolean matches = presented.isPresent() && presented.get().matches(hash);
    if (found.isEmpty() || !matches) {
      refuse(Verdict.UNKNOWN, nobody(address, ownId), NO_TOKEN, address);
      return Optional.empty();
    }
    TokenRow token = found.get().token();
    EntityRow entity = found.get().entity();
    Caller caller = caller(entity, address, correlationId);
    Verdict verdict = verdict(token, entity, address, now);
    if (verdict != Verdict.GOOD) {
      good.remove(id);
      refuse(verdict, caller.under(ownId), new Target("token", id), address);
      return Optional.empty();
    }
    good.put(id, hash);
    behaviour.used(entity.tenant(), entity.name(), address);
    if (token.needsUseNoted(now)) {
      tokens.used(id, now, address);
    }
    return Optional.of(new Admitted(caller, entity.resolvesPerMinute()));
  }

  private static Verdict verdict(TokenRow token, EntityRow entity, String address, Instant now) {
    if (token.isRevoked()) {
      return Verdict.TOKEN_REVOKED;
    }
    if (!token.isUsable(now)) {
      return Verdict.TOKEN_EXPIRED;
    }
    if (!token.sources().allow(address)) {
      return Verdict.TOKEN_FROM_ELSEWHERE;
    }
    return entity.state() == EntityState.ENABLED ? Verdict.GOOD : Verdict.ENTITY_DISABLED;
  }

  /** A token somebody issued is recorded and told of before the address is counted and slowed. */
  private void refuse(Verdict verdict, Caller caller, Target target, String address) {
    if (verdict == Verdict.UNKNOWN) {
      slowDown(address, limits::failed);
      if (unknownRecorded.take("").isEmpty()) {
        auditTrail.recordRefusal(caller, Action.TOKEN_REFUSED, target, "TOKEN_UNKNOWN");
      } else {
        unrecorded.add(address);
      }
      return;
    }
    auditTrail.recordRefusal(caller, Action.TOKEN_REFUSED, target, verdict.name());
    if (verdict.alert != null) {
      behaviour.notice(caller, verdict.alert, "token " + target.id() + " from " + address);
    }
    limits.failed(address);
  }

  private void slowDown(String address, Consumer<String> limit) {
    try {
      limit.accept(address);
    } catch (Refused tooMany) {
      unrecorded.add(address);
      throw tooMany;
    }
  }

  private static Caller caller(EntityRow entity, String address, UUID correlationId) {
    return new Caller(
            Caller.Kind.ENTITY,
            entity.name().value(),
            entity.tenant(),
            entity.workspace(),
            Set.of(),
            address,
            correlationId)
        .within(entity.reach());
  }

  private static Caller nobody(String address, UUID correlationId) {
    return Caller.unknown("machine-tokens", address).under(correlationId);
  }
}
