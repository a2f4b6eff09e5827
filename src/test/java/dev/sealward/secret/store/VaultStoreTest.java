package dev.sealward.secret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.kernel.Environment;
import dev.sealward.kernel.PrivateFiles;
import dev.sealward.kernel.TenantId;
import dev.sealward.outbound.Outbound;
import jakarta.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("FOUND-01")
class VaultStoreTest extends OutsideStoreContract {
  @TempDir Path folder;

  private final List<Outbound> opened = new ArrayList<>();
  private KvServer server;
  private SecretStore store;

  @BeforeEach
  void open() throws IOException {
    server = new KvServer();
    store = store(server.address(), Map.of());
  }

  @AfterEach
  void close() throws IOException {
    for (Outbound one : opened) {
      one.close();
    }
    server.close();
  }

  @Override
  protected SecretStore store() {
    return store;
  }

  @Override
  protected SecretStore unreachable() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = free.getLocalPort();
      free.close();
      return store("http://127.0.0.1:" + port, Map.of());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private SecretStore store(String address, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("vault.addr", address);
    settings.putIfAbsent("vault.token", KvServer.TOKEN);
    VaultSettings read = settings(settings);
    try {
      // As VaultSettings.client, with less patience.
      Outbound client =
          Outbound.under(
              new Outbound.Rules(
                  Set.of(URI.create(address).getHost()),
                  Duration.ofSeconds(2),
                  Duration.ofMillis(1500),
                  4 << 20,
                  null));
      opened.add(client);
      return new VaultStore(read, client);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static VaultSettings settings(Map<String, String> settings) {
    return VaultSettings.read(name -> Optional.ofNullable(settings.get(name))).orElseThrow();
  }

  @Test
  void pathSaysWhereItBelongs() {
    Place place =
        place(TenantId.of("acme"), "billing", Environment.DEV, "openai", "OPENAI_API_KEY");
    Blob blob = blob(place, 3);
    store.put(blob, envelope(10));
    assertThat(server.paths())
        .containsExactly("sealward/acme/dev/openai/billing/OPENAI_API_KEY/3-" + blob.id());
    store.erase(blob);
    assertThat(server.paths()).as("metadata and all versions are gone").isEmpty();
  }

  @Test
  void prefixAndNamespaceAreTheOperators() {
    SecretStore elsewhere =
        store(
            server.address(),
            Map.of("sealward.vault.prefix", "/team/x/", "vault.namespace", "admin/ns1"));
    elsewhere.put(blob(place("PREFIXED"), 1), envelope(10));
    assertThat(server.paths()).singleElement().asString().startsWith("team/x/");
    assertThat(server.namespaces()).containsOnly("admin/ns1");
  }

  @Test
  void wrongTokenIsDeniedAndNothingOfItIsSaid() {
    SecretStore denied = store(server.address(), Map.of("vault.token", "hvs.somebody-elses"));
    Blob blob = blob(place("DENIED"), 1);
    for (StoreFailure failure :
        List.of(
            assertFails(StoreFailure.Reason.DENIED, () -> denied.put(blob, envelope(5))),
            assertFails(StoreFailure.Reason.DENIED, () -> denied.get(blob)))) {
      assertThat(failure.toString() + failure.remedy()).doesNotContain("hvs.");
    }
    assertThat(denied.trouble()).isPresent();
  }

  /** FOUND-03: what was read a moment ago does not stand in for what cannot be read now. */
  @ParameterizedTest
  @Tag("FOUND-03")
  @EnumSource(
      value = KvServer.Mood.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"WELL"})
  void serverGoneWrongGivesNothingAndTakesNothing(KvServer.Mood mood) {
    Blob blob = blob(place("GONE_WRONG"), 1);
    store.put(blob, envelope(500));
    assertThat(store.get(blob)).isPresent();

    server.become(mood);

    assertThatThrownBy(() -> store.get(blob)).isInstanceOf(StoreFailure.class);
    assertThat(store.trouble().isPresent()).isEqualTo(mood != KvServer.Mood.GARBAGE);
    if (mood != KvServer.Mood.GARBAGE) {
      assertThatThrownBy(() -> store.put(blob(blob.place(), 2), envelope(5)))
          .isInstanceOf(StoreFailure.class);
      assertThatThrownBy(() -> store.erase(blob)).isInstanceOf(StoreFailure.class);
    }
    server.become(KvServer.Mood.WELL);
    assertThat(store.get(blob)).hasValue(envelope(500));
  }

  @Test
  void whatSomebodySoftDeletedIsNotThere() {
    Blob blob = blob(place("SOFT"), 1);
    store.put(blob, envelope(50));
    server.softDeleteAll();
    assertThat(store.get(blob)).isEmpty();
    assertThatThrownBy(() -> store.put(blob, envelope(50))).isInstanceOf(StoreFailure.class);
  }

  @Test
  void whatSomebodyReplacedIsAFailure() {
    Blob blob = blob(place("REPLACED"), 1);
    store.put(blob, envelope(50));
    server.replaceAll(Json.createObjectBuilder().add("password", "x").build());
    assertFails(StoreFailure.Reason.CORRUPT, () -> store.get(blob));
    server.replaceAll(Json.createObjectBuilder().add("envelope", "no base64 !").build());
    assertFails(StoreFailure.Reason.CORRUPT, () -> store.get(blob));
  }

  @Test
  void tokenFileIsReadAnewForEveryRequestAndMustBePrivate() throws IOException {
    Path file = folder.resolve("token");
    PrivateFiles.replace(file, (KvServer.TOKEN + "\n").getBytes(StandardCharsets.US_ASCII));
    SecretStore fromFile =
        store(server.address(), Map.of("sealward.vault.token.file", file.toString()));
    Blob blob = blob(place("TOKEN_FILE"), 1);
    fromFile.put(blob, envelope(5));

    PrivateFiles.replace(file, "renewed-but-wrong".getBytes(StandardCharsets.US_ASCII));
    assertFails(StoreFailure.Reason.DENIED, () -> fromFile.get(blob));

    PrivateFiles.replace(file, KvServer.TOKEN.getBytes(StandardCharsets.US_ASCII));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertFails(StoreFailure.Reason.UNAVAILABLE, () -> fromFile.get(blob));

    Files.delete(file);
    assertFails(StoreFailure.Reason.UNAVAILABLE, () -> fromFile.get(blob));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vault.example:8200",
        "ftp://vault.example",
        "https://user:pass@vault.example",
        "https://vault.example/v1",
        "https://vault.example?x",
        "https://",
        "not an address"
      })
  void unusableAddressIsNamedAndNotRepeated(String address) {
    assertThatThrownBy(() -> settings(Map.of("vault.addr", address, "vault.token", "t")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("VAULT_ADDR must be an address such as https://vault.example:8200.");
  }

  @Test
  void settingsWithoutATokenOrWithAnUnsafePathAreRefused() {
    assertThatThrownBy(() -> settings(Map.of("vault.addr", "https://v.example")))
        .hasMessageContaining("SEALWARD_VAULT_TOKEN_FILE");
    assertThatThrownBy(
            () ->
                settings(
                    Map.of(
                        "vault.addr",
                        "https://v.example",
                        "vault.token",
                        "t",
                        "sealward.vault.mount",
                        "a/../sys")))
        .hasMessageContaining("SEALWARD_VAULT_MOUNT");
    assertThat(VaultSettings.read(name -> Optional.empty())).isEmpty();
  }

  @Test
  void printsNothing() {
    assertThat(settings(Map.of("vault.addr", "https://v.example", "vault.token", "hvs.x")))
        .hasToString("VaultSettings[https://v.example]");
  }
}
