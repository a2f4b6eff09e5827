package dev.sealward.secret.store;

import dev.sealward.kernel.Environment;
import dev.sealward.kernel.PrivateFiles;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretName;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.secret.store.Container.Damaged;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One file a secret, below the data directory (FR-028-001d): {@code
 * <tenant>/<environment>/secrets/<provider>/<workspace>/<name>.enc}, 0600 in folders of 0700, names
 * as {@link FileNames} writes them, content as {@link Container} lays it out.
 *
 * <p>Guarantees: a file is replaced whole: {@code .new} beside it is written and synced, renamed
 * over it, and the folder synced, so that a reader, a crash or a power cut meets the old file or
 * the new one. Writers of one secret take turns, across processes; a reader waits for them only
 * when it met a file that was being overwritten. A file that is replaced or no longer needed stays
 * reachable as {@code .old} until its bytes have been overwritten; what a crash leaves there, the
 * next writer of that secret clears away.
 *
 * <p>Does not protect against: what a solid-state disk, a copy-on-write filesystem or a snapshot
 * keeps of overwritten blocks. On a filesystem without hard links a replaced file is let go without
 * overwriting. What remains in each case are envelopes, which open under their master key only.
 */
public final class FileStore implements SecretStore, Closeable {
  private static final String ENDING = ".enc";

  private final Path root;
  private final SecureRandom random;
  private final WriterLocks locks;

  /** A store below the data directory; one instance per folder and process. */
  public FileStore(Path root, SecureRandom random) {
    this.root = root;
    this.random = random;
    this.locks = new WriterLocks(root.resolve("store.lock"));
  }

  @Override
  public StoreKind kind() {
    return StoreKind.FILE;
  }

  @Override
  public void put(Blob blob, byte[] envelope) {
    if (envelope.length > MAX_ENVELOPE_BYTES) {
      throw StoreFailure.tooLarge(kind(), MAX_ENVELOPE_BYTES);
    }
    change(
        blob,
        (file, present) -> {
          Optional<byte[]> there = present.get(blob);
          if (there.isEmpty()) {
            return present.with(blob, envelope);
          }
          if (!Arrays.equals(there.get(), envelope)) {
            throw StoreFailure.taken(kind());
          }
          return present;
        });
  }

  @Override
  public void erase(Blob blob) {
    change(blob, (file, present) -> present.get(blob).isEmpty() ? present : present.without(blob));
  }

  private interface Change {
    Container of(Path file, Container present);
  }

  private void change(Blob blob, Change change) {
    Path file = file(blob.place());
    try {
      locks.whileLocked(
          file,
          () -> {
            clearAway(file);
            Container present = read(file);
            Container next = change.of(file, present);
            if (next != present) {
              replace(file, next);
            } else if (Files.exists(file)) {
              // Whoever wrote it may have been ended before the folder was synced.
              PrivateFiles.sync(parent(file));
            }
            return next;
          });
    } catch (Damaged e) {
      throw damaged(file, e);
    } catch (IOException e) {
      throw unavailable(file, e);
    }
  }

  private void replace(Path file, Container next) throws IOException {
    if (next.length() > Container.MAX_BYTES) {
      throw StoreFailure.tooLarge(kind(), Container.MAX_BYTES);
    }
    Path old = beside(file, ".old");
    if (next.isEmpty()) {
      Files.move(file, old, StandardCopyOption.ATOMIC_MOVE);
      PrivateFiles.sync(parent(file));
    } else {
      PrivateFiles.makeFolder(parent(file));
      keep(file, old);
      PrivateFiles.replace(file, next.encoded());
    }
    PrivateFiles.erase(old, random);
  }

  /** A second name for the file that is about to be replaced. */
  private static void keep(Path file, Path old) throws IOException {
    if (Files.exists(file)) {
      try {
        Files.createLink(old, file);
      } catch (UnsupportedOperationException | FileSystemException noLinksHere) {
        // Replaced without being overwritten, as documented.
      }
    }
  }

  /** Removes what a writer left that was ended half-way. */
  private void clearAway(Path file) throws IOException {
    PrivateFiles.erase(beside(file, ".new"), random);
    Path old = beside(file, ".old");
    if (Files.exists(old, LinkOption.NOFOLLOW_LINKS)) {
      if (Files.exists(file) && Files.isSameFile(old, file)) {
        // It was never replaced: the bytes are the live ones.
        Files.delete(old);
      } else {
        PrivateFiles.erase(old, random);
      }
    }
  }

