package dev.sealward.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The data directory is its owner's alone, whatever the process's umask; what opened is closed. */
@Tag("HOME-01")
class FolderModesIT {
  private static final String WARNING = "WARNING: the data folder was open to others";

  @Test
  void everyFileIsItsOwnersAloneAndWhatWasOpenedIsClosedAndReported() throws IOException {
    try (Installation first = Installation.onFile()) {
      Path data = first.program().data();
      assertThat(openToOthers(data)).isEmpty();
      assertThat(first.program().output()).doesNotContain(WARNING);
      first.program().stop();

      Path database = data.resolve("db").resolve("sealward.mv.db");
      mode(database, "rw-r--r--");
      mode(data.resolve("keys"), "rwxr-xr-x");
      try (Installation again = first.in(first.program().again())) {
        again.program().await("2 findings");
        assertThat(again.program().output()).contains(WARNING);
        assertThat(openToOthers(data)).isEmpty();
        again.operator().signIn();
        assertThat(again.operator().open("/alerts").words())
            .contains("Files of the data folder were open to other users")
            .contains("db/sealward.mv.db OPEN_TO_OTHERS (mended)")
            .contains("keys OPEN_TO_OTHERS (mended)");
        assertThat(Files.readString(data.resolve("logs").resolve("sealward.log.0")))
            .contains("The data folder was open to others");
        again.program().stop();

        try (Installation closed = first.in(again.program().again())) {
          assertThat(closed.program().output()).doesNotContain(WARNING);
        }
      }
    }
  }

  private static List<String> openToOthers(Path data) throws IOException {
    try (Stream<Path> all = Files.walk(data)) {
      return all.filter(path -> !Files.isSymbolicLink(path))
          .map(path -> modes(path) + " " + data.relativize(path))
          .filter(line -> !line.startsWith("rwx------ ") && !line.startsWith("rw------- "))
          .toList();
    }
  }

  private static String modes(Path path) {
    try {
      return PosixFilePermissions.toString(
          Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException goneMeanwhile) {
      return "rw------- gone";
    }
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }
}
