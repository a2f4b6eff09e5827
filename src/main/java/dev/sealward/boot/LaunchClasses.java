package dev.sealward.boot;

import dev.sealward.boot.LaunchSettings.Unusable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Runs a command of the application on the application's own classes, without a server. */
final class LaunchClasses {
  private static final String CLASSES = "WEB-INF/classes/";
  private static final String ROOT = CLASSES + "dev/sealward/";

  private LaunchClasses() {}

  /**
   * Calls the static method {@code run} of a class and gives its answer, the exit status.
   *
   * @param modules what the command needs
   * @param className below {@code dev.sealward}
   */
  static int run(List<String> modules, String className, Class<?>[] types, Object... arguments)
      throws IOException {
    Path unpacked = Files.createTempDirectory("sealward-command-");
    try (URLClassLoader loader =
        new URLClassLoader(unpack(unpacked, modules), ClassLoader.getPlatformClassLoader())) {
      return (Integer)
          loader
              .loadClass("dev.sealward." + className)
              .getMethod("run", types)
              .invoke(null, arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("the check failed", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new Unusable("This jar is not complete. Build it again with mvn.");
    } finally {
      deleteTree(unpacked);
    }
  }

  private static URL[] unpack(Path folder, List<String> modules) throws IOException {
    List<URL> found = new ArrayList<>();
    Path classes = folder.resolve("classes");
    found.add(Files.createDirectory(classes).toUri().toURL());
    try (InputStream bundled =
        LaunchClasses.class.getResourceAsStream("/launcher/sealward-application.war")) {
      if (bundled == null) {
        throw new Unusable("This jar is not complete. Build it again with mvn.");
      }
      ZipInputStream application = new ZipInputStream(bundled);
      for (ZipEntry entry = application.getNextEntry();
          entry != null;
          entry = application.getNextEntry()) {
        String name = entry.getName();
        if (name.endsWith(".class") && isNeeded(name, modules)) {
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

  private static boolean isNeeded(String name, List<String> modules) {
    return modules.stream().anyMatch(module -> name.startsWith(ROOT + module + "/"));
  }

  private static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
