package dev.sealward.access;

import dev.sealward.guard.ClientAddress;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is behind the request being served, as {@link Authentication} found out. Works in pages,
 * servlets and the API alike.
 */
@ApplicationScoped
public class CurrentCaller {
  private static final String REQUEST_ATTRIBUTE = "dev.sealward.caller";
  private static final String PASSWORD_ATTRIBUTE = "dev.sealward.password";
  private static final String CORRELATION_ATTRIBUTE = "dev.sealward.correlation";

  private final HttpServletRequest request;
  private final Sessions sessions;
  private final Devices devices;

  @Inject
  CurrentCaller(HttpServletRequest request, Sessions sessions, Devices devices) {
    this.request = request;
    this.sessions = sessions;
    this.devices = devices;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected CurrentCaller() {
    this(null, null, null);
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

  /**
   * The signed-in person as they stand each time it is asked: for what goes on for long. Refuses
   * once they may not be here any more. A proof does not last that long.
   */
  @ForAnyone("It finds out who calls.")
  public Supplier<Caller> personEachTime() {
    Caller first = requirePerson();
    Sessions.SignedIn signedIn =
        sessions.signedIn(request).orElseThrow(CurrentCaller::unauthenticated);
    return () -> sessions.anew(signedIn, first).orElseThrow(CurrentCaller::unauthenticated);
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
    return Caller.unknown(part, ClientAddress.of(request)).under(correlationId());
  }

  /** Ties together what this request leaves behind. */
  @ForAnyone("It finds out who calls.")
  public UUID correlationId() {
    return correlationId(request);
  }

  /**
   * Begins a session of the person's: empty, and under a new id. From then on the browser is known
   * as one of theirs.
   */
  @ForAnyone("It finds out who calls.")
  public void signIn(
      HttpServletRequest current, HttpServletResponse response, Admission admission) {
    identify(current, sessions.begin(current, admission));
    devices.remember(current, response, admission);
    current.setAttribute(PASSWORD_ATTRIBUTE, admission.mustChangePassword());
  }

  /** What the browser says it was known by; null for nothing. */
  @ForAnyone("It finds out who calls.")
  public @Nullable String deviceCookie() {
    return Devices.cookie(request);
  }

  /** Keeps a half sign-in in an empty session under a new id; nobody is signed in by that. */
  @ForAnyone("It finds out who calls.")
  public void keep(HttpServletRequest current, HalfSignIn half) {
    sessions.keep(current, half);
  }

  /** The half sign-in this session keeps, if somebody has their second step before them. */
  @ForAnyone("It finds out who calls.")
  public Optional<HalfSignIn> half() {
    return sessions.half(request);
  }

  /** The session's person has just proved once more who they are, with all their factors. */
  @ForAnyone("It finds out who calls.")
  public void proved(HttpServletRequest current) {
    sessions.proved(current);
  }

  /** The session's person works in another workspace from the next request on. */
  @ForAnyone("It finds out who calls.")
  public void workIn(HttpServletRequest current, WorkspaceId workspace) {
    sessions.workIn(current, workspace);
  }

  /** Whether the person gets no further than choosing a password. */
  @ForAnyone("It finds out who calls.")
  public boolean mustChangePassword() {
    return mustChangePassword(request);
  }

  static boolean mustChangePassword(HttpServletRequest request) {
    return Boolean.TRUE.equals(request.getAttribute(PASSWORD_ATTRIBUTE));
  }

  /** Ends the session. */
  @ForAnyone("It finds out who calls.")
  public void signOut(HttpServletRequest current) {
    sessions.end(current);
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

  /** The person of the request's session, as they stand at this moment. */
  static Optional<Caller> remembered(HttpServletRequest request, Sessions sessions) {
    Optional<Sessions.Present> present = sessions.present(request, correlationId(request));
    present.ifPresent(
        person -> request.setAttribute(PASSWORD_ATTRIBUTE, person.mustChangePassword()));
    return present.map(Sessions.Present::caller);
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
    replaceCorrelationId(request, id);
    return id;
  }

  /** Takes this id in the place of what the caller sent. */
  static void replaceCorrelationId(HttpServletRequest request, UUID id) {
    request.setAttribute(CORRELATION_ATTRIBUTE, id);
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
