package dev.sealward.access;

import dev.sealward.guard.Guard;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Role;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
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

  private final Entities entities;
  private final Guard guard;

  @Inject
  Authentication(Entities entities, Guard guard) {
    this.entities = entities;
    this.guard = guard;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Authentication() {
    this(null, null);
  }

  @Override
  public AuthenticationStatus validateRequest(
      HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
    if (isApi(request) || isInstrument(request) && CurrentCaller.remembered(request).isEmpty()) {
      Optional<Caller> entity = byToken(request);
      if (entity.isEmpty()) {
        return unauthorized(request, response);
      }
      CurrentCaller.identify(request, underAnIdThatMayBeKept(request, entity.get()));
      return context.notifyContainerAboutLogin(entity.get().id(), Set.of(ENTITY_GROUP));
    }
    Optional<Caller> person = CurrentCaller.remembered(request);
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

  /** What the server itself answers about Sealward; nothing of it is for just anybody. */
  private static boolean isInstrument(HttpServletRequest request) {
    return isUnder(request, "/metrics") || isUnder(request, "/openapi");
  }

  private static boolean isUnder(HttpServletRequest request, String root) {
    String path =
        request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
    return path.equals(root) || path.startsWith(root + "/");
  }

  private Optional<Caller> byToken(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    if (header == null
        || header.length() > MAX_HEADER_CHARS
        || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Optional.empty();
    }
    return entities.authenticate(
        header.substring(BEARER.length()).strip(),
        request.getRemoteAddr(),
        CurrentCaller.correlationId(request));
  }

  private static AuthenticationStatus unauthorized(
      HttpServletRequest request, HttpServletResponse response) {
    String id = CurrentCaller.correlationId(request).toString();
    response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
    response.setHeader("WWW-Authenticate", "Bearer");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Correlation-Id", id);
    response.setContentType("application/problem+json");
    String body =
        "{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401,"
            + "\"code\":\"UNAUTHENTICATED\",\"correlationId\":\""
            + id
            + "\"}";
    try {
      response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    } catch (IOException gone) {
      // The caller left; there is nobody to tell.
    }
    return AuthenticationStatus.SEND_FAILURE;
  }
}
