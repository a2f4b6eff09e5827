package dev.sealward.program;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The network of a process that has none: its own loopback is all there is in it. A test reaches
 * the process's port through a socket in the file system.
 *
 * <p>Where the system gives no process a network of its own (another system than Linux, a container
 * that may not), names are cut off instead: none but its own resolves.
 */
final class CutNetwork implements AutoCloseable {
  private static final List<String> ALONE =
      List.of("unshare", "-rn", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh");
  private static final boolean IS_POSSIBLE = isPossible();

  private final Path folder;
  private final Process inside;
  private final Relay outside;

  private CutNetwork(Path folder, Process inside, Relay outside) {
    this.folder = folder;
    this.inside = inside;
    this.outside = outside;
  }

  /** A command of a JVM, in a network of its own, as one process. */
  static List<String> command(List<String> command, Path folder) {
    List<String> cut = new ArrayList<>(command);
    if (IS_POSSIBLE) {
      cut.addAll(0, ALONE);
      return cut;
    }
    try {
      String own = InetAddress.getLocalHost().getHostName();
      Path names = Files.writeString(folder.resolve("names"), "127.0.0.1 localhost " + own + "\n");
      cut.add(1, "-Djdk.net.hosts.file=" + names);
      return cut;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isPossible() {
    List<String> nothing = new ArrayList<>(ALONE);
    nothing.add("true");
    try {
      return new ProcessBuilder(nothing)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException noSuchProgram) {
      return false;
    } catch (InterruptedException e) {
      throw RunningSealward.interrupted();
    }
  }

  /**
   * Lets the port of a process in a network of its own be reached under the same number here; null
   * where it is reached without that.
   */
  static CutNetwork around(long pid, int port) {
    if (!IS_POSSIBLE) {
      return null;
    }
    try {
      List<String> interfaces = Files.readAllLines(Path.of("/proc/" + pid + "/net/dev"));
      // Two lines are its head.
      if (interfaces.size() != 3 || !interfaces.get(2).strip().startsWith("lo:")) {
        throw new AssertionError("There is more than its own loopback: " + interfaces);
      }
      Path folder = Files.createTempDirectory("cut");
      Path socket = folder.resolve("port");
      Process inside =
          new ProcessBuilder(
                  "nsenter",
                  "-t",
                  Long.toString(pid),
                  "-U",
                  "-n",
                  "--preserve-credentials",
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Relay.class.getName(),
                  socket.toString(),
                  Integer.toString(port))
              .redirectErrorStream(true)
              .start();
      BufferedReader said = inside.inputReader();
      String first = said.readLine();
      if (!"listening".equals(first)) {
        inside.destroyForcibly();
        throw new AssertionError("The relay said: " + first + said.lines().toList());
      }
      Relay outside = Relay.start(Relay.port(port), UnixDomainSocketAddress.of(socket));
      return new CutNetwork(folder, inside, outside);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    inside.destroyForcibly();
    try {
      outside.close();
      Files.deleteIfExists(folder.resolve("port"));
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
