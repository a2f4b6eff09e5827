package dev.sealward.plain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Restores a backup into an empty folder, killed at random moments of it. The next process finds
 * nothing installed, and restores again, or finds everything.
 */
final class KilledRestores {
  private static final String BACKUP = "kept.swbk";

  private final PlainJava java;
  private final Path folder;
  private final SplittableRandom random;
  private final List<String> said = new ArrayList<>();
  private String whole = "";
  private long typical;
  private int folders;
  private int kills;
  private int foundWhole;

  /** Takes the newest backup and the recovery kit of an installation nobody works on now. */
  KilledRestores(PlainJava java, Path installation, Path folder, long seed) throws IOException {
    this.java = java;
    this.folder = Files.createDirectories(folder);
    this.random = new SplittableRandom(seed);
    try (Stream<Path> backups = Files.list(installation.resolve("data/backups"))) {
      Files.copy(
          backups.sorted().reduce((one, next) -> next).orElseThrow(), this.folder.resolve(BACKUP));
    }
    Files.copy(installation.resolve("kit"), this.folder.resolve("kit"));
  }

  void kill(int times) throws Exception {
    empty();
    assertThat(restored(false)).isTrue();
    assertThat(whole).startsWith("whole ").isNotEqualTo("whole 0");
    empty();
    while (kills < times) {
      if (restored(true)) {
        kills++;
      } else {
        foundWhole++;
        empty();
      }
    }
    if (!restored(false)) {
      foundWhole++;
    }
  }

  String report() {
    return "Restore: "
        + kills
        + " kills; the next process found everything "
        + foundWhole
        + " times, else nothing, and restored again.";
  }

  /** Goes on in another folder, which holds nothing but the backup. */
  private void empty() throws IOException {
    folders++;
    Path restore = Files.createDirectories(data().resolve("restore"));
    Files.copy(folder.resolve(BACKUP), restore.resolve(BACKUP));
  }

  private Path data() {
    return folder.resolve("data" + folders);
  }

  /** Starts a process; false when it found everything there, true when it found nothing. */
  private boolean restored(boolean killed) throws Exception {
    said.clear();
    Process process =
        java.start(
            folder.resolve("errors"),
            List.of(
                RestoringProgram.class.getName(),
                data().toString(),
                folder.resolve("kit").toString(),
                BACKUP));
    try (BufferedReader lines = process.inputReader()) {
      boolean begun = read(lines, "begin");
      long began = System.nanoTime();
      if (begun && killed) {
        // A little longer than it takes: some kills are to come after the commit.
        LockSupport.parkNanos(random.nextLong(typical + typical / 4));
        // Through its handle: ending it through the process would close what it wrote.
        process.toHandle().destroyForcibly();
      } else if (begun && read(lines, "end")) {
        typical = System.nanoTime() - began;
      }
      read(lines, "that it ended");
      assertThat(said).as("%s", this).isNotEmpty().noneMatch(line -> line.startsWith("broken "));
      if (!begun || !killed) {
        whole = whole.isEmpty() ? found() : whole;
        assertThat(found()).as("%s", this).isEqualTo(whole);
      }
      return begun;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** What it found last; libraries say things, too, while it ends. */
  private String found() {
    return said.stream()
        .filter(line -> line.startsWith("whole "))
        .reduce((one, next) -> next)
        .orElse("nothing");
  }

  /** Reads on until a line has come; false when the process ended before. */
  private boolean read(BufferedReader lines, String wanted) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      said.add(line);
      if (line.equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    try {
      return "the process on "
          + data()
          + ", which said "
          + said
          + " and on its error output: "
          + Files.readString(folder.resolve("errors"));
    } catch (IOException e) {
      return "the process on " + data() + ", which said " + said;
    }
  }
}
