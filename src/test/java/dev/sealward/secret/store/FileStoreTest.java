package dev.sealward.secret.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.kernel.Environment;
import dev.sealward.kernel.TenantId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("FR-028-001d")
class FileStoreTest extends OutsideStoreContract {
  @TempDir Path folder;

  private FileStore store;

  @BeforeEach
  void open() {
    store = new FileStore(folder, new SecureRandom());
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Override
  protected SecretStore store() {
    return store;
  }

  @Override
  protected SecretStore unreachable() {
    try {
      Path file = folder.resolve("not-a-folder");
      if (!Files.exists(file)) {
        Files.createFile(file);
      }
      return new FileStore(file, new SecureRandom());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void fileLiesWhereItsScopeSays() {
    Place place =
        place(TenantId.of("acme"), "billing", Environment.STAGING, "openai", "OPENAI_API_KEY");
    store.put(blob(place, 1), envelope(10));
    assertThat(folder.resolve("acme/staging/secrets/openai/billing/+openai_api_key.enc"))
        .isRegularFile();
  }

  @Test
  @Tag("HOME-01")
  void filesAndFoldersAreTheOwnersAlone() throws IOException {
    store.put(blob(place("PRIVATE"), 1), envelope(10));
    store.put(blob(place("PRIVATE"), 2), envelope(11));
    try (Stream<Path> made = Files.walk(folder)) {
      for (Path path : made.filter(path -> !path.equals(folder)).toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .as(path.toString())
            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
      }
    }
  }

  @Test
  void nothingIsLeftOfASecretWhoseLastVersionWasErased() throws IOException {
    Blob blob = blob(place("LAST"), 1);
    store.put(blob, envelope(10));
    store.erase(blob);
    assertThat(files()).containsExactly("store.lock");
  }

  @Test
  void replacedFileIsOverwrittenBeforeItGoes() throws IOException {
    Blob first = blob(place("OVERWRITTEN"), 1);
    store.put(first, envelope(300));
    Path file = file();
    // A second name for the old file shows what becomes of its bytes.
    Path witness = Files.createLink(folder.resolve("witness"), file);
    byte[] before = Files.readAllBytes(witness);

    store.put(blob(first.place(), 2), envelope(301));

    assertThat(Files.readAllBytes(witness)).hasSameSizeAs(before).isNotEqualTo(before);
    assertThat(new String(Files.readAllBytes(witness), StandardCharsets.ISO_8859_1))
        .doesNotContain(new String(envelope(300), StandardCharsets.ISO_8859_1));
    assertThat(store.get(first)).hasValue(envelope(300));
  }

  @Test
  void erasedFileIsOverwrittenBeforeItGoes() throws IOException {
    Blob blob = blob(place("OVERWRITTEN"), 1);
    store.put(blob, envelope(300));
    Path witness = Files.createLink(folder.resolve("witness"), file());
    store.erase(blob);
    assertThat(new String(Files.readAllBytes(witness), StandardCharsets.ISO_8859_1))
        .doesNotContain(new String(envelope(300), StandardCharsets.ISO_8859_1));
  }

  /** Ended between the second name and the replacement: the live bytes must not be overwritten. */
  @Test
  void secondNameOfTheLiveFileIsTakenAwayUnharmed() throws IOException {
    Blob blob = blob(place("HALF_WAY"), 1);
    store.put(blob, envelope(300));
    Path file = file();
    Files.createLink(file.resolveSibling(file.getFileName() + ".old"), file);
    Files.write(file.resolveSibling(file.getFileName() + ".new"), envelope(5));

    store.erase(blob(blob.place(), 9));

    assertThat(store.get(blob)).hasValue(envelope(300));
    assertThat(files()).hasSize(2);
  }

  @Test
  void damagedFileGivesNothingAndTakesNothing() throws IOException {
    Blob blob = blob(place("DAMAGED"), 1);
    store.put(blob, envelope(300));
    byte[] bytes = Files.readAllBytes(file());
    bytes[100] ^= 1;
    Files.write(file(), bytes);

    assertFails(StoreFailure.Reason.CORRUPT, () -> store.get(blob));
    assertFails(StoreFailure.Reason.CORRUPT, () -> store.erase(blob));
    assertFails(StoreFailure.Reason.CORRUPT, () -> store.put(blob(blob.place(), 2), envelope(1)));
    assertThat(Files.readAllBytes(file())).as("left for who mends it").isEqualTo(bytes);
  }

  @Test
  void aLinkInThePlaceOfAFileIsNotFollowed() throws IOException {
    Blob blob = blob(place("LINKED"), 1);
    store.put(blob, envelope(300));
    Path moved = Files.move(file(), folder.resolve("moved"));
    Files.createSymbolicLink(
        folder.resolve(
            blob.place().scope().tenant() + "/production/secrets/generic/default/+linked.enc"),
        moved);
    assertFails(StoreFailure.Reason.UNAVAILABLE, () -> store.get(blob));
  }

  @Test
  void readersNeverMeetAHalfWrittenFile() throws Exception {
    Blob steady = blob(place("READ"), 1);
    store.put(steady, envelope(5_000));
    AtomicBoolean done = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              for (int version = 2; version < 150; version++) {
                Blob passing = blob(steady.place(), version);
                store.put(passing, envelope(version * 10));
                store.erase(passing);
              }
              done.set(true);
            });
    writer.start();
    int reads = 0;
    while (!done.get()) {
      assertThat(store.get(steady)).hasValue(envelope(5_000));
      reads++;
    }
    writer.join();
    assertThat(reads).isPositive();
  }

  @Test
  void twoProcessesWriteOneSecretTogether() throws Exception {
    AcknowledgedBlobs promised = new AcknowledgedBlobs();
    List<Process> writers =
        List.of(
            FileStoreWriter.start(folder, 1, "SHARED_", 60),
            FileStoreWriter.start(folder, 2, "SHARED_", 60));
    for (Process writer : writers) {
      try (BufferedReader lines = writer.inputReader()) {
        lines.lines().forEach(promised::line);
      }
      assertThat(writer.waitFor()).isZero();
    }
    assertThat(promised.acknowledged()).isGreaterThanOrEqualTo(120);
    promised.assertKept(store);
  }

  private Path file() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> path.toString().endsWith(".enc")).findFirst().orElseThrow();
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).map(path -> path.getFileName().toString()).toList();
    }
  }
}
