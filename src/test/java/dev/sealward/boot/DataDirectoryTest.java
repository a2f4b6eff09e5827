package dev.sealward.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
