package dev.sealward.secret.store.cloud;

import com.google.api.client.http.HttpResponseException;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.secretmanager.v1.SecretManager;
import com.google.api.services.secretmanager.v1.model.AccessSecretVersionResponse;
import com.google.api.services.secretmanager.v1.model.AddSecretVersionRequest;
import com.google.api.services.secretmanager.v1.model.Automatic;
import com.google.api.services.secretmanager.v1.model.ListSecretsResponse;
import com.google.api.services.secretmanager.v1.model.Replication;
import com.google.api.services.secretmanager.v1.model.Secret;
import com.google.api.services.secretmanager.v1.model.SecretPayload;
import com.google.api.services.secretmanager.v1.model.SecretVersion;
import com.google.auth.oauth2.ServiceAccountCredentials;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.TenantId;
import dev.sealward.secret.store.Blob;
import dev.sealward.secret.store.Listing;
import dev.sealward.secret.store.StoreFailure;
import dev.sealward.secret.store.StoreFailure.Reason;
import dev.sealward.secret.store.StoreKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Keeps envelopes in Google Cloud's Secret Manager. Each blob is one secret there, {@code
 * <prefix>-<secret id>-<version>-<blob id>}, whose version 1 is the envelope. Its annotation {@code
 * sealward-ref} says which secret it belongs to, its label {@code sealward-tenant} (a hash, since
 * labels take no dots) finds those of one tenant.
 *
 * <p>Guarantees: only version 1 counts, and the service gives that number once, so that nothing is
 * ever replaced; payloads go and come with their CRC-32C; erasing deletes the secret with all its
 * versions, which the service cannot undo; an answer that is not what the API promises is a
 * failure, and nothing of it is passed on.
 */
final class GcpStore implements CloudStore {
  /** What the service takes as one payload. */
  private static final int MAX_BYTES = 65_536;

  private static final int PAGE = 200;
  private static final int MAX_PAGES = 10_000;
  private static final String FIRST = "/versions/1";
  private static final String REF = "sealward-ref";
  private static final String TENANT = "sealward-tenant";
  private static final Pattern BLOB =
      Pattern.compile("[0-9a-f-]{36}-[1-9][0-9]{0,9}-[0-9a-f-]{36}");

  private final String project;
  private final String prefix;
  private final SecretManager api;
  private final VendorCalls calls;

  private GcpStore(GcpSettings settings, ServiceAccountCredentials account, VendorCalls calls) {
    this.project = "projects/" + settings.project();
    this.prefix = settings.prefix() + "-";
    this.calls = calls;
    GcpHttp http = new GcpHttp(calls);
    this.api =
        new SecretManager.Builder(
                http, GsonFactory.getDefaultInstance(), GcpAccess.of(account, http))
            .setRootUrl(settings.endpoint() + "/")
            .setApplicationName("Sealward")
            .setGoogleClientRequestInitializer(request -> request.setDisableGZipContent(true))
            .build();
  }

  /**
   * The store these settings reach. Nothing is asked of Google yet.
   *
   * @throws IllegalArgumentException when the key file cannot be used
   */
  static GcpStore by(GcpSettings settings) throws IOException {
    ServiceAccountCredentials account = GcpAccess.account(settings);
    return new GcpStore(
        settings,
        account,
        VendorCalls.to(List.of(settings.endpoint(), account.getTokenServerUri())));
  }

  static GcpStore by(GcpSettings settings, VendorCalls calls) {
    return new GcpStore(settings, GcpAccess.account(settings), calls);
  }

  @Override
  public StoreKind kind() {
    return StoreKind.GCP;
  }

  @Override
  public int maxEnvelopeBytes() {
    return MAX_BYTES;
  }

