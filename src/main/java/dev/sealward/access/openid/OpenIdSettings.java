package dev.sealward.access.openid;

import dev.sealward.kernel.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the provider is reached and who Sealward is to it: {@code SEALWARD_OIDC_ISSUER}, {@code
 * _CLIENT_ID}, the secret in the file {@code _CLIENT_SECRET_FILE} names or in {@code
 * _CLIENT_SECRET}, {@code _SCOPES} (default {@code openid profile email}), {@code _NAME_CLAIM}
 * (default {@code preferred_username}), {@code _BUTTON}, {@code _LINK_BY_EMAIL} (default false),
 * {@code _SECOND_FACTOR} (the {@code amr} and {@code acr} values taken for one; none), and {@code
 * SEALWARD_PUBLIC_URL}, which the address the provider sends people back to is made from.
 *
 * <p>A secret's file is read for every sign-in, so that a renewed one is used at once. Nothing here
 * prints the secret.
 */
public final class OpenIdSettings {
  /** The path the provider sends people back to. */
  public static final String CALLBACK = "/sign-in/oidc/callback";

  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final Pattern SECRET = Pattern.compile("[\\x21-\\x7e]{8,512}");
  private static final Pattern WORD = Pattern.compile("[\\x21-\\x7e&&[^\"\\\\]]{1,200}");
  private static final int MAX_BUTTON_CHARS = 60;
  private static final int MAX_WORDS = 20;
  private static final int MAX_SECRET_FILE_BYTES = 4096;

  private final URI issuer;
  private final URI callback;
  private final String clientId;
  private final List<String> scopes;
  private final String nameClaim;
  private final String button;
  private final boolean linkByEmail;
  private final Set<String> secondFactorWords;
  private final @Nullable Path secretFile;
  private final @Nullable String secret;

  private OpenIdSettings(String issuer, Function<String, Optional<String>> read) {
    this.issuer = issuer(issuer);
    this.callback =
        read.apply("sealward.public.url")
            .map(text -> URI.create(text.replaceAll("/+$", "") + CALLBACK))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "SEALWARD_PUBLIC_URL must say where people reach this server, so that the"
                            + " provider can send them back."));
    this.clientId = word("SEALWARD_OIDC_CLIENT_ID", read.apply("sealward.oidc.client.id"));
    this.scopes = scopes(read.apply("sealward.oidc.scopes").orElse("openid profile email"));
    this.nameClaim =
        word(
            "SEALWARD_OIDC_NAME_CLAIM",
            read.apply("sealward.oidc.name.claim").or(() -> Optional.of("preferred_username")));
    this.button =
        button(read.apply("sealward.oidc.button").orElse("Sign in with your organisation"));
    this.linkByEmail = yesOrNo(read.apply("sealward.oidc.link.by.email").orElse("false"));
    this.secondFactorWords =
        read.apply("sealward.oidc.second.factor")
            .map(text -> words("SEALWARD_OIDC_SECOND_FACTOR", text))
            .orElse(Set.of());
    this.secretFile =
        read.apply("sealward.oidc.client.secret.file").map(OpenIdSettings::path).orElse(null);
    this.secret = read.apply("sealward.oidc.client.secret").orElse(null);
  }

  /**
   * Reads the settings by their dotted lower-case names; empty when {@code sealward.oidc.issuer} is
   * not set.
   *
   * @throws IllegalArgumentException when one cannot be used; its message names the variable
   */
  public static Optional<OpenIdSettings> read(Function<String, Optional<String>> read) {
    return read.apply("sealward.oidc.issuer")
        .map(text -> new OpenIdSettings(text, read).complete());
  }

  private OpenIdSettings complete() {
    try {
      secret();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "SEALWARD_OIDC_CLIENT_SECRET_FILE must name a file that only this user can read and that"
              + " holds the client secret: 8 to 512 characters, no blanks.");
    }
    return this;
  }

  private static URI issuer(String text) {
    try {
      URI issuer = URI.create(text);
      if (isSafe(issuer) && issuer.getRawQuery() == null && issuer.getRawFragment() == null) {
        return issuer;
      }
    } catch (IllegalArgumentException notAnAddress) {
      // falls through to the one answer, which does not repeat the text
    }
    throw new IllegalArgumentException(
        "SEALWARD_OIDC_ISSUER must be the provider's https address, such as"
            + " https://login.example/realms/staff.");
  }

  /** Whether requests may go there: https, or plain http that does not leave the machine. */
  static boolean isSafe(@Nullable URI uri) {
    if (uri == null || uri.getHost() == null || uri.getRawUserInfo() != null) {
      return false;
    }
    return "https".equals(uri.getScheme())
        || ("http".equals(uri.getScheme()) && LOOPBACK.contains(host(uri)));
  }

  static String host(URI uri) {
    return uri.getHost().toLowerCase(Locale.ROOT);
  }

  private static String word(String variable, Optional<String> text) {
    return text.filter(given -> WORD.matcher(given).matches())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    variable + " must be one word, as the provider gave it."));
  }

  private static Set<String> words(String variable, String text) {
    Set<String> words = Set.copyOf(List.of(text.strip().split("\\s+")));
    if (words.size() > MAX_WORDS || !words.stream().allMatch(one -> WORD.matcher(one).matches())) {
      throw new IllegalArgumentException(
          variable + " must be up to " + MAX_WORDS + " words with blanks between them.");
    }
    return words;
  }

  private static List<String> scopes(String text) {
    List<String> scopes = List.of(text.strip().split("\\s+"));
    if (!scopes.contains("openid") || !scopes.stream().allMatch(s -> WORD.matcher(s).matches())) {
      throw new IllegalArgumentException(
          "SEALWARD_OIDC_SCOPES must be words with blanks between them, openid among them.");
    }
    return scopes;
  }

  private static String button(String text) {
    if (text.isBlank()
        || text.length() > MAX_BUTTON_CHARS
        || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "SEALWARD_OIDC_BUTTON must be one line of up to " + MAX_BUTTON_CHARS + " characters.");
    }
    return text.strip();
  }

  private static boolean yesOrNo(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException("SEALWARD_OIDC_LINK_BY_EMAIL must be true or false.");
    }
    return text.equals("true");
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("SEALWARD_OIDC_CLIENT_SECRET_FILE must name a file.", e);
    }
  }

  /** The client secret; the protocol's library takes it as text. */
  String secret() throws IOException {
    String found = secretFile == null ? secret : read(secretFile);
    if (found == null || !SECRET.matcher(found.strip()).matches()) {
      throw new IOException("no client secret");
    }
    return found.strip();
  }

  private static String read(Path file) throws IOException {
    if (PrivateFiles.isOpenToOthers(file)) {
      throw new IOException("open to others");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_SECRET_FILE_BYTES), StandardCharsets.US_ASCII);
    }
  }

  /** The provider's name for itself, compared exactly. */
  public String issuer() {
    return issuer.toString();
  }

  URI issuerAddress() {
    return issuer;
  }

  URI callback() {
    return callback;
  }

  String clientId() {
    return clientId;
  }

  List<String> scopes() {
    return scopes;
  }

  String nameClaim() {
    return nameClaim;
  }

  /** The words on the sign-in page's button. */
  public String button() {
    return button;
  }

  /** Whether a link an admin made for an e-mail address may be taken by who proves that address. */
  public boolean linkByEmail() {
    return linkByEmail;
  }

  /** The values of {@code amr} and {@code acr} that are taken for a second factor. */
  Set<String> secondFactorWords() {
    return secondFactorWords;
  }

  @Override
  public String toString() {
    return "OpenIdSettings[" + issuer + "]";
  }
}
