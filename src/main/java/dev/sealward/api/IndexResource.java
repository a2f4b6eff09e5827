package dev.sealward.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.Json;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What the API offers and where. */
@Path("/")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "index")
public class IndexResource {

  @GET
  @Operation(summary = "Where things are")
  public byte[] index() {
    return Json.createObjectBuilder()
        .add("name", "Sealward")
        .add("version", "v1")
        .add("resolve", SealwardApi.PATH + "/resolve")
        .add("keys", SealwardApi.PATH + "/keys")
        .add("runs", SealwardApi.PATH + "/projects/{project}/runs")
        .add("knownValues", SealwardApi.PATH + "/redaction/known-values")
        .add("openapi", "/openapi")
        .build()
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }
}