  @Override
  public Optional<byte[]> get(Blob blob) {
    Path file = file(blob.place());
    try {
      return readUndisturbed(file).get(blob);
    } catch (Damaged e) {
      throw damaged(file, e);
    } catch (IOException e) {
      throw unavailable(file, e);
    }
  }

  /** A reader may hold the old file while its bytes are overwritten; with the lock nobody does. */
  private Container readUndisturbed(Path file) throws IOException, Damaged {
    try {
      return read(file);
    } catch (Damaged perhapsReplacedMeanwhile) {
      return locks.whileLocked(file, () -> read(file));
    }
  }

  private static Container read(Path file) throws IOException, Damaged {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(Container.MAX_BYTES + 1);
      if (bytes.length > Container.MAX_BYTES) {
        throw new Damaged("is too long");
      }
      return Container.parse(bytes);
    } catch (NoSuchFileException none) {
      return Container.EMPTY;
    }
  }

  @Override
  public List<SecretRef> list(TenantId tenant, @Nullable SecretRef after, int limit) {
    Listing listing = new Listing(after, limit);
    Path folder = root.resolve(FileNames.tenant(tenant.value()));
    try {
      for (Environment environment : Environment.values()) {
        for (Path provider : inside(folder.resolve(environment.text()).resolve("secrets"))) {
          for (Path workspace : inside(provider)) {
            for (Path file : inside(workspace)) {
              ref(tenant, environment, provider, workspace, file).ifPresent(listing::add);
            }
          }
        }
      }
    } catch (IOException e) {
      throw unavailable(folder, e);
    }
    return listing.page();
  }

  private static Optional<SecretRef> ref(
      TenantId tenant, Environment environment, Path provider, Path workspace, Path file) {
    String name = file.getFileName().toString();
    if (!name.endsWith(ENDING)) {
      return Optional.empty();
    }
    try {
      Scope scope =
          new Scope(
              tenant,
              WorkspaceId.of(decoded(workspace.getFileName().toString())),
              environment,
              ProviderId.of(decoded(provider.getFileName().toString())));
      String secret = decoded(name.substring(0, name.length() - ENDING.length()));
      return Optional.of(SecretRef.of(scope, SecretName.of(secret)));
    } catch (Refused notOurs) {
      return Optional.empty();
    }
  }

  private static String decoded(String encoded) {
    return FileNames.decode(encoded).orElse("");
  }

  private static List<Path> inside(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        entries.forEach(found::add);
      }
    }
    return found;
  }

  @Override
  public Optional<Remedy> trouble() {
    return Files.isDirectory(root) && Files.isWritable(root)
        ? Optional.empty()
        : Optional.of(unavailable(root, new NoSuchFileException("")).remedy());
  }

  private Path file(Place place) {
    Scope scope = place.scope();
    return root.resolve(FileNames.tenant(scope.tenant().value()))
        .resolve(scope.environment().text())
        .resolve("secrets")
        .resolve(FileNames.folder(scope.provider().value()))
        .resolve(FileNames.folder(scope.workspace().value()))
        .resolve(FileNames.encode(place.name().value()) + ENDING);
  }

  private static Path beside(Path file, String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }

  private static Path parent(Path file) throws IOException {
    Path parent = file.getParent();
    if (parent == null) {
      throw new NoSuchFileException(file.toString());
    }
    return parent;
  }

  private StoreFailure damaged(Path file, Damaged e) {
    return new StoreFailure(
        kind(),
        StoreFailure.Reason.CORRUPT,
        "The file " + file + " " + e.getMessage() + ".",
        "Put the file back from your backup, or rotate the secret after moving the file away.");
  }

  private StoreFailure unavailable(Path path, IOException e) {
    return new StoreFailure(
        kind(),
        StoreFailure.Reason.UNAVAILABLE,
        path + " cannot be used (" + e.getClass().getSimpleName() + ").",
        "See that the disk has room and the data directory belongs to the user Sealward runs as.");
  }

  @Override
  public void close() throws IOException {
    locks.close();
  }
}
