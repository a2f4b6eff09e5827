package dev.sealward.plain;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Starts programs of this build's class path in processes of their own, fast: folders of classes
 * are put into jars, since the JVM archives loaded classes of jars only.
 */
final class PlainJava {
  /** Each takes a minute or less, on a busy machine two. */
  private static final int MOST_MINUTES = 6;

  private final String classPath;
  private final Path archive;

  private PlainJava(String classPath, Path archive) {
    this.classPath = classPath;
    this.archive = archive;
  }

  /** Prepares what it needs in a folder. */
  static PlainJava in(Path folder) throws IOException {
    List<String> path = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (Files.isDirectory(Path.of(entry))) {
        Path jar = folder.resolve(path.size() + ".jar");
        pack(Path.of(entry), jar);
        path.add(jar.toString());
      } else if (entry.endsWith(".jar") && Files.isRegularFile(Path.of(entry))) {
        path.add(entry);
      }
    }
    return new PlainJava(String.join(File.pathSeparator, path), folder.resolve("classes.jsa"));
  }

  private static void pack(Path folder, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream out = new ZipOutputStream(file);
        Stream<Path> inside = Files.walk(folder)) {
      for (Path path : inside.filter(path -> !path.equals(folder)).toList()) {
        // Folders too: migrations are found by theirs.
        boolean isFolder = Files.isDirectory(path);
        byte[] bytes = isFolder ? new byte[0] : Files.readAllBytes(path);
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        String name = folder.relativize(path).toString().replace(File.separator, "/");
        ZipEntry entry = new ZipEntry(isFolder ? name + "/" : name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(checksum.getValue());
        out.putNextEntry(entry);
        out.write(bytes);
      }
    }
  }

  /** Lets a process that ends by itself leave the classes it loaded for those after it. */
  String archiving() {
    return "-XX:ArchiveClassesAtExit=" + archive;
  }

  /**
   * Starts a process, and ends it when it takes too long.
   *
   * @param arguments options of the JVM, the class, its arguments
   */
  Process start(Path errors, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx256m", "-Xmn64m"));
    if (Files.exists(archive)) {
      command.add("-XX:SharedArchiveFile=" + archive);
    }
    command.addAll(List.of("-cp", classPath));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    CompletableFuture.delayedExecutor(MOST_MINUTES, TimeUnit.MINUTES)
        .execute(() -> end(process, errors));
    return process;
  }

  /** One that hangs costs these minutes and fails its test, not the whole build. */
  private static void end(Process process, Path errors) {
    if (process.isAlive()) {
      try {
        Files.writeString(
            errors,
            "it was still at work after " + MOST_MINUTES + " minutes, and was ended",
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        // Then its test fails without saying why.
      }
      process.destroyForcibly();
    }
  }
}
