package dev.sealward.run;

import dev.sealward.kernel.PrivateFiles;
import dev.sealward.kernel.Refused;
import dev.sealward.run.content.ContentMasking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.eclipse.microprofile.config.Config;

/**
 * Where artifacts lie: {@code <data dir>/artifacts} or {@code SEALWARD_ARTIFACTS_DIR}, each a file
 * of 0600 named by its id, in folders of 0700 named by an id's first two digits.
 */
@ApplicationScoped
class ArtifactFiles {
  /** What must stay free, so that the database beside can go on. */
  static final long RESERVED_BYTES = 256L << 20;

  private final Path root;

  @Inject
  ArtifactFiles(Config config) {
    this.root =
        config
            .getOptionalValue("sealward.artifacts.dir", String.class)
            .map(Path::of)
            .orElseGet(
                () -> Path.of(config.getValue("sealward.data.dir", String.class), "artifacts"))
            .toAbsolutePath()
            .normalize();
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  ArtifactFiles() {
    this.root = null;
  }

  Path whole(UUID id) {
    return root.resolve(id.toString().substring(0, 2)).resolve(id.toString());
  }

  /** What a file is called until it is whole. */
  Path unfinished(UUID id) {
    return whole(id).resolveSibling(id + ".new");
  }

  void makeFolder(UUID id) throws IOException {
    Path folder = whole(id).getParent();
    if (folder != null) {
      PrivateFiles.makeFolder(folder);
    }
  }

  /** Deletes a file and whatever a process that ended left of it; nothing when there is nothing. */
  void delete(UUID id) throws IOException {
    Files.deleteIfExists(whole(id));
    Files.deleteIfExists(unfinished(id));
    for (Path scratch : ContentMasking.scratchOf(unfinished(id))) {
      Files.deleteIfExists(scratch);
    }
  }

  /** Refuses while the disk is nearly full. */
  void requireRoom() throws IOException {
    Path existing = root;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    if (Files.getFileStore(existing).getUsableSpace() < RESERVED_BYTES) {
      throw noRoom();
    }
  }

  static Refused noRoom() {
    return Refused.unavailable(
        "DISK_FULL",
        "The disk that keeps artifacts is nearly full; nothing was stored.",
        "Delete artifacts, or give them a larger disk with SEALWARD_ARTIFACTS_DIR.");
  }
}