  @Override
  public void put(Blob blob, byte[] envelope) {
    if (envelope.length > MAX_BYTES) {
      throw StoreFailure.tooLarge(kind(), MAX_BYTES);
    }
    // A secret without a version is what an earlier attempt left that ended in between.
    if ((create(blob) || get(blob).isEmpty()) && addFirst(blob, envelope)) {
      return;
    }
    if (get(blob).filter(there -> Arrays.equals(there, envelope)).isEmpty()) {
      throw StoreFailure.taken(kind());
    }
  }

  /** False when it is there already. */
  private boolean create(Blob blob) {
    Secret secret =
        new Secret()
            .setReplication(new Replication().setAutomatic(new Automatic()))
            .setLabels(Map.of(TENANT, label(blob.place().scope().tenant())))
            .setAnnotations(Map.of(REF, blob.place().ref().toString()));
    return call(
            409,
            () -> api.projects().secrets().create(project, secret).setSecretId(id(blob)).execute())
        .isPresent();
  }

  /** False when the version that was added is not the first. */
  private boolean addFirst(Blob blob, byte[] envelope) {
    SecretPayload payload =
        new SecretPayload().encodeData(envelope).setDataCrc32c(checksum(envelope));
    SecretVersion added =
        call(
            () ->
                api.projects()
                    .secrets()
                    .addVersion(name(blob), new AddSecretVersionRequest().setPayload(payload))
                    .execute());
    return added.getName() != null && added.getName().endsWith("/secrets/" + id(blob) + FIRST);
  }

  @Override
  public Optional<byte[]> get(Blob blob) {
    return access(name(blob))
        .map(
            answer -> {
              SecretPayload payload = answer.getPayload();
              byte[] bytes = payload == null ? null : decoded(payload);
              if (bytes == null
                  || bytes.length > MAX_BYTES
                  || payload.getDataCrc32c() == null
                  || payload.getDataCrc32c() != checksum(bytes)
                  || answer.getName() == null
                  || !answer.getName().endsWith("/secrets/" + id(blob) + FIRST)) {
                throw notAsPromised();
              }
              return bytes;
            });
  }

