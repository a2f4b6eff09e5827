package dev.sealward.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealward.keys.KeychainFailure.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("FR-028-001b")
class OsKeychainTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final Memory memory = new Memory();

  @Test
  void valuesAreKeptAsBase64Text() throws KeychainFailure {
    Keychain keychain = new OsKeychain(() -> memory, LONG);
    keychain.write("a", new byte[] {(byte) 0xff, 0, 1});
    assertThat(memory.texts.get("a")).asString(US_ASCII).isEqualTo("/wAB");
    assertThat(keychain.read("a")).hasValue(new byte[] {(byte) 0xff, 0, 1});
    keychain.delete("a");
    assertThat(keychain.read("a")).isEmpty();
  }

  @Test
  void entryThatIsNotOursIsRefusedWithoutItsText() {
    memory.texts.put("a", "not, base64".getBytes(US_ASCII));
    KeychainFailure failure = failure(() -> new OsKeychain(() -> memory, LONG).read("a"));
    assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
    assertThat(failure.remedy().sentence()).doesNotContain("not, base64");
  }

  @Test
  void sizeIsLimitedByWhatTheSystemKeeps() throws KeychainFailure {
    memory.maxTextBytes = 1_280;
    Keychain keychain = new OsKeychain(() -> memory, LONG);
    keychain.write("a", new byte[960]);
    KeychainFailure failure = failure(() -> keychain.write("a", new byte[961]));
    assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE);
    assertThat(failure.remedy().problem()).contains("960 bytes");
    assertThat(memory.texts.get("a")).hasSize(1_280);
  }

  @Test
  void silentSystemIsGivenUpAndNoThreadsPileUp() {
    CountDownLatch never = new CountDownLatch(1);
    Supplier<KeychainEntries> silent =
        () -> {
          boolean released = false;
          while (!released) {
            try {
              never.await();
              released = true;
            } catch (InterruptedException deaf) {
              // A native call does not hear it either.
            }
          }
          return memory;
        };
    Keychain keychain = new OsKeychain(silent, Duration.ofMillis(20));
    for (int i = 0; i < 30; i++) {
      assertThat(failure(keychain::check).kind()).isEqualTo(Kind.SILENT);
    }
    assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
        .filteredOn("keychain"::equals)
        .hasSizeLessThanOrEqualTo(8);
    never.countDown();
  }

  @Test
  void libraryThatDoesNotLoadIsNoKeychain() {
    Keychain keychain =
        new OsKeychain(
            () -> {
              throw new UnsatisfiedLinkError("native");
            },
            LONG);
    assertThat(failure(keychain::check).kind()).isEqualTo(Kind.NONE_HERE);
  }

  @Test
  void unexpectedFailureIsARefusalThatNamesItsTypeOnly() {
    Keychain keychain =
        new OsKeychain(
            () -> {
              throw new IllegalStateException("hunter2");
            },
            LONG);
    KeychainFailure failure = failure(keychain::check);
    assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
    assertThat(failure.remedy().sentence())
        .contains("IllegalStateException")
        .doesNotContain("hunter2");
    assertThat(failure).hasMessage("KEYCHAIN_REFUSED").hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a|b", "ä", "a\n", "'; rm"})
  void accountNamesAreFromAnAllowList(String account) {
    assertThatThrownBy(() -> new OsKeychain(() -> memory, LONG).read(account))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mac os x", "windows 11"})
  void libraryOfAnotherSystemIsATypedFailureHere(String system) {
    if (System.getProperty("os.name").startsWith("Linux")) {
      assertThat(failure(new OsKeychain(() -> LibraryEntries.of(system), LONG)::check).kind())
          .isEqualTo(Kind.NONE_HERE);
    }
  }

  private static KeychainFailure failure(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(KeychainFailure.class, call);
  }

  private static final class Memory implements KeychainEntries {
    private final Map<String, byte[]> texts = new HashMap<>();
    private int maxTextBytes = 1 << 20;

    @Override
    public void check() {}

    @Override
    public Optional<byte[]> read(String account) {
      return Optional.ofNullable(texts.get(account)).map(byte[]::clone);
    }

    @Override
    public void write(String account, byte[] text) {
      texts.put(account, text.clone());
    }

    @Override
    public void delete(String account) {
      texts.remove(account);
    }

    @Override
    public int maxTextBytes() {
      return maxTextBytes;
    }
  }
}
