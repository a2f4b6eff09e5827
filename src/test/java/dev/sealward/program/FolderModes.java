package dev.sealward.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** Who may read and write the files of a folder. */
final class FolderModes {
  private FolderModes() {}

  /** What others than the owner may use, whatever the process's umask was. */
  static List<String> openToOthers(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> !Files.isSymbolicLink(path))
          .map(path -> of(path) + " " + folder.relativize(path))
          .filter(line -> !line.startsWith("rwx------ ") && !line.startsWith("rw------- "))
          .toList();
    }
  }

  static void set(Path file, String modes) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(modes));
  }

  private static String of(Path path) {
    try {
      return PosixFilePermissions.toString(
          Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException goneMeanwhile) {
      return "rw------- gone";
    }
  }
}
