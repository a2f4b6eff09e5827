package dev.sealward.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Says an unknown path, a wrong method or media type as a problem, by its status only. */
@Provider
@ApplicationScoped
public class HttpErrorMapper implements ExceptionMapper<WebApplicationException> {
  private final Problems problems;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected HttpErrorMapper() {
    this(null);
  }

  @Inject
  HttpErrorMapper(Problems problems) {
    this.problems = problems;
  }

  @Override
  public Response toResponse(WebApplicationException thrown) {
    int status = thrown.getResponse().getStatus();
    if (status < 400) {
      return thrown.getResponse();
    }
    if (status >= 500) {
      return problems.of((Throwable) thrown);
    }
    Response problem = problems.of(status);
    String allow = thrown.getResponse().getHeaderString(HttpHeaders.ALLOW);
    return allow == null
        ? problem
        : Response.fromResponse(problem).header(HttpHeaders.ALLOW, allow).build();
  }
}
