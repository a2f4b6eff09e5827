package dev.sealward.boot;

import dev.sealward.boot.LaunchSettings.Unusable;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * {@code verify-backup FILE}: runs the application's own check on its own classes, without a
 * server. The recovery key or passphrase comes from the terminal, or as the first line of standard
 * input; never from an argument, which others on the machine can see.
 */
final class LaunchVerify {
  private static final String CLASSES = "WEB-INF/classes/";
  private static final List<String> NEEDED =
      List.of("backup/", "crypto/", "kernel/", "keys/").stream()
          .map(module -> CLASSES + "dev/sealward/" + module)
          .toList();
  private static final int MAX_CHARS = 4096;

  private LaunchVerify() {}

  static int run(Path file, PrintStream out, PrintStream err) throws IOException {
    char[] typed = typed();
    Path unpacked = Files.createTempDirectory("sealward-verify-");
    try (URLClassLoader loader = new URLClassLoader(unpack(unpacked), parent())) {
      return (Integer)
          loader
              .loadClass("dev.sealward.backup.VerifyCommand")
              .getMethod("run", Path.class, char[].class, PrintStream.class, PrintStream.class)
              .invoke(null, file, typed, out, err);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("the check failed", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new Unusable("This jar is not complete. Build it again with mvn.");
    } finally {
      Arrays.fill(typed, '\0');
      deleteTree(unpacked);
    }
  }

  private static ClassLoader parent() {
    return ClassLoader.getPlatformClassLoader();
  }

  private static char[] typed() throws IOException {
    Console console = System.console();
    if (console != null) {
      char[] line = console.readPassword("Recovery key or passphrase: ");
      return line == null ? new char[0] : line;
    }
    char[] buffer = new char[MAX_CHARS];
    int length = 0;
    Reader in = new InputStreamReader(System.in, StandardCharsets.UTF_8);
    for (int c = in.read(); c >= 0 && c != '\n' && length < MAX_CHARS; c = in.read()) {
      buffer[length++] = (char) c;
    }
    if (length > 0 && buffer[length - 1] == '\r') {
      length--;
    }
    char[] line = Arrays.copyOf(buffer, length);
    Arrays.fill(buffer, '\0');
    return line;
  }

  private static URL[] unpack(Path folder) throws IOException {
    List<URL> found = new ArrayList<>();
    Path classes = folder.resolve("classes");
    found.add(Files.createDirectory(classes).toUri().toURL());
    try (InputStream bundled =
        LaunchVerify.class.getResourceAsStream("/launcher/sealward-application.war")) {
      if (bundled == null) {
        throw new Unusable("This jar is not complete. Build it again with mvn.");
      }
      ZipInputStream application = new ZipInputStream(bundled);
      for (ZipEntry entry = application.getNextEntry();
          entry != null;
          entry = application.getNextEntry()) {
        String name = entry.getName();
        if (name.endsWith(".class") && NEEDED.stream().anyMatch(name::startsWith)) {
          Path target = classes.resolve(name.substring(CLASSES.length())).normalize();
          if (target.startsWith(classes)) {
            Files.createDirectories(target.getParent());
            Files.copy(application, target);
          }
        } else if (name.matches("WEB-INF/lib/bcprov-[^/]+\\.jar")) {
          Path target = folder.resolve("bcprov.jar");
          Files.copy(application, target);
          found.add(target.toUri().toURL());
        }
      }
    }
    return found.toArray(URL[]::new);
  }

  private static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
