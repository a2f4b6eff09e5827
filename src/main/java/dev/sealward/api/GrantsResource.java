package dev.sealward.api;

import dev.sealward.access.CurrentCaller;
import dev.sealward.access.Level;
import dev.sealward.access.PolicyView;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.SecretRef;
import dev.sealward.secret.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Policies on a secret, for entities with admin level on it: they let others of their own workspace
 * and provider read or write it, and take that away; never admin level (VAULT-03).
 */
@Path("/secrets/grants")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "secrets")
public class GrantsResource {
  private static final JsonProvider JSON = JsonProvider.provider();
  private static final int MAX_BODY_BYTES = 4 << 10;

  private final Secrets secrets;
  private final CurrentCaller caller;
  private final SentTexts texts;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected GrantsResource() {
    this(null, null, null);
  }

  @Inject
  GrantsResource(Secrets secrets, CurrentCaller caller, SentTexts texts) {
    this.secrets = secrets;
    this.caller = caller;
    this.texts = texts;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Let an entity read or write a secret",
      description =
          "Body {\"ref\", \"entity\", \"level\": \"read\" | \"write\", \"reason\", \"validDays\"},"
              + " in place of what it held on this secret. Takes an admin policy.")
  @APIResponse(responseCode = "201", description = "{\"entity\", \"level\", \"expiresAt\"}")
  @APIResponse(responseCode = "403", description = "No admin policy, or no such secret")
  @APIResponse(responseCode = "409", description = "The entity holds admin level there")
  @APIResponse(responseCode = "422", description = "No such entity, or one beyond a border")
  public Response grant(InputStream body) {
    Caller entity = caller.requireEntity();
    FlatJson sent = FlatJson.read(body, MAX_BODY_BYTES, texts.in(GrantsResource.class));
    PolicyView granted =
        secrets.grant(
            entity,
            ref(sent),
            other(sent),
            Level.parse(sent.requiredText("level")),
            sent.text("reason"),
            days(sent.number("validDays")));
    return Response.status(Response.Status.CREATED).entity(json(granted)).build();
  }

  @POST
  @Path("/revoke")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Take away what an entity holds on a secret",
      description =
          "Body {\"ref\", \"entity\"}. From this moment; a policy on the scope around it stays.")
  @APIResponse(responseCode = "204", description = "Taken away")
  @APIResponse(responseCode = "403", description = "No admin policy, or no such secret")
  @APIResponse(responseCode = "404", description = "The entity holds nothing on it")
  public void revoke(InputStream body) {
    Caller entity = caller.requireEntity();
    FlatJson sent = FlatJson.read(body, MAX_BODY_BYTES, texts.in(GrantsResource.class));
    SecretRef ref = ref(sent);
    secrets.ungrant(entity, ref, other(sent));
  }

  private static SecretRef ref(FlatJson sent) {
    return SecretRef.parse(sent.requiredText("ref"));
  }

  private static EntityId other(FlatJson sent) {
    return EntityId.of(sent.requiredText("entity"));
  }

  private static @Nullable Integer days(@Nullable Long days) {
    if (days != null && (days < 1 || days > Integer.MAX_VALUE)) {
      throw Refused.field(
          "validDays", "DAYS_INVALID", "This is a whole number of days.", "Leave it out.");
    }
    return days == null ? null : days.intValue();
  }

  private static byte[] json(PolicyView granted) {
    JsonObjectBuilder answer =
        JSON.createObjectBuilder()
            .add("entity", granted.entity().value())
            .add("level", granted.level().text());
    Instant end = granted.expiresAt();
    if (end == null) {
      answer.addNull("expiresAt");
    } else {
      answer.add("expiresAt", end.toString());
    }
    return answer.build().toString().getBytes(StandardCharsets.UTF_8);
  }
}
