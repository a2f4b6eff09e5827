package dev.sealward.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealward.crypto.KeyCheck;
import dev.sealward.kernel.Refused;
import dev.sealward.keys.MasterKeySource.Made;
import dev.sealward.keys.MasterKeySource.Obtained;
import dev.sealward.keys.MasterKeySource.Recorded;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("FR-028-001b")
@Tag("HOME-02")
class KeychainKeyTest {
  private static final char[] NOTHING = new char[0];

  private final Memory keychain = new Memory();
  private final KeychainKey source = source("/srv/sealward");

  @Test
  void madeKeyIsKeptThereAndGivenAgain() {
    Made made = source.make(1, null, NOTHING);
    assertThat(made.key()).hasSize(32);
    assertThat(key(source.obtain(recorded(1, made), NOTHING))).isEqualTo(made.key());
    assertThat(keychain.values).containsOnlyKeys(made.derivation());
    assertThat(source.option().available()).isTrue();
  }

  @Test
  void installationsAndVersionsDoNotMeet() {
    Made first = source.make(1, null, NOTHING);
    Made second = source.make(2, KeyCheck.of(first.key()), NOTHING);
    Made elsewhere = source("/srv/other").make(1, null, NOTHING);
    assertThat(keychain.values)
        .containsOnlyKeys(first.derivation(), second.derivation(), elsewhere.derivation());
    assertThat(keychain.values.keySet()).noneMatch(account -> account.contains("srv"));
  }

  @Test
  void movedDataDirectoryFindsItsKeyByWhatWasRecorded() {
    Made made = source.make(1, null, NOTHING);
    assertThat(key(source("/srv/moved").obtain(recorded(1, made), NOTHING))).isEqualTo(made.key());
  }

  @Test
  void interruptedAttemptIsTakenUpAgain() {
    Made first = source.make(1, null, NOTHING);
    Made again = source.make(1, null, NOTHING);
    assertThat(again.key()).isEqualTo(first.key());
    assertThat(again.derivation()).isEqualTo(first.derivation());
  }

  @Test
  void presentKeyIsNoNewKey() {
    Made present = source.make(2, null, NOTHING);
    Refused refused =
        catchThrowableOfType(
            Refused.class, () -> source.make(2, KeyCheck.of(present.key()), NOTHING));
    assertThat(refused.remedy().code()).isEqualTo("KEYCHAIN_ENTRY_UNUSABLE");
  }

  @Test
  void missingEntryAndOneOfAnotherLengthSaySo() throws KeychainFailure {
    Made made = source.make(1, null, NOTHING);
    keychain.write(made.derivation(), new byte[31]);
    assertThat(code(source.obtain(recorded(1, made), NOTHING)))
        .isEqualTo("KEYCHAIN_ENTRY_UNUSABLE");
    keychain.delete(made.derivation());
    assertThat(code(source.obtain(recorded(1, made), NOTHING))).isEqualTo("KEYCHAIN_ENTRY_MISSING");
  }

  @Test
  void lockedKeychainIsUnavailableInEveryWay() {
    Made made = source.make(1, null, NOTHING);
    keychain.failure = KeychainFailure.locked();
    assertThat(code(source.obtain(recorded(1, made), NOTHING))).isEqualTo("KEYCHAIN_LOCKED");
    assertThat(source.option().available()).isFalse();
    assertThat(source.option().explanation()).contains("locked").contains("Unlock it");
    for (Runnable call :
        new Runnable[] {
          () -> source.make(2, null, NOTHING), () -> source.forget(recorded(1, made))
        }) {
      Refused refused = catchThrowableOfType(Refused.class, call::run);
      assertThat(refused.kind()).isEqualTo(Refused.Kind.UNAVAILABLE);
      assertThat(refused.remedy().code()).isEqualTo("KEYCHAIN_LOCKED");
    }
  }

  @Test
  void keychainThatKeepsSomethingElseMakesNoKey() {
    keychain.forgetful = true;
    Refused refused = catchThrowableOfType(Refused.class, () -> source.make(1, null, NOTHING));
    assertThat(refused.remedy().code()).isEqualTo("KEYCHAIN_REFUSED");
  }

  @Test
  void forgottenVersionIsGoneAndTheOthersStay() {
    Made first = source.make(1, null, NOTHING);
    Made second = source.make(2, null, NOTHING);
    source.forget(recorded(1, first));
    assertThat(keychain.values).containsOnlyKeys(second.derivation());
  }

  private KeychainKey source(String dataDirectory) {
    return new KeychainKey(keychain, Path.of(dataDirectory), new SecureRandom());
  }

  private static Recorded recorded(int version, Made made) {
    return new Recorded(version, made.derivation(), KeyCheck.of(made.key()));
  }

  private static byte[] key(Obtained obtained) {
    return ((Obtained.Key) obtained).key();
  }

  private static String code(Obtained obtained) {
    return ((Obtained.Unavailable) obtained).remedy().code();
  }

  private static final class Memory implements Keychain {
    private final Map<String, byte[]> values = new HashMap<>();
    private @Nullable KeychainFailure failure;
    private boolean forgetful;

    @Override
    public void check() throws KeychainFailure {
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public Optional<byte[]> read(String account) throws KeychainFailure {
      check();
      return Optional.ofNullable(values.get(account)).map(byte[]::clone);
    }

    @Override
    public void write(String account, byte[] value) throws KeychainFailure {
      check();
      if (!forgetful) {
        values.put(account, value.clone());
      }
    }

    @Override
    public void delete(String account) throws KeychainFailure {
      check();
      values.remove(account);
    }
  }
}
