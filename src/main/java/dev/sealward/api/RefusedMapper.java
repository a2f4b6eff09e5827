package dev.sealward.api;

import dev.sealward.kernel.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Says a {@link Refused} as a problem. */
@Provider
@ApplicationScoped
public class RefusedMapper implements ExceptionMapper<Refused> {
  private final Problems problems;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected RefusedMapper() {
    this(null);
  }

  @Inject
  RefusedMapper(Problems problems) {
    this.problems = problems;
  }

  @Override
  public Response toResponse(Refused thrown) {
    return problems.of(thrown);
  }
}
