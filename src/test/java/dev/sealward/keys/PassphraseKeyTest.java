package dev.sealward.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.keys.MasterKeySource.Made;
import dev.sealward.keys.MasterKeySource.Obtained;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("HOME-03")
class PassphraseKeyTest {
  private static final String PASSPHRASE = "correct horse battery stäple";

  private static final FileAttribute<?> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> OWNER_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  @TempDir Path folder;

  private final PassphraseKey typed = new PassphraseKey(Optional.empty(), new SecureRandom());

  @Test
  void samePassphraseAndRecordedParametersGiveTheSameKey() {
    Made made = typed.make(1, null, PASSPHRASE.toCharArray());
    assertThat(made.key()).hasSize(32);
    assertThat(made.derivation()).contains("scrypt").contains("17").doesNotContain("correct");
    assertThat(key(typed.obtain(Samples.recorded(made.derivation()), PASSPHRASE.toCharArray())))
        .isEqualTo(made.key());
    assertThat(
            key(
                typed.obtain(
                    Samples.recorded(made.derivation()),
                    "correct horse battery staple".toCharArray())))
        .isNotEqualTo(made.key());
  }

  @Test
  void saltMakesEachKeyAnother() {
    assertThat(typed.make(1, null, PASSPHRASE.toCharArray()).key())
        .isNotEqualTo(typed.make(1, null, PASSPHRASE.toCharArray()).key());
  }

  @Test
  void typedPassphraseIsLeftToItsOwner() {
    char[] passphrase = PASSPHRASE.toCharArray();
    typed.make(1, null, passphrase);
    assertThat(new String(passphrase)).isEqualTo(PASSPHRASE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 11, 1025})
  void newPassphraseHas12To1024Characters(int length) {
    Refused refused =
        catchThrowableOfType(
            Refused.class, () -> typed.make(1, null, "x".repeat(length).toCharArray()));
    assertThat(refused.field()).contains("passphrase");
    assertThat(refused.remedy().code()).isEqualTo("PASSPHRASE_LENGTH");
  }

  @Test
  void withoutAPassphraseItSaysWhereToTypeIt() {
    Obtained obtained = typed.obtain(Samples.recorded("scrypt$unread"), new char[0]);
    assertThat(obtained)
        .isInstanceOfSatisfying(
            Obtained.Unavailable.class,
            none -> {
              assertThat(none.remedy().code()).isEqualTo("PASSPHRASE_NEEDED");
              assertThat(none.remedy().sentence()).contains("/unlock", "SEALWARD_PASSPHRASE_FILE");
            });
  }

  @Test
  void overLongGuessIsWrongWithoutWork() {
    Obtained obtained =
        typed.obtain(Samples.recorded("scrypt$unread"), "x".repeat(1025).toCharArray());
    assertThat(((Obtained.Unavailable) obtained).remedy().code()).isEqualTo("PASSPHRASE_WRONG");
  }

  @Test
  void keyVersionWithoutItsDerivationIsABug() {
    assertThatIllegalStateException()
        .isThrownBy(() -> typed.obtain(Samples.recorded(null), PASSPHRASE.toCharArray()));
  }

  @Test
  void fileGivesThePassphraseWithoutItsLineEnd() throws IOException {
    Path file = secretFile("passphrase", PASSPHRASE + "\r\n");
    Made made = typed.make(1, null, PASSPHRASE.toCharArray());
    PassphraseKey fromFile = new PassphraseKey(Optional.of(file), new SecureRandom());

    assertThat(key(fromFile.obtain(Samples.recorded(made.derivation()), new char[0])))
        .isEqualTo(made.key());
    assertThat(fromFile.option().explanation()).contains("SEALWARD_PASSPHRASE_FILE");
    assertThat(fromFile.option().available()).isTrue();
  }

  @Test
  @Tag("HOME-01")
  void unusableFileIsATypedErrorAndTypingStillWorks() throws IOException {
    Path big = secretFile("big", "x".repeat(9000));
    Path empty = secretFile("empty", "\n");
    Path exposed = secretFile("exposed", PASSPHRASE);
    Files.setPosixFilePermissions(exposed, PosixFilePermissions.fromString("rw-r-----"));
    Path directory = Files.createDirectory(folder.resolve("directory"), OWNER_FOLDER);
    Map<Path, String> codes =
        Map.of(
            folder.resolve("gone"),
            "PASSPHRASE_FILE_MISSING",
            directory,
            "PASSPHRASE_FILE_MALFORMED",
            big,
            "PASSPHRASE_FILE_MALFORMED",
            empty,
            "PASSPHRASE_FILE_EMPTY",
            exposed,
            "PASSPHRASE_FILE_EXPOSED");
    Made made = typed.make(1, null, PASSPHRASE.toCharArray());
    codes.forEach(
        (file, code) -> {
          PassphraseKey fromFile = new PassphraseKey(Optional.of(file), new SecureRandom());
          Remedy remedy = unavailable(fromFile, made);
          assertThat(remedy.code()).isEqualTo(code);
          assertThat(remedy.sentence()).contains(file.toString(), "/unlock");
          assertThat(fromFile.option().explanation()).contains(file.toString());
          assertThat(
                  catchThrowableOfType(Refused.class, () -> fromFile.make(2, null, new char[0]))
                      .remedy()
                      .code())
              .isEqualTo(code);
          assertThat(
                  key(
                      fromFile.obtain(
                          Samples.recorded(made.derivation()), PASSPHRASE.toCharArray())))
              .isEqualTo(made.key());
        });
  }

  private Remedy unavailable(PassphraseKey source, Made made) {
    Obtained obtained = source.obtain(Samples.recorded(made.derivation()), new char[0]);
    return ((Obtained.Unavailable) obtained).remedy();
  }

  private Path secretFile(String name, String text) throws IOException {
    Path file = Files.createFile(folder.resolve(name), OWNER_FILE);
    return Files.writeString(file, text);
  }

  @Test
  @Tag("HOME-05")
  void printsNothing() {
    Made made = typed.make(1, null, PASSPHRASE.toCharArray());
    assertThat(made).hasToString("Made[hidden]");
    assertThat(typed.obtain(Samples.recorded(made.derivation()), PASSPHRASE.toCharArray()))
        .hasToString("Key[hidden]");
    assertThat(typed.source()).isEqualTo(KeySource.PASSPHRASE);
    assertThat(typed.option().explanation()).contains("/unlock");
  }

  private static byte[] key(Obtained obtained) {
    return ((Obtained.Key) obtained).key();
  }
}
