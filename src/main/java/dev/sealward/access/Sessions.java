package dev.sealward.access;

import dev.sealward.guard.ClientAddress;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.transaction.Transactional;
import java.io.Serializable;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.Config;

/**
 * The sessions of people who signed in.
 *
 * <p>Guarantees: a session remembers who signed in and nothing of what they may do: roles,
 * workspaces and state are read anew for each request, in one query, so that what was taken away is
 * gone with the next one. It ends idle, after its longest time, and when the person's epoch moved
 * on (password changed, disabled, sessions ended by an admin). What a page fetches by itself does
 * not keep it alive. Beginning one leaves nothing of the browser's session before it. Does not
 * protect against somebody who has the cookie, until then.
 */
@ApplicationScoped
@Transactional
class Sessions {
  private static final String SIGNED_IN = "dev.sealward.person";
  private static final String HALF = "dev.sealward.half";
  private static final String PROVEN_AT = "dev.sealward.proven";
  private static final String SEEN_AT = "dev.sealward.seen";
  private static final String WORKSPACE = "dev.sealward.workspace";

  private final EntityManager entityManager;
  private final Clock clock;
  private final SessionLimits limits;

  /** Who signed in, when, and at which epoch; the other attributes change on their own. */
  record SignedIn(String tenant, String name, long epoch, Instant since) implements Serializable {}

  /** The person of a session, as this request's caller. */
  record Present(Caller caller, boolean mustChangePassword) {}

  @Inject
  Sessions(EntityManager entityManager, Clock clock, Config config) {
    this.entityManager = entityManager;
    this.clock = clock;
    this.limits = SessionLimits.of(config);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  Sessions() {
    this(null, null, null);
  }

  /** Begins an empty session under a new id; gives the caller, who may have just proved it. */
  Caller begin(HttpServletRequest request, Admission admission) {
    end(request);
    HttpSession session = request.getSession(true);
    request.changeSessionId();
    session.setMaxInactiveInterval((int) limits.idle().toSeconds());
    Caller person = admission.caller();
    Instant now = clock.instant();
    session.setAttribute(
        SIGNED_IN, new SignedIn(person.tenant().value(), person.id(), admission.epoch(), now));
    session.setAttribute(SEEN_AT, now);
    if (!admission.proven()) {
      return person;
    }
    session.setAttribute(PROVEN_AT, now);
    return person.provenAt(now);
  }

  /** Begins an empty session that knows of a half sign-in and of nobody. */
  void keep(HttpServletRequest request, HalfSignIn half) {
    end(request);
    HttpSession session = request.getSession(true);
    request.changeSessionId();
    session.setMaxInactiveInterval((int) HalfSignIn.LIFE.toSeconds());
    session.setAttribute(HALF, half);
  }

  /** The half sign-in of the request's session; whether it still counts is decided when used. */
  Optional<HalfSignIn> half(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    return session != null && session.getAttribute(HALF) instanceof HalfSignIn half
        ? Optional.of(half)
        : Optional.empty();
  }

  void end(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session != null) {
      session.invalidate();
    }
  }

  /** The person has just proved again who they are. */
  void proved(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session != null && session.getAttribute(SIGNED_IN) != null) {
      session.setAttribute(PROVEN_AT, clock.instant());
    }
  }

  /** The workspace the person works in from the next request on, as far as they reach it then. */
  void workIn(HttpServletRequest request, WorkspaceId workspace) {
    HttpSession session = request.getSession(false);
    if (session != null) {
      session.setAttribute(WORKSPACE, workspace.value());
    }
  }

  /** The person of the request's session as they stand now; a session that is over is ended. */
  Optional<Present> present(HttpServletRequest request, UUID correlationId) {
    HttpSession session = request.getSession(false);
    if (session == null) {
      return Optional.empty();
    }
    try {
      if (!(session.getAttribute(SIGNED_IN) instanceof SignedIn signedIn)) {
        return Optional.empty();
      }
      Optional<Standing> standing = isOver(session, signedIn) ? Optional.empty() : now(signedIn);
      if (standing.isEmpty()) {
        session.invalidate();
        return Optional.empty();
      }
      if (!isByItself(request)) {
        session.setAttribute(SEEN_AT, clock.instant());
      }
      return standing.map(as -> present(as, session, signedIn, request, correlationId));
    } catch (IllegalStateException endedMeanwhile) {
      return Optional.empty();
    }
  }

  /** Who signed in to the request's session; how they stand is to be asked. */
  Optional<SignedIn> signedIn(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    return session != null && session.getAttribute(SIGNED_IN) instanceof SignedIn signedIn
        ? Optional.of(signedIn)
        : Optional.empty();
  }

  /** The caller as they stand at this moment; empty when they may not be here any more. */
  Optional<Caller> anew(SignedIn signedIn, Caller caller) {
    return now(signedIn)
        .map(
            standing ->
                standing.caller(
                    caller.tenant(),
                    caller.id(),
                    caller.workspace(),
                    caller.address(),
                    caller.correlationId()));
  }

  private boolean isOver(HttpSession session, SignedIn signedIn) {
    return !(session.getAttribute(SEEN_AT) instanceof Instant seen)
        || limits.isOver(signedIn.since(), seen, clock.instant());
  }

  private static Present present(
      Standing standing,
      HttpSession session,
      SignedIn signedIn,
      HttpServletRequest request,
      UUID correlationId) {
    WorkspaceId chosen =
        session.getAttribute(WORKSPACE) instanceof String name
            ? WorkspaceId.of(name)
            : standing.home();
    Caller caller =
        standing.caller(
            TenantId.of(signedIn.tenant()),
            signedIn.name(),
            chosen,
            ClientAddress.of(request),
            correlationId);
    return new Present(
        session.getAttribute(PROVEN_AT) instanceof Instant at ? caller.provenAt(at) : caller,
        standing.mustChangePassword());
  }

  /** Open pages ask feeds and live channels by themselves, whether somebody is there or not. */
  private static boolean isByItself(HttpServletRequest request) {
    String rest = request.getPathInfo();
    String path = request.getServletPath() + (rest == null ? "" : rest);
    return path.endsWith("/feed") || path.startsWith("/jakarta.faces.push/");
  }

  /** How the person stands; empty when they may not be here any more. */
  private Optional<Standing> now(SignedIn signedIn) {
    List<Object[]> rows =
        entityManager
            .createQuery(
                "select p.sessionEpoch, p.disabledAt, p.mustChangePassword, p.roles, w"
                    + " from PersonRow p left join p.workspaces w"
                    + " where p.tenant = :tenant and p.name = :name",
                Object[].class)
            .setParameter("tenant", signedIn.tenant())
            .setParameter("name", signedIn.name())
            .getResultList();
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(standing(rows)).filter(as -> as.enabled() && as.epoch() == signedIn.epoch());
  }

  private static Standing standing(List<Object[]> rows) {
    Set<WorkspaceId> workspaces = new HashSet<>();
    for (Object[] row : rows) {
      if (row[4] instanceof String name) {
        workspaces.add(WorkspaceId.of(name));
      }
    }
    Object[] person = rows.get(0);
    return new Standing(
        (Long) person[0],
        person[1] == null,
        (Boolean) person[2],
        PersonRow.roles((String) person[3]),
        workspaces);
  }
}
