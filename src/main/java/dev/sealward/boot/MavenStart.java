package dev.sealward.boot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code mvn} runs when it has built the program: starts it as a process of its own and ends
 * Maven's with the same status, so that a start that fails prints its one line and nothing follows.
 */
public final class MavenStart {
  private MavenStart() {}

  /** Runs {@code java} with these arguments; ends this process. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
    command.addAll(List.of(arguments));
    Process program = new ProcessBuilder(command).inheritIO().start();
    // Maven ended before the program: it takes it along, and waits for what it closes.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(program)));
    System.exit(program.waitFor());
  }

  private static void end(Process program) {
    program.destroy();
    program.onExit().join();
  }
}
