package dev.sealward.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Says whatever nobody else says, without detail. */
@Provider
@ApplicationScoped
public class DefectMapper implements ExceptionMapper<Throwable> {
  private final Problems problems;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected DefectMapper() {
    this(null);
  }

  @Inject
  DefectMapper(Problems problems) {
    this.problems = problems;
  }

  @Override
  public Response toResponse(Throwable thrown) {
    return problems.of(thrown);
  }
}
