package dev.sealward.api;

import dev.sealward.access.CurrentCaller;
import dev.sealward.guard.Guard;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.RunId;
import dev.sealward.run.Appended;
import dev.sealward.run.RunState;
import dev.sealward.run.RunView;
import dev.sealward.run.Runs;
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
import java.io.InputStream;
import java.net.URI;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Runs of a project, made and read by the entity whose machine token calls (ST-SEC-004). */
@Path("/projects/{project}/runs")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "runs")
public class RunsResource {
  static final int MAX_BODY_BYTES = 16 << 10;
  static final String NDJSON = "application/x-ndjson";

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final int DEFAULT_PAGE = 200;
  private static final int MAX_PAGE = 1_000;

  private final Runs runs;
  private final CurrentCaller caller;
  private final SentTexts texts;
  private final Problems problems;
  private final Guard guard;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected RunsResource() {
    this(null, null, null, null, null);
  }

  @Inject
  RunsResource(Runs runs, CurrentCaller caller, Problems problems, Guard guard, SentTexts texts) {
    this.runs = runs;
    this.caller = caller;
    this.problems = problems;
    this.guard = guard;
    this.texts = texts;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Start a run", description = "Body {\"title\": \"…\"}.")
  @APIResponse(responseCode = "201", description = "The run; its address in Location")
  @APIResponse(responseCode = "403", description = "No grant, or no such project: the same answer")
  @APIResponse(responseCode = "422", description = "The title breaks a rule or holds a secret")
  public Response start(@PathParam("project") String project, InputStream body) {
    String title =
        FlatJson.read(body, MAX_BODY_BYTES, texts.in(RunsResource.class)).requiredText("title");
    RunView run = runs.start(caller.requireEntity(), ProjectId.of(project), title);
    String path = SealwardApi.PATH + "/projects/" + run.project() + "/runs/" + run.id();
    return Response.created(URI.create(path)).entity(RunJson.of(run)).build();
  }

  @POST
  @Path("/{run}/events")
  @Consumes({NDJSON, "application/ndjson"})
  @Operation(
      summary = "Stream events in",
      description =
          "One {\"seq\", \"time\", \"stream\", \"level\", \"text\"} a line, of at most 1 MiB; seq"
              + " and text are required. Events are masked and shown while the upload goes on. A"
              + " seq stored already is ignored, so an upload that was cut can be sent again.")
  @APIResponse(
      responseCode = "200",
      description =
          "{\"stored\", \"accepted\", \"ignored\", \"blocked\"}; blocked counts events that could"
              + " not be masked: a placeholder stands in their place")
  @APIResponse(
      responseCode = "400",
      description = "A line cannot be read; line says which, stored what is kept")
  @APIResponse(
      responseCode = "408",
      description = "Nothing came for 30 seconds, or a line never ended; stored what is kept")
  @APIResponse(responseCode = "409", description = "The run has ended")
  public Response append(
      @PathParam("project") String project, @PathParam("run") String run, InputStream body) {
    Caller entity = caller.requireEntity();
    NdjsonLines lines =
        new NdjsonLines(guard.arriving(entity.tenant(), body), texts.in(NdjsonLines.class));
    Appended appended = runs.append(entity, ProjectId.of(project), RunId.parse(run), lines);
    if (lines.isCut()) {
      // Nobody is there to answer; a body would only fill the log with its failure.
      return Response.status(Response.Status.BAD_REQUEST).build();
    }
    return appended
        .refusal()
        .map(refused -> problems.of(refused, lines.number(), appended))
        .orElseGet(() -> Response.ok(RunJson.of(appended)).build());
  }

  @POST
  @Path("/{run}/finish")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "End a run",
      description = "Body {\"state\": \"succeeded\" | \"failed\" | \"cancelled\"}.")
  @APIResponse(responseCode = "200", description = "The run")
  @APIResponse(responseCode = "409", description = "The run has ended before")
  public byte[] finish(
      @PathParam("project") String project, @PathParam("run") String run, InputStream body) {
    RunState end =
        RunState.parseEnd(
            FlatJson.read(body, MAX_BODY_BYTES, texts.in(RunsResource.class))
                .requiredText("state"));
    return RunJson.of(
        runs.finish(caller.requireEntity(), ProjectId.of(project), RunId.parse(run), end));
  }

  @GET
  @Path("/{run}")
  @Operation(summary = "A run")
  public byte[] get(@PathParam("project") String project, @PathParam("run") String run) {
    return RunJson.of(runs.get(caller.requireEntity(), ProjectId.of(project), RunId.parse(run)));
  }

  @GET
  @Path("/{run}/events")
  @Operation(
      summary = "A run's events, masked, in order",
      description = "after: the seq to go on after; limit: 1 to 1000, 200 if left out.")
  public byte[] events(
      @PathParam("project") String project,
      @PathParam("run") String run,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @Nullable String limit) {
    long afterSeq = number("after", after, 0, 0, Long.MAX_VALUE);
    int pageSize = (int) number("limit", limit, DEFAULT_PAGE, 1, MAX_PAGE);
    return RunJson.of(
        runs.events(
            caller.requireEntity(), ProjectId.of(project), RunId.parse(run), afterSeq, pageSize));
  }

  static long number(String name, @Nullable String text, long absent, long min, long max) {
    if (text == null) {
      return absent;
    }
    long number = NUMBER.matcher(text).matches() ? Long.parseLong(text) : -1;
    if (number < min || number > max) {
      throw Refused.field(
          name, "NUMBER_INVALID", "This takes a whole number in its range.", "Leave it out.");
    }
    return number;
  }
}
