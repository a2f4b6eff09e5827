package dev.sealward.secret.store.cloud;

import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.TenantId;
import dev.sealward.secret.store.Blob;
import dev.sealward.secret.store.BlobPath;
import dev.sealward.secret.store.Listing;
import dev.sealward.secret.store.StoreFailure;
import dev.sealward.secret.store.StoreFailure.Reason;
import dev.sealward.secret.store.StoreKind;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.endpoints.SecretsManagerEndpointProvider;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.FilterNameStringType;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.sts.endpoints.StsEndpointProvider;

/**
 * Keeps envelopes in AWS Secrets Manager. Each blob is one secret there, {@code
 * <prefix>/<tenant>/<environment>/<provider>/<workspace>/<name>/<version>-<blob>}, with the
 * envelope as its binary value; the id of that value's version is the blob's.
 *
 * <p>Guarantees: a write succeeds only where nothing was; a read asks for the very version that was
 * written, so that a value somebody adds later is not given; erasing leaves no recovery window; an
 * answer that is not what the API promises is a failure, and nothing of it is passed on. Only what
 * AWS turns away as too much at once is sent again, twice at most.
 */
final class AwsStore implements CloudStore {
  /** What AWS takes as one value. */
  private static final int MAX_BYTES = 65_536;

  private static final int PAGE = 100;
  private static final int MAX_PAGES = 10_000;
  private static final int ATTEMPTS = 3;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private static final Set<String> DENIED =
      Set.of(
          "AccessDeniedException",
          "ExpiredTokenException",
          "IncompleteSignatureException",
          "InvalidClientTokenId",
          "InvalidSignatureException",
          "MissingAuthenticationTokenException",
          "NotAuthorized",
          "OptInRequired",
          "RequestExpired",
          "SignatureDoesNotMatch",
          "UnrecognizedClientException");

  private static final Set<String> KEY_REFUSED = Set.of("EncryptionFailure", "DecryptionFailure");

  private final String prefix;
  private final SecretsManagerClient client;
  private final AwsCredentials credentials;
  private final VendorCalls calls;

  private AwsStore(
      String prefix, SecretsManagerClient client, AwsCredentials credentials, VendorCalls calls) {
    this.prefix = prefix;
    this.client = client;
    this.credentials = credentials;
    this.calls = calls;
  }

  /** The store these settings reach. Nothing is asked of AWS yet. */
  static AwsStore by(AwsSettings settings) throws IOException {
    return by(settings, VendorCalls.to(List.of(endpoint(settings), sts(settings))));
  }

  static AwsStore by(AwsSettings settings, VendorCalls calls) {
    AwsHttp http = new AwsHttp(calls);
    AwsCredentials credentials = AwsCredentials.of(settings, http, sts(settings));
    SecretsManagerClient client =
        SecretsManagerClient.builder()
            .region(Region.of(settings.region()))
            .endpointOverride(endpoint(settings))
            .credentialsProvider(credentials)
            .httpClient(http)
            .overrideConfiguration(configuration())
            .build();
    return new AwsStore(settings.prefix(), client, credentials, calls);
  }

  private static URI endpoint(AwsSettings settings) {
    return settings
        .endpoint()
        .orElseGet(
            () ->
                SecretsManagerEndpointProvider.defaultProvider()
                    .resolveEndpoint(at -> at.region(Region.of(settings.region())))
                    .join()
                    .url());
  }

  private static URI sts(AwsSettings settings) {
    return settings
        .stsEndpoint()
        .orElseGet(
            () ->
                StsEndpointProvider.defaultProvider()
                    .resolveEndpoint(at -> at.region(Region.of(settings.region())))
                    .join()
                    .url());
  }

