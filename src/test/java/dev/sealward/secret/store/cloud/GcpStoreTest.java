package dev.sealward.secret.store.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.kernel.Environment;
import dev.sealward.kernel.PrivateFiles;
import dev.sealward.kernel.TenantId;
import dev.sealward.secret.store.Blob;
import dev.sealward.secret.store.StoreFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("FOUND-01")
class GcpStoreTest extends CloudStoreContract {
  @TempDir Path folder;

  private final GcpServer server = started();

  private static GcpServer started() {
    try {
      return new GcpServer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  GcpServer server() {
    return server;
  }

  @Override
  CloudStore at(String address) {
    return store(GcpServer.KEYS, Map.of("sealward.gcp.endpoint", address));
  }

  private CloudStore store(KeyPair keys, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent("sealward.gcp.endpoint", server.address());
    all.put("sealward.gcp.project", GcpServer.PROJECT);
    all.put("google.application.credentials", keyFile(server.keyFile(keys)).toString());
    return GcpStore.by(settings(all), calls(all.get("sealward.gcp.endpoint"), server.address()));
  }

  private Path keyFile(String content) {
    Path file = folder.resolve("key.json");
    try {
      PrivateFiles.replace(file, content.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  private static GcpSettings settings(Map<String, String> settings) {
    return GcpSettings.read(name -> Optional.ofNullable(settings.get(name)));
  }

  @Test
  void nameSaysNothingAndTheAnnotationWhereItBelongs() {
    Blob blob =
        blob(place(TenantId.of("acme"), "billing", Environment.DEV, "openai", "OPENAI_API_KEY"), 3);
    store().put(blob, envelope(10));
    String id = "sealward-" + blob.place().secret() + "-3-" + blob.id();
    assertThat(server.ids()).containsExactly(id);
    assertThat(server.secret(id).getJsonObject("annotations").getString("sealward-ref"))
        .isEqualTo("secret://acme/billing/dev/openai/OPENAI_API_KEY");
    store().erase(blob);
    assertThat(server.ids()).isEmpty();
  }

  @Test
  void tokenIsUsedUntilItRunsOutAndThenRenewedOnce() {
    Blob blob = blob(place("RENEWED"), 1);
    store().put(blob, envelope(20));
    assertThat(store().get(blob)).isPresent();
    assertThat(server.tokens()).isEqualTo(1);

    server.expireTokens();
    assertThat(store().get(blob)).hasValue(envelope(20));
    assertThat(server.tokens()).isEqualTo(3);
  }

  @Test
  void keyThatIsNotTheAccountsIsDeniedAndNothingOfTheAnswerIsSaid() {
    CloudStore denied = opened(store(GcpServer.pair(), Map.of()));
    Blob blob = blob(place("DENIED"), 1);
    StoreFailure failure =
        assertFails(StoreFailure.Reason.DENIED, () -> denied.put(blob, envelope(5)));
    assertThat(failure.toString() + failure.remedy())
        .doesNotContain(VendorServer.GOSSIP)
        .doesNotContain("invalid_grant");
    assertThat(denied.trouble()).isPresent();
    assertThat(server.ids()).isEmpty();
  }

  @Test
  void whatAnEarlierAttemptLeftWithoutAVersionIsCompleted() {
    Blob blob = blob(place("HALF"), 1);
    store().put(blob, envelope(30));
    server.forgetVersions();
    assertThat(store().get(blob)).isEmpty();
    store().put(blob, envelope(30));
    assertThat(store().get(blob)).hasValue(envelope(30));
  }

  @Test
  void onlyTheFirstVersionCounts() {
    Blob blob = blob(place("FIRST"), 1);
    store().put(blob, envelope(30));
    server.addVersionToAll("AAAA");
    assertThat(store().get(blob)).hasValue(envelope(30));
  }

  @Test
  void somebodyElsesSecretUnderOurNameIsNeverReplaced() {
    Blob blob = blob(place("TAKEN"), 1);
    store().put(blob, envelope(30));
    server.forgetVersions();
    server.addVersionToAll("AAAA");
    assertFails(StoreFailure.Reason.CONFLICT, () -> store().put(blob, envelope(30)));
    assertThat(store().get(blob)).hasValue(new byte[3]);
  }

  @Test
  void payloadThatDoesNotMatchItsChecksumIsAFailure() {
    Blob blob = blob(place("CHECKSUM"), 1);
    store().put(blob, envelope(30));
    server.corruptChecksums();
    assertFails(StoreFailure.Reason.CORRUPT, () -> store().get(blob));
  }

  @Test
  void destroyedVersionIsAFailureAndCanBeErased() {
    Blob blob = blob(place("DESTROYED"), 1);
    store().put(blob, envelope(30));
    server.destroyAll();
    assertFails(StoreFailure.Reason.UNAVAILABLE, () -> store().get(blob));
    store().erase(blob);
    assertThat(server.ids()).isEmpty();
  }

  @Test
  void keyFileThatIsOpenMissingOrOfAnotherKindIsNamedAndNotRepeated() throws IOException {
    Path file = keyFile("{\"type\":\"authorized_user\",\"refresh_token\":\"1//hidden\"}");
    assertUnusableKeyFile(file);
    assertUnusableKeyFile(keyFile("hidden, and no JSON"));
    keyFile(server.keyFile(GcpServer.KEYS));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertUnusableKeyFile(file);
    Files.delete(file);
    assertUnusableKeyFile(file);
  }

  @Test
  void keyFileDoesNotSendItsAssertionInTheClear() {
    String elsewhere =
        server.keyFile(GcpServer.KEYS).replace(server.address(), "http://tokens.example");
    Map<String, String> settings = usable(keyFile(elsewhere));
    assertThatThrownBy(() -> GcpStore.by(settings(settings)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("GOOGLE_APPLICATION_CREDENTIALS");
  }

  private static void assertUnusableKeyFile(Path file) {
    assertThatThrownBy(() -> GcpStore.by(settings(usable(file))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("GOOGLE_APPLICATION_CREDENTIALS must name")
        .hasMessageNotContaining("hidden");
  }

  @ParameterizedTest
  @CsvSource({
    "sealward.gcp.project, ../etc, SEALWARD_GCP_PROJECT",
    "sealward.gcp.endpoint, http://secrets.example, SEALWARD_GCP_ENDPOINT",
    "sealward.gcp.endpoint, http://127.0.0.1.secrets.example, SEALWARD_GCP_ENDPOINT",
    "sealward.gcp.token.uri, https://tokens.example/?to=x, SEALWARD_GCP_TOKEN_URI",
    "sealward.gcp.prefix, a/b, SEALWARD_GCP_PREFIX"
  })
  void unusableSettingIsNamedAndNotRepeated(String name, String value, String variable) {
    Map<String, String> settings = usable(Path.of("key.json"));
    settings.put(name, value);
    assertThatThrownBy(() -> settings(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(variable)
        .hasMessageNotContaining(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sealward.gcp.project", "google.application.credentials"})
  void missingSettingIsNamed(String name) {
    Map<String, String> settings = usable(Path.of("key.json"));
    settings.remove(name);
    assertThatThrownBy(() -> settings(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(SEALWARD_GCP_PROJECT|GOOGLE_APPLICATION_CREDENTIALS) must name .*");
  }

  @Test
  void printsNothing() {
    assertThat(settings(usable(Path.of("key.json")))).hasToString("GcpSettings[sealward-stub]");
  }

  private static Map<String, String> usable(Path keyFile) {
    return new HashMap<>(
        Map.of(
            "sealward.gcp.project",
            GcpServer.PROJECT,
            "google.application.credentials",
            keyFile.toString()));
  }
}
