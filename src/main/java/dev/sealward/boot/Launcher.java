package dev.sealward.boot;

import dev.sealward.boot.LaunchSettings.Unusable;
import dev.sealward.guard.MaskingPrintStream;
import dev.sealward.kernel.PrivateFiles;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.logging.LogManager;

/**
 * The program's entry: claims the data directory, checks the port, starts the embedded server on
 * the bundled application and says where to go.
 *
 * <p>Whatever prevents serving ends the process with one line on standard error and exit status 1;
 * a command line it does not know, with 2. It listens on loopback unless told otherwise.
 */
public final class Launcher {
  /** The application reports here, through system properties of this one process. */
  static final String STATE = "sealward.state";

  static final String FAILURE = "sealward.failure";

  /** Whether the key ring waits for its key. */
  static final String LOCKED = "sealward.locked";

  private static final String STOP_WITH_PARENT = "sealward.stop.with.parent";

  private final PrintStream out;
  private final PrintStream err;

  private Launcher(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] arguments) {
    // The real streams are kept for the banner; what the server prints goes through masks.
    Launcher launcher = new Launcher(System.out, System.err);
    LaunchMasks masks = new LaunchMasks();
    System.setOut(new MaskingPrintStream(System.out, masks));
    System.setErr(new MaskingPrintStream(System.err, masks));
    System.exit(launcher.run(List.of(arguments)));
  }

  private int run(List<String> arguments) {
    if (arguments.equals(List.of("--version"))) {
      out.println("Sealward " + version());
      return 0;
    }
    if (arguments.equals(List.of("--help"))) {
      out.println("java -jar sealward.jar              start the server");
      out.println("java -jar sealward.jar --version    print the version");
      out.println("java -jar sealward.jar verify-backup FILE");
      out.println("    read a backup from end to end, without a server; asks for its recovery key");
      out.println("    or passphrase, or reads it as the first line of standard input");
      out.println("java -jar sealward.jar audit-verify FILE --key PUBLIC-KEY");
      out.println("    verify a checkpoint or an archived segment of the audit trail, without a");
      out.println("    server or a secret");
      out.println("java -jar sealward.jar redact [--known FILE] [--report] < in > out");
      out.println("    mask secrets in standard input, without a server; --known adds values to");
      out.println(
          "    mask, one JSON string a line; --report says on standard error what was masked");
      out.println("java -jar sealward.jar redact --server URL [--token-file FILE] [--ca FILE]");
      out.println("    the same, with the values that the machine token in SEALWARD_TOKEN or FILE");
      out.println("    may read there; the values stay on the server");
      out.println("Settings are environment variables: SEALWARD_DATA_DIR, SEALWARD_HTTP_PORT,");
      out.println("SEALWARD_BIND, SEALWARD_MODE, SEALWARD_DB_URL and others; see the README.");
      return 0;
    }
    if (!arguments.isEmpty() && arguments.get(0).equals("redact")) {
      return redact(arguments.subList(1, arguments.size()));
    }
    if (arguments.size() == 2 && arguments.get(0).equals("verify-backup")) {
      return check(() -> LaunchVerify.run(Path.of(arguments.get(1)), out, err));
    }
    if (arguments.size() == 4
        && arguments.get(0).equals("audit-verify")
        && arguments.get(2).equals("--key")) {
      return check(() -> auditVerify(Path.of(arguments.get(1)), Path.of(arguments.get(3))));
    }
    if (!arguments.isEmpty()) {
      err.println("sealward: unknown argument. Run with --help to see what there is.");
      return 2;
    }
    try {
      serve(LaunchSettings.read());
      return 0;
    } catch (Unusable e) {
      err.println("sealward: " + e.getMessage());
    } catch (IOException e) {
      err.println("sealward: the start failed (" + e.getClass().getSimpleName() + ").");
    }
    // Closes the log file, with what still waits to be masked: nothing else does before a halt.
    LogManager.getLogManager().reset();
    // Half-started server threads must not keep a failed process alive.
    Runtime.getRuntime().halt(1);
    return 1;
  }

  private int redact(List<String> arguments) {
    // Masked already, and byte for byte: the real stream, not the one that masks what is printed.
    OutputStream masked = new FileOutputStream(FileDescriptor.out);
    return LaunchRedact.run(arguments, System::getenv, System.in, masked, err);
  }

  private int auditVerify(Path file, Path key) throws IOException {
    return LaunchClasses.run(
        List.of("audit", "crypto", "kernel"),
        "audit.VerifyCommand",
        new Class<?>[] {Path.class, Path.class, PrintStream.class, PrintStream.class},
        file,
        key,
        out,
        err);
  }

  private interface Check {
    int run() throws IOException;
  }

  private int check(Check check) {
    try {
      return check.run();
    } catch (Unusable e) {
      err.println("sealward: " + e.getMessage());
    } catch (IOException | InvalidPathException e) {
      err.println("sealward: the check failed (" + e.getClass().getSimpleName() + ").");
    }
    return 1;
  }

  private void serve(LaunchSettings settings) throws IOException {
    long started = System.nanoTime();
    LaunchObjects.restrict();
    if (Boolean.getBoolean(STOP_WITH_PARENT)) {
      // A build tool that is ended takes the server it started with it.
      ProcessHandle.current()
          .parent()
          .ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(0)));
    }
    DataDirectory data = DataDirectory.claim(settings.dataDirectory());
    Path server = data.serverFolder();
    List<LaunchFinding> findings = new ArrayList<>(data.findings());
    if (!LaunchUmask.ownerOnly(server)) {
      findings.add(new LaunchFinding(LaunchFinding.Rule.NO_MASK, ".", false));
    }
    // Nobody else may put a file where a temporary one is about to be, or read one.
    Path temporary = server.resolve("tmp");
    PrivateFiles.makeFolder(temporary);
    System.setProperty("java.io.tmpdir", temporary.toString());
    System.setProperty(LaunchFinding.PROPERTY, LaunchFinding.encode(findings));
    checkPort(settings);
    SetUpCode code = SetUpCode.random(new SecureRandom());
    System.setProperty("sealward.data.dir", data.path().toString());
    System.setProperty("sealward.mode", settings.mode().name().toLowerCase(java.util.Locale.ROOT));
    System.setProperty("sealward.version", version());
    System.setProperty(SetUpCode.DIGEST_PROPERTY, code.digest());
    data.folder("db");
    startServer(settings, server, data.folder("logs"));

    String state = System.getProperty(STATE, "failed");
    if (state.equals("failed")) {
      throw new Unusable(
          System.getProperty(
              FAILURE,
              "The application did not start; the newest log in "
                  + data.path().resolve("logs")
                  + " says why, or of what type the failure is while text is withheld."));
    }
    long seconds = Math.round((System.nanoTime() - started) / 1e9);
    out.println();
    out.println(
        "  Sealward "
            + version()
            + " is ready after "
            + seconds
            + " s: "
            + settings.address()
            + "/");
    out.println("  Data in " + data.path() + ". Stop with Ctrl+C.");
    if (!findings.isEmpty()) {
      out.println(
          "  WARNING: the data folder was open to others; see the log, or /alerts: "
              + findings.size()
              + (findings.size() == 1 ? " finding." : " findings."));
    }
    if (state.equals("setup")) {
      out.println();
      out.println("  First start. Open " + settings.address() + "/setup");
      out.println("  and type this set-up code (good for 30 minutes): " + code.text());
      if (Boolean.getBoolean(LOCKED)) {
        out.println("  Set-up goes on after " + settings.address() + "/unlock.");
      }
    } else if (state.equals("locked")) {
      out.println();
      out.println("  Locked. Open " + settings.address() + "/unlock to see what it waits for.");
    }
    out.println();
    out.flush();
    waitForEver();
  }

  private static void checkPort(LaunchSettings settings) throws IOException {
    InetAddress address;
    try {
      address = InetAddress.getByName(settings.bind());
    } catch (UnknownHostException e) {
      throw new Unusable(
          "SEALWARD_BIND must be an IP address of this machine, for example 127.0.0.1 or 0.0.0.0.");
    }
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(address, settings.httpPort()));
    } catch (IOException e) {
      throw new Unusable(
          "Port "
              + settings.httpPort()
              + " on "
              + settings.bind()
              + " cannot be opened ("
              + e.getMessage()
              + "). Stop what uses it, or choose another with SEALWARD_HTTP_PORT.");
    }
  }

  private void startServer(LaunchSettings settings, Path folder, Path logs) throws IOException {
    Path preBoot = unpack("pre-boot.txt", folder.resolve("pre-boot.txt"));
    Files.writeString(
        preBoot,
        Files.readString(preBoot, StandardCharsets.UTF_8).replace("BIND", settings.bind()),
        StandardCharsets.UTF_8);
    Path logging = unpack("logging.properties", folder.resolve("logging.properties"));
    // Forward slashes work everywhere; the handler reads % and \\ as its own.
    String log = logs.resolve("sealward.log").toString().replace("%", "%%").replace('\\', '/');
    Files.writeString(
        logging,
        "java.util.logging.FileHandler.pattern=" + log + System.lineSeparator(),
        StandardCharsets.UTF_8,
        StandardOpenOption.APPEND);
    // The server serves an application of this name at the root.
    Path application = unpack("sealward-application.war", folder.resolve("ROOT.war"));
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--rootdir", folder.resolve("root").toString()));
    options.addAll(List.of("--port", Integer.toString(settings.httpPort())));
    options.addAll(List.of("--nohazelcast", "--disablephonehome"));
    options.addAll(List.of("--prebootcommandfile", preBoot.toString()));
    // The port opens when the application can answer, not before.
    Path postDeploy = unpack("post-deploy.txt", folder.resolve("post-deploy.txt"));
    options.addAll(List.of("--postdeploycommandfile", postDeploy.toString()));
    options.addAll(List.of("--logproperties", logging.toString()));
    options.addAll(List.of("--deploy", application.toString()));
    Files.createDirectories(folder.resolve("root"));
    try {
      Class.forName("fish.payara.micro.PayaraMicro")
          .getMethod("main", String[].class)
          .invoke(null, (Object) options.toArray(String[]::new));
    } catch (InvocationTargetException e) {
      System.setProperty(STATE, "failed");
    } catch (ReflectiveOperationException e) {
      throw new Unusable("This jar holds no server. Build it again with mvn.");
    }
  }

  private static Path unpack(String name, Path target) throws IOException {
    try (InputStream bundled = Launcher.class.getResourceAsStream("/launcher/" + name)) {
      if (bundled == null) {
        throw new Unusable("This jar is not complete. Build it again with mvn.");
      }
      Files.copy(bundled, target);
      return target;
    }
  }

  private static void waitForEver() {
    try {
      Thread.currentThread().join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static String version() {
    Properties properties = new Properties();
    try (InputStream in = Launcher.class.getResourceAsStream("/launcher/version.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException unreadable) {
      return "unknown";
    }
    return properties.getProperty("version", "unknown");
  }
}
