package dev.sealward.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealward.crypto.CountedHashes;
import dev.sealward.crypto.PasswordHash;
import dev.sealward.kernel.Refused;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("VAULT-03")
class PasswordsTest {
  private static final String COMPOSED = "caf\u00e9 under the old bridge";
  private static final String DECOMPOSED = "cafe\u0301 under the old bridge";

  private final AtomicInteger computed = new AtomicInteger();
  private final PasswordHash hashes = CountedHashes.counting(computed);
  private final Passwords passwords = new Passwords(hashes, new SecureRandom());

  @ParameterizedTest
  @Tag("ATTACK-03")
  @ValueSource(strings = {"", "x", "three herons over the weir", DECOMPOSED, "\ud83e\udda6"})
  void unknownPersonCostsTheSameWorkAsAWrongPassword(String typed) {
    Optional<String> somebody = Optional.of(passwords.hash("another one".toCharArray()));
    assertThat(work(typed, somebody)).isEqualTo(work(typed, Optional.empty())).isPositive();
  }

  @Test
  @Tag("ATTACK-03")
  void whatIsTooLongForAPasswordIsNotHashedWhole() {
    String typed = "x".repeat(100_000);
    assertThat(work(typed, Optional.empty())).isEqualTo(1);
    assertThat(matches(typed, passwords.hash(new char[0]))).as("checked as if empty").isTrue();
  }

  @Test
  void passwordIsTheSameHoweverItsAccentsAreTyped() {
    String hash = passwords.hash(DECOMPOSED.toCharArray());
    assertThat(matches(COMPOSED, hash)).isTrue();
    assertThat(matches(DECOMPOSED, hash)).isTrue();
    assertThat(matches("cafe under the old bridge", hash)).isFalse();
    assertThat(matches(COMPOSED.toUpperCase(java.util.Locale.ROOT), hash)).isFalse();
  }

  @Test
  void passwordHashedAsItWasTypedStillWorksAndIsHashedAnew() {
    String old = hashes.hash(DECOMPOSED.toCharArray(), new SecureRandom());
    assertThat(matches(DECOMPOSED, old)).isTrue();
    assertThat(passwords.needsRehash(DECOMPOSED.toCharArray(), old)).isTrue();
    String composed = passwords.hash(COMPOSED.toCharArray());
    assertThat(passwords.needsRehash(COMPOSED.toCharArray(), composed)).isFalse();
  }

  @Test
  void lengthIsCountedInCharacters() {
    assertRefused("PASSWORD_LENGTH", "vole moth newt");
    assertThatCode(() -> check("vole moth newts")).doesNotThrowAnyException();
    String otters = "\ud83e\udda6\ud83d\udc1f".repeat(7);
    assertThat(otters.codePointCount(0, otters.length())).isEqualTo(14);
    assertRefused("PASSWORD_LENGTH", otters);
    assertRefused("PASSWORD_LENGTH", "a herring gull ".repeat(18));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "123456789987654321",
        "PasswordStandard",
        "1qaz2wsx3edc4rfv",
        "iloveyouiloveyou",
        "passwordpassword",
        "aaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabca",
        "0123456789012345",
        "abcdefghijklmnopq",
        "qwertyuiopasdfghjkl",
        "zyxwvutsrqponmlk",
        "ada.lindqvist-2026",
        "Ada Lindqvist 12345",
        "sealward sealward 1",
        "Sealward-ada-Sealward",
        "ADALINDQVISTADALINDQVIST"
      })
  void whatIsTriedFirstIsRefused(String guessable) {
    assertRefused("PASSWORD_GUESSABLE", guessable);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "three herons over the weir",
        "a long enough pass phrase",
        "correct horse battery staple",
        "k7wq3-m9xr2-a0b8c-zz4fe",
        "    a     b    c    d",
        "mein Hund hei\u00dft Sealward nicht",
        "\u043f\u044f\u0442\u044c \u0432\u044b\u0434\u0440 \u043f\u043e\u0434"
            + " \u043c\u043e\u0441\u0442\u043e\u043c"
      })
  void anyCharactersWillDo(String good) {
    assertThatCode(() -> check(good)).doesNotThrowAnyException();
  }

  @Test
  void refusalNamesItsFieldAndNotThePassword() {
    Refused refused = catchThrowableOfType(Refused.class, () -> check("0123456789012345"));
    assertThat(refused.field()).contains("password");
    assertThat(refused.getMessage()).doesNotContain("0123456789");
  }

  private int work(String typed, Optional<String> hash) {
    computed.set(0);
    passwords.match(typed.toCharArray(), hash);
    return computed.get();
  }

  private boolean matches(String typed, String hash) {
    return passwords.match(typed.toCharArray(), Optional.of(hash));
  }

  private void check(String typed) {
    passwords.check("password", typed.toCharArray(), "ada", "Ada Lindqvist");
  }

  private void assertRefused(String code, String typed) {
    assertThat(catchThrowableOfType(Refused.class, () -> check(typed)).remedy().code())
        .as(typed)
        .isEqualTo(code);
  }
}
