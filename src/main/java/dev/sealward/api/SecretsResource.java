package dev.sealward.api;

import dev.sealward.access.CurrentCaller;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.SecretRef;
import dev.sealward.secret.ReadableSecrets;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.SecretView;
import dev.sealward.secret.Secrets;
import dev.sealward.secret.StoredSecret;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Secrets, for entities whose policies allow more than reading (VAULT-03): write level stores and
 * rotates, admin level revokes. Values go in and never come out here; see {@link ResolveResource}.
 */
@Path("/secrets")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "secrets")
public class SecretsResource {
  private static final JsonProvider JSON = JsonProvider.provider();
  private static final int MAX_BODY_BYTES = 4 << 10;
  private static final int DEFAULT_PAGE = 100;
  private static final int MAX_PAGE = 200;

  private final Secrets secrets;
  private final CurrentCaller caller;
  private final SentTexts texts;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected SecretsResource() {
    this(null, null, null);
  }

  @Inject
  SecretsResource(Secrets secrets, CurrentCaller caller, SentTexts texts) {
    this.secrets = secrets;
    this.caller = caller;
    this.texts = texts;
  }

  @GET
  @Operation(
      summary = "The references of the secrets this entity may read",
      description =
          "By name, without values; limit: 1 to 200, 100 if left out. A page may be short: go on"
              + " with after = next until there is no next.")
  @APIResponse(responseCode = "200", description = "{\"secrets\", \"next\"}")
  public byte[] list(
      @QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable String limit) {
    int page = (int) RunsResource.number("limit", limit, DEFAULT_PAGE, 1, MAX_PAGE);
    return json(secrets.readable(caller.requireEntity(), after, page));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Store a secret",
      description =
          "Body {\"name\", \"value\", \"type\", \"environment\", \"provider\", \"description\","
              + " \"expiresAt\"}; name and value are required, value is a text or an object of"
              + " fields. Takes a policy of write level on the scope.")
  @APIResponse(responseCode = "201", description = "{\"ref\", \"version\", \"notes\"}")
  @APIResponse(responseCode = "403", description = "No write policy on the scope")
  @APIResponse(responseCode = "422", description = "A field breaks a rule, or the name is taken")
  public Response store(InputStream body) {
    Caller entity = caller.requireEntity();
    try (SecretBody sent = SecretBody.read(body, texts.in(SecretsResource.class))) {
      return Response.status(Response.Status.CREATED)
          .entity(json(secrets.store(entity, draft(sent.rest()), sent.value())))
          .build();
    }
  }

  @POST
  @Path("/rotate")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Give a secret a new value",
      description = "Body {\"ref\", \"value\"}. Takes a policy of write level.")
  @APIResponse(responseCode = "200", description = "{\"ref\", \"version\", \"notes\"}")
  @APIResponse(responseCode = "403", description = "No write policy, or no such secret")
  @APIResponse(responseCode = "409", description = "The secret is revoked")
  public byte[] rotate(InputStream body) {
    Caller entity = caller.requireEntity();
    try (SecretBody sent = SecretBody.read(body, texts.in(SecretsResource.class))) {
      return json(secrets.rotate(entity, ref(sent.rest()), sent.value()));
    }
  }

  @POST
  @Path("/revoke")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Destroy a secret's value",
      description = "Body {\"ref\", \"reason\"}. At once and for good; takes an admin policy.")
  @APIResponse(responseCode = "200", description = "{\"ref\", \"state\"}")
  @APIResponse(responseCode = "403", description = "No admin policy, or no such secret")
  public byte[] revoke(InputStream body) {
    Caller entity = caller.requireEntity();
    FlatJson sent = FlatJson.read(body, MAX_BODY_BYTES, texts.in(SecretsResource.class));
    return bytes(entry(secrets.revoke(entity, ref(sent), sent.text("reason"))));
  }

  private static SecretRef ref(FlatJson sent) {
    return SecretRef.parse(sent.requiredText("ref"));
  }

  private static SecretDraft draft(FlatJson sent) {
    String environment = sent.text("environment");
    String type = sent.text("type");
    return new SecretDraft(
        environment == null ? Environment.PRODUCTION : Environment.parse(environment),
        sent.text("provider"),
        sent.requiredText("name"),
        type == null ? SecretType.API_KEY : SecretType.parse(type),
        sent.text("description"),
        end(sent.text("expiresAt")));
  }

  private static @Nullable Instant end(@Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException notATime) {
      throw Refused.field(
          "expiresAt",
          "EXPIRY_INVALID",
          "The expiry is a time in UTC.",
          "For example 2027-06-30T00:00:00Z.");
    }
  }

  private static byte[] json(ReadableSecrets page) {
    JsonArrayBuilder found = JSON.createArrayBuilder();
    page.secrets().forEach(secret -> found.add(entry(secret)));
    JsonObjectBuilder answer = JSON.createObjectBuilder().add("secrets", found);
    String next = page.next();
    if (next != null) {
      answer.add("next", next);
    }
    return bytes(answer);
  }

  private static JsonObjectBuilder entry(SecretView secret) {
    return JSON.createObjectBuilder()
        .add("ref", secret.ref().toString())
        .add("type", secret.type().text())
        .add("state", secret.state().text())
        .add("version", secret.activeVersion());
  }

  private static byte[] json(StoredSecret stored) {
    return bytes(
        JSON.createObjectBuilder()
            .add("ref", stored.secret().ref().toString())
            .add("version", stored.secret().activeVersion())
            .add("notes", JSON.createArrayBuilder(List.copyOf(stored.maskingNotes()))));
  }

  private static byte[] bytes(JsonObjectBuilder answer) {
    return answer.build().toString().getBytes(StandardCharsets.UTF_8);
  }
}
