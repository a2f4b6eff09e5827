package dev.sealward.program;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A real GNOME Keyring on a session bus of its own, with a home of its own: what is on the path, or
 * Debian's packages when they are missing and this is root on Debian or Ubuntu. Elsewhere it says
 * in one line what to install. Nothing on the bus is started by being asked for, so that a keyring
 * that was ended stays away.
 */
public final class GnomeKeyring implements AutoCloseable {
  private static final List<String> PROGRAMS =
      List.of("dbus-daemon", "dbus-send", "gnome-keyring-daemon", "secret-tool");
  private static final Duration ANSWER = Duration.ofSeconds(20);
  private static final String PASSWORD = "seven slow herons";
  private static final String NAME = "org.freedesktop.secrets";
  private static final String COLLECTION = "/org/freedesktop/secrets/collection/login";

  private final Path folder;
  private final Path home;
  private final Path runtime;
  private final Process bus;
  private Process daemon;

  private GnomeKeyring(Path folder) {
    this.folder = folder;
    try {
      this.home = privateFolder(folder.resolve("home"));
      this.runtime = privateFolder(folder.resolve("run"));
      Path settings = Files.writeString(folder.resolve("bus.conf"), busSettings());
      this.bus = start("dbus-daemon", "--nofork", "--config-file=" + settings);
      await(() -> Files.exists(socket()), "the session bus");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the bus and an open keyring. */
  public static GnomeKeyring start() {
    requirePrograms();
    try {
      // A socket's path is short.
      GnomeKeyring keyring = new GnomeKeyring(Files.createTempDirectory("keyring"));
      try {
        keyring.open();
        return keyring;
      } catch (RuntimeException | Error e) {
        keyring.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a program needs to find the keyring. */
  public Map<String, String> environment() {
    return Map.of(
        "HOME", home.toString(),
        "XDG_RUNTIME_DIR", runtime.toString(),
        "DBUS_SESSION_BUS_ADDRESS", "unix:path=" + socket());
  }

  /** Starts the keyring's program again, as a desktop's sign-in does, and opens it. */
  public void open() {
    end();
    daemon = start("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets");
    try (OutputStream password = daemon.getOutputStream()) {
      password.write(PASSWORD.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await(
        () ->
            send("/", "org.freedesktop.DBus", "org.freedesktop.DBus.NameHasOwner", "string:" + NAME)
                .contains("boolean true"),
        "the keyring");
    await(() -> !isLocked(), "the open collection");
  }

  /** Locks what the keyring holds; its program goes on. */
  public void lock() {
    send(
        "/org/freedesktop/secrets",
        NAME,
        "org.freedesktop.Secret.Service.Lock",
        "array:objpath:" + COLLECTION);
    await(this::isLocked, "the locked collection");
  }

  private boolean isLocked() {
    return !send(
            COLLECTION,
            NAME,
            "org.freedesktop.DBus.Properties.Get",
            "string:org.freedesktop.Secret.Collection",
            "string:Locked")
        .contains("boolean false");
  }

  /** Ends the keyring's program; the bus stays. */
  public void end() {
    if (daemon != null) {
      end(daemon);
    }
  }

  /** Stops the keyring's program where it is: it keeps its name and answers nobody. */
  public void freeze(boolean frozen) {
    run(List.of("kill", frozen ? "-STOP" : "-CONT", Long.toString(daemon.pid())));
  }

  /** The text of an entry of Sealward's, as another program finds it; empty when there is none. */
  public String lookUp(String account) {
    return run(List.of("secret-tool", "lookup", "service", "sealward", "account", account));
  }

  /** The accounts of Sealward's entries. */
  public List<String> accounts() {
    String found =
        run(
            List.of(
                "sh", "-c", "secret-tool search --all service sealward 2>&1 | grep ^attribute"));
    return found
        .lines()
        .filter(line -> line.startsWith("attribute.account = "))
        .map(line -> line.substring("attribute.account = ".length()))
        .toList();
  }

  private String send(String path, String destination, String method, String... arguments) {
    List<String> command = new java.util.ArrayList<>();
    command.addAll(List.of("dbus-send", "--session", "--print-reply", "--dest=" + destination));
    command.add(path);
    command.add(method);
    command.addAll(Arrays.asList(arguments));
    return run(command);
  }

  private Path socket() {
    return runtime.resolve("bus");
  }

  private String busSettings() {
    return """
    <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
      "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
    <busconfig>
      <type>session</type>
      <listen>unix:path=%s</listen>
      <policy context="default">
        <allow send_destination="*" eavesdrop="true"/>
        <allow eavesdrop="true"/>
        <allow own="*"/>
      </policy>
    </busconfig>
    """
        .formatted(socket());
  }

  private Process start(String... command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().clear();
      builder.environment().put("PATH", System.getenv("PATH"));
      builder.environment().putAll(environment());
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      Process process = builder.start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String run(List<String> command) {
    Process process = start(command.toArray(String[]::new));
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      waitFor(process);
      return said.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void waitFor(Process process) {
    try {
      if (!process.waitFor(ANSWER.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("No end of " + process.info().command());
      }
    } catch (InterruptedException e) {
      throw RunningSealward.interrupted();
    }
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition, String what) {
    long deadline = System.nanoTime() + ANSWER.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Waited in vain for " + what);
      }
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
  }

  private static Path privateFolder(Path folder) throws IOException {
    return Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private static void end(Process process) {
    process.destroyForcibly();
    waitFor(process);
  }

  private static void requirePrograms() {
    if (!PROGRAMS.stream().allMatch(GnomeKeyring::isOnPath) && canInstall()) {
      Chromium.run("apt-get", "update", "-qq");
      Chromium.run(
          "apt-get",
          "install",
          "-y",
          "-qq",
          "--no-install-recommends",
          "dbus",
          "gnome-keyring",
          "libsecret-tools");
    }
    Optional<String> missing = PROGRAMS.stream().filter(p -> !isOnPath(p)).findFirst();
    if (missing.isPresent()) {
      throw new AssertionError(
          "The keychain tests need "
              + missing.get()
              + ": install dbus, gnome-keyring and libsecret-tools first.");
    }
  }

  private static boolean canInstall() {
    return "root".equals(System.getProperty("user.name"))
        && Files.isExecutable(Path.of("/usr/bin/apt-get"));
  }

  private static boolean isOnPath(String program) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Arrays.stream(path.split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  @Override
  public void close() {
    end();
    end(bus);
    Chromium.run("rm", "-rf", folder.toString());
  }
}
