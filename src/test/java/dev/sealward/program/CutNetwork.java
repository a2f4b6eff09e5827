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
import java.util.stream.Collectors;

/**
 * The network of a process that has none: its own loopback is all there is in it. A test reaches
 * the process's port through a socket in the file system.
 *
 * <p>Where the system gives no process a network of its own (another system than Linux, a container
 * that may not), names are cut off instead: none but its own resolves, which cuts no address. The
 * build's log says which it was. Where {@code CI} is {@code true} the lesser one is a failure,
 * unless the build is root's and even root is refused.
 */
final class CutNetwork implements AutoCloseable {
  /** How a process is given a network of its own, and how another enters it. */
  private record Way(List<String> alone, List<String> enter) {
    private static final List<String> UP =
        List.of("sh", "-c", "ip link set lo up && exec \"$@\"", "sh");

    static Way of(List<String> unshare, List<String> enter) {
      List<String> alone = new ArrayList<>(unshare);
      alone.addAll(UP);
      return new Way(alone, enter);
    }
  }

  private static final Way AS_ANYBODY =
      Way.of(List.of("unshare", "-rn"), List.of("-U", "-n", "--preserve-credentials"));
  private static final Way AS_ROOT = Way.of(List.of("unshare", "-n"), List.of("-n"));
  // Null where neither works.
  private static final Way WAY = way();

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
    if (WAY != null) {
      cut.addAll(0, WAY.alone());
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

  private static Way way() {
    String anybody = refusal(AS_ANYBODY);
    if (anybody.isEmpty()) {
      System.out.println("Network cut: the process has a network of its own (unshare -rn).");
      return AS_ANYBODY;
    }
    boolean root = "root".equals(System.getProperty("user.name"));
    String asRoot = root ? refusal(AS_ROOT) : "not root";
    if (asRoot.isEmpty()) {
      System.out.println("Network cut: the process has a network of its own (unshare -n).");
      return AS_ROOT;
    }
    String why = "unshare -rn: " + anybody + "; unshare -n: " + asRoot;
    if ("true".equals(System.getenv("CI")) && !root) {
      throw new AssertionError(
          "No process can be given a network of its own ("
              + why
              + "). Let the build's user make"
              + " user namespaces, or build as root.");
    }
    System.out.println("Network cut: names only, every address is still reachable (" + why + ").");
    return null;
  }

  /** What keeps a way from working; empty when it works. */
  private static String refusal(Way way) {
    List<String> nothing = new ArrayList<>(way.alone());
    nothing.add("true");
    try {
      Process tried = new ProcessBuilder(nothing).redirectErrorStream(true).start();
      String said = tried.inputReader().lines().collect(Collectors.joining(" "));
      int status = tried.waitFor();
      return status == 0 ? "" : "status " + status + " " + said;
    } catch (IOException noSuchProgram) {
      return "no such program";
    } catch (InterruptedException e) {
      throw RunningSealward.interrupted();
    }
  }

  /**
   * Lets the port of a process in a network of its own be reached under the same number here; null
   * where it is reached without that.
   */
  static CutNetwork around(long pid, int port) {
    if (WAY == null) {
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
      List<String> enter = new ArrayList<>(List.of("nsenter", "-t", Long.toString(pid)));
      enter.addAll(WAY.enter());
      enter.addAll(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:TieredStopAtLevel=1",
              "-XX:+UseSerialGC",
              "-cp",
              System.getProperty("java.class.path"),
              Relay.class.getName(),
              socket.toString(),
              Integer.toString(port)));
      Process inside = new ProcessBuilder(enter).redirectErrorStream(true).start();
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
