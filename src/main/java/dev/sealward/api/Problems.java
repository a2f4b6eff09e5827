package dev.sealward.api;

import dev.sealward.access.CurrentCaller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.run.Appended;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The one place where what went wrong becomes an HTTP answer. */
@ApplicationScoped
class Problems {
  private static final System.Logger LOG = System.getLogger(Problems.class.getName());
  private static final int MAX_CAUSES = 16;

  private final CurrentCaller caller;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected Problems() {
    this(null);
  }

  @Inject
  Problems(CurrentCaller caller) {
    this.caller = caller;
  }

  public Response of(Refused refused) {
    Response answer = response(Problem.of(refused, caller.correlationId()));
    return refused
        .retryAfter()
        .map(
            wait ->
                Response.fromResponse(answer)
                    .header(HttpHeaders.RETRY_AFTER, wait.toSeconds() + 1)
                    .build())
        .orElse(answer);
  }

  /** An upload that stopped: what was stored before stays. */
  public Response of(Refused refused, long line, Appended appended) {
    return response(
        Problem.of(refused, caller.correlationId())
            .at(line, appended.stored(), appended.blocked()));
  }

  /** What the HTTP layer itself refuses, such as an unknown path or a wrong method. */
  public Response of(int status) {
    Response.@Nullable Status known = Response.Status.fromStatusCode(status);
    String title = known == null ? "HTTP error" : known.getReasonPhrase();
    Remedy remedy = Remedy.of("HTTP_" + status, title + ".");
    return response(Problem.of(status, title, remedy, caller.correlationId()));
  }

  /** A defect: the log has it all under the correlation id, the caller learns the id only. */
  public Response of(Throwable defect) {
    Optional<Refused> refused = refusalIn(defect);
    if (refused.isPresent()) {
      return of(refused.get());
    }
    UUID id = caller.correlationId();
    LOG.log(Level.ERROR, "A request failed; correlation id " + id, defect);
    Remedy remedy =
        Remedy.of(
            "INTERNAL_ERROR",
            "Sealward could not do this because of an error of its own.",
            "Look for the correlation id in the server's log.");
    return response(Problem.of(500, "Internal error", remedy, id));
  }

  /** Containers wrap what a transaction or an interceptor throws. */
  static Optional<Refused> refusalIn(Throwable thrown) {
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (cause instanceof Refused refused) {
        return Optional.of(refused);
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  private static Response response(Problem problem) {
    return Response.status(problem.status())
        .type(Problem.MEDIA_TYPE)
        .entity(problem.json())
        .build();
  }
}
