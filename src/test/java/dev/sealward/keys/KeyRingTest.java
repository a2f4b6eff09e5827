package dev.sealward.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealward.audit.Target;
import dev.sealward.crypto.RecoveryKey;
import dev.sealward.crypto.UnopenableException;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.DomainEvent;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.event.Event;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ring over real key sources; its rows are kept in lists instead of the database. */
@Tag("VAULT-06")
class KeyRingTest {
  private static final char[] NOTHING = new char[0];
  private static final char[] PASSPHRASE = "five random words make one".toCharArray();
  private static final Scope SCOPE = scope("default");
  private static final UUID ROW = new UUID(1, 2);

  @TempDir Path folder;

  private final Map<String, String> settings = new HashMap<>();
  private final Rows rows = new Rows();
  private final List<DomainEvent> fired = new ArrayList<>();
  private final Caller caller =
      Caller.system("test", TenantId.of("default"), WorkspaceId.of("default"));

  @BeforeEach
  void setUp() {
    settings.put("sealward.data.dir", folder.toString());
  }

  @Test
  @Tag("ST-SEC-001")
  void withoutAMasterKeyNothingIsSealedAndTheStepsAreNamed() {
    KeyRing ring = started();
    assertThat(ring.state()).isEqualTo(new KeyState.NotMade());
    Refused refused = catchThrowableOfType(Refused.class, () -> seal(ring));
    assertThat(refused.kind()).isEqualTo(Refused.Kind.UNAVAILABLE);
    assertThat(refused.remedy().code()).isEqualTo("KEY_UNAVAILABLE");
    assertThat(refused.remedy().steps()).anyMatch(step -> step.contains("/setup"));
    assertThat(catchThrowableOfType(Refused.class, () -> ring.unlock(caller, NOTHING)).kind())
        .isEqualTo(Refused.Kind.MISSING);
  }

  @Test
  @Tag("FR-028-001b")
  void madeOnceTheRingIsOpenAndStaysSoAfterAStart() {
    KeyRing ring = started();
    ring.create(caller, KeySource.FILE, NOTHING);
    assertThat(ring.state()).isEqualTo(new KeyState.Open(1, KeySource.FILE));
    assertThat(fired).containsExactly(new DomainEvent.KeyRingOpened(1));
    assertThat(
            catchThrowableOfType(Refused.class, () -> ring.create(caller, KeySource.FILE, NOTHING))
                .remedy()
                .code())
        .isEqualTo("KEY_EXISTS");

    byte[] envelope = seal(ring);
    assertThat(open(started(), envelope)).isEqualTo("hidden text");
    assertThat(ring.versions())
        .singleElement()
        .satisfies(
            version -> {
              assertThat(version.number()).isEqualTo(1);
              assertThat(version.source()).isEqualTo(KeySource.FILE);
              assertThat(version.algorithm()).isEqualTo("AES-256-GCM");
              assertThat(version.createdBy()).isEqualTo("test");
            });
  }

  @Test
  @Tag("FOUND-04")
  @Tag("FOUND-07")
  void sealedBytesOpenInTheirOwnPlaceOnly() {
    KeyRing ring = started();
    ring.create(caller, KeySource.FILE, NOTHING);
    byte[] envelope = seal(ring);

    assertThat(open(ring, envelope)).isEqualTo("hidden text");
    assertUnopenable(() -> ring.open(Purpose.SECRET_VALUE, scope("other"), ROW, 1, envelope));
    assertUnopenable(() -> ring.open(Purpose.SECRET_VALUE, SCOPE, new UUID(1, 3), 1, envelope));
    assertUnopenable(() -> ring.open(Purpose.SECRET_VALUE, SCOPE, ROW, 2, envelope));
    assertUnopenable(() -> ring.open(Purpose.MASK, SCOPE, ROW, 1, envelope));
  }

  @Test
  void missingKeyFileLocksUntilItIsBack() throws IOException {
    started().create(caller, KeySource.FILE, NOTHING);
    Path file = folder.resolve("keys").resolve("master.key");
    Path elsewhere = Files.move(file, folder.resolve("backup"));

    KeyRing ring = started();
    assertThat(ring.state()).isInstanceOf(KeyState.Locked.class);
    assertThat(catchThrowableOfType(Refused.class, ring::requireOpen).remedy().sentence())
        .contains(file.toString());
    assertThat(catchThrowableOfType(Refused.class, () -> ring.unlock(caller, NOTHING)).remedy())
        .extracting("code")
        .isEqualTo("KEY_UNAVAILABLE");

    Files.move(elsewhere, file);
    ring.unlock(caller, NOTHING);
    assertThat(ring.session().activeVersion()).isEqualTo(1);
    assertThat(rows.unlocks).containsExactly("version 1 after 1");
    ring.unlock(caller, NOTHING);
    assertThat(rows.unlocks).as("open already").hasSize(1);
  }

