package dev.sealward.plain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ends a process that commits to the embedded database with SIGKILL, again and again on one file
 * that writes into freed space: what was committed is there, whole, and nothing else. H2 2.5.252
 * lost up to twenty commits in every second such kill.
 */
@Tag("START-02")
class DatabaseKillTest {
  private static final int KILLS = 20;
  private static final int THREADS = 2;

  @TempDir Path folder;

  @Test
  void whatWasCommittedSurvivesTheKill() throws Exception {
    PlainJava java = PlainJava.in(folder);
    SplittableRandom random = new SplittableRandom(7);
    int[] committed = new int[THREADS];
    for (int kill = 0; kill <= KILLS; kill++) {
      Process process =
          java.start(
              folder.resolve("errors"),
              List.of(
                  CommittingProgram.class.getName(),
                  folder.resolve("data").toString(),
                  Integer.toString(THREADS)));
      try (BufferedReader lines = process.inputReader()) {
        for (String line = lines.readLine(); !"ready".equals(line); line = lines.readLine()) {
          assertThat(line).as("kill %d", kill).isNotNull();
          look(line.split(" "), committed, kill);
        }
        LockSupport.parkNanos(random.nextLong(TimeUnit.MILLISECONDS.toNanos(400)));
        // Through its handle: ending it through the process would close what it wrote.
        process.toHandle().destroyForcibly();
        lines.lines().forEach(line -> note(line.split(" "), committed));
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
    assertThat(committed[0]).isGreaterThan(KILLS);
    // In the build's log: how often it was tried.
    System.out.println(
        "Embedded database: "
            + KILLS
            + " kills; "
            + (committed[0] + committed[1])
            + " acknowledged commits hold.");
  }

  private static void look(String[] found, int[] committed, int kill) {
    int thread = Integer.parseInt(found[1]);
    int last = Integer.parseInt(found[2]);
    assertThat(last)
        .as("kill %d, thread %d", kill, thread)
        // One more may be committed and not yet said.
        .isBetween(committed[thread], committed[thread] + 1);
    assertThat(found[3]).as("rows, kill %d", kill).isEqualTo(found[2]);
    assertThat(found[4]).as("index, kill %d", kill).isEqualTo(found[2]);
    committed[thread] = last;
  }

  private static void note(String[] done, int[] committed) {
    assertThat(done[0]).as(String.join(" ", done)).isNotEqualTo("broken");
    if (done[0].equals("done") && done.length == 3) {
      committed[Integer.parseInt(done[1])] = Integer.parseInt(done[2]);
    }
  }
}
