package dev.sealward.secret.store.cloud;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How AWS Secrets Manager is reached: {@code SEALWARD_AWS_REGION} (or {@code AWS_REGION}), {@code
 * SEALWARD_AWS_ENDPOINT} and {@code SEALWARD_AWS_STS_ENDPOINT} where not the region's own, {@code
 * SEALWARD_AWS_PREFIX} (default {@code sealward}), and {@code SEALWARD_AWS_CREDENTIALS}, the one
 * source of credentials, with the variables AWS names for it. Nothing here prints a credential.
 */
final class AwsSettings {
  private static final Pattern REGION = Pattern.compile("[a-z]{2}(?:-[a-z]+){1,3}-[0-9]{1,2}");
  private static final Pattern PATH =
      Pattern.compile("(?=.{1,100}$)[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*");
  private static final Pattern CREDENTIAL = Pattern.compile("[\\x21-\\x7e]{1,4096}");

  /** Where credentials come from. Exactly one is asked; no other stands in for it. */
  enum Source {
    /** {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY} and {@code AWS_SESSION_TOKEN}. */
    ENVIRONMENT,
    /** A profile of the credentials file: keys, or a process that gives them. */
    PROFILE,
    /** A token in a file, which STS exchanges: {@code AWS_WEB_IDENTITY_TOKEN_FILE}. */
    WEB_IDENTITY,
    /** The container's agent, at the address ECS or EKS sets in the environment. */
    CONTAINER,
    /** The instance metadata service of EC2. */
    INSTANCE;

    String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Keys as the environment gives them. The library takes text only. */
  record Keys(String id, String secret, @Nullable String session) {
    @Override
    public String toString() {
      return "Keys[]";
    }
  }

  /** A role and the file with the token that opens it. */
  record WebIdentity(Path tokenFile, String role, String session) {}

  private final Function<String, Optional<String>> read;
  private final String region;
  private final @Nullable URI endpoint;
  private final @Nullable URI stsEndpoint;
  private final String prefix;
  private final Source source;

  private AwsSettings(Function<String, Optional<String>> read) {
    this.read = read;
    this.region =
        read.apply("sealward.aws.region")
            .or(() -> read.apply("aws.region"))
            .filter(text -> REGION.matcher(text).matches())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "SEALWARD_AWS_REGION must name a region, such as eu-central-1."));
    this.endpoint =
        read.apply("sealward.aws.endpoint")
            .map(text -> Endpoint.bare("SEALWARD_AWS_ENDPOINT", text))
            .orElse(null);
    this.stsEndpoint =
        read.apply("sealward.aws.sts.endpoint")
            .map(text -> Endpoint.bare("SEALWARD_AWS_STS_ENDPOINT", text))
            .orElse(null);
    this.prefix = prefix(read.apply("sealward.aws.prefix").orElse("sealward"));
    this.source = source(read.apply("sealward.aws.credentials").orElse("environment"));
  }

  /**
   * Reads the settings by their dotted lower-case names.
   *
   * @throws IllegalArgumentException when one is missing or cannot be used; its message names the
   *     variable
   */
  static AwsSettings read(Function<String, Optional<String>> read) {
    AwsSettings settings = new AwsSettings(read);
    switch (settings.source) {
      case ENVIRONMENT -> settings.keys();
      case WEB_IDENTITY -> settings.webIdentity();
      case PROFILE, CONTAINER, INSTANCE -> {
        // They are asked when credentials are needed.
      }
    }
    return settings;
  }

  private static String prefix(String text) {
    String path = text.replaceAll("^/+|/+$", "");
    if (!PATH.matcher(path).matches()) {
      throw new IllegalArgumentException(
          "SEALWARD_AWS_PREFIX must be a path of letters, digits, dots, dashes and underscores, of"
              + " at most 100 characters.");
    }
    return path;
  }

  private static Source source(String text) {
    return Arrays.stream(Source.values())
        .filter(source -> source.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "SEALWARD_AWS_CREDENTIALS must be environment, profile, web-identity, container"
                        + " or instance."));
  }

  String region() {
    return region;
  }

  Optional<URI> endpoint() {
    return Optional.ofNullable(endpoint);
  }

  Optional<URI> stsEndpoint() {
    return Optional.ofNullable(stsEndpoint);
  }

  String prefix() {
    return prefix;
  }

  Source source() {
    return source;
  }

  Keys keys() {
    return new Keys(
        credential("aws.access.key.id", "AWS_ACCESS_KEY_ID"),
        credential("aws.secret.access.key", "AWS_SECRET_ACCESS_KEY"),
        read.apply("aws.session.token").map(String::strip).orElse(null));
  }

  WebIdentity webIdentity() {
    return new WebIdentity(
        Path.of(credential("aws.web.identity.token.file", "AWS_WEB_IDENTITY_TOKEN_FILE")),
        credential("aws.role.arn", "AWS_ROLE_ARN"),
        read.apply("aws.role.session.name").orElse("sealward"));
  }

  private String credential(String name, String variable) {
    return read.apply(name)
        .map(String::strip)
        .filter(text -> CREDENTIAL.matcher(text).matches())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    variable
                        + " must be set when SEALWARD_AWS_CREDENTIALS is "
                        + source.text()
                        + "."));
  }

  String profile() {
    return read.apply("aws.profile").orElse("default");
  }

  Path credentialsFile() {
    return read.apply("aws.shared.credentials.file")
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".aws", "credentials"));
  }

  @Override
  public String toString() {
    return "AwsSettings[" + region + "]";
  }
}