  @Test
  void anotherKeyInTheFileIsRecognisedAsWrong() throws IOException {
    started().create(caller, KeySource.FILE, NOTHING);
    byte[] other = new byte[32];
    other[0] = 1;
    Files.write(folder.resolve("keys").resolve("master.key"), other);
    KeyRing ring = started();
    assertThat(((KeyState.Locked) ring.state()).remedy().code()).isEqualTo("MASTER_KEY_WRONG");
    assertThatThrownBy(() -> seal(ring)).isInstanceOf(Refused.class);
  }

  @Test
  @Tag("HOME-03")
  void passphraseIsAskedForAfterAStartAndFailuresAreCounted() {
    started().create(caller, KeySource.PASSPHRASE, PASSPHRASE);

    KeyRing ring = started();
    assertThat(((KeyState.Locked) ring.state()).remedy().code()).isEqualTo("PASSPHRASE_NEEDED");
    assertThatThrownBy(() -> ring.unlock(caller, "five random words make two".toCharArray()))
        .isInstanceOf(Refused.class);
    assertThat(((KeyState.Locked) ring.state()).remedy().code()).isEqualTo("PASSPHRASE_WRONG");
    ring.unlock(caller, PASSPHRASE);
    assertThat(ring.state()).isEqualTo(new KeyState.Open(1, KeySource.PASSPHRASE));
    assertThat(rows.unlocks).containsExactly("version 1 after 1");
  }

