package dev.sealward.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;

/**
 * Knows no path with parameters in it ({@code ;name=value}): matching would drop them unseen, so
 * that one thing had many addresses.
 */
@Provider
@PreMatching
@ApplicationScoped
public class PlainPaths implements ContainerRequestFilter {
  private final Problems problems;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected PlainPaths() {
    this(null);
  }

  @Inject
  PlainPaths(Problems problems) {
    this.problems = problems;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (request.getUriInfo().getRequestUri().getRawPath().indexOf(';') >= 0) {
      request.abortWith(problems.of(Response.Status.NOT_FOUND.getStatusCode()));
    }
  }
}
