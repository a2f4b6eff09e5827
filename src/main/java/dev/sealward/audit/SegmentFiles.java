package dev.sealward.audit;

import dev.sealward.kernel.PrivateFiles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * Where segments lie: files of 0600 in {@code <data dir>/audit-archive} or {@code
 * SEALWARD_AUDIT_ARCHIVE_DIR}, which several nodes share. A file is never changed.
 */
@ApplicationScoped
class SegmentFiles {
  // As PrivateFiles names them.
  private static final String UNFINISHED = ".new";

  private final Path folder;

  @Inject
  SegmentFiles(Config config) {
    this.folder =
        config
            .getOptionalValue("sealward.audit.archive.dir", String.class)
            .map(Path::of)
            .orElseGet(
                () -> Path.of(config.getValue("sealward.data.dir", String.class), "audit-archive"))
            .toAbsolutePath()
            .normalize();
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected SegmentFiles() {
    this.folder = null;
  }

  private Path path(Segment segment) {
    return folder.resolve(segment.fileName());
  }

  /** Has gone through to the disk when this returns. */
  void write(Segment segment, byte[] file) throws IOException {
    PrivateFiles.makeFolder(folder);
    PrivateFiles.replace(path(segment), file);
  }

  boolean isThere(Segment segment) {
    return Files.isRegularFile(path(segment), LinkOption.NOFOLLOW_LINKS);
  }

  /** A segment's file, if it is there as it was written. */
  Optional<byte[]> read(Segment segment) throws IOException {
    Path file = path(segment);
    if (!isThere(segment) || Files.size(file) != segment.bytes()) {
      return Optional.empty();
    }
    return Optional.of(Files.readAllBytes(file)).filter(segment::isOf);
  }

  /**
   * Takes away what a process left that ended while it wrote. A whole file that no record names
   * stays: it may be of a state of the database that was lost.
   */
  void sweep(Segment recorded) throws IOException {
    String prefix = Segment.filePrefix(recorded.header().tenant(), recorded.header().number());
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> left =
          files
              .filter(file -> String.valueOf(file.getFileName()).startsWith(prefix))
              .filter(file -> file.toString().endsWith(UNFINISHED))
              .toList();
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    }
  }
}
