package dev.sealward.api;

import dev.sealward.access.CurrentCaller;
import dev.sealward.kernel.Refused;
import dev.sealward.secret.ReadableMasks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.Arrays;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Hands out what recognises the values an entity may read, so that it can mask where it runs
 * (ST-SEC-004). The values stay here.
 */
@Path("/redaction/known-values")
@ApplicationScoped
@Tag(name = "redaction")
public class KnownValuesResource {
  /** Where the next part begins; without it there is none. */
  static final String NEXT = "X-Next-After";

  private final ReadableMasks masks;
  private final CurrentCaller caller;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected KnownValuesResource() {
    this(null, null);
  }

  @Inject
  KnownValuesResource(ReadableMasks masks, CurrentCaller caller) {
    this.masks = masks;
    this.caller = caller;
  }

  @GET
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @Operation(
      summary = "What recognises the values this token may read",
      description =
          "Keyed fingerprints, for the command line's redact --server. No value is in them; who has"
              + " them can work out eight bytes of each value and test guesses for the rest. Values"
              + " under 24 bytes are left out and counted. With parts=1 in parts of about 1 MiB: go"
              + " on with after = the answer's X-Next-After until there is none.")
  @APIResponse(responseCode = "200", description = "The bundle; empty when nothing may be read")
  @APIResponse(responseCode = "401", description = "No machine token, or one that is revoked")
  @APIResponse(
      responseCode = "409",
      description = "More than one answer can be made of, and parts were not asked for")
  @APIResponse(responseCode = "429", description = "Others are fetching theirs; try again")
  @APIResponse(responseCode = "503", description = "Locked, or known values are not loaded yet")
  public Response knownValues(
      @QueryParam("parts") @Nullable String parts, @QueryParam("after") @Nullable String after) {
    ReadableMasks.Part part = masks.handOut(caller.requireEntity(), after, parts != null);
    String next = part.next();
    if (next != null && parts == null) {
      Arrays.fill(part.bundle(), (byte) 0);
      // Who does not know of parts must not take the first for all of it.
      throw Refused.conflict(
          "TOO_MANY_VALUES",
          "There are more secrets here than one answer can be made of.",
          "Ask for them in parts, as redact --server of this version does.",
          "Or use an entity that may read only what this place prints.");
    }
    StreamingOutput once =
        out -> {
          try {
            out.write(part.bundle());
          } finally {
            Arrays.fill(part.bundle(), (byte) 0);
          }
        };
    Response.ResponseBuilder answer = Response.ok(once);
    return (next == null ? answer : answer.header(NEXT, next)).build();
  }
}
