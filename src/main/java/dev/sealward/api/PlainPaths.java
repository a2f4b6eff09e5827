package dev.sealward.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.util.regex.Pattern;

/**
 * Knows one way to write each address: segments of the characters ids are made of, none empty, none
 * of dots, nothing escaped and no parameters ({@code ;name=value}). Matching would decode or drop
 * them unseen, so that one thing had many addresses, and what decides by one would act on another.
 * Nor is there a method nobody wrote: matching would answer {@code OPTIONS} by itself.
 */
@Provider
@PreMatching
@ApplicationScoped
public class PlainPaths implements ContainerRequestFilter {
  private static final Pattern PLAIN =
      Pattern.compile("(?:/(?![^/]*\\.\\.)[A-Za-z0-9][A-Za-z0-9._-]{0,127}){2,16}");

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
    if (!PLAIN.matcher(request.getUriInfo().getRequestUri().getRawPath()).matches()) {
      request.abortWith(problems.of(Response.Status.NOT_FOUND.getStatusCode()));
    } else if (request.getMethod().equals(HttpMethod.OPTIONS)) {
      request.abortWith(problems.of(Response.Status.METHOD_NOT_ALLOWED.getStatusCode()));
    }
  }
}
