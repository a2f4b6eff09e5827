package dev.sealward.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.boot.LaunchFinding.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("HOME-01")
class DataDirectoryTest {
  @TempDir Path folder;

  @Test
  void newDirectoryIsForItsOwnerOnly() throws IOException {
    DataDirectory data = DataDirectory.claim(folder.resolve("a").resolve("data"));
    assertThat(modes(data.path())).isEqualTo("rwx------");
    assertThat(modes(data.folder("logs"))).isEqualTo("rwx------");
    assertThat(modes(data.emptyFolder("server"))).isEqualTo("rwx------");
  }

  @Test
  void laxerModeOfAnExistingDirectoryIsTightened() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(modes(DataDirectory.claim(data).path())).isEqualTo("rwx------");
  }

  @Test
  void whatWasOpenToOthersIsClosedAndReportedOnce() throws IOException {
    Path data = used();
    Files.createDirectory(data.resolve("db"));
    Files.createFile(data.resolve("db").resolve("closed"));
    Files.createFile(data.resolve("db").resolve("open"));
    Path backups = Files.createDirectory(data.resolve("backups"));
    close(data.resolve("db"), data.resolve("db").resolve("closed"), backups);
    mode(data.resolve("db").resolve("open"), "rw-r--r--");
    mode(backups, "rwxr-x---");
    mode(data, "rwxr-xr-x");

    assertThat(DataDirectory.claim(data).findings())
        .containsExactlyInAnyOrder(
            new LaunchFinding(Rule.OPEN_TO_OTHERS, ".", true),
            new LaunchFinding(Rule.OPEN_TO_OTHERS, "db/open", true),
            new LaunchFinding(Rule.OPEN_TO_OTHERS, "backups", true));
    assertThat(modes(data.resolve("db").resolve("open"))).isEqualTo("rw-------");
    assertThat(modes(backups)).isEqualTo("rwx------");
    assertThat(modes(data)).isEqualTo("rwx------");
  }

  @Test
  void freshFolderHasNothingToReport() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    mode(data, "rwxr-xr-x");
    assertThat(DataDirectory.claim(data).findings()).isEmpty();
    assertThat(modes(data.resolve("sealward.lock"))).isEqualTo("rw-------");
  }

  @Test
  void linksAreNotFollowedAndManyEntriesAreNotAllListed() throws IOException {
    Path data = used();
    Path outside = Files.createFile(folder.resolve("outside"));
    mode(outside, "rw-r--r--");
    Files.createSymbolicLink(data.resolve("link"), outside);
    Path many = Files.createDirectory(data.resolve("many"));
    close(many);
    for (int i = 0; i < 80; i++) {
      mode(Files.createFile(many.resolve("file-" + i)), "rw-r--r--");
    }
    assertThat(DataDirectory.claim(data).findings()).hasSize(50);
    assertThat(modes(outside)).isEqualTo("rw-r--r--");
    assertThat(modes(many.resolve("file-79"))).isEqualTo("rw-------");
  }

  @Test
  void findingsSurviveTheWayToTheApplication() {
    List<LaunchFinding> findings =
        List.of(
            new LaunchFinding(Rule.OPEN_TO_OTHERS, "a b\n c", true),
            new LaunchFinding(Rule.NO_MODES, ".", false),
            new LaunchFinding(Rule.NO_MASK, "x".repeat(300), false));
    assertThat(LaunchFinding.decode(LaunchFinding.encode(findings))).isEqualTo(findings);
    assertThat(findings.get(0).path()).isEqualTo("a b? c");
    assertThat(LaunchFinding.decode(null)).isEmpty();
  }

  /** A folder an earlier start left, all of it closed. */
  private Path used() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Path lock = Files.createFile(data.resolve("sealward.lock"));
    close(data);
    mode(lock, "rw-------");
    return data;
  }

  private static void close(Path... paths) throws IOException {
    for (Path path : paths) {
      mode(path, Files.isDirectory(path) ? "rwx------" : "rw-------");
    }
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  @Test
  void secondServerOnTheSameDirectoryIsToldSo() {
    Path data = folder.resolve("data");
    DataDirectory first = DataDirectory.claim(data);
    assertThatThrownBy(() -> DataDirectory.claim(data))
        .isInstanceOf(LaunchSettings.Unusable.class)
        .hasMessageContaining("Another Sealward is running")
        .hasMessageContaining("SEALWARD_DATA_DIR");
    assertThat(first.path()).isEqualTo(data);
  }

  @Test
  void fileInTheWayIsAClearError() throws IOException {
    Path data = Files.createFile(folder.resolve("data"));
    assertThatThrownBy(() -> DataDirectory.claim(data))
        .isInstanceOf(LaunchSettings.Unusable.class)
        .hasMessageContaining("cannot be used")
        .hasMessageContaining("SEALWARD_DATA_DIR");
  }

  @Test
  void emptiedFolderLosesItsContentAndLinksAreNotFollowed() throws IOException {
    DataDirectory data = DataDirectory.claim(folder.resolve("data"));
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Path kept = Files.createFile(outside.resolve("kept"));
    Path server = data.emptyFolder("server");
    Files.createFile(Files.createDirectories(server.resolve("a/b")).resolve("c"));
    Files.createSymbolicLink(server.resolve("link"), outside);

    assertThat(data.emptyFolder("server")).isEmptyDirectory();
    assertThat(kept).exists();
  }

  @Test
  void plainFolderKeepsItsContent() throws IOException {
    DataDirectory data = DataDirectory.claim(folder.resolve("data"));
    Path kept = Files.createFile(data.folder("logs").resolve("kept"));
    data.folder("logs");
    assertThat(kept).exists();
  }

  private static String modes(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
