package dev.sealward.secret.store.cloud;

import dev.sealward.kernel.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSupplier;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsWebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The credentials of the one source the settings name.
 *
 * <p>The sources {@code container} and {@code instance} are asked by the library itself, without
 * outbound, at link-local addresses outbound never calls; the others ask nobody, or STS through
 * outbound.
 */
final class AwsCredentials implements AwsCredentialsProvider, SdkAutoCloseable {
  private final AwsCredentialsProvider source;

  private AwsCredentials(AwsCredentialsProvider source) {
    this.source = source;
  }

  /** The source has none to give; says nothing of what it holds. */
  static final class None extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean refused;

    None(boolean refused) {
      super("no credentials", null, false, false);
      this.refused = refused;
    }

    /** It answered and refused, rather than not being there. */
    boolean isRefused() {
      return refused;
    }
  }

  /**
   * @param sts where web identity is exchanged
   */
  static AwsCredentials of(AwsSettings settings, AwsHttp http, URI sts) {
    return new AwsCredentials(
        switch (settings.source()) {
          case ENVIRONMENT -> StaticCredentialsProvider.create(keys(settings.keys()));
          case PROFILE -> profile(settings.credentialsFile(), settings.profile());
          case WEB_IDENTITY -> webIdentity(settings, http, sts);
          case CONTAINER -> ContainerCredentialsProvider.builder().build();
          case INSTANCE ->
              InstanceProfileCredentialsProvider.builder().profileFile(noProfiles()).build();
        });
  }

  private static software.amazon.awssdk.auth.credentials.AwsCredentials keys(
      AwsSettings.Keys keys) {
    String session = keys.session();
    return session == null
        ? AwsBasicCredentials.create(keys.id(), keys.secret())
        : AwsSessionCredentials.create(keys.id(), keys.secret(), session);
  }

  private static AwsCredentialsProvider profile(Path file, String name) {
    ProfileFileSupplier profiles =
        ProfileFileSupplier.reloadWhenModified(file, ProfileFile.Type.CREDENTIALS);
    return ProfileCredentialsProvider.builder()
        .profileName(name)
        .profileFile(
            () -> {
              requirePrivate(file);
              return profiles.get();
            })
        .build();
  }

  private static void requirePrivate(Path file) {
    try {
      if (PrivateFiles.isOpenToOthers(file)) {
        throw new None(false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AwsCredentialsProvider webIdentity(AwsSettings settings, AwsHttp http, URI sts) {
    AwsSettings.WebIdentity identity = settings.webIdentity();
    StsClient client =
        StsClient.builder()
            .region(Region.of(settings.region()))
            .endpointOverride(sts)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .httpClient(http)
            .overrideConfiguration(AwsStore.configuration())
            .build();
    return StsWebIdentityTokenFileCredentialsProvider.builder()
        .stsClient(client)
        .webIdentityTokenFile(identity.tokenFile())
        .roleArn(identity.role())
        .roleSessionName(identity.session())
        .build();
  }

  /** What stands in files of the user's home is not Sealward's configuration. */
  static ProfileFile noProfiles() {
    return ProfileFile.aggregator().build();
  }

  @Override
  public software.amazon.awssdk.auth.credentials.AwsCredentials resolveCredentials() {
    try {
      return source.resolveCredentials();
    } catch (AwsServiceException e) {
      throw new None(true);
    } catch (RuntimeException e) {
      throw new None(false);
    }
  }

  @Override
  public void close() {
    if (source instanceof SdkAutoCloseable closeable) {
      closeable.close();
    }
  }
}
