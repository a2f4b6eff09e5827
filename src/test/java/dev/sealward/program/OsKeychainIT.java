package dev.sealward.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.secret.store.KvServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Secrets and the master key in a real GNOME Keyring: the key moved there from its file by a
 * rotation, then started in every state of the keychain; at last the secrets move to a Vault
 * server.
 */
@Tag("FR-028-001b")
@Tag("HOME-02")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OsKeychainIT {
  private static final Pattern CHECKED = Pattern.compile("<input[^>]*checked[^>]*>");

  private static final String KEYS = "/settings/security/keys";
  private static final long REWRAP_NANOS = 60_000_000_000L;

  private KvServer vault;
  private GnomeKeyring keyring;
  private Installation before;
  private Page offered;

  @BeforeAll
  void setUp() throws IOException {
    vault = new KvServer();
    keyring = GnomeKeyring.start();
    Map<String, String> environment = environment("keychain");
    RunningSealward program = RunningSealward.start(environment);
    try {
      Operator operator = new Operator(program.address());
      operator.enterCode(program.setUpCode());
      offered = operator.open("/setup");
      operator.makeKey("file", "");
      operator.makeAccount();
      before = Installation.populate(program, operator);
      assertThat(program.data().resolve("keys/master.key")).exists();
      moveToTheKeychain(operator);
      assertThat(before.agent().value(before.granted().reference())).isEqualTo(Installation.VALUE);
      program.stop();
    } catch (RuntimeException | Error e) {
      program.close();
      throw e;
    }
  }

  /** With a way to the Vault server in any case: what is in it stays readable. */
  private Map<String, String> environment(String store) {
    Map<String, String> environment = new HashMap<>(keyring.environment());
    environment.put("SEALWARD_KEY_SETTLE", "PT0S");
    environment.put("SECRETS_PROVIDER", store);
    environment.put("VAULT_ADDR", vault.address());
    environment.put("VAULT_TOKEN", KvServer.TOKEN);
    return environment;
  }

  /** A rotation to another source; then the version from the file is not needed and goes. */
  private void moveToTheKeychain(Operator operator) {
    Page rotate = operator.open(KEYS + "/rotate");
    Page page = operator.submit(rotate, "rotate", "rotateIt", Map.of("source", "keychain"));
    long end = System.nanoTime() + REWRAP_NANOS;
    // What the page says of the work may be a moment newer than what it says of the versions.
    while (!page.words().contains("Re-wrapping Complete")
        || !page.words().contains("Version 1 AES-256-GCM Retired")) {
      assertThat(System.nanoTime()).as("still: %s", page.words()).isLessThan(end);
      page = operator.open(KEYS);
    }
    operator.submit(
        operator.open(KEYS + "/1/destroy"),
        "destroy",
        "destroyIt",
        Map.of("confirmation", "destroy 1"));
  }

  @AfterAll
  void stop() {
    if (before != null) {
      before.close();
    }
    if (keyring != null) {
      keyring.close();
    }
    vault.close();
  }

  @Test
  void autoChoosesTheKeychain() {
    assertThat(chosen(offered)).isEqualTo("keychain");
    assertThat(offered.words()).contains("Kept by this machine's keychain");
  }

  @Test
  @Tag("FOUND-01")
  @Tag("FOUND-03")
  @Tag("HOME-04")
  void openKeychainOpensTheRingWithoutAnyoneAndItsSecretsMoveToAVaultServer() {
    keyring.open();
    try (Installation open = before.in(before.program().again(environment("vault")))) {
      assertThat(open.agent().value(open.granted().reference())).isEqualTo(Installation.VALUE);
      assertThat(open.program().output()).doesNotContain("Locked").doesNotContain("WARNING");

      open.operator().signIn();
      StoreWalk walk = new StoreWalk(open, vault::paths);
      walk.takesEverythingOver("A Vault server", "The operating system's keychain");
      StoreWalk.await(() -> envelopes().isEmpty(), "the old envelopes to be erased");
      walk.storesResolvesRotatesAndRevokes();
      walk.countsWhatItsCachesDo();
      walk.isRefusedWhileAway(
          "STORE_UNAVAILABLE",
          () -> vault.become(KvServer.Mood.SEALED),
          () -> vault.become(KvServer.Mood.WELL));
      String requests = String.join("\n", vault.requests());
      assertThat(requests).contains("envelope");
      assertThat(Traces.of(Installation.VALUE).in(requests)).isEmpty();
      assertThat(Traces.of(KvServer.TOKEN).in(open.program().output())).isEmpty();
      assertThat(Traces.of(KvServer.TOKEN).inFiles(open.program().data())).isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @Tag("VAULT-06")
  void keyIsInTheKeychainAndNowhereInTheDataDirectory() throws IOException {
    keyring.open();
    String text = keyring.lookUp(onlyAccount());
    byte[] key = Base64.getDecoder().decode(text);

    assertThat(key).hasSize(32);
    assertThat(Traces.of(text).inFiles(before.program().data())).isEmpty();
    assertThat(Traces.of(key).inFiles(before.program().data())).isEmpty();
    assertThat(Traces.of(key).in(before.program().output())).isEmpty();
    assertThat(before.program().data().resolve("keys/master.key")).doesNotExist();
  }

  @Test
  void goneKeychainLocksItAndAnotherSourceIsNotAsked() throws IOException {
    keyring.end();
    Map<String, String> tempting = new HashMap<>(keyring.environment());
    tempting.put("SEALWARD_MASTER_KEY", "0".repeat(64));
    tempting.put("SEALWARD_KEY_SOURCE", "env");
    try (Installation locked = before.in(before.program().again(tempting))) {
      assertLocked(locked, "No keychain runs in this session");
      assertThat(locked.program().data().resolve("logs").resolve("sealward.log.0"))
          .content()
          .contains("SEALWARD_KEY_SOURCE says env, but the master key comes from keychain");

      keyring.open();
      assertUnlocks(locked);
    }
  }

  @Test
  @Tag("FOUND-01")
  @Tag("FOUND-03")
  @Tag("HOME-04")
  void lockedKeychainLocksItWithinSecondsAndOpensWithoutARestart() {
    keyring.open();
    keyring.lock();
    try (Installation locked = before.in(before.program().again())) {
      assertLocked(locked, "keychain is locked");

      keyring.open();
      assertUnlocks(locked);

      locked.operator().signIn();
      StoreWalk walk = new StoreWalk(locked, this::envelopes);
      walk.storesResolvesRotatesAndRevokes();
      walk.isRefusedWhileAway("STORE_UNAVAILABLE", keyring::end, keyring::open);
    }
  }

  /** The accounts of envelopes in the keychain. */
  private List<String> envelopes() {
    return keyring.accounts().stream().filter(name -> name.startsWith("envelope/")).toList();
  }

  @Test
  void silentKeychainDoesNotHoldUpTheStart() {
    keyring.open();
    keyring.freeze(true);
    try (Installation locked = before.in(before.program().again())) {
      assertLocked(locked, "did not answer in time");

      keyring.freeze(false);
      assertUnlocks(locked);
    } finally {
      keyring.freeze(false);
    }
  }

  private static void assertLocked(Installation locked, String why) {
    locked.program().await("Locked.");
    assertThat(locked.agent().resolve(locked.granted().reference()).code())
        .isEqualTo("KEY_UNAVAILABLE");
    assertThat(locked.agent().get("/api/v1/keys").status()).isEqualTo(503);
    assertThat(locked.agent().get("/api/v1/keys").code()).isEqualTo("KEY_UNAVAILABLE");
    assertThat(locked.operator().open("/unlock").words()).contains(why);
    assertThat(locked.operator().unlock("").words()).contains(why);
  }

  private static void assertUnlocks(Installation locked) {
    assertThat(locked.operator().unlock("").address().getPath()).isEqualTo("/sign-in");
    assertThat(locked.agent().value(locked.granted().reference())).isEqualTo(Installation.VALUE);
  }

  private String onlyAccount() {
    List<String> keys =
        keyring.accounts().stream().filter(name -> name.startsWith("master-key/")).toList();
    assertThat(keys).hasSize(1);
    return keys.get(0);
  }

  private static String chosen(Page page) {
    Matcher checked = CHECKED.matcher(page.html());
    assertThat(checked.find()).isTrue();
    return checked.group().replaceAll("(?s).*value=\"([a-z]+)\".*", "$1");
  }
}
