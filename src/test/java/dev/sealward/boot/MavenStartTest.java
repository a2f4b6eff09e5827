package dev.sealward.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("START-01")
class MavenStartTest {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @Test
  void endsAsTheProgramEndsAndAddsNothingToWhatItPrints() throws Exception {
    Process failed = start("-XX:TieredStopAtLevel=1", "-jar", "no-such-program.jar");

    assertThat(output(failed).lines().toList()).singleElement().asString().contains("no-such");
    assertThat(failed.waitFor()).isEqualTo(1);

    Process ended = start("-version");
    assertThat(output(ended)).contains("version");
    assertThat(ended.waitFor()).isZero();
  }

  @Test
  void endedEarlyItTakesTheProgramAlong() throws Exception {
    // The program is a third process that waits for its input.
    Process outer = start("-cp", classes(), MavenStart.class.getName(), "--source", "17", "-");
    while (outer.descendants().count() < 2) {
      Thread.onSpinWait();
    }
    List<ProcessHandle> programs = outer.descendants().toList();

    outer.destroy();

    assertThat(outer.waitFor()).isNotZero();
    programs.forEach(program -> program.onExit().orTimeout(20, TimeUnit.SECONDS).join());
    assertThat(programs).noneMatch(ProcessHandle::isAlive);
  }

  private static Process start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(JAVA, "-cp", classes(), MavenStart.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String classes() {
    return Path.of("target", "classes").toAbsolutePath().toString();
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }
}
