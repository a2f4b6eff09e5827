package dev.sealward.secret.store;

import dev.sealward.kernel.Environment;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.TenantId;
import dev.sealward.outbound.Outbound;
import dev.sealward.outbound.OutboundFailure;
import dev.sealward.secret.store.StoreFailure.Reason;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps envelopes on a server that speaks the Vault KV version 2 HTTP API. Each blob is one secret
 * there, written once: {@code
 * <mount>/data/<prefix>/<tenant>/<environment>/<provider>/<workspace>/<name>/<version>-<blob>},
 * with the envelope as base64 in its field {@code envelope}.
 *
 * <p>Guarantees: a write succeeds only where nothing was ({@code cas} 0); erasing deletes the
 * metadata and every version behind it, which the server cannot undo; an answer that is not what
 * the API promises is a failure, and nothing of it is passed on.
 */
public final class VaultStore implements SecretStore {
  private static final String FIELD = "envelope";
  private static final byte[] NONE = {};

  private final VaultSettings settings;
  private final Outbound outbound;

  /**
   * @param outbound from {@link VaultSettings#client}
   */
  public VaultStore(VaultSettings settings, Outbound outbound) {
    this.settings = settings;
    this.outbound = outbound;
  }

  @Override
  public StoreKind kind() {
    return StoreKind.VAULT;
  }

  @Override
  public void put(Blob blob, byte[] envelope) {
    if (envelope.length > MAX_ENVELOPE_BYTES) {
      throw StoreFailure.tooLarge(kind(), MAX_ENVELOPE_BYTES);
    }
    JsonObject body =
        Json.createObjectBuilder()
            .add("options", Json.createObjectBuilder().add("cas", 0))
            .add(
                "data",
                Json.createObjectBuilder().add(FIELD, Base64.getEncoder().encodeToString(envelope)))
            .build();
    Outbound.Answer answer =
        send("PUT", "data", BlobPath.of(blob), body.toString().getBytes(StandardCharsets.UTF_8));
    Optional<byte[]> there = answer.status() == 400 ? get(blob) : Optional.empty();
    if (there.isEmpty()) {
      requireSuccess(answer);
    } else if (!Arrays.equals(there.get(), envelope)) {
      throw StoreFailure.taken(kind());
    }
  }

  @Override
  public Optional<byte[]> get(Blob blob) {
    Outbound.Answer answer = send("GET", "data", BlobPath.of(blob), null);
    if (answer.status() == 404) {
      return Optional.empty();
    }
    requireSuccess(answer);
    try {
      JsonObject data = json(answer).getJsonObject("data").getJsonObject("data");
      return Optional.of(Base64.getDecoder().decode(data.getString(FIELD)));
    } catch (JsonException
        | ClassCastException
        | NullPointerException
        | IllegalArgumentException e) {
      throw notAsPromised();
    }
  }

  @Override
  public void erase(Blob blob) {
    Outbound.Answer answer = send("DELETE", "metadata", BlobPath.of(blob), null);
    if (answer.status() != 404) {
      requireSuccess(answer);
    }
  }

  @Override
  public List<SecretRef> list(TenantId tenant, @Nullable SecretRef after, int limit) {
    Listing listing = new Listing(after, limit);
    for (Environment environment : Environment.values()) {
      String top = tenant + "/" + environment.text() + "/";
      for (String provider : folders(top)) {
        for (String workspace : folders(top + provider + "/")) {
          for (String name : folders(top + provider + "/" + workspace + "/")) {
            BlobPath.ref(tenant, environment.text(), provider, workspace, name)
                .ifPresent(listing::add);
          }
        }
      }
    }
    return listing.page();
  }

