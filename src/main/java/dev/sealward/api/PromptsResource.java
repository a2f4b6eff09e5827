package dev.sealward.api;

import dev.sealward.access.CurrentCaller;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.RunId;
import dev.sealward.run.Prompts;
import dev.sealward.run.StoredPrompt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The prompts of a run (ST-SEC-005): what a runner sends to a model goes through here first. */
@Path("/projects/{project}/runs/{run}/prompts")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "runs")
public class PromptsResource {
  /** The place of the prompt among those of its run. */
  static final String NUMBER = "X-Prompt-Number";

  private static final int DEFAULT_PAGE = 20;
  private static final int MAX_PAGE = 200;

  private final Prompts prompts;
  private final CurrentCaller caller;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected PromptsResource() {
    this(null, null);
  }

  @Inject
  PromptsResource(Prompts prompts, CurrentCaller caller) {
    this.prompts = prompts;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Mask and store a prompt",
      description =
          "The body is any JSON value of at most 4 MiB and 64 levels; every text and member name in"
              + " it is masked. Send the answer's body to the model, and nothing when there is"
              + " none.")
  @APIResponse(
      responseCode = "200",
      description = "The masked value, which is what was stored; X-Prompt-Number says its place")
  @APIResponse(responseCode = "400", description = "Not one whole JSON value, or too deep")
  @APIResponse(responseCode = "408", description = "The body stopped coming, or trickled")
  @APIResponse(responseCode = "409", description = "The run has ended")
  @APIResponse(responseCode = "413", description = "Too large, or too many prompts")
  @APIResponse(responseCode = "429", description = "Too many prompts this minute, or at once")
  @APIResponse(
      responseCode = "503",
      description = "It could not be masked; a placeholder keeps its place")
  public Response store(
      @PathParam("project") String project, @PathParam("run") String run, InputStream body) {
    Caller entity = caller.requireEntity();
    StoredPrompt stored =
        prompts.store(entity, ProjectId.of(project), RunId.parse(run), () -> read(body));
    return Response.ok(stored.text().getBytes(StandardCharsets.UTF_8))
        .header(NUMBER, stored.number())
        .build();
  }

  private static byte[] read(InputStream body) {
    try {
      return body.readNBytes(Prompts.MAX_BYTES + 1);
    } catch (IOException cut) {
      throw Refused.of(
          Refused.Kind.MALFORMED,
          Remedy.of("BODY_CUT", "The connection ended before the body did."));
    }
  }

  @GET
  @Operation(
      summary = "A run's prompts, masked, in order",
      description = "after: the number to go on after; limit: 1 to 200, 20 if left out.")
  public byte[] list(
      @PathParam("project") String project,
      @PathParam("run") String run,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @Nullable String limit) {
    int afterNumber = (int) RunsResource.number("after", after, 0, 0, Integer.MAX_VALUE);
    int pageSize = (int) RunsResource.number("limit", limit, DEFAULT_PAGE, 1, MAX_PAGE);
    return RunJson.of(
        prompts.list(
            caller.requireEntity(),
            ProjectId.of(project),
            RunId.parse(run),
            afterNumber,
            pageSize));
  }
}
