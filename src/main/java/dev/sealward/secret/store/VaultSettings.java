package dev.sealward.secret.store;

import dev.sealward.kernel.PrivateFiles;
import dev.sealward.outbound.Outbound;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a Vault server is reached: {@code VAULT_ADDR}, the token in the file {@code
 * SEALWARD_VAULT_TOKEN_FILE} names or in {@code VAULT_TOKEN}, {@code VAULT_NAMESPACE}, {@code
 * VAULT_CACERT} (a PEM file of the authorities to trust), {@code SEALWARD_VAULT_MOUNT} (default
 * {@code secret}) and {@code SEALWARD_VAULT_PREFIX} (default {@code sealward}).
 *
 * <p>A token's file is read for every request, so that a renewed token is used at once. Nothing
 * here prints the token.
 */
public final class VaultSettings {
  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*");
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,4096}");
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration OVERALL = Duration.ofSeconds(15);
  private static final int MAX_ANSWER_BYTES = 4 << 20;

  private final URI address;
  private final @Nullable String namespace;
  private final String mount;
  private final String prefix;
  private final @Nullable Path tokenFile;
  private final @Nullable String token;
  private final @Nullable Path certificates;

  private VaultSettings(URI address, Function<String, Optional<String>> read) {
    this.address = address;
    this.namespace = read.apply("vault.namespace").map(VaultSettings::path).orElse(null);
    this.mount = path(read.apply("sealward.vault.mount").orElse("secret"));
    this.prefix = path(read.apply("sealward.vault.prefix").orElse("sealward"));
    this.tokenFile = read.apply("sealward.vault.token.file").map(Path::of).orElse(null);
    this.token = read.apply("vault.token").orElse(null);
    this.certificates = read.apply("vault.cacert").map(Path::of).orElse(null);
  }

  /**
   * Reads the settings by their dotted lower-case names; empty when {@code vault.addr} is not set.
   *
   * @throws IllegalArgumentException when one cannot be used; its message names the variable
   */
  public static Optional<VaultSettings> read(Function<String, Optional<String>> read) {
    return read.apply("vault.addr").map(text -> new VaultSettings(address(text), read).complete());
  }

  private VaultSettings complete() {
    if (tokenFile == null && token == null) {
      throw new IllegalArgumentException(
          "SEALWARD_VAULT_TOKEN_FILE must name a file with the token for VAULT_ADDR.");
    }
    return this;
  }

  private static URI address(String text) {
    try {
      URI address = URI.create(text);
      String path = address.getRawPath();
      boolean bare = path == null || path.isEmpty() || path.equals("/");
      if (address.getHost() != null
          && address.getRawUserInfo() == null
          && address.getRawQuery() == null
          && bare
          && ("https".equals(address.getScheme()) || "http".equals(address.getScheme()))) {
        return URI.create(address.getScheme() + "://" + address.getRawAuthority());
      }
    } catch (IllegalArgumentException notAnAddress) {
      // falls through to the one answer, which does not repeat the text
    }
    throw new IllegalArgumentException(
        "VAULT_ADDR must be an address such as https://vault.example:8200.");
  }

  private static String path(String text) {
    String path = text.replaceAll("^/+|/+$", "");
    if (!PATH.matcher(path).matches() || path.contains("..")) {
      throw new IllegalArgumentException(
          "SEALWARD_VAULT_MOUNT, SEALWARD_VAULT_PREFIX and VAULT_NAMESPACE must be paths of"
              + " letters, digits, dots, dashes and underscores.");
    }
    return path;
  }

  /** A client that may call this server. */
  public Outbound client() throws IOException {
    return Outbound.under(
        new Outbound.Rules(
            Set.of(address.getHost()), CONNECT, OVERALL, MAX_ANSWER_BYTES, certificates));
  }

  URI uri(String path) {
    return URI.create(address + "/v1/" + path);
  }

  Optional<String> namespace() {
    return Optional.ofNullable(namespace);
  }

  /** What the server calls the place below the mount: {@code data} or {@code metadata}. */
  String path(String what, String rest) {
    return mount + "/" + what + "/" + prefix + "/" + rest;
  }

  /** The token, as the header wants it. */
  String token() throws IOException {
    String found = tokenFile == null ? token : read(tokenFile);
    if (found == null || !TOKEN.matcher(found.strip()).matches()) {
      throw new IOException("no token");
    }
    return found.strip();
  }

  private static String read(Path file) throws IOException {
    if (PrivateFiles.isOpenToOthers(file)) {
      throw new IOException("open to others");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(8192), StandardCharsets.US_ASCII);
    }
  }

  @Override
  public String toString() {
    return "VaultSettings[" + address + "]";
  }
}
