package dev.sealward.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * The jar with the cloud vendors' libraries: the application as {@code mvn -Pcloud} packs it, by
 * Maven itself, in the jar that was built without the profile, which differs in nothing else.
 */
final class CloudJar {
  private static final String APPLICATION = "launcher/sealward-application.war";

  private CloudJar() {}

  static Path make() throws IOException, InterruptedException {
    Path work = Files.createDirectories(RunningSealward.emptyFolder());
    pack(work);
    Path jar = work.resolve("sealward.jar");
    Files.copy(Path.of(System.getProperty("sealward.test.jar")), jar);
    try (FileSystem inside =
        FileSystems.newFileSystem(jar, Map.of("compressionMethod", "STORED"))) {
      Files.copy(
          work.resolve(APPLICATION),
          inside.getPath(APPLICATION),
          StandardCopyOption.REPLACE_EXISTING);
    }
    return jar;
  }

  private static void pack(Path work) throws IOException, InterruptedException {
    // Offline: the build that runs the tests has resolved all of it.
    Process maven =
        new ProcessBuilder(
                List.of(
                    "mvn",
                    "-o",
                    "-q",
                    "-Pcloud",
                    "-Dmaven.repo.local=" + System.getProperty("localRepository"),
                    "-Dbundle.directory=" + work,
                    "war:war@application"))
            .directory(Path.of(System.getProperty("basedir")).toFile())
            .redirectErrorStream(true)
            .start();
    maven.getOutputStream().close();
    String said = new String(maven.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (maven.waitFor() != 0) {
      throw new AssertionError("Maven did not pack the profile's application:\n" + said);
    }
  }
}