  private List<String> folders(String path) {
    Outbound.Answer answer = send("LIST", "metadata", path, null);
    if (answer.status() == 404) {
      return List.of();
    }
    requireSuccess(answer);
    try {
      List<String> folders = new ArrayList<>();
      for (JsonValue key : json(answer).getJsonObject("data").getJsonArray("keys")) {
        String name = ((JsonString) key).getString();
        // Only what could be ours may become part of the next path.
        if (name.matches("[A-Za-z0-9._-]{1,128}/")) {
          folders.add(name.substring(0, name.length() - 1));
        }
      }
      return folders;
    } catch (JsonException | ClassCastException | NullPointerException e) {
      throw notAsPromised();
    }
  }

  @Override
  public Optional<Remedy> trouble() {
    try {
      // The server's own state; standing by counts as well, it passes requests on.
      Outbound.Answer health =
          call("GET", "sys/health?standbyok=true&perfstandbyok=true", NONE, Map.of());
      if (health.status() != 200) {
        return Optional.of(failure(health.status()).remedy());
      }
      Outbound.Answer token = call("GET", "auth/token/lookup-self", NONE, credentials());
      return token.status() == 200
          ? Optional.empty()
          : Optional.of(failure(token.status()).remedy());
    } catch (StoreFailure e) {
      return Optional.of(e.remedy());
    }
  }

  private Outbound.Answer send(String method, String what, String path, byte @Nullable [] body) {
    return call(method, settings.path(what, path), body == null ? NONE : body, credentials());
  }

  private Outbound.Answer call(
      String method, String path, byte[] body, Map<String, String> headers) {
    try {
      return outbound.send(
          new Outbound.Request(
              method, settings.uri(path), headers, body.length == 0 ? null : body));
    } catch (OutboundFailure e) {
      throw new StoreFailure(
          kind(),
          Reason.UNAVAILABLE,
          "The Vault server cannot be reached: " + e.getMessage() + ".",
          "See that it runs and that VAULT_ADDR and VAULT_CACERT are right.");
    }
  }

  private Map<String, String> credentials() {
    Map<String, String> headers = new HashMap<>();
    try {
      headers.put("X-Vault-Token", settings.token());
    } catch (IOException e) {
      throw new StoreFailure(
          kind(),
          Reason.UNAVAILABLE,
          "The token for the Vault server cannot be read.",
          "Put it into the file SEALWARD_VAULT_TOKEN_FILE names, readable for this user only.");
    }
    headers.put("X-Vault-Request", "true");
    headers.put("Content-Type", "application/json");
    settings.namespace().ifPresent(namespace -> headers.put("X-Vault-Namespace", namespace));
    return headers;
  }

  private void requireSuccess(Outbound.Answer answer) {
    if (answer.status() != 200 && answer.status() != 204) {
      throw failure(answer.status());
    }
  }

  private StoreFailure failure(int status) {
    return switch (status) {
      case 401, 403 ->
          new StoreFailure(
              kind(),
              Reason.DENIED,
              "The Vault server refuses the token (" + status + ").",
              "Give Sealward a token whose policy allows create, read, list and delete below its"
                  + " prefix.");
      case 413 -> StoreFailure.tooLarge(kind(), MAX_ENVELOPE_BYTES);
      case 503 ->
          new StoreFailure(kind(), Reason.UNAVAILABLE, "The Vault server is sealed.", "Unseal it.");
      default ->
          new StoreFailure(
              kind(),
              Reason.UNAVAILABLE,
              "The Vault server answered with status " + status + ".",
              "See its log, and that SEALWARD_VAULT_MOUNT names a KV version 2 engine.");
    };
  }

  private StoreFailure notAsPromised() {
    return new StoreFailure(
        kind(),
        Reason.CORRUPT,
        "The Vault server's answer is not what its API promises.",
        "See that SEALWARD_VAULT_MOUNT names a KV version 2 engine, and whether somebody changed"
            + " what is below SEALWARD_VAULT_PREFIX.");
  }

  private static JsonObject json(Outbound.Answer answer) {
    try (var reader = Json.createReader(new ByteArrayInputStream(answer.body()))) {
      return reader.readObject();
    }
  }
}
