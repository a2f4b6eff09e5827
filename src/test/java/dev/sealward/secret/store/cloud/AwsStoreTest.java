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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("FOUND-01")
class AwsStoreTest extends CloudStoreContract {
  @TempDir Path folder;

  private final AwsServer server = started();

  private static AwsServer started() {
    try {
      return new AwsServer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  AwsServer server() {
    return server;
  }

  @Override
  CloudStore at(String address) {
    return store(
        Map.of(
            "sealward.aws.endpoint",
            address,
            "aws.access.key.id",
            AwsServer.KEY_ID,
            "aws.secret.access.key",
            AwsServer.SECRET));
  }

  private CloudStore store(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent("sealward.aws.endpoint", server.address());
    all.putIfAbsent("sealward.aws.sts.endpoint", server.address());
    all.putIfAbsent("sealward.aws.region", AwsServer.REGION);
    return AwsStore.by(settings(all), calls(all.get("sealward.aws.endpoint"), server.address()));
  }

  private static AwsSettings settings(Map<String, String> settings) {
    return AwsSettings.read(name -> Optional.ofNullable(settings.get(name)));
  }

  @Test
  void nameSaysWhereItBelongsAndErasingLeavesNothing() {
    Blob blob =
        blob(place(TenantId.of("acme"), "billing", Environment.DEV, "openai", "OPENAI_API_KEY"), 3);
    store().put(blob, envelope(10));
    assertThat(server.names())
        .containsExactly("sealward/acme/dev/openai/billing/OPENAI_API_KEY/3-" + blob.id());
    store().erase(blob);
    assertThat(server.names()).isEmpty();
  }

  @Test
  void wrongSecretKeyOrRegionIsDeniedAndNothingOfItIsSaid() {
    for (Map<String, String> wrong :
        List.of(
            Map.of("aws.secret.access.key", "of-somebody-else"),
            Map.of("aws.access.key.id", "AKIDUNKNOWN"),
            Map.of("sealward.aws.region", "eu-west-1"),
            Map.of("aws.session.token", "of-somebody-else"))) {
      Map<String, String> settings = new HashMap<>(wrong);
      settings.putIfAbsent("aws.access.key.id", AwsServer.KEY_ID);
      settings.putIfAbsent("aws.secret.access.key", AwsServer.SECRET);
      CloudStore denied = opened(store(settings));
      Blob blob = blob(place("DENIED"), 1);
      StoreFailure failure =
          assertFails(StoreFailure.Reason.DENIED, () -> denied.put(blob, envelope(5)));
      assertThat(failure.toString() + failure.remedy())
          .doesNotContain("of-somebody")
          .doesNotContain(AwsServer.KEY_ID);
      assertFails(StoreFailure.Reason.DENIED, () -> denied.get(blob));
      assertThat(denied.trouble()).isPresent();
    }
    assertThat(server.names()).isEmpty();
  }

  @Test
  void temporaryCredentialsAreSignedWithTheirSession() {
    server.knows("ASIATEMPORARY", "temporary", "session-token");
    CloudStore temporary =
        opened(
            store(
                Map.of(
                    "aws.access.key.id",
                    "ASIATEMPORARY",
                    "aws.secret.access.key",
                    "temporary",
                    "aws.session.token",
                    "session-token")));
    Blob blob = blob(place("SESSION"), 1);
    temporary.put(blob, envelope(20));
    assertThat(temporary.get(blob)).hasValue(envelope(20));

    server.knows("ASIATEMPORARY", "temporary", "the next one");
    assertFails(StoreFailure.Reason.DENIED, () -> temporary.get(blob));
  }

  @Test
  void webIdentityIsExchangedAndTheExchangeRefusedIsADenial() throws IOException {
    Path token = folder.resolve("token");
    PrivateFiles.replace(token, AwsServer.WEB_IDENTITY.getBytes(StandardCharsets.US_ASCII));
    Map<String, String> settings =
        Map.of(
            "sealward.aws.credentials",
            "web-identity",
            "aws.web.identity.token.file",
            token.toString(),
            "aws.role.arn",
            AwsServer.ROLE);
    CloudStore store = opened(store(settings));
    Blob blob = blob(place("WEB_IDENTITY"), 1);
    store.put(blob, envelope(20));
    assertThat(store.get(blob)).hasValue(envelope(20));

    PrivateFiles.replace(token, "somebody-elses".getBytes(StandardCharsets.US_ASCII));
    CloudStore refused = opened(store(settings));
    StoreFailure failure = assertFails(StoreFailure.Reason.DENIED, () -> refused.get(blob));
    assertThat(failure.toString() + failure.remedy()).doesNotContain(VendorServer.GOSSIP);
    Files.delete(token);
    CloudStore without = opened(store(settings));
    assertFails(StoreFailure.Reason.UNAVAILABLE, () -> without.get(blob));
  }

  @Test
  void profileIsReadFromAFileThatIsClosedToOthers() throws IOException {
    Path file = folder.resolve("credentials");
    String profiles =
        "[default]\naws_access_key_id = wrong\naws_secret_access_key = wrong\n[ops]\n"
            + "aws_access_key_id = "
            + AwsServer.KEY_ID
            + "\naws_secret_access_key = "
            + AwsServer.SECRET
            + "\n";
    PrivateFiles.replace(file, profiles.getBytes(StandardCharsets.US_ASCII));
    CloudStore store =
        opened(
            store(
                Map.of(
                    "sealward.aws.credentials",
                    "profile",
                    "aws.profile",
                    "ops",
                    "aws.shared.credentials.file",
                    file.toString())));
    Blob blob = blob(place("PROFILE"), 1);
    store.put(blob, envelope(20));
    assertThat(store.get(blob)).hasValue(envelope(20));

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertFails(StoreFailure.Reason.UNAVAILABLE, () -> store.get(blob));
    Files.delete(file);
    assertFails(StoreFailure.Reason.UNAVAILABLE, () -> store.get(blob));
  }

  @Test
  void containersAgentIsAskedWhenItIsTheSourceOnly() {
    String address = "aws.containerCredentialsFullUri";
    String token = "aws.containerAuthorizationToken";
    System.setProperty(address, server.address() + "/container");
    System.setProperty(token, AwsServer.CONTAINER_TOKEN);
    try {
      CloudStore store = opened(store(Map.of("sealward.aws.credentials", "container")));
      Blob blob = blob(place("CONTAINER"), 1);
      store.put(blob, envelope(20));
      assertThat(store.get(blob)).hasValue(envelope(20));
    } finally {
      System.clearProperty(address);
      System.clearProperty(token);
    }
    CloudStore without = opened(store(Map.of("sealward.aws.credentials", "container")));
    assertFails(StoreFailure.Reason.UNAVAILABLE, () -> without.get(blob(place("NONE"), 1)));
  }

  @Test
  void whatSomebodyScheduledForDeletionIsSaidAndCanBeErased() {
    Blob blob = blob(place("SCHEDULED"), 1);
    store().put(blob, envelope(50));
    server.scheduleDeletionOfAll();
    StoreFailure failure = assertFails(StoreFailure.Reason.UNAVAILABLE, () -> store().get(blob));
    assertThat(failure.remedy().steps().toString()).contains("restore-secret");
    store().erase(blob);
    assertThat(server.names()).isEmpty();
  }

  @Test
  void somebodyElsesSecretUnderOurNameIsNeitherGivenNorReplaced() {
    Blob blob = blob(place("TAKEN"), 1);
    store().put(blob, envelope(50));
    server.addValueToAll();
    assertThat(store().get(blob)).isEmpty();
    assertFails(StoreFailure.Reason.CONFLICT, () -> store().put(blob, envelope(50)));
  }

  @Test
  void textInPlaceOfAnEnvelopeIsAFailure() {
    Blob blob = blob(place("TEXT"), 1);
    store().put(blob, envelope(50));
    server.replaceAllByText();
    assertFails(StoreFailure.Reason.CORRUPT, () -> store().get(blob));
  }

  @ParameterizedTest
  @CsvSource({
    "sealward.aws.region, ../etc, SEALWARD_AWS_REGION",
    "sealward.aws.endpoint, http://secrets.example, SEALWARD_AWS_ENDPOINT",
    "sealward.aws.endpoint, https://a:b@secrets.example, SEALWARD_AWS_ENDPOINT",
    "sealward.aws.endpoint, https://secrets.example/path, SEALWARD_AWS_ENDPOINT",
    "sealward.aws.sts.endpoint, not an address, SEALWARD_AWS_STS_ENDPOINT",
    "sealward.aws.prefix, a//b, SEALWARD_AWS_PREFIX",
    "sealward.aws.prefix, a b, SEALWARD_AWS_PREFIX",
    "sealward.aws.credentials, default, SEALWARD_AWS_CREDENTIALS",
    "sealward.aws.credentials, web-identity, AWS_WEB_IDENTITY_TOKEN_FILE",
    "aws.secret.access.key, ' ', AWS_SECRET_ACCESS_KEY"
  })
  void unusableSettingIsNamedAndNotRepeated(String name, String value, String variable) {
    Map<String, String> settings = usable();
    settings.put(name, value);
    assertThatThrownBy(() -> settings(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(variable)
        .hasMessageNotContaining("secrets.example/")
        .hasMessageNotContaining("a:b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sealward.aws.region", "aws.access.key.id", "aws.secret.access.key"})
  void missingSettingIsNamed(String name) {
    Map<String, String> settings = usable();
    settings.remove(name);
    assertThatThrownBy(() -> settings(settings)).hasMessageContaining("AWS_");
  }

  @Test
  void regionLeadsToItsOwnEndpointAndNothingIsAskedToMakeAStore() throws IOException {
    Map<String, String> settings = usable();
    settings.put("aws.region", "cn-north-1");
    settings.remove("sealward.aws.region");
    try (CloudStore made = AwsStore.by(settings(settings))) {
      assertThat(made.kind().text()).isEqualTo("aws");
    }
  }

  @Test
  void printsNothing() {
    assertThat(settings(usable())).hasToString("AwsSettings[eu-central-1]");
    assertThat(settings(usable()).keys()).hasToString("Keys[]");
  }

  private static Map<String, String> usable() {
    return new HashMap<>(
        Map.of(
            "sealward.aws.region",
            AwsServer.REGION,
            "aws.access.key.id",
            "AKID",
            "aws.secret.access.key",
            "hidden"));
  }
}
