package dev.sealward.plain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** An installation whose process is killed again and again, each time in a phase of choice. */
final class KilledInstallation {
  private final PlainJava java;
  private final String name;
  private final Path folder;
  private final SplittableRandom random;
  private final Map<Phase, Long> typical = new EnumMap<>(Phase.class);
  private final Map<Phase, Integer> kills = new EnumMap<>(Phase.class);
  private int between;
  private int acknowledged;

  /**
   * @param name what it is told as: its database and its outside store
   * @param settings of these
   */
  KilledInstallation(
      PlainJava java, String name, Path folder, Map<String, String> settings, long seed)
      throws IOException {
    this.java = java;
    this.name = name;
    this.folder = folder;
    this.random = new SplittableRandom(seed);
    Files.createDirectories(folder.resolve("data"));
    Files.write(
        folder.resolve("settings"),
        settings.entrySet().stream().map(one -> one.getKey() + " " + one.getValue()).toList());
  }

  Map<Phase, Integer> kills() {
    return kills;
  }

  int acknowledged() {
    return acknowledged;
  }

  /** Lets a process go through every phase once, and end by itself. */
  void wholeRound(int secrets, String... flags) throws Exception {
    Running running = start(secrets, KilledProgram.WHOLE_ROUND, flags);
    running.read.join();
    assertThat(running.process.waitFor()).as("%s", running).isZero();
    settled(running);
  }

  /** How often it was killed, and where. */
  String report() {
    return name
        + " "
        + (kills.values().stream().mapToInt(Integer::intValue).sum() + between)
        + " ("
        + kills.entrySet().stream()
            .map(kill -> kill.getKey().text() + " " + kill.getValue())
            .collect(Collectors.joining(", "))
        + ", in between "
        + between
        + ")";
  }

  /** Starts a process, lets it get to the phase, and kills it at a random moment of it. */
  void killIn(Phase phase) throws Exception {
    Running running = start(0, phase.name());
    running.begun.join();
    long until = System.nanoTime() + random.nextLong(Math.max(1, typical.get(phase)));
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    // Through its handle: ending it through the process would close what it wrote.
    running.process.toHandle().destroyForcibly();
    running.read.join();
    running.process.waitFor();
    Phase at = running.at;
    if (at == null) {
      between++;
    } else {
      kills.merge(at, 1, Integer::sum);
    }
    settled(running);
  }

  private Running start(int secrets, String phase, String... flags) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(flags));
    Collections.addAll(
        arguments,
        KilledProgram.class.getName(),
        folder.toString(),
        Long.toString(random.nextLong()),
        Integer.toString(secrets),
        phase);
    return new Running(java.start(folder.resolve("errors"), arguments), phase);
  }

  /** What it acknowledged must hold from now on; what it found must be nothing. */
  private void settled(Running running) throws IOException {
    assertThat(running.broken).as("%s", running).isEmpty();
    Files.write(
        folder.resolve("promises"),
        running.done,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    acknowledged += running.done.size();
    running.took.forEach(
        (phase, nanos) -> typical.merge(phase, nanos, (before, now) -> (before + now) / 2));
  }

  /** A process and what it says. */
  private final class Running {
    private final Process process;
    private final String wanted;
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final CompletableFuture<Void> read;
    private final List<String> done = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private final Map<Phase, Long> took = new EnumMap<>(Phase.class);
    private Phase at;
    private long since;
    private boolean sound;

    Running(Process process, String wanted) {
      this.process = process;
      this.wanted = wanted;
      this.read = CompletableFuture.runAsync(this::read);
    }

    private void read() {
      try (BufferedReader lines = process.inputReader()) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          line(line);
        }
      } catch (IOException e) {
        broken.add("its output could not be read: " + e);
      } finally {
        // Nobody waits for a process that has ended.
        if (!begun.isDone()) {
          broken.add("it ended by itself");
          begun.complete(null);
        }
      }
    }

    private void line(String line) {
      if (line.equals("sound")) {
        sound = true;
      } else if (line.startsWith("begin ")) {
        at = Phase.valueOf(line.substring(6));
        since = System.nanoTime();
        if (at.name().equals(wanted)) {
          begun.complete(null);
        }
      } else if (line.startsWith("end ") && at != null) {
        took.put(at, System.nanoTime() - since);
        at = null;
      } else if (line.startsWith("done ")) {
        done.add(line);
      } else if (line.startsWith("broken ")) {
        broken.add(line);
      }
      if (wanted.equals(KilledProgram.WHOLE_ROUND) && sound) {
        begun.complete(null);
      }
    }

    @Override
    public String toString() {
      try {
        return "the process for "
            + wanted
            + " on "
            + folder
            + ", which said on its error output: "
            + Files.readString(folder.resolve("errors"));
      } catch (IOException e) {
        return "the process for " + wanted + " on " + folder;
      }
    }
  }
}
