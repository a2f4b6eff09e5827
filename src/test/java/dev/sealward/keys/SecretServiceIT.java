package dev.sealward.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealward.keys.KeychainFailure.Kind;
import dev.sealward.program.GnomeKeyring;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The way to the Secret Service, on a real GNOME Keyring. */
@Tag("FR-028-001b")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretServiceIT {
  private GnomeKeyring keyring;
  private Keychain keychain;

  @BeforeAll
  void start() {
    keyring = GnomeKeyring.start();
    keychain = keychain(keyring.environment());
  }

  @AfterAll
  void stop() {
    if (keyring != null) {
      keyring.close();
    }
  }

  @Test
  void whatWasWrittenIsReadReplacedAndDeleted() throws KeychainFailure {
    keychain.check();
    assertThat(keychain.read("life/1")).isEmpty();
    keychain.write("life/1", "first".getBytes(UTF_8));
    keychain.write("life/1", "second".getBytes(UTF_8));
    keychain.write("life/2", new byte[0]);

    assertThat(keychain.read("life/1")).hasValue("second".getBytes(UTF_8));
    assertThat(keychain.read("life/2")).hasValue(new byte[0]);
    assertThat(keyring.lookUp("life/1"))
        .isEqualTo(Base64.getEncoder().encodeToString("second".getBytes(UTF_8)));

    keychain.delete("life/1");
    keychain.delete("life/1");
    assertThat(keychain.read("life/1")).isEmpty();
    assertThat(keychain.read("life/2")).isPresent();
  }

  @Test
  @Tag("HOME-04")
  void largeValueIsKeptWholeAndALargerOneRefused() throws KeychainFailure {
    byte[] large = new byte[200_000];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i * 31);
    }
    keychain.write("large", large);
    assertThat(keychain.read("large")).hasValue(large);

    byte[] larger = new byte[Keychain.MAX_VALUE_BYTES + 1];
    assertThat(kind(() -> keychain.write("larger", larger))).isEqualTo(Kind.TOO_LARGE);
    assertThat(keychain.read("larger")).isEmpty();
  }

  @Test
  void lockedKeyringIsLockedWhetherTheEntryIsThereOrNot() throws KeychainFailure {
    keychain.write("kept", "value".getBytes(UTF_8));
    keyring.lock();

    assertThat(kind(keychain::check)).isEqualTo(Kind.LOCKED);
    assertThat(kind(() -> keychain.read("kept"))).isEqualTo(Kind.LOCKED);
    assertThat(kind(() -> keychain.read("never-written"))).isEqualTo(Kind.LOCKED);
    assertThat(kind(() -> keychain.write("kept", new byte[1]))).isEqualTo(Kind.LOCKED);
    assertThat(kind(() -> keychain.delete("kept"))).isEqualTo(Kind.LOCKED);

    keyring.open();
    assertThat(keychain.read("kept")).hasValue("value".getBytes(UTF_8));
  }

  @Test
  void goneKeyringIsNoneHereUntilItIsBack() throws KeychainFailure {
    keychain.write("here", "value".getBytes(UTF_8));
    keyring.end();

    assertThat(kind(keychain::check)).isEqualTo(Kind.NONE_HERE);
    assertThat(kind(() -> keychain.read("here"))).isEqualTo(Kind.NONE_HERE);

    keyring.open();
    assertThat(keychain.read("here")).hasValue("value".getBytes(UTF_8));
  }

  @Test
  void silentKeyringIsGivenUp() throws KeychainFailure {
    keyring.freeze(true);
    try {
      Keychain impatient =
          new OsKeychain(
              () -> new SecretServiceEntries(keyring.environment()::get), Duration.ofMillis(300));
      assertThat(kind(impatient::check)).isEqualTo(Kind.SILENT);
      assertThat(kind(() -> impatient.read("here"))).isEqualTo(Kind.SILENT);
    } finally {
      keyring.freeze(false);
    }
    keychain.check();
  }

  @Test
  void withoutABusThereIsNoKeychain() {
    for (Map<String, String> environment :
        new Map[] {
          Map.<String, String>of(),
          Map.of("XDG_RUNTIME_DIR", "/nowhere"),
          Map.of("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus"),
          Map.of("DBUS_SESSION_BUS_ADDRESS", "tcp:host=192.0.2.1,port=1"),
          Map.of("DBUS_SESSION_BUS_ADDRESS", "nonsense")
        }) {
      assertThat(kind(keychain(environment)::check)).isEqualTo(Kind.NONE_HERE);
    }
  }

  @Test
  void busIsFoundWhereSystemdPutsIt() throws KeychainFailure {
    keychain(Map.of("XDG_RUNTIME_DIR", keyring.environment().get("XDG_RUNTIME_DIR"))).check();
  }

  private static Keychain keychain(Map<String, String> environment) {
    return new OsKeychain(() -> new SecretServiceEntries(environment::get), Duration.ofSeconds(5));
  }

  private static Kind kind(ThrowingCallable call) {
    return catchThrowableOfType(KeychainFailure.class, call).kind();
  }
}
