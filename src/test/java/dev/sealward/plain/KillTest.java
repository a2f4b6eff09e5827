package dev.sealward.plain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ends a plain process with SIGKILL at random moments of everything that takes several steps, again
 * and again on one installation. The next process opens every value, reads every new backup and
 * looks at keys, stores and audit trail; then it goes on with what was begun. Beside them a backup
 * is restored into empty folders, killed as well.
 */
@Tag("VAULT-06")
@Tag("VAULT-10")
@Tag("FOUND-01")
@Tag("START-02")
@Tag("ST-SEC-003")
@Tag("ST-SEC-010")
@Tag("VAULT-05")
class KillTest {
  private static final int SECRETS = 300;
  private static final int KILLS_A_PHASE = 2;
  private static final int RESTORE_KILLS = 5;
  private static final Set<Phase> LONG =
      EnumSet.complementOf(EnumSet.of(Phase.DELETE, Phase.ARCHIVE));

  @TempDir Path folder;

  @Test
  void everythingOpensWhereverItIsKilled() throws Exception {
    PlainJava java = PlainJava.in(folder);
    KilledInstallation first = new KilledInstallation(java, made("first"), 9);
    first.wholeRound(SECRETS, java.archiving());
    KilledInstallation second = new KilledInstallation(java, copied("first", "second"), 10);
    second.timedLike(first);
    KilledRestores restores =
        new KilledRestores(java, folder.resolve("first"), folder.resolve("restores"), 11);
    // Several at once: each waits for its disk and its parent about as long as it works.
    CompletableFuture<Void> beside = CompletableFuture.runAsync(() -> attempt(() -> kill(second)));
    CompletableFuture<Void> restoring =
        CompletableFuture.runAsync(() -> attempt(() -> restores.kill(RESTORE_KILLS)));
    CompletableFuture.allOf(
            beside, restoring, CompletableFuture.runAsync(() -> attempt(() -> kill(first))))
        .join();
    report(first, second);
    System.out.println(restores.report());
  }

  private interface Killing {
    void run() throws Exception;
  }

  private static void attempt(Killing killing) {
    try {
      killing.run();
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  private static void kill(KilledInstallation installation) throws Exception {
    for (int i = 0; i < KILLS_A_PHASE; i++) {
      // A deletion is too short to be met often, and archiving repeats itself.
      for (Phase phase : i % 2 == 0 ? EnumSet.allOf(Phase.class) : LONG) {
        installation.killIn(phase);
      }
    }
    installation.wholeRound(0);
  }

  private static void report(KilledInstallation first, KilledInstallation second) {
    Map<Phase, Integer> kills = new EnumMap<>(first.kills());
    second.kills().forEach((phase, count) -> kills.merge(phase, count, Integer::sum));
    assertThat(kills.keySet()).containsAll(LONG);
    int between = first.between() + second.between();
    // In the build's log: how often it was tried.
    System.out.println(
        "Whole installation: "
            + (kills.values().stream().mapToInt(Integer::intValue).sum() + between)
            + " kills of a plain process: "
            + kills.entrySet().stream()
                .map(kill -> kill.getKey().text() + " " + kill.getValue())
                .collect(Collectors.joining(", "))
            + ", in between "
            + between
            + "; everything opens, and "
            + (first.acknowledged() + second.acknowledged())
            + " acknowledged steps hold.");
  }

  private Path made(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name).resolve("data")).getParent();
  }

  private Path copied(String from, String to) throws IOException {
    Path source = folder.resolve(from);
    try (Stream<Path> paths = Files.walk(source)) {
      for (Path path : paths.collect(Collectors.toList())) {
        Files.copy(path, folder.resolve(to).resolve(source.relativize(path).toString()));
      }
    }
    return folder.resolve(to);
  }
}
