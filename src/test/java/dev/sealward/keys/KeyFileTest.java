package dev.sealward.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.keys.MasterKeySource.Obtained;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("FR-028-001b")
@Tag("HOME-01")
class KeyFileTest {
  @TempDir Path folder;

  @Test
  void newKeyIs256RandomBitsInAnOwnerOnlyFileAndFolder() throws IOException {
    Path path = folder.resolve("keys").resolve("master.key");
    byte[] key = source(path).make(1, null, new char[0]).key();

    assertThat(Files.readAllBytes(path)).isEqualTo(key).hasSize(32);
    assertThat(modes(path)).isEqualTo("rw-------");
    assertThat(modes(path.getParent())).isEqualTo("rwx------");
    assertThat(path.resolveSibling("master.key.new")).doesNotExist();
    assertThat(source(folder.resolve("other.key")).make(1, null, new char[0]).key())
        .isNotEqualTo(key);
  }

  @Test
  void modesOfAFolderThatWasThereStay() throws IOException {
    Path shared = Files.createDirectory(folder.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
    source(shared.resolve("master.key")).make(1, null, new char[0]);
    assertThat(modes(shared)).isEqualTo("rwxr-xr-x");
    assertThat(modes(shared.resolve("master.key"))).isEqualTo("rw-------");
  }

  @Test
  void keyIsFoundAgainAfterAStart() {
    Path path = folder.resolve("master.key");
    byte[] key = source(path).make(1, null, new char[0]).key();
    assertThat(((Obtained.Key) source(path).obtain(Samples.recorded(null), new char[0])).key())
        .isEqualTo(key);
  }

  @Test
  void keyAnInterruptedSetUpLeftIsUsedAndNotReplaced() throws IOException {
    Path path = folder.resolve("master.key");
    byte[] left = source(path).make(1, null, new char[0]).key();
    assertThat(source(path).make(1, null, new char[0]).key()).isEqualTo(left);
    assertThat(Files.readAllBytes(path)).isEqualTo(left);
  }

  @Test
  void halfWrittenFileOfAnInterruptedSetUpIsReplaced() throws IOException {
    Path path = folder.resolve("master.key");
    Files.write(folder.resolve("master.key.new"), new byte[7]);
    assertThat(source(path).make(1, null, new char[0]).key())
        .hasSize(32)
        .isNotEqualTo(new byte[32]);
    assertThat(folder.resolve("master.key.new")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwxrwxrwx"})
  void keyThatOthersMayReadOrWriteIsRefused(String modes) throws IOException {
    Path path = folder.resolve("master.key");
    source(path).make(1, null, new char[0]);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(modes));

    Remedy remedy = problem(path);
    assertThat(remedy.code()).isEqualTo("KEY_FILE_EXPOSED");
    assertThat(remedy.steps().get(0)).contains("chmod 600 " + path);
    assertThat(
            catchThrowableOfType(Refused.class, () -> source(path).make(1, null, new char[0]))
                .remedy())
        .as("set-up does not take it either")
        .isEqualTo(remedy);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33, 64})
  void fileOfAnotherSizeIsMalformed(int bytes) throws IOException {
    Path path = folder.resolve("master.key");
    Files.write(path, new byte[bytes]);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    assertThat(problem(path).code()).isEqualTo("KEY_FILE_MALFORMED");
  }

  @Test
  void missingFileSaysWhereItShouldBe() {
    Path path = folder.resolve("master.key");
    Remedy remedy = problem(path);
    assertThat(remedy.code()).isEqualTo("KEY_FILE_MISSING");
    assertThat(remedy.sentence()).contains(path.toString(), "SEALWARD_KEY_FILE", "/unlock");
  }

  @Test
  void unreadableFileIsATypedProblem() throws IOException {
    Path path = Files.createDirectory(folder.resolve("master.key"));
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    assertThat(problem(path).code()).isIn("KEY_FILE_MALFORMED", "KEY_FILE_UNREADABLE");
  }

  @Test
  @Tag("ST-SEC-001")
  void unwritableFolderIsATypedProblem() throws IOException {
    Path inTheWay = Files.createFile(folder.resolve("file"));
    Refused refused =
        catchThrowableOfType(
            Refused.class, () -> source(inTheWay.resolve("master.key")).make(1, null, new char[0]));
    assertThat(refused.remedy().code()).isEqualTo("KEY_FILE_UNWRITABLE");
    assertThat(refused.remedy().sentence()).contains("SEALWARD_KEY_FILE");
  }

  @Test
  @Tag("HOME-05")
  void printsNothing() {
    KeyFile source = source(folder.resolve("master.key"));
    assertThat(source.make(1, null, new char[0])).hasToString("Made[hidden]");
    assertThat(source.obtain(Samples.recorded(null), new char[0])).hasToString("Key[hidden]");
    assertThat(source.source()).isEqualTo(KeySource.FILE);
    assertThat(source.option().available()).isTrue();
  }

  private static Remedy problem(Path path) {
    Obtained obtained = source(path).obtain(Samples.recorded(null), new char[0]);
    assertThat(obtained).isInstanceOf(Obtained.Unavailable.class);
    return ((Obtained.Unavailable) obtained).remedy();
  }

  private static KeyFile source(Path path) {
    return new KeyFile(path, new SecureRandom());
  }

  private static String modes(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
