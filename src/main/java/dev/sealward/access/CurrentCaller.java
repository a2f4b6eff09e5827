package dev.sealward.access;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.Serializable;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who is behind the request being served, as {@link Authentication} found out. Works in pages,
 * servlets and the API alike.
 */
@ApplicationScoped
public class CurrentCaller {
  private static final String REQUEST_ATTRIBUTE = "dev.sealward.caller";
  private static final String SESSION_ATTRIBUTE = "dev.sealward.person";
  private static final String CORRELATION_ATTRIBUTE = "dev.sealward.correlation";

  private static final int SIGNED_IN_SECONDS = 30 * 60;

  private final HttpServletRequest request;

  /** What a session remembers: enough to make the caller of each request anew. */
  record SignedIn(String id, String tenant, String workspace, Set<dev.sealward.kernel.Role> roles)
      implements Serializable {}

  @Inject
  CurrentCaller(HttpServletRequest request) {
    this.request = request;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected CurrentCaller() {
    this(null);
  }

  /** The signed-in person, if that is who calls. */
  @ForAnyone("It finds out who calls.")
  public Optional<Caller> person() {
    return caller().filter(Caller::isPerson);
  }

  @ForAnyone("It finds out who calls.")
  public Caller requirePerson() {
    return person().orElseThrow(CurrentCaller::unauthenticated);
  }

  @ForAnyone("It finds out who calls.")
  public Caller requireEntity() {
    return caller().filter(Caller::isEntity).orElseThrow(CurrentCaller::unauthenticated);
  }

  /**
   * Nobody in particular, from the request's address: for what happens before anybody can sign in.
   */
  @ForAnyone("It finds out who calls.")
  public Caller anonymous(String part) {
    return new Caller(
        Caller.Kind.SYSTEM,
        part,
        TenantId.of("default"),
        WorkspaceId.of("default"),
        Set.of(),
        request.getRemoteAddr(),
        correlationId());
  }

  /** Ties together what this request leaves behind. */
  @ForAnyone("It finds out who calls.")
  public UUID correlationId() {
    return correlationId(request);
  }

  /** Makes the person the session's, under a new session id. */
  @ForAnyone("It finds out who calls.")
  public void signIn(HttpServletRequest current, Caller person) {
    HttpSession session = current.getSession(true);
    current.changeSessionId();
    session.setMaxInactiveInterval(SIGNED_IN_SECONDS);
    session.setAttribute(
        SESSION_ATTRIBUTE,
        new SignedIn(
            person.id(), person.tenant().value(), person.workspace().value(), person.roles()));
    identify(current, person);
  }

  /** Ends the session. */
  @ForAnyone("It finds out who calls.")
  public void signOut(HttpServletRequest current) {
    HttpSession session = current.getSession(false);
    if (session != null) {
      session.invalidate();
    }
  }

  private Optional<Caller> caller() {
    return identified(request);
  }

  static Optional<Caller> identified(HttpServletRequest request) {
    return Optional.ofNullable((Caller) request.getAttribute(REQUEST_ATTRIBUTE));
  }

  static void identify(HttpServletRequest request, Caller caller) {
    request.setAttribute(REQUEST_ATTRIBUTE, caller);
  }

  /** The person of the request's session, as this request's caller. */
  static Optional<Caller> remembered(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    SignedIn signedIn = session == null ? null : (SignedIn) session.getAttribute(SESSION_ATTRIBUTE);
    return Optional.ofNullable(signedIn)
        .map(
            person ->
                new Caller(
                    Caller.Kind.PERSON,
                    person.id(),
                    TenantId.of(person.tenant()),
                    WorkspaceId.of(person.workspace()),
                    person.roles(),
                    request.getRemoteAddr(),
                    correlationId(request)));
  }

  /**
   * The caller's own {@code X-Correlation-Id} when it is a UUID, else a new one; one per request.
   * {@link Authentication} sees to it that none of them is a secret.
   */
  static UUID correlationId(HttpServletRequest request) {
    if (request.getAttribute(CORRELATION_ATTRIBUTE) instanceof UUID known) {
      return known;
    }
    UUID id = parsed(request.getHeader("X-Correlation-Id")).orElseGet(UUID::randomUUID);
    request.setAttribute(CORRELATION_ATTRIBUTE, id);
    return id;
  }

  /** Takes a new id in the place of what the caller sent. */
  static UUID replaceCorrelationId(HttpServletRequest request) {
    UUID id = UUID.randomUUID();
    request.setAttribute(CORRELATION_ATTRIBUTE, id);
    return id;
  }

  /** From here on the request has an id of Sealward's own, whatever the caller sent. */
  static void ignoreProposedCorrelationId(HttpServletRequest request) {
    if (request.getAttribute(CORRELATION_ATTRIBUTE) == null) {
      replaceCorrelationId(request);
    }
  }

  private static Optional<UUID> parsed(@Nullable String text) {
    if (text == null || text.length() != 36) {
      return Optional.empty();
    }
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }

  private static Refused unauthenticated() {
    return Refused.of(
        Refused.Kind.UNAUTHENTICATED,
        Remedy.of("UNAUTHENTICATED", "This needs somebody signed in, or a machine token."));
  }
}
