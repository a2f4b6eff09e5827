package dev.sealward.api;

import dev.sealward.access.CurrentCaller;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.SecretValue;
import dev.sealward.secret.Resolved;
import dev.sealward.secret.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Reads a secret by its reference (VAULT-04).
 *
 * <p>Guarantees: the value is released after its audit row has committed (module secret), goes out
 * as the bytes it is stored as, never as a String, and is zeroed after. Does not protect against
 * copies in the buffers of the server and the network.
 */
@Path("/resolve")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "resolve")
public class ResolveResource {
  static final int MAX_BODY_BYTES = 4 << 10;

  private final Secrets secrets;
  private final CurrentCaller caller;
  private final SentTexts texts;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected ResolveResource() {
    this(null, null, null);
  }

  @Inject
  ResolveResource(Secrets secrets, CurrentCaller caller, SentTexts texts) {
    this.secrets = secrets;
    this.caller = caller;
    this.texts = texts;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Read a secret",
      description = "Body {\"ref\": \"secret://…\"}; answers {\"ref\", \"version\", \"value\"}.")
  @APIResponse(responseCode = "200", description = "The value, a JSON object of fields")
  @APIResponse(responseCode = "403", description = "No grant, or no such secret: the same answer")
  @APIResponse(responseCode = "422", description = "The reference is not one")
  @APIResponse(responseCode = "503", description = "The key ring is locked; steps say what to do")
  public Response resolve(InputStream body) {
    SecretRef ref =
        SecretRef.parse(
            FlatJson.read(body, MAX_BODY_BYTES, texts.in(ResolveResource.class))
                .requiredText("ref"));
    Resolved resolved = secrets.resolve(caller.requireEntity(), ref);
    byte[] answer = answer(resolved);
    StreamingOutput once =
        out -> {
          try {
            out.write(answer);
          } finally {
            Arrays.fill(answer, (byte) 0);
          }
        };
    return Response.ok(once).build();
  }

  /** A reference holds no character JSON would escape; the value is JSON already. */
  static byte[] answer(Resolved resolved) {
    byte[] head =
        ("{\"ref\":\"" + resolved.ref() + "\",\"version\":" + resolved.version() + ",\"value\":")
            .getBytes(StandardCharsets.UTF_8);
    try (SecretValue value = resolved.value()) {
      return value.use(
          json ->
              ByteBuffer.allocate(head.length + json.length + 1)
                  .put(head)
                  .put(json)
                  .put((byte) '}')
                  .array());
    }
  }
}
