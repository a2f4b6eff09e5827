package dev.sealward.program;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;

/** What a process prints, read by a thread of its own so that the process never waits for us. */
final class ProcessOutput {
  private final StringBuilder text = new StringBuilder();
  private final Thread reader;
  private boolean ended;

  private ProcessOutput(Process process) {
    this.reader = new Thread(() -> read(process), "output of " + process.pid());
    reader.setDaemon(true);
  }

  static ProcessOutput of(Process process) {
    ProcessOutput output = new ProcessOutput(process);
    output.reader.start();
    return output;
  }

  private void read(Process process) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        add(line);
      }
    } catch (IOException streamClosed) {
      // The process was ended.
    } finally {
      end();
    }
  }

  private synchronized void add(String line) {
    text.append(line).append('\n');
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  synchronized String text() {
    return text.toString();
  }

  /** All of it, once the process has ended. */
  String rest() throws InterruptedException {
    reader.join(Duration.ofSeconds(10).toMillis());
    return text();
  }

  /** Waits until a line like this was printed. */
  synchronized void await(Predicate<String> line, Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (text.toString().lines().noneMatch(line)) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (ended || left <= 0) {
        throw new AssertionError(
            (ended ? "It ended" : "It took too long") + "; it printed:\n" + text);
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw RunningSealward.interrupted();
      }
    }
  }
}
