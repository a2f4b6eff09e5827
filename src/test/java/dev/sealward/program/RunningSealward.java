package dev.sealward.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code java -jar target/sealward.jar} as a child process, with a data directory and a loopback
 * port of its own. Ready once it has printed its banner; never outlives this JVM.
 */
final class RunningSealward implements AutoCloseable {
  /** In an environment, and not given to the program: another jar to start than the built one. */
  static final String JAR = "sealward.test.jar";

  private static final Duration START = Duration.ofSeconds(180);
  private static final Duration END = Duration.ofSeconds(30);
  private static final int FORK = Integer.getInteger("sealward.test.fork", 1);
  private static final int PORTS = 2_000;
  // Begins elsewhere in each process, so that two builds on one machine seldom meet.
  private static final AtomicInteger NEXT_PORT =
      new AtomicInteger((int) (ProcessHandle.current().pid() * 61 % PORTS));
  private static final Pattern CODE = Pattern.compile("set-up code .*: ([A-Z2-9-]{14})");

  private final Process process;
  private final Thread hook;
  private final ProcessOutput output;
  private final Path data;
  private final int port;
  private final Map<String, String> environment;
  private CutNetwork network;

  private RunningSealward(
      Path data, int port, Map<String, String> environment, ProcessBuilder builder) {
    this.data = data;
    this.port = port;
    this.environment = Map.copyOf(environment);
    try {
      this.process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.hook = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(hook);
    this.output = ProcessOutput.of(process);
  }

  /** Starts on an empty data directory and waits for the banner. */
  static RunningSealward start(Map<String, String> environment) {
    return startOn(emptyFolder(), freePort(), environment);
  }

  /** Starts on an empty data directory, on a port chosen before. */
  static RunningSealward start(Map<String, String> environment, int port) {
    return startOn(emptyFolder(), port, environment);
  }

  static RunningSealward start() {
    return start(Map.of());
  }

  private static RunningSealward startOn(Path data, int port, Map<String, String> environment) {
    return started(new RunningSealward(data, port, environment, server(data, port, environment)));
  }

  private static RunningSealward started(RunningSealward started) {
    try {
      started.awaitBanner();
      return started;
    } catch (RuntimeException | Error e) {
      started.close();
      throw e;
    }
  }

  /** Starts what is expected to end by itself, and waits for that end. */
  static Ended startInVain(
      Path data, int port, Map<String, String> environment, List<String> arguments) {
    long started = System.nanoTime();
    ProcessBuilder ending = builder(data, port, environment, shared(environment), arguments);
    try (RunningSealward vain = new RunningSealward(data, port, environment, ending)) {
      if (!vain.process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("Still running, with output:\n" + vain.output());
      }
      Duration took = Duration.ofNanos(System.nanoTime() - started);
      return new Ended(vain.process.exitValue(), vain.output.rest(), took);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** How a process ended and all it had printed. */
  record Ended(int status, String output, Duration took) {}

  private static ProcessBuilder server(Path data, int port, Map<String, String> environment) {
    List<String> options = new ArrayList<>(shared(environment));
    if (!Files.exists(data)) {
      options.addAll(counting());
    } else if (options.isEmpty() && !environment.containsKey(JAR)) {
      options.addAll(quietly("ArchiveClassesAtExit", left(data)));
    }
    return builder(data, port, environment, options, List.of());
  }

  private static ProcessBuilder builder(
      Path data,
      int port,
      Map<String, String> environment,
      List<String> options,
      List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
    command.addAll(options);
    command.addAll(List.of("-jar", environment.getOrDefault(JAR, System.getProperty(JAR))));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(data.getParent().toFile());
    Map<String, String> clean = new HashMap<>();
    clean.put("PATH", System.getenv("PATH"));
    clean.put("SEALWARD_DATA_DIR", data.toString());
    clean.put("SEALWARD_HTTP_PORT", Integer.toString(port));
    // Nobody reads beside it, so re-wrapping need not be as slow as it is by default.
    clean.put("SEALWARD_BACKGROUND_LOAD", "25");
    // Many tests present bad tokens, all from one address.
    clean.put("SEALWARD_FAILED_TOKENS_PER_MINUTE", "10000");
    clean.putAll(environment);
    clean.remove(JAR);
    builder.environment().clear();
    builder.environment().putAll(clean);
    return builder;
  }

  /** Coverage is counted where a folder is new: what a later start does costs a fifth less so. */
  private static List<String> counting() {
    String agent = System.getProperty("sealward.test.agent");
    String coverage = System.getProperty("sealward.test.coverage");
    return agent == null || coverage == null || !Files.exists(Path.of(agent))
        ? List.of()
        : List.of(
            "-javaagent:" + agent + "=append=true,includes=dev.sealward.*,destfile=" + coverage);
  }

  /** Starts of the built jar share its classes, once one without coverage ended by itself. */
  private static List<String> shared(Map<String, String> environment) {
    return environment.containsKey(JAR) || !Files.exists(classes())
        ? List.of()
        : quietly("SharedArchiveFile", classes());
  }

  private static List<String> quietly(String option, Path classes) {
    return List.of("-Xlog:cds*=off", "-XX:" + option + "=" + classes);
  }

  private static Path classes() {
    return Path.of(System.getProperty("sealward.test.work"), "classes.jsa");
  }

  /** Where a process leaves its classes. */
  private static Path left(Path data) {
    return data.resolveSibling("classes.jsa");
  }

  /** Whole from the first moment on: other processes of the build may start now. */
  private void shareClasses() {
    try {
      Files.move(left(data), classes(), StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException none) {
      // It was killed, or shared those of another.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitBanner() {
    await("Stop with Ctrl+C");
  }

  /** Waits until this was printed. */
  void await(String words) {
    output.await(line -> line.contains(words), START);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  int port() {
    return port;
  }

  Path data() {
    return data;
  }

  long pid() {
    return process.pid();
  }

  /** Everything printed so far, on both streams. */
  String output() {
    return output.text();
  }

  /** The one-time code of a first start. */
  String setUpCode() {
    await("set-up code");
    Matcher code = CODE.matcher(output());
    if (!code.find()) {
      throw new AssertionError("No set-up code was printed:\n" + output());
    }
    return code.group(1);
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /** Ends it as a power cut would: no shutdown code of it runs. */
  void kill9() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Ends it as Ctrl+C or a service manager would (SIGTERM). */
  void stop() {
    process.destroy();
    awaitEnd();
  }

  /** Starts it again on the same data and port, in the same environment. */
  RunningSealward again() {
    return again(environment);
  }

  RunningSealward again(Map<String, String> otherEnvironment) {
    if (isRunning()) {
      throw new IllegalStateException("It is still running.");
    }
    return startOn(data, port, otherEnvironment);
  }

  /** Starts on an empty data directory, in a {@link CutNetwork}. */
  static RunningSealward startCutOff() {
    return startCutOff(emptyFolder(), freePort(), Map.of());
  }

  /** Starts it again, in a {@link CutNetwork}. */
  RunningSealward againCutOff() {
    return startCutOff(data, port, environment);
  }

  private static RunningSealward startCutOff(Path data, int port, Map<String, String> environment) {
    ProcessBuilder builder = server(data, port, environment);
    builder.command(CutNetwork.command(builder.command(), data.getParent()));
    RunningSealward cut = started(new RunningSealward(data, port, environment, builder));
    try {
      cut.network = CutNetwork.around(cut.process.pid(), port);
      return cut;
    } catch (RuntimeException | Error e) {
      cut.close();
      throw e;
    }
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("It did not end:\n" + output());
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
    closeNetwork();
    shareClasses();
  }

  private void closeNetwork() {
    if (network != null) {
      network.close();
      network = null;
    }
  }

  @Override
  public void close() {
    closeNetwork();
    if (process.isAlive()) {
      // The agent writes coverage on the way out.
      process.destroy();
      try {
        if (process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
          shareClasses();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      process.destroyForcibly();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The hook runs already.
    }
  }

  /** A path for a data directory that does not exist yet, in an existing folder of its own. */
  static Path emptyFolder() {
    try {
      Path work = Path.of(System.getProperty("sealward.test.work"));
      return Files.createDirectories(work.resolve("program-" + UUID.randomUUID())).resolve("data");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A port that nobody listens on: each of the build's processes has a range of its own, below the
   * one that the system gives to clients, so that nobody takes it before the server does.
   */
  static int freePort() {
    for (int i = 0; i < PORTS; i++) {
      int port = 20_000 + FORK * PORTS + NEXT_PORT.getAndIncrement() % PORTS;
      try (ServerSocket any = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return any.getLocalPort();
      } catch (IOException taken) {
        // The next one, then.
      }
    }
    throw new IllegalStateException("no free port from 20,000 on");
  }

  static IllegalStateException interrupted() {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted");
  }
}
