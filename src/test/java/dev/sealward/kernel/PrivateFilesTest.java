package dev.sealward.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("HOME-01")
class PrivateFilesTest {
  @TempDir Path folder;

  @Test
  void everyNewFolderAndFileIsItsOwnersOnly() throws IOException {
    Path file = folder.resolve("a/b/c");
    PrivateFiles.makeFolder(file.getParent());
    PrivateFiles.replace(file, "one".getBytes(UTF_8));
    assertThat(mode(folder.resolve("a"))).isEqualTo("rwx------");
    assertThat(mode(folder.resolve("a/b"))).isEqualTo("rwx------");
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(PrivateFiles.isOpenToOthers(file)).isFalse();
  }

  @Test
  void replacingLeavesTheNewBytesAndNothingElse() throws IOException {
    Path file = folder.resolve("f");
    PrivateFiles.replace(file, "one".getBytes(UTF_8));
    // What a process that was killed left.
    Files.writeString(folder.resolve("f.new"), "torn");
    PrivateFiles.replace(file, "two".getBytes(UTF_8));
    assertThat(file).hasContent("two");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void createdFileIsNeverSomebodyElses() throws IOException {
    Path file = folder.resolve("f");
    Files.writeString(file, "theirs");
    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> PrivateFiles.create(file));
  }

  @Test
  void openFileIsNoticed() throws IOException {
    Path file = folder.resolve("f");
    PrivateFiles.replace(file, new byte[0]);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw----r--"));
    assertThat(PrivateFiles.isOpenToOthers(file)).isTrue();
  }

  @Test
  @Tag("FR-028-001d")
  void erasedBytesAreOverwrittenAndTheFileGone() throws IOException {
    Path file = folder.resolve("f");
    byte[] secret = "zq81kfm2".repeat(5_000).getBytes(UTF_8);
    PrivateFiles.replace(file, secret);
    Path sameBytes = Files.createLink(folder.resolve("other-name"), file);

    PrivateFiles.erase(file, new SecureRandom());

    assertThat(file).doesNotExist();
    byte[] left = Files.readAllBytes(sameBytes);
    assertThat(left).hasSameSizeAs(secret);
    assertThat(new String(left, java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("zq81kfm2");
    PrivateFiles.erase(file, new SecureRandom());
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
