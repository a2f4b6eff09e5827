package dev.sealward.backup;

import dev.sealward.kernel.PrivateFiles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** The two folders below the data directory: backups made here, and files to restore from. */
@ApplicationScoped
class Folders {
  static final String UPLOADED = "uploaded.swbk";

  private static final int MAX_LISTED = 100;
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path data;

  @Inject
  Folders(Config config) {
    this.data =
        Path.of(config.getValue("sealward.data.dir", String.class)).toAbsolutePath().normalize();
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  Folders() {
    this.data = null;
  }

  Path backups() throws IOException {
    Path folder = data.resolve("backups");
    PrivateFiles.makeFolder(folder);
    return folder;
  }

  Path backup(BackupRow row) throws IOException {
    return backups().resolve(row.fileName());
  }

  /** A name no file has yet. */
  Path freshBackup(Instant now) throws IOException {
    String name = "sealward-" + STAMP.format(now);
    Path file = backups().resolve(name + ".swbk");
    for (int i = 2; Files.exists(file); i++) {
      file = backups().resolve(name + "-" + i + ".swbk");
    }
    return file;
  }

  Path restore() throws IOException {
    Path folder = data.resolve("restore");
    PrivateFiles.makeFolder(folder);
    return folder;
  }

  /** The files that can be restored from, by name. */
  List<RestoreFile> restorable() throws IOException {
    List<RestoreFile> files = new ArrayList<>();
    try (DirectoryStream<Path> inside = Files.newDirectoryStream(restore(), "*.swbk")) {
      for (Path file : inside) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && files.size() < MAX_LISTED) {
          files.add(new RestoreFile(file.getFileName().toString(), Files.size(file)));
        }
      }
    }
    files.sort(Comparator.comparing(RestoreFile::name));
    return files;
  }

  /** The file of a name among {@link #restorable}; whatever else is named does not exist. */
  Optional<Path> restorable(String name) throws IOException {
    for (RestoreFile file : restorable()) {
      if (file.name().equals(name)) {
        return Optional.of(restore().resolve(file.name()));
      }
    }
    return Optional.empty();
  }

  /** Files without their name yet: what is being written, or what a process left that ended. */
  List<Path> unfinished() throws IOException {
    List<Path> unfinished = new ArrayList<>();
    for (Path folder : List.of(backups(), restore())) {
      try (DirectoryStream<Path> left =
          Files.newDirectoryStream(folder, "*" + BackupFile.UNFINISHED)) {
        left.forEach(unfinished::add);
      }
    }
    return unfinished;
  }

  /** What an unfinished file is to be called. */
  static Path named(Path unfinished) {
    String name = String.valueOf(unfinished.getFileName());
    return unfinished.resolveSibling(
        name.substring(0, name.length() - BackupFile.UNFINISHED.length()));
  }
}
