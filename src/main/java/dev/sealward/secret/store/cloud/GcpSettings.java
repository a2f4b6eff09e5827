package dev.sealward.secret.store.cloud;

import dev.sealward.kernel.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How Google Cloud's Secret Manager is reached: {@code SEALWARD_GCP_PROJECT} (or {@code
 * GOOGLE_CLOUD_PROJECT}), {@code GOOGLE_APPLICATION_CREDENTIALS} (the key file of a service
 * account), {@code SEALWARD_GCP_ENDPOINT}, {@code SEALWARD_GCP_TOKEN_URI} where not the key file's
 * own, and {@code SEALWARD_GCP_PREFIX} (default {@code sealward}). Nothing here prints a key.
 */
final class GcpSettings {
  private static final String DEFAULT_ENDPOINT = "https://secretmanager.googleapis.com";
  private static final Pattern PROJECT =
      Pattern.compile("[a-z][a-z0-9-]{4,28}[a-z0-9]|[0-9]{1,20}");
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_-]{1,100}");
  private static final int MAX_KEY_FILE_BYTES = 64 * 1024;

  private final String project;
  private final URI endpoint;
  private final @Nullable URI tokenUri;
  private final String prefix;
  private final Path keyFile;

  private GcpSettings(Function<String, Optional<String>> read) {
    this.project =
        read.apply("sealward.gcp.project")
            .or(() -> read.apply("google.cloud.project"))
            .filter(text -> PROJECT.matcher(text).matches())
            .orElseThrow(() -> unusable("SEALWARD_GCP_PROJECT must name a project by its id."));
    this.endpoint =
        Endpoint.bare(
            "SEALWARD_GCP_ENDPOINT", read.apply("sealward.gcp.endpoint").orElse(DEFAULT_ENDPOINT));
    this.tokenUri =
        read.apply("sealward.gcp.token.uri")
            .map(text -> Endpoint.withPath("SEALWARD_GCP_TOKEN_URI", text))
            .orElse(null);
    this.prefix = read.apply("sealward.gcp.prefix").orElse("sealward");
    if (!PREFIX.matcher(prefix).matches()) {
      throw unusable(
          "SEALWARD_GCP_PREFIX must be 1 to 100 letters, digits, dashes and underscores.");
    }
    this.keyFile =
        read.apply("google.application.credentials")
            .map(Path::of)
            .orElseThrow(GcpSettings::unusableKeyFile);
  }

  /**
   * Reads the settings by their dotted lower-case names.
   *
   * @throws IllegalArgumentException when one is missing or cannot be used; its message names the
   *     variable
   */
  static GcpSettings read(Function<String, Optional<String>> read) {
    return new GcpSettings(read);
  }

  private static IllegalArgumentException unusable(String rule) {
    return new IllegalArgumentException(rule);
  }

  static IllegalArgumentException unusableKeyFile() {
    return unusable(
        "GOOGLE_APPLICATION_CREDENTIALS must name the key file of a service account, readable for"
            + " this user only.");
  }

  String project() {
    return project;
  }

  URI endpoint() {
    return endpoint;
  }

  Optional<URI> tokenUri() {
    return Optional.ofNullable(tokenUri);
  }

  String prefix() {
    return prefix;
  }

  /** The key file, for as long as reading it takes. */
  InputStream openKeyFile() throws IOException {
    if (PrivateFiles.isOpenToOthers(keyFile) || Files.size(keyFile) > MAX_KEY_FILE_BYTES) {
      throw new IOException("open to others, or too long");
    }
    return Files.newInputStream(keyFile);
  }

  @Override
  public String toString() {
    return "GcpSettings[" + project + "]";
  }
}
