package dev.sealward.access;

import dev.sealward.guard.ClientAddress;
import dev.sealward.guard.Guard;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.Role;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Finds out who calls (Jakarta Security): machine tokens for everything under {@code /api/}, the
 * session for pages, either of them for {@code /metrics} and {@code /openapi}. All but pages answer
 * 401 here, before anything of them runs; what a page needs is decided by the pages' own gate.
 */
@ApplicationScoped
public class Authentication implements HttpAuthenticationMechanism {
  private static final String BEARER = "Bearer ";
  private static final int MAX_HEADER_CHARS = 256;
  private static final String ENTITY_GROUP = "entity";

  private static final String RESOLVE = "/api/v1/resolve";
  private static final JsonProvider JSON = JsonProvider.provider();

  private final TokenDoor door;
  private final CallLimits limits;
  private final TrustedProxies proxies;
  private final Sessions sessions;
  private final Guard guard;

  @Inject
  Authentication(
      TokenDoor door, CallLimits limits, TrustedProxies proxies, Sessions sessions, Guard guard) {
    this.door = door;
    this.limits = limits;
    this.proxies = proxies;
    this.sessions = sessions;
    this.guard = guard;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Authentication() {
    this(null, null, null, null, null);
  }

  @Override
  public AuthenticationStatus validateRequest(
      HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
    ClientAddress.note(request, proxies.caller(request));
    if (isApi(request) || isInstrument(request) && !isForAPerson(request)) {
      Optional<Caller> entity;
      try {
        entity = byToken(request);
      } catch (Refused refused) {
        return refused(request, response, refused);
      }
      if (entity.isEmpty()) {
        return unauthorized(request, response);
      }
      CurrentCaller.identify(request, underAnIdThatMayBeKept(request, entity.get()));
      return context.notifyContainerAboutLogin(entity.get().id(), Set.of(ENTITY_GROUP));
    }
    Optional<Caller> person = CurrentCaller.remembered(request, sessions);
    if (person.isEmpty()) {
      // There is no tenant to compare with, and whoever knocks learns nothing from an answer.
      CurrentCaller.ignoreProposedCorrelationId(request);
      return context.doNothing();
    }
    CurrentCaller.identify(request, underAnIdThatMayBeKept(request, person.get()));
    return context.notifyContainerAboutLogin(
        person.get().id(),
        person.get().roles().stream().map(Role::text).collect(Collectors.toSet()));
  }

  /** Some services' keys are UUIDs; as a correlation id one would stand in every record. */
  private Caller underAnIdThatMayBeKept(HttpServletRequest request, Caller caller) {
    return guard.holdsSecret(caller.tenant(), caller.correlationId().toString())
        ? caller.under(CurrentCaller.replaceCorrelationId(request))
        : caller;
  }

  private static boolean isApi(HttpServletRequest request) {
    return isUnder(request, "/api");
  }

  /** Somebody who has to choose a password first is nobody until then. */
  private boolean isForAPerson(HttpServletRequest request) {
    return CurrentCaller.remembered(request, sessions).isPresent()
        && !CurrentCaller.mustChangePassword(request);
  }

  /** What the server itself answers about Sealward; nothing of it is for just anybody. */
  private static boolean isInstrument(HttpServletRequest request) {
    return isUnder(request, "/metrics") || isUnder(request, "/openapi");
  }

  private static boolean isUnder(HttpServletRequest request, String root) {
    String path = path(request);
    return path.equals(root) || path.startsWith(root + "/");
  }

  private static String path(HttpServletRequest request) {
    return request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
  }

  private Optional<Caller> byToken(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    if (header == null
        || header.length() > MAX_HEADER_CHARS
        || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Optional.empty();
    }
    limits.admitFrom(ClientAddress.of(request));
    UUID proposed = CurrentCaller.correlationId(request);
    // Until it is known who calls, nothing they chose is taken.
    UUID own = CurrentCaller.replaceCorrelationId(request);
    Optional<TokenDoor.Admitted> admitted =
        door.admit(
            header.substring(BEARER.length()).strip(), ClientAddress.of(request), proposed, own);
    if (admitted.isEmpty()) {
      return Optional.empty();
    }
    CurrentCaller.replaceCorrelationId(request, proposed);
    Caller entity = admitted.get().caller();
    limits.admit(entity, path(request).equals(RESOLVE), admitted.get().resolvesPerMinute());
    return Optional.of(entity);
  }

  private static AuthenticationStatus unauthorized(
      HttpServletRequest request, HttpServletResponse response) {
    response.setHeader("WWW-Authenticate", "Bearer");
    return answer(
        request,
        response,
        HttpServletResponse.SC_UNAUTHORIZED,
        JSON.createObjectBuilder()
            .add("type", "about:blank")
            .add("title", "Unauthorized")
            .add("status", HttpServletResponse.SC_UNAUTHORIZED)
            .add("code", "UNAUTHENTICATED"));
  }

  /** What is refused before the API is reached, told as the API tells it. */
  private static AuthenticationStatus refused(
      HttpServletRequest request, HttpServletResponse response, Refused refused) {
    refused
        .retryAfter()
        .ifPresent(wait -> response.setHeader("Retry-After", "" + (wait.toSeconds() + 1)));
    int status = refused.kind().status();
    Remedy remedy = refused.remedy();
    return answer(
        request,
        response,
        status,
        JSON.createObjectBuilder()
            .add("type", "urn:sealward:problem:" + remedy.code().toLowerCase(Locale.ROOT))
            .add("title", status == 429 ? "Too many requests" : "Not available now")
            .add("status", status)
            .add("code", remedy.code())
            .add("detail", remedy.problem())
            .add("steps", JSON.createArrayBuilder(List.copyOf(remedy.steps()))));
  }

  private static AuthenticationStatus answer(
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      JsonObjectBuilder problem) {
    String id = CurrentCaller.correlationId(request).toString();
    response.setStatus(status);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Correlation-Id", id);
    response.setContentType("application/problem+json");
    String body = problem.add("correlationId", id).build().toString();
    try {
      response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    } catch (IOException gone) {
      // The caller left; there is nobody to tell.
    }
    return AuthenticationStatus.SEND_FAILURE;
  }
}
