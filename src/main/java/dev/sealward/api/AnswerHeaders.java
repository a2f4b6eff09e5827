package dev.sealward.api;

import dev.sealward.access.CurrentCaller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;

/** What every answer carries: its correlation id, and the order to keep no copy. */
@Provider
@ApplicationScoped
public class AnswerHeaders implements ContainerResponseFilter {
  private static final String CORRELATION_ID = "X-Correlation-Id";

  private final CurrentCaller caller;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected AnswerHeaders() {
    this(null);
  }

  @Inject
  AnswerHeaders(CurrentCaller caller) {
    this.caller = caller;
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    response.getHeaders().putSingle(CORRELATION_ID, caller.correlationId().toString());
    response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
    response.getHeaders().putSingle("X-Content-Type-Options", "nosniff");
  }
}
