package dev.sealward.api;

import dev.sealward.access.CurrentCaller;
import dev.sealward.secret.ReadableMasks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.Arrays;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Hands out what recognises the values an entity may read, so that it can mask where it runs
 * (ST-SEC-004). The values stay here.
 */
@Path("/redaction/known-values")
@ApplicationScoped
@Tag(name = "redaction")
public class KnownValuesResource {
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
              + " under 24 bytes are left out and counted.")
  @APIResponse(responseCode = "200", description = "The bundle; empty when nothing may be read")
  @APIResponse(responseCode = "401", description = "No machine token, or one that is revoked")
  @APIResponse(responseCode = "409", description = "More values than fit into one bundle")
  @APIResponse(responseCode = "429", description = "Others are fetching theirs; try again")
  @APIResponse(responseCode = "503", description = "Locked, or known values are not loaded yet")
  public Response knownValues() {
    byte[] bundle = masks.handOut(caller.requireEntity());
    StreamingOutput once =
        out -> {
          try {
            out.write(bundle);
          } finally {
            Arrays.fill(bundle, (byte) 0);
          }
        };
    return Response.ok(once).build();
  }
}