  @Test
  @Tag("HOME-03")
  void passphraseFileOpensTheRingAtTheStart() throws IOException {
    started().create(caller, KeySource.PASSPHRASE, PASSPHRASE);
    Path file = Files.writeString(folder.resolve("passphrase"), new String(PASSPHRASE) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    settings.put("sealward.passphrase.file", file.toString());
    assertThat(started().state()).isInstanceOf(KeyState.Open.class);
  }

  @Test
  void keyFileMayLieElsewhere() {
    Path file = folder.resolve("elsewhere").resolve("key");
    settings.put("sealward.key.file", file.toString());
    started().create(caller, KeySource.FILE, NOTHING);
    assertThat(file).exists();
    assertThat(started().state()).isInstanceOf(KeyState.Open.class);
  }

  @Test
  void refusedSourceMakesNoVersion() {
    KeyRing ring = started();
    assertThatThrownBy(() -> ring.create(caller, KeySource.PASSPHRASE, "short".toCharArray()))
        .isInstanceOf(Refused.class);
    assertThat(ring.state()).isEqualTo(new KeyState.NotMade());
    assertThat(ring.versions()).isEmpty();
  }

  @Test
  void ownKeyIsMadeOncePerTenantAndName() {
    KeyRing ring = started();
    ring.create(caller, KeySource.FILE, NOTHING);
    byte[] key = ring.useOwnKey(SCOPE.tenant(), "fingerprints", byte[]::clone);
    assertThat(key).hasSize(32);
    assertThat(ring.<byte[]>useOwnKey(SCOPE.tenant(), "fingerprints", byte[]::clone))
        .isEqualTo(key);
    assertThat(started().<byte[]>useOwnKey(SCOPE.tenant(), "fingerprints", byte[]::clone))
        .isEqualTo(key);
    assertThat(ring.<byte[]>useOwnKey(TenantId.of("other"), "fingerprints", byte[]::clone))
        .isNotEqualTo(key);
    assertThat(ring.<byte[]>useOwnKey(SCOPE.tenant(), "another", byte[]::clone)).isNotEqualTo(key);
  }

  @Test
  @Tag("HOME-02")
  void setUpIsOfferedEverySourceWithAnExplanation() {
    assertThat(started().sourceOffer().options())
        .extracting(SourceOption::source)
        .containsExactlyInAnyOrder(KeySource.values());
    assertThat(started().sourceOffer().options())
        .noneMatch(option -> option.explanation().isBlank());
    for (KeySource source : KeySource.values()) {
      assertThat(KeySource.parse(source.text())).isEqualTo(source);
    }
    assertThatThrownBy(() -> KeySource.parse("keychain ")).isInstanceOf(Refused.class);
  }

  @Test
  @Tag("HOME-02")
  void recordedSourceRulesAndTheSettingOnlySaysThatItDiffers() {
    settings.put("sealward.key.source", "file");
    KeyRing ring = started();
    assertThat(
            catchThrowableOfType(
                    Refused.class, () -> ring.create(caller, KeySource.PASSPHRASE, PASSPHRASE))
                .remedy()
                .code())
        .isEqualTo("KEY_SOURCE_FIXED");
    ring.create(caller, KeySource.FILE, NOTHING);
    assertThat(ring.sourceMismatch()).isEmpty();

    settings.put("sealward.key.source", "passphrase");
    KeyRing again = started();
    assertThat(again.state()).isEqualTo(new KeyState.Open(1, KeySource.FILE));
    assertThat(again.sourceMismatch().orElseThrow().code()).isEqualTo("KEY_SOURCE_DIFFERS");
  }

  private KeyRing started() {
    return started(folder);
  }

  private KeyRing started(Path data) {
    settings.put("sealward.data.dir", data.toString());
    Clock clock = Clock.fixed(Instant.parse("2026-01-31T12:00:00Z"), ZoneOffset.UTC);
    KeyRing ring = new KeyRing(rows, clock, new SecureRandom(), events(), config());
    ring.start();
    return ring;
  }

  private static byte[] seal(KeyRing ring) {
    return ring.seal(Purpose.SECRET_VALUE, SCOPE, ROW, 1, "hidden text".getBytes(UTF_8));
  }

  private static String open(KeyRing ring, byte[] envelope) {
    try (SecretValue value = ring.open(Purpose.SECRET_VALUE, SCOPE, ROW, 1, envelope)) {
      return value.use(bytes -> new String(bytes, UTF_8));
    }
  }

  private static void assertUnopenable(Runnable opening) {
    assertThatThrownBy(opening::run).isInstanceOf(UnopenableException.class);
  }

  private static Scope scope(String tenant) {
    return new Scope(
        TenantId.of(tenant),
        WorkspaceId.of("default"),
        Environment.PRODUCTION,
        ProviderId.of("github"));
  }

  private Config config() {
    return (Config)
        Proxy.newProxyInstance(
            KeyRingTest.class.getClassLoader(),
            new Class<?>[] {Config.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getValue" -> settings.get(arguments[0]);
                  case "getOptionalValue" -> Optional.ofNullable(settings.get(arguments[0]));
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  @SuppressWarnings("unchecked")
  private Event<DomainEvent> events() {
    return (Event<DomainEvent>)
        Proxy.newProxyInstance(
            KeyRingTest.class.getClassLoader(),
            new Class<?>[] {Event.class},
            (proxy, method, arguments) -> {
              fired.add((DomainEvent) arguments[0]);
              return null;
            });
  }

  @Test
  @Tag("VAULT-10")
  void recoveryKeyOpensWhatItsSourceDoesNotGiveAnyMore() throws IOException {
    KeyRing ring = started();
    ring.create(caller, KeySource.FILE, NOTHING);
    byte[] envelope = seal(ring);
    char[] printed;
    try (RecoveryKey made = ring.makeRecoveryKey(caller)) {
      printed = made.text();
    }
    ring.rotate(caller, KeySource.FILE, NOTHING, () -> {}, version -> {});
    Files.delete(folder.resolve("keys/master.key.v2"));
    KeyRing lost = started();
    assertThat(lost.state()).isInstanceOf(KeyState.Locked.class);

    try (RecoveryKey another = RecoveryKey.random(new SecureRandom())) {
      assertThat(
              catchThrowableOfType(Refused.class, () -> lost.recover(caller, another))
                  .remedy()
                  .code())
          .isEqualTo("RECOVERY_KEY_WRONG");
    }
    try (RecoveryKey typed = RecoveryKey.parse(printed)) {
      lost.recover(caller, typed);
    }
    assertThat(lost.state()).isEqualTo(new KeyState.Open(2, KeySource.FILE));
    assertThat(opens(lost, envelope)).isTrue();
    // A source that still works replaces the lost one.
    assertThat(lost.rotate(caller, KeySource.PASSPHRASE, PASSPHRASE, () -> {}, version -> {}))
        .isEqualTo(3);
    assertThat(opens(lost, envelope)).isTrue();
  }

  @Test
  void rotationCountsAtOnceAndTheOldVersionOpensAlsoAfterAStart() {
    KeyRing ring = started();
    ring.create(caller, KeySource.FILE, NOTHING);
    byte[] first = seal(ring);
    List<Integer> begun = new ArrayList<>();
    assertThat(ring.rotate(caller, KeySource.FILE, NOTHING, () -> {}, begun::add)).isEqualTo(2);
    assertThat(begun).containsExactly(2);
    byte[] second = seal(ring);
    assertThat(ring.rotate(caller, KeySource.PASSPHRASE, PASSPHRASE, () -> {}, begun::add))
        .isEqualTo(3);
    byte[] third = seal(ring);
    assertThat(List.of(version(first), version(second), version(third))).containsExactly(1, 2, 3);

    KeyRing again = started();
    assertThat(again.state()).isInstanceOf(KeyState.Locked.class);
    again.unlock(caller, PASSPHRASE);
    for (byte[] envelope : List.of(first, second, third)) {
      assertThat(opens(again, envelope)).isTrue();
    }
    byte[] rewrapped = again.session().rewrap(Purpose.SECRET_VALUE, SCOPE, ROW, 1, first);
    assertThat(version(rewrapped)).isEqualTo(3);
    assertThat(opens(again, rewrapped)).isTrue();

    rows.versions.get(2).wrap(rows.versions.get(1).wrappedKey());
    KeyRing damaged = started();
    damaged.unlock(caller, PASSPHRASE);
    assertThat(rows.unopenable).containsExactly("key 1 TAMPERED_OR_WRONG_KEY");
    assertThat(opens(damaged, third)).as("what is sealed under the others").isTrue();
  }

  @Test
  void sourceThatGivesTheSameKeyRotatesNothing() throws IOException {
    KeyRing ring = started();
    ring.create(caller, KeySource.FILE, NOTHING);
    Path next = folder.resolve("keys/master.key.v2");
    Files.copy(folder.resolve("keys/master.key"), next, StandardCopyOption.COPY_ATTRIBUTES);
    assertThat(
            catchThrowableOfType(
                    Refused.class,
                    () -> ring.rotate(caller, KeySource.FILE, NOTHING, () -> {}, version -> {}))
                .remedy()
                .code())
        .isEqualTo("KEY_UNCHANGED");
    assertThat(ring.state()).isEqualTo(new KeyState.Open(1, KeySource.FILE));
  }

  @Test
  void recoveryKeyThatWasExchangedInTheDatabaseIsNotUsed() {
    KeyRing ring = started();
    ring.create(caller, KeySource.FILE, NOTHING);
    ring.makeRecoveryKey(caller).close();
    assertThat(ring.recoveryKey()).isPresent();
    try (RecoveryKey theirs = RecoveryKey.random(new SecureRandom())) {
      rows.recovery =
          new RecoveryKeyRow(theirs.publicKey().bytes(), new byte[32], Instant.EPOCH, "eve");
    }
    assertThat(catchThrowableOfType(Refused.class, ring::recoveryKey).remedy().code())
        .isEqualTo("RECOVERY_KEY_CHANGED");
    assertThat(
            catchThrowableOfType(
                    Refused.class,
                    () -> ring.rotate(caller, KeySource.FILE, NOTHING, () -> {}, version -> {}))
                .remedy()
                .code())
        .isEqualTo("RECOVERY_KEY_CHANGED");
    assertThat(ring.state()).isEqualTo(new KeyState.Open(1, KeySource.FILE));
  }

  @Test
  @Tag("HOME-03")
  void passphraseOfALowerCostIsSaidToBeOutdated() {
    KeyRing ring = started();
    ring.create(caller, KeySource.PASSPHRASE, PASSPHRASE);
    assertThat(ring.versions().get(0).outdated()).isFalse();
    String salt = "AAAAAAAAAAAAAAAAAAAAAA";
    KeyVersionRow lower =
        new KeyVersionRow(
            2,
            KeySource.PASSPHRASE,
            new byte[16],
            "$scrypt$ln=15,r=8,p=1$" + salt,
            Instant.EPOCH,
            "me");
    assertThat(lower.view().outdated()).isTrue();
  }

  @Test
  void ringStaysLockedWhenItsOpeningCannotBeRecorded() {
    KeyRing ring = started();
    ring.create(caller, KeySource.PASSPHRASE, PASSPHRASE);
    KeyRing locked = started();
    rows.failing = true;
    assertThatThrownBy(() -> locked.unlock(caller, PASSPHRASE))
        .isInstanceOf(IllegalStateException.class);
    assertThat(locked.state()).isInstanceOf(KeyState.Locked.class);
    rows.failing = false;
    locked.unlock(caller, PASSPHRASE);
    assertThat(locked.state()).isInstanceOf(KeyState.Open.class);
  }

  @Test
  void rotationThatDoesNotCommitChangesNothingAndIsTakenUpAgain() throws IOException {
    KeyRing ring = started();
    ring.create(caller, KeySource.FILE, NOTHING);
    byte[] envelope = seal(ring);
    rows.failing = true;
    assertThatThrownBy(() -> ring.rotate(caller, KeySource.FILE, NOTHING, () -> {}, version -> {}))
        .isInstanceOf(IllegalStateException.class);
    byte[] left = Files.readAllBytes(folder.resolve("keys/master.key.v2"));
    assertThat(ring.state()).isEqualTo(new KeyState.Open(1, KeySource.FILE));
    assertThat(opens(ring, envelope)).isTrue();
    rows.failing = false;
    ring.rotate(caller, KeySource.FILE, NOTHING, () -> {}, version -> {});
    assertThat(folder.resolve("keys/master.key.v2")).hasBinaryContent(left);
    assertThat(opens(started(), envelope)).isTrue();
  }

  @Test
  void destroyedVersionOpensNothingAndIsGoneFromItsSource() {
    KeyRing ring = started();
    ring.create(caller, KeySource.FILE, NOTHING);
    byte[] first = seal(ring);
    ring.rotate(caller, KeySource.FILE, NOTHING, () -> {}, version -> {});
    assertThat(opens(ring, first)).isTrue();
    ring.destroy(caller, 1, () -> {});
    assertThat(opens(ring, first)).isFalse();
    assertThat(folder.resolve("keys/master.key")).doesNotExist();
    assertThat(opens(started(), first)).isFalse();
    assertThat(rows.versions.get(1).wrappedKey()).isNull();
  }

  @Test
  void destructionThatWasInterruptedIsFinishedAtTheNextStart() {
    KeyRing ring = started();
    ring.create(caller, KeySource.FILE, NOTHING);
    ring.rotate(caller, KeySource.FILE, NOTHING, () -> {}, version -> {});
    // The row's transaction was the last thing the process did.
    rows.versions.get(1).destroy(Instant.EPOCH, "me");
    assertThat(folder.resolve("keys/master.key")).exists();
    started();
    assertThat(folder.resolve("keys/master.key")).doesNotExist();
    assertThat(rows.versions.get(1).isToForget()).isFalse();
  }

  @Test
  @Tag("FOUND-03")
  void derivedKeysAreKeptButTheRowIsAskedEveryTime() {
    KeyRing ring = started();
    ring.create(caller, KeySource.FILE, NOTHING);
    byte[] first = seal(ring);
    ring.rotate(caller, KeySource.FILE, NOTHING, () -> {}, version -> {});
    assertThat(opens(ring, first)).isTrue();
    long derived = ring.scopeKeys().misses();
    assertThat(opens(ring, first)).isTrue();
    assertThat(ring.scopeKeys().misses()).isEqualTo(derived);
    assertThat(ring.scopeKeys().hits()).isPositive();
    // Another node destroyed it: memory still has the key and may not use it.
    rows.versions.get(1).destroy(Instant.EPOCH, "me");
    assertThat(opens(ring, first)).isFalse();
  }

  /** Two rings over the same rows, each with a folder of key files of its own. */
  @Test
  @Tag("FR-028-001")
  void whatAnotherNodeDestroyedLeavesThisOnesMemoryAndSources() throws IOException {
    KeyRing there = started();
    there.create(caller, KeySource.FILE, NOTHING);
    byte[] first = seal(there);
    there.rotate(caller, KeySource.FILE, NOTHING, () -> {}, version -> {});
    KeyRing here = otherNode("master.key", "master.key.v2");
    assertThat(opens(here, first)).isTrue();
    KeySession before = here.session();

    there.destroy(caller, 1, () -> {});
    assertThat(there.heldVersions()).containsExactly(2);
    assertThat(folder.resolve("keys/master.key")).doesNotExist();

    assertThat(opens(here, first)).isFalse();
    assertThat(here.heldVersions()).containsExactly(2);
    assertThat(
            catchThrowableOfType(
                    Refused.class, () -> before.open(Purpose.SECRET_VALUE, SCOPE, ROW, 1, first))
                .remedy()
                .code())
        .as("what began before has no key any more, and no key of zeroes")
        .isEqualTo("KEY_UNAVAILABLE");
    assertThat(before.seal(Purpose.SECRET_VALUE, SCOPE, ROW, 1, new byte[1])).isNotEmpty();

    assertThat(folder.resolve("other/keys/master.key")).exists();
    here.look();
    assertThat(folder.resolve("other/keys/master.key")).doesNotExist();
    assertThat(folder.resolve("other/keys/master.key.v2")).exists();
  }

  @Test
  @Tag("FR-028-001")
  void destroyedKeyLeavesMemoryAlsoWhenNobodyUsesTheRing() throws IOException {
    KeyRing there = started();
    there.create(caller, KeySource.FILE, NOTHING);
    there.rotate(caller, KeySource.FILE, NOTHING, () -> {}, version -> {});
    KeyRing here = otherNode("master.key", "master.key.v2");
    assertThat(here.heldVersions()).containsExactlyInAnyOrder(1, 2);

    there.destroy(caller, 1, () -> {});
    here.look();

    assertThat(here.heldVersions()).containsExactly(2);
  }

  @Test
  void nodeThatWasDownForgetsAtItsNextStartWhatAnotherDestroyed() throws IOException {
    KeyRing there = started();
    there.create(caller, KeySource.FILE, NOTHING);
    there.rotate(caller, KeySource.FILE, NOTHING, () -> {}, version -> {});
    Path other = copied("master.key", "master.key.v2");
    there.destroy(caller, 1, () -> {});
    assertThat(rows.versions.get(1).isToForget()).isFalse();
    assertThat(other.resolve("keys/master.key")).exists();

    started(other);

    assertThat(other.resolve("keys/master.key")).doesNotExist();
    assertThat(other.resolve("keys/master.key.v2")).exists();
  }

  /** Their keys are another installation's, which may be on the same machine. */
  @Test
  @Tag("VAULT-10")
  void keysOfVersionsThatCameWithABackupAreLeftWhereTheyAre() {
    KeyRing ring = started();
    ring.create(caller, KeySource.FILE, NOTHING);
    KeyVersionRow restored = rows.versions.get(0);
    restored.forgotten(restored.createdAt());
    ring.rotate(caller, KeySource.FILE, NOTHING, () -> {}, version -> {});
    restored.destroy(restored.createdAt().plusSeconds(1), "me");
    ring.look();
    started();
    assertThat(folder.resolve("keys/master.key")).exists();
  }

  @Test
  @Tag("FR-028-001")
  void nodeFollowsARotationWithoutTakingTheKeyFromWhatRunsAndZeroesAllWhenItCannot()
      throws IOException {
    KeyRing there = started();
    there.create(caller, KeySource.FILE, NOTHING);
    KeyRing here = otherNode("master.key");
    KeySession running = here.session();
    there.rotate(caller, KeySource.FILE, NOTHING, () -> {}, version -> {});
    copied("master.key.v2");
    byte[] underFirst = running.seal(Purpose.SECRET_VALUE, SCOPE, ROW, 1, new byte[1]);

    assertThat(version(seal(here))).isEqualTo(2);
    assertThat(version(running.seal(Purpose.SECRET_VALUE, SCOPE, ROW, 1, new byte[1])))
        .isEqualTo(1);
    assertThat(opens(here, underFirst)).isTrue();

    KeySession last = here.session();
    there.rotate(caller, KeySource.FILE, NOTHING, () -> {}, version -> {});
    assertThatThrownBy(() -> seal(here)).isInstanceOf(Refused.class);
    assertThat(here.state()).isInstanceOf(KeyState.Locked.class);
    for (KeySession session : List.of(running, last)) {
      assertThatThrownBy(() -> session.seal(Purpose.SECRET_VALUE, SCOPE, ROW, 1, new byte[1]))
          .isInstanceOf(Refused.class);
    }
    copied("master.key.v3");
    here.unlock(caller, NOTHING);
    assertThat(opens(here, underFirst)).isTrue();
  }

  /** What fails before it is committed leaves every key where it was. */
  @Test
  void destructionThatIsRefusedTakesNothingFromMemory() {
    KeyRing ring = started();
    ring.create(caller, KeySource.FILE, NOTHING);
    byte[] first = seal(ring);
    ring.rotate(caller, KeySource.FILE, NOTHING, () -> {}, version -> {});
    assertThatThrownBy(
            () ->
                ring.destroy(
                    caller,
                    1,
                    () -> {
                      rows.hidden = 1;
                      ring.session();
                      rows.hidden = 0;
                      throw KeyVersions.needed();
                    }))
        .isInstanceOf(Refused.class);
    assertThat(ring.heldVersions()).containsExactlyInAnyOrder(1, 2);
    assertThat(opens(ring, first)).isTrue();
  }

  @Test
  @Tag("START-02")
  void activeVersionThatSomebodyCalledRevokedLocksTheRingUntilItsRowIsPutRight() {
    KeyRing ring = started();
    ring.create(caller, KeySource.FILE, NOTHING);
    ring.rotate(caller, KeySource.FILE, NOTHING, () -> {}, next -> {});
    byte[] envelope = seal(ring);
    KeyVersionRow real = rows.versions.get(0);
    KeyVersionRow revoked =
        new KeyVersionRow(
            real.number(), real.source(), real.checkValue(), null, real.createdAt(), "somebody");
    revoked.destroy(real.createdAt(), "somebody");
    rows.versions.set(0, revoked);

    KeyRing after = started();
    for (KeyRing locked : List.of(ring, after)) {
      for (ThrowingCallable use :
          List.<ThrowingCallable>of(
              () -> locked.carry().close(),
              () -> seal(locked),
              () -> locked.rotate(caller, KeySource.FILE, NOTHING, () -> {}, next -> {}),
              () -> locked.unlock(caller, NOTHING))) {
        Refused refused = catchThrowableOfType(Refused.class, use);
        assertThat(refused.remedy().code()).isEqualTo("KEY_UNAVAILABLE");
        assertThat(refused.remedy().steps())
            .anyMatch(step -> step.contains("row of version 2 back to ACTIVE"));
      }
      assertThat(((KeyState.Locked) locked.state()).remedy().code()).isEqualTo("KEY_NONE_ACTIVE");
      assertThatThrownBy(() -> locked.create(caller, KeySource.FILE, NOTHING))
          .isInstanceOf(Refused.class);
    }

    rows.versions.set(0, real);
    ring.unlock(caller, NOTHING);
    assertThat(opens(ring, envelope)).isTrue();
    assertThat(opens(started(), envelope)).isTrue();
  }

  @Test
  @Tag("HOME-05")
  @Tag("ST-SEC-001")
  void whatIsWrongIsInNoErrorAndNoLog() throws IOException {
    List<String> said = new ArrayList<>();
    Handler listener =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            said.add(new SimpleFormatter().format(record));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("dev.sealward");
    Level before = logger.getLevel();
    logger.addHandler(listener);
    logger.setLevel(Level.ALL);
    byte[] wrongKey = new byte[32];
    new SecureRandom().nextBytes(wrongKey);
    char[] wrongPassphrase = "six herons under the ferry".toCharArray();
    char[] another;
    try (RecoveryKey unknown = RecoveryKey.random(new SecureRandom())) {
      another = unknown.text();
      started().create(caller, KeySource.FILE, NOTHING);
      KeyRing ring = started();
      ring.makeRecoveryKey(caller).close();
      Path file = folder.resolve("keys").resolve("master.key");
      for (byte[] content : List.of(wrongKey, Arrays.copyOf(wrongKey, 31))) {
        Files.write(file, content);
        KeyRing locked = started();
        said.add(locked.state().toString());
        said.add(message(() -> locked.unlock(caller, wrongPassphrase)));
        said.add(message(() -> locked.recover(caller, unknown)));
        said.add(message(() -> seal(locked)));
      }
      another[3] = another[3] == '7' ? '8' : '7';
      said.add(message(() -> RecoveryKey.parse(another)));
      rows.versions.clear();
      started().create(caller, KeySource.PASSPHRASE, PASSPHRASE);
      KeyRing locked = started();
      said.add(message(() -> locked.unlock(caller, wrongPassphrase)));
      said.add(locked.state().toString());
    } finally {
      logger.removeHandler(listener);
      logger.setLevel(before);
    }
    assertThat(said).hasSizeGreaterThan(12).anyMatch(line -> line.contains("Unlock attempt"));
    for (String wrong :
        List.of(
            HexFormat.of().formatHex(wrongKey, 0, 31),
            Base64.getEncoder().encodeToString(Arrays.copyOf(wrongKey, 30)),
            new String(wrongKey, StandardCharsets.ISO_8859_1),
            Arrays.toString(wrongKey),
            new String(wrongPassphrase),
            new String(another))) {
      assertThat(said).noneMatch(line -> line.toLowerCase(ROOT).contains(wrong.toLowerCase(ROOT)));
    }
  }

  /** All that a log or a page could make of the refusal. */
  private static String message(ThrowingCallable wrong) {
    Throwable refused = catchThrowable(wrong);
    StringWriter trace = new StringWriter();
    refused.printStackTrace(new PrintWriter(trace));
    return trace + (refused instanceof Refused known ? known.remedy().toString() : "");
  }

  private KeyRing otherNode(String... keyFiles) throws IOException {
    return started(copied(keyFiles));
  }

  /** The other node's data directory, with copies of key files. */
  private Path copied(String... keyFiles) throws IOException {
    Path other = folder.resolve("other");
    Files.createDirectories(other.resolve("keys"));
    for (String name : keyFiles) {
      Files.copy(
          folder.resolve("keys").resolve(name),
          other.resolve("keys").resolve(name),
          StandardCopyOption.COPY_ATTRIBUTES);
    }
    return other;
  }

  private static int version(byte[] envelope) {
    return dev.sealward.crypto.Envelope.keyVersion(envelope);
  }

  private static boolean opens(KeyRing ring, byte[] envelope) {
    try (SecretValue value = ring.open(Purpose.SECRET_VALUE, SCOPE, ROW, 1, envelope)) {
      return true;
    } catch (UnopenableException e) {
      assertThat(e.reason()).isEqualTo(UnopenableException.Reason.UNKNOWN_KEY_VERSION);
      return false;
    }
  }

  private static final class Rows extends KeyVersions {
    private final List<KeyVersionRow> versions = new ArrayList<>();
    private final Map<String, SealedKeyRow> ownKeys = new HashMap<>();
    private final List<String> unlocks = new ArrayList<>();
    private final List<String> unopenable = new ArrayList<>();
    private String asked = "";
    private RecoveryKeyRow recovery;
    private boolean failing;
    // Looks destroyed in a transaction that has not committed.
    private int hidden;

    @Override
    List<KeyVersionRow> live() {
      return versions.stream().filter(row -> row.state() != KeyVersionState.REVOKED).toList();
    }

    @Override
    List<KeyVersionRow> all() {
      return List.copyOf(versions);
    }

    @Override
    Usable usable() {
      Set<Integer> numbers = new HashSet<>();
      int active = 0;
      for (KeyVersionRow row : versions) {
        if (row.state() != KeyVersionState.REVOKED && row.number() != hidden) {
          numbers.add(row.number());
        }
        active = row.state() == KeyVersionState.ACTIVE ? row.number() : active;
      }
      return new Usable(numbers, active);
    }

    @Override
    void addFirst(Caller caller, KeyVersionRow row) {
      versions.add(row);
    }

    @Override
    Optional<RecoveryKeyRow> recovery() {
      return Optional.ofNullable(recovery);
    }

    @Override
    void recoverableBy(
        Caller caller, byte[] publicKey, byte[] tag, Map<Integer, byte[]> escrows, Instant now) {
      recovery = new RecoveryKeyRow(publicKey, tag, now, caller.id());
      versions.forEach(row -> row.escrow(escrows.get(row.number())));
    }

    @Override
    void rotate(
        Caller caller,
        int present,
        KeyVersionRow next,
        Map<Integer, byte[]> wrapped,
        Runnable work,
        Runnable begin) {
      if (failing) {
        throw new IllegalStateException("the database is gone");
      }
      for (KeyVersionRow row : versions) {
        if (row.number() == present) {
          row.replacedBy(next.number(), next.createdAt(), caller.id());
        }
        if (wrapped.containsKey(row.number())) {
          row.wrap(wrapped.get(row.number()));
        }
      }
      versions.add(0, next);
      begin.run();
    }

    @Override
    void destroy(Caller caller, int version, Instant now, Runnable requireUnneeded) {
      requireUnneeded.run();
      versions.stream()
          .filter(row -> row.number() == version)
          .findFirst()
          .orElseThrow()
          .destroy(now, "me");
    }

    @Override
    void forgotten(int version, Instant now) {
      versions.stream()
          .filter(row -> row.number() == version)
          .findFirst()
          .orElseThrow()
          .forgotten(now);
    }

    @Override
    void reportUnopenable(TenantId tenant, Target target, Diagnosis found) {
      unopenable.add(target.kind() + " " + target.id() + " " + found.damage());
    }

    @Override
    void recordUnlock(Caller caller, int version, int failedAttempts, String how) {
      if (failing) {
        throw new IllegalStateException("the database is gone");
      }
      unlocks.add("version " + version + " after " + failedAttempts);
    }

    @Override
    Optional<SealedKeyRow> ownKey(TenantId tenant, String purpose) {
      asked = tenant + " " + purpose;
      return Optional.ofNullable(ownKeys.get(asked));
    }

    @Override
    void addOwnKey(SealedKeyRow row) {
      ownKeys.put(asked, row);
    }
  }
}
