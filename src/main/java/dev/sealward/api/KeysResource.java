package dev.sealward.api;

import dev.sealward.access.CurrentCaller;
import dev.sealward.access.KeyCustody;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.keys.KeySource;
import dev.sealward.keys.WorkFailures;
import dev.sealward.keys.WorkProgress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * The master key's versions and their rotation, for entities with an admin policy on the key ring
 * (VAULT-06). Destroying a version takes a person.
 */
@Path("/keys")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "keys")
public class KeysResource {
  private static final int MAX_BODY_BYTES = 1 << 10;
  private static final int DEFAULT_PAGE = 100;

  private final KeyCustody custody;
  private final CurrentCaller caller;
  private final SentTexts texts;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected KeysResource() {
    this(null, null, null);
  }

  @Inject
  KeysResource(KeyCustody custody, CurrentCaller caller, SentTexts texts) {
    this.custody = custody;
    this.caller = caller;
    this.texts = texts;
  }

  @GET
  @Operation(summary = "The key versions and what each still protects")
  @APIResponse(responseCode = "200", description = "{\"active\", \"due\", \"versions\"}")
  @APIResponse(responseCode = "403", description = "No admin policy on the key ring")
  @APIResponse(responseCode = "503", description = "The key ring is locked")
  public byte[] versions() {
    return KeysJson.of(custody.view(caller.requireEntity()));
  }

  @POST
  @Path("/rotations")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Make a new key version and begin to re-wrap",
      description =
          "Body {\"source\": \"keychain\" | \"file\" | \"env\" | \"passphrase\"}; a passphrase"
              + " comes from the server's passphrase file, never through the API.")
  @APIResponse(responseCode = "202", description = "{\"version\"}; progress is at Location")
  @APIResponse(responseCode = "403", description = "No admin policy on the key ring")
  @APIResponse(responseCode = "409", description = "Somebody else rotated it just now")
  @APIResponse(responseCode = "422", description = "The source is none, or gives the present key")
  public Response rotate(InputStream body) {
    String source =
        FlatJson.read(body, MAX_BODY_BYTES, texts.in(KeysResource.class)).requiredText("source");
    int version = custody.rotate(caller.requireEntity(), KeySource.parse(source), new char[0]);
    return Response.accepted(KeysJson.ofVersion(version))
        .location(URI.create(SealwardApi.PATH + "/keys/rewrap"))
        .build();
  }

  @GET
  @Path("/rewrap")
  @Operation(summary = "How far re-wrapping is")
  @APIResponse(responseCode = "200", description = "State, counts, rate and the first failures")
  @APIResponse(responseCode = "404", description = "Nothing was ever re-wrapped")
  public byte[] rewrap() {
    return KeysJson.of(progress(caller.requireEntity()));
  }

  @GET
  @Path("/rewrap/failures")
  @Operation(
      summary = "What could not be re-wrapped, and why",
      description =
          "By item; limit: 1 to 200, 100 if left out. Go on with after = next until there is no"
              + " next. The first thousand of a rotation are kept.")
  @APIResponse(responseCode = "200", description = "{\"failures\", \"next\"}")
  public byte[] failures(
      @QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable String limit) {
    int page = (int) RunsResource.number("limit", limit, DEFAULT_PAGE, 1, WorkFailures.MAX_PAGE);
    return KeysJson.of(custody.failures(caller.requireEntity(), after, page));
  }

  @POST
  @Path("/rewrap/pause")
  @Operation(summary = "Pause re-wrapping after the batch it is at")
  @APIResponse(responseCode = "409", description = "It is not running")
  public byte[] pause() {
    Caller entity = caller.requireEntity();
    custody.pause(entity);
    return KeysJson.of(progress(entity));
  }

  @POST
  @Path("/rewrap/resume")
  @Operation(summary = "Go on re-wrapping, or try again what failed")
  @APIResponse(responseCode = "409", description = "There is nothing to resume")
  public byte[] resume() {
    Caller entity = caller.requireEntity();
    custody.resume(entity);
    return KeysJson.of(progress(entity));
  }

  private WorkProgress progress(Caller entity) {
    return custody.progress(entity).orElseThrow(() -> Refused.missing("re-wrapping"));
  }
}