  static ClientOverrideConfiguration configuration() {
    return ClientOverrideConfiguration.builder()
        .defaultProfileFile(AwsCredentials.noProfiles())
        .retryStrategy(
            StandardRetryStrategy.builder()
                .useClientDefaults(false)
                .maxAttempts(ATTEMPTS)
                .retryOnException(AwsStore::isThrottled)
                .treatAsThrottling(AwsStore::isThrottled)
                .backoffStrategy(BackoffStrategy.exponentialDelay(FIRST_PAUSE, LONGEST_PAUSE))
                .throttlingBackoffStrategy(
                    BackoffStrategy.exponentialDelay(FIRST_PAUSE, LONGEST_PAUSE))
                .build())
        .build();
  }

  private static boolean isThrottled(Throwable thrown) {
    return thrown instanceof SdkServiceException answered && answered.isThrottlingException();
  }

  @Override
  public StoreKind kind() {
    return StoreKind.AWS;
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
    boolean kept =
        call(
            () -> {
              try {
                client.createSecret(
                    secret ->
                        secret
                            .name(name(blob))
                            .clientRequestToken(blob.id().toString())
                            .description("Kept by Sealward, sealed under its master key.")
                            .secretBinary(SdkBytes.fromByteArray(envelope)));
                return true;
              } catch (ResourceExistsException e) {
                return false;
              }
            });
    if (!kept && get(blob).filter(there -> Arrays.equals(there, envelope)).isEmpty()) {
      throw StoreFailure.taken(kind());
    }
  }

  @Override
  public Optional<byte[]> get(Blob blob) {
    Optional<GetSecretValueResponse> found = value(name(blob), blob.id().toString());
    return found.map(
        value -> {
          SdkBytes bytes = value.secretBinary();
          if (bytes == null
              || bytes.asByteArrayUnsafe().length > MAX_BYTES
              || !name(blob).equals(value.name())
              || !blob.id().toString().equals(value.versionId())) {
            throw notAsPromised();
          }
          return bytes.asByteArray();
        });
  }

  private Optional<GetSecretValueResponse> value(String name, @Nullable String version) {
    return call(
        () -> {
          try {
            return Optional.of(
                client.getSecretValue(wanted -> wanted.secretId(name).versionId(version)));
          } catch (ResourceNotFoundException e) {
            return Optional.empty();
          }
        });
  }

  @Override
  public void erase(Blob blob) {
    call(
        () -> {
          try {
            return client.deleteSecret(
                gone -> gone.secretId(name(blob)).forceDeleteWithoutRecovery(true));
          } catch (ResourceNotFoundException e) {
            return e;
          }
        });
  }

  @Override
  public List<SecretRef> list(TenantId tenant, @Nullable SecretRef after, int limit) {
    Listing listing = new Listing(after, limit);
    String token = null;
    for (int page = 0; page < MAX_PAGES; page++) {
      ListSecretsResponse answer = page(prefix + "/" + tenant + "/", token);
      for (SecretListEntry entry : answer.secretList()) {
        ref(entry.name())
            .filter(ref -> ref.scope().tenant().equals(tenant))
            .ifPresent(listing::add);
      }
      token = answer.nextToken();
      if (token == null) {
        return listing.page();
      }
    }
    throw notAsPromised();
  }

  private ListSecretsResponse page(String names, @Nullable String token) {
    Filter ours = Filter.builder().key(FilterNameStringType.NAME).values(names).build();
    return call(
        () -> client.listSecrets(list -> list.filters(ours).maxResults(PAGE).nextToken(token)));
  }

  private Optional<SecretRef> ref(@Nullable String name) {
    return name != null && name.startsWith(prefix + "/")
        ? BlobPath.ref(name.substring(prefix.length() + 1))
        : Optional.empty();
  }

  /** Asks for a secret that is not there: who may read below the prefix is told just that. */
  @Override
  public Optional<Remedy> trouble() {
    try {
      value(prefix + "/probe", null);
      return Optional.empty();
    } catch (StoreFailure e) {
      return Optional.of(e.remedy());
    }
  }

  private String name(Blob blob) {
    return prefix + "/" + BlobPath.of(blob);
  }