  private static byte @Nullable [] decoded(SecretPayload payload) {
    try {
      return payload.decodeData();
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  private Optional<AccessSecretVersionResponse> access(String secret) {
    return call(404, () -> api.projects().secrets().versions().access(secret + FIRST).execute());
  }

  @Override
  public void erase(Blob blob) {
    call(404, () -> api.projects().secrets().delete(name(blob)).execute());
  }

  @Override
  public List<SecretRef> list(TenantId tenant, @Nullable SecretRef after, int limit) {
    Listing listing = new Listing(after, limit);
    String token = null;
    for (int page = 0; page < MAX_PAGES; page++) {
      ListSecretsResponse answer = page(tenant, token);
      for (Secret secret : orEmpty(answer.getSecrets())) {
        ref(secret).filter(ref -> ref.scope().tenant().equals(tenant)).ifPresent(listing::add);
      }
      token = answer.getNextPageToken();
      if (token == null || token.isEmpty()) {
        return listing.page();
      }
    }
    throw notAsPromised();
  }

  private static List<Secret> orEmpty(@Nullable List<Secret> secrets) {
    return secrets == null ? List.of() : secrets;
  }

  private ListSecretsResponse page(TenantId tenant, @Nullable String token) {
    return call(
        () ->
            api.projects()
                .secrets()
                .list(project)
                .setFilter("labels." + TENANT + "=" + label(tenant))
                .setPageSize(PAGE)
                .setPageToken(token)
                .execute());
  }

  private Optional<SecretRef> ref(Secret secret) {
    String name = secret.getName() == null ? "" : secret.getName();
    String id = name.substring(name.lastIndexOf('/') + 1);
    Map<String, String> annotations = secret.getAnnotations();
    if (!id.startsWith(prefix)
        || !BLOB.matcher(id.substring(prefix.length())).matches()
        || annotations == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(SecretRef.parse(annotations.get(REF)));
    } catch (Refused notOurs) {
      return Optional.empty();
    }
  }

  /** Asks for a secret that is not there: who may read in the project is told just that. */
  @Override
  public Optional<Remedy> trouble() {
    try {
      access(project + "/secrets/" + prefix + "probe");
      return Optional.empty();
    } catch (StoreFailure e) {
      return Optional.of(e.remedy());
    }
  }

  private String name(Blob blob) {
    return project + "/secrets/" + id(blob);
  }

  private String id(Blob blob) {
    return prefix + blob.place().secret() + "-" + blob.version() + "-" + blob.id();
  }

  private static String label(TenantId tenant) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(tenant.value().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 20);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static long checksum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return sum.getValue();
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  private <T> T call(Call<T> call) {
    return call(0, call).orElseThrow(this::notAsPromised);
  }

  /**
   * What the library throws turns into a failure here, whatever the other side sent.
   *
   * @param without the status that is an answer too; empty then
   */
  private <T> Optional<T> call(int without, Call<T> call) {
    try {
      return Optional.ofNullable(call.run());
    } catch (HttpResponseException e) {
      if (e.getStatusCode() == without) {
        return Optional.empty();
      }
      throw failure(e.getStatusCode());
    } catch (GcpAccess.None e) {
      throw withoutAccess(e.isRefused());
    } catch (IOException e) {
      VendorCalls.Unanswered unanswered = VendorCalls.Unanswered.behind(e);
      throw unanswered == null ? notAsPromised() : unreachable(unanswered);
    } catch (RuntimeException malformed) {
      throw notAsPromised();
    }
  }

  private StoreFailure failure(int status) {
    return switch (status) {
      case 401, 403 ->
          new StoreFailure(
              kind(),
              Reason.DENIED,
              "Google's Secret Manager refuses the service account (" + status + ").",
              "See that the API is enabled in the project and that the account has the permissions"
                  + " docs/secrets.md lists.");
      case 400 ->
          new StoreFailure(
              kind(),
              Reason.UNAVAILABLE,
              "Google's Secret Manager holds the secret and does not give it: somebody has disabled"
                  + " or destroyed its version 1, or the request was not as the project wants it.",
              "Enable the version there, and see that SEALWARD_GCP_PROJECT is right.");
      case 429 ->
          new StoreFailure(
              kind(),
              Reason.UNAVAILABLE,
              "Google's Secret Manager takes no more requests just now.",
              "Try again later, or have the project's request quota raised.");
      default ->
          new StoreFailure(
              kind(),
              Reason.UNAVAILABLE,
              "Google's Secret Manager answered with status " + status + ".",
              "Try again later; see that SEALWARD_GCP_PROJECT and SEALWARD_GCP_ENDPOINT are"
                  + " right.");
    };
  }

  private StoreFailure withoutAccess(boolean refused) {
    return new StoreFailure(
        kind(),
        refused ? Reason.DENIED : Reason.UNAVAILABLE,
        "The service account gets no access token.",
        "See that its key in GOOGLE_APPLICATION_CREDENTIALS is still valid and that this machine's"
            + " clock is right.");
  }

  private StoreFailure unreachable(VendorCalls.Unanswered unanswered) {
    return new StoreFailure(
        kind(),
        Reason.UNAVAILABLE,
        "Google's Secret Manager cannot be reached: " + unanswered.getMessage() + ".",
        "See that the way there and to the token's address is open and that SEALWARD_GCP_ENDPOINT"
            + " is right.");
  }

  private StoreFailure notAsPromised() {
    return new StoreFailure(
        kind(),
        Reason.CORRUPT,
        "The answer of Google's Secret Manager is not what its API promises.",
        "See that SEALWARD_GCP_ENDPOINT is right, and whether somebody changed secrets whose names"
            + " start with SEALWARD_GCP_PREFIX.");
  }

  @Override
  public void close() throws IOException {
    calls.close();
  }
}
