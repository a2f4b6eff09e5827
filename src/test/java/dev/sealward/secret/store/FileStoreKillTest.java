package dev.sealward.secret.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ends a writing process with SIGKILL at random points, again and again on one folder, and looks
 * each time whether everything acknowledged is there and nothing is torn.
 */
@Tag("FR-028-001d")
@Tag("HOME-04")
class FileStoreKillTest {
  private static final int KILLS = 60;

  @TempDir Path folder;

  @Test
  void whateverIsKilledKeepsWhatWasAcknowledged() throws Exception {
    SplittableRandom random = new SplittableRandom(9);
    AcknowledgedBlobs promised = new AcknowledgedBlobs();
    int caughtAtWork = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      runAndKill(kill, random, promised);
      caughtAtWork += leftovers().isEmpty() ? 0 : 1;
      try (FileStore store = new FileStore(folder, new SecureRandom())) {
        promised.assertKept(store);
      }
    }
    assertThat(promised.acknowledged()).isGreaterThan(KILLS);
    // In the build's log: how often it was tried.
    System.out.println(
        "File store: "
            + KILLS
            + " kills, "
            + caughtAtWork
            + " of them half-way through a file; "
            + promised.acknowledged()
            + " acknowledged steps on "
            + promised.known()
            + " blobs hold.");
    nextWriterClearsAway();
  }

  /** Lets it say some lines, then ends it a moment later, wherever it is. */
  private void runAndKill(int seed, SplittableRandom random, AcknowledgedBlobs promised)
      throws Exception {
    Process writer = FileStoreWriter.start(folder, seed, "KEY_", Long.MAX_VALUE);
    try (BufferedReader lines = writer.inputReader()) {
      int before = 1 + random.nextInt(60);
      for (int i = 0; i < before; i++) {
        promised.line(lines.readLine());
      }
      long until = System.nanoTime() + random.nextLong(TimeUnit.MILLISECONDS.toNanos(4));
      while (System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      // Through its handle: ending it through the process would close what it wrote.
      writer.toHandle().destroyForcibly();
      lines.lines().forEach(promised::line);
    } finally {
      writer.destroyForcibly().waitFor();
    }
  }

  /** Only what no writer came back to may still lie there; the next one takes it away. */
  private void nextWriterClearsAway() throws IOException {
    try (FileStore store = new FileStore(folder, new SecureRandom())) {
      for (int i = 0; i < 4; i++) {
        store.erase(new Blob(FileStoreWriter.place("KEY_" + i), 1, new UUID(0, 0)));
      }
    }
    assertThat(leftovers()).isEmpty();
  }

  private List<Path> leftovers() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(new|old)"))
          .filter(Files::isRegularFile)
          .toList();
    }
  }
}