  /** What the library throws turns into a failure here, whatever the other side sent. */
  private <T> T call(Supplier<T> call) {
    try {
      return call.get();
    } catch (AwsServiceException e) {
      throw failure(e);
    } catch (RuntimeException e) {
      AwsCredentials.None none = credentialsMissing(e);
      if (none != null) {
        throw withoutCredentials(none.isRefused());
      }
      VendorCalls.Unanswered unanswered = VendorCalls.Unanswered.behind(e);
      throw unanswered == null ? notAsPromised() : unreachable(unanswered);
    }
  }

  private static AwsCredentials.@Nullable None credentialsMissing(RuntimeException e) {
    if (e instanceof AwsCredentials.None none) {
      return none;
    }
    return e.getCause() instanceof AwsCredentials.None none ? none : null;
  }

  private StoreFailure failure(AwsServiceException e) {
    AwsErrorDetails details = e.awsErrorDetails();
    String code = details == null || details.errorCode() == null ? "" : details.errorCode();
    if (isThrottled(e)) {
      return new StoreFailure(
          kind(),
          Reason.UNAVAILABLE,
          "AWS Secrets Manager takes no more requests just now.",
          "Try again later, or have the account's request quota raised.");
    }
    if (KEY_REFUSED.contains(code)) {
      return new StoreFailure(
          kind(),
          Reason.DENIED,
          "AWS Secrets Manager could not use the KMS key of the secret.",
          "See that the key is enabled and its policy lets Sealward's role use it.");
    }
    if (DENIED.contains(code) || e.statusCode() == 401 || e.statusCode() == 403) {
      return new StoreFailure(
          kind(),
          Reason.DENIED,
          "AWS Secrets Manager refuses the credentials (" + e.statusCode() + ").",
          "See that they are valid, that this machine's clock is right, and that their policy"
              + " allows what docs/secrets.md lists below the prefix.");
    }
    return switch (code) {
      case "InvalidRequestException" ->
          new StoreFailure(
              kind(),
              Reason.UNAVAILABLE,
              "AWS Secrets Manager holds the secret and does not give it: somebody has scheduled it"
                  + " for deletion.",
              "Restore it there (aws secretsmanager restore-secret).");
      case "LimitExceededException" ->
          new StoreFailure(
              kind(),
              Reason.UNAVAILABLE,
              "The AWS account holds as many secrets as it may.",
              "Have its quota raised, or choose another store with SECRETS_PROVIDER.");
      default ->
          new StoreFailure(
              kind(),
              Reason.UNAVAILABLE,
              "AWS Secrets Manager answered with status " + e.statusCode() + ".",
              "Try again later; see that SEALWARD_AWS_REGION and SEALWARD_AWS_ENDPOINT are right.");
    };
  }

  private StoreFailure withoutCredentials(boolean refused) {
    return new StoreFailure(
        kind(),
        refused ? Reason.DENIED : Reason.UNAVAILABLE,
        "There are no credentials for AWS.",
        "See that the source SEALWARD_AWS_CREDENTIALS names has some, and that a file it reads is"
            + " there and closed to other users.");
  }

  private StoreFailure unreachable(VendorCalls.Unanswered unanswered) {
    return new StoreFailure(
        kind(),
        Reason.UNAVAILABLE,
        "AWS Secrets Manager cannot be reached: " + unanswered.getMessage() + ".",
        "See that the way there is open and that SEALWARD_AWS_REGION and SEALWARD_AWS_ENDPOINT are"
            + " right.");
  }

  private StoreFailure notAsPromised() {
    return new StoreFailure(
        kind(),
        Reason.CORRUPT,
        "The answer of AWS Secrets Manager is not what its API promises.",
        "See that SEALWARD_AWS_ENDPOINT is right, and whether somebody changed what is below"
            + " SEALWARD_AWS_PREFIX.");
  }

  @Override
  public void close() throws IOException {
    client.close();
    credentials.close();
    calls.close();
  }
}
