package dev.sealward.api;

import dev.sealward.access.CurrentCaller;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.RunId;
import dev.sealward.run.ArtifactContent;
import dev.sealward.run.ArtifactView;
import dev.sealward.run.Artifacts;
import dev.sealward.run.StoredArtifact;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The artifacts of a run (ST-SEC-005). */
@Path("/projects/{project}/runs/{run}/artifacts")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "runs")
public class ArtifactsResource {
  private static final int DEFAULT_PAGE = 200;
  private static final int MAX_PAGE = 1_000;

  private final Artifacts artifacts;
  private final CurrentCaller caller;
  private final OpenedContent opened;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected ArtifactsResource() {
    this(null, null, null);
  }

  @Inject
  ArtifactsResource(Artifacts artifacts, CurrentCaller caller, OpenedContent opened) {
    this.artifacts = artifacts;
    this.caller = caller;
    this.opened = opened;
  }

  @PUT
  @Path("/{name}")
  @Consumes(MediaType.WILDCARD)
  @Operation(
      summary = "Store an artifact",
      description =
          "The body is the file, whatever its media type says; it is masked while it comes in. Text"
              + " is masked, in other files known values are overwritten in their place, gzip, tar"
              + " and zip are rebuilt from their masked members. Sending the same again changes"
              + " nothing.")
  @APIResponse(responseCode = "201", description = "The artifact as it is stored")
  @APIResponse(responseCode = "200", description = "The very same was stored before")
  @APIResponse(responseCode = "408", description = "The body stopped coming, or trickled")
  @APIResponse(responseCode = "409", description = "Another of this name, or the run has ended")
  @APIResponse(responseCode = "413", description = "Too large, or an archive out of proportion")
  @APIResponse(
      responseCode = "422",
      description = "The name is not fit, or the file cannot be looked into; code says why")
  @APIResponse(responseCode = "503", description = "It could not be masked or stored")
  public Response store(
      @PathParam("project") String project,
      @PathParam("run") String run,
      @PathParam("name") String name,
      @HeaderParam(HttpHeaders.CONTENT_LENGTH) @Nullable String length,
      InputStream body) {
    Caller entity = caller.requireEntity();
    requireSize(length);
    StoredArtifact stored =
        artifacts.store(entity, ProjectId.of(project), RunId.parse(run), name, body);
    byte[] json = RunJson.of(stored.artifact());
    if (!stored.fresh()) {
      return Response.ok(json).build();
    }
    String path = "/projects/" + project + "/runs/" + run + "/artifacts/" + name;
    return Response.created(URI.create(SealwardApi.PATH + path)).entity(json).build();
  }

  /** What says itself that it is too large need not be sent at all. */
  private void requireSize(@Nullable String length) {
    if (length != null && length.matches("[0-9]{1,18}")) {
      long bytes = Long.parseLong(length);
      if (bytes > artifacts.maxBytes()) {
        throw Refused.of(
            Refused.Kind.TOO_LARGE,
            Remedy.of(
                "ARTIFACT_TOO_LARGE",
                "An artifact takes at most " + artifacts.maxBytes() + " bytes.",
                "Send it in parts, or raise SEALWARD_ARTIFACT_MAX_BYTES."));
      }
    }
  }

  @GET
  @Operation(
      summary = "A run's artifacts by name",
      description = "after: the name or id to go on after; limit: 1 to 1000, 200 if left out.")
  public byte[] list(
      @PathParam("project") String project,
      @PathParam("run") String run,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @Nullable String limit) {
    int pageSize = (int) RunsResource.number("limit", limit, DEFAULT_PAGE, 1, MAX_PAGE);
    return RunJson.of(
        artifacts.list(
            caller.requireEntity(), ProjectId.of(project), RunId.parse(run), after, pageSize));
  }

  @GET
  @Path("/{name}")
  @Produces(MediaType.WILDCARD)
  @Operation(
      summary = "The bytes of an artifact",
      description =
          "As they are stored, and masked once more by what is known by now: values are"
              + " overwritten; an archive is taken apart and put together again, so that its length"
              + " turns out on the way. One that could not be is sent without its end.")
  @APIResponse(responseCode = "200", description = "The bytes, as an attachment")
  @APIResponse(responseCode = "404", description = "No such artifact, or its file is gone")
  @APIResponse(responseCode = "409", description = "Its file is not what was stored")
  @APIResponse(responseCode = "429", description = "Too many downloads on their way")
  public Response read(
      @PathParam("project") String project,
      @PathParam("run") String run,
      @PathParam("name") String name) {
    ArtifactContent content =
        artifacts.open(caller.requireEntity(), ProjectId.of(project), RunId.parse(run), name);
    opened.closeWithRequest(content);
    ArtifactView artifact = content.artifact();
    StreamingOutput bytes = content::writeTo;
    Response.ResponseBuilder answer = Response.ok(bytes, artifact.mediaType());
    content.length().ifPresent(length -> answer.header(HttpHeaders.CONTENT_LENGTH, length));
    return answer
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + artifact.name() + "\"")
        .header("X-Content-Type-Options", "nosniff")
        // Should it break off, its reader knows at once.
        .header("Connection", "close")
        .build();
  }
}
