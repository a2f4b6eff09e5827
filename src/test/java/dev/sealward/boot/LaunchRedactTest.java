package dev.sealward.boot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("ST-SEC-004")
class LaunchRedactTest {
  private static final String TOKEN = "glpat-" + "x7Kq2mZt9bVw4RnY8cLp";

  @TempDir Path folder;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @Test
  void masksFormatsAndLeavesTheRestByteForByte() throws IOException {
    byte[] rest = {'a', 0, (byte) 0xff, (byte) 0xc3, '\r', '\n', 'z'};
    ByteArrayOutputStream in = new ByteArrayOutputStream();
    in.writeBytes(rest);
    in.writeBytes(("\ntoken " + TOKEN + " end\n").getBytes(UTF_8));

    String out = new String(redact(in.toByteArray()), ISO_8859_1);

    assertThat(out)
        .startsWith(new String(rest, ISO_8859_1))
        .containsPattern("token \\[masked:gitlab_token:[0-9a-f]{4}] end\n$")
        .doesNotContain(TOKEN);
    assertThat(said()).isEmpty();
  }

  @Test
  void masksTheKnownValuesOfAFileInEveryForm() throws IOException {
    Path known =
        known("\"three herons \\\"over\\\" the weir\"", "", "  \"caf\\u00e9-nine-otters\" ");

    String out =
        text(
            redact(
                "{\"a\":\"three herons \\\"over\\\" the weir\"} caf%C3%A9-nine-otters\n"
                    .getBytes(UTF_8),
                "--known",
                known.toString()));

    assertThat(out)
        .matches("\\{\"a\":\"\\[masked:known_value:....]\"} \\[masked:known_value:....]\n");
  }

  @Test
  void reportSaysRuleOffsetAndLengthAndNoText() throws IOException {
    redact(("x " + TOKEN + "\n").getBytes(UTF_8), "--report");

    assertThat(said()).isEqualTo("{\"rule\":\"gitlab_token\",\"offset\":2,\"length\":26}\n");
  }

  @Test
  void aLineLeavesBeforeTheInputEnds() throws Exception {
    PipedOutputStream typed = new PipedOutputStream();
    PipedInputStream printed = new PipedInputStream(1 << 16);
    try (OutputStream out = new PipedOutputStream(printed);
        InputStream in = new PipedInputStream(typed, 1 << 16)) {
      Thread running = new Thread(() -> LaunchRedact.run(List.of(), name -> null, in, out, err()));
      running.start();
      typed.write("first line\nsecond".getBytes(UTF_8));
      typed.flush();

      assertThat(text(printed.readNBytes(11))).isEqualTo("first line\n");

      typed.close();
      running.join();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nightjar",
        "\"nightjar",
        "\"nightjar\" x",
        "\"night\"jar\"",
        "\"night\\jar\"",
        "\"night\\u12\"",
        "[\"nightjar\"]",
        "\"\\",
        "\"nightjar \\ud83d\""
      })
  void lineThatIsNoJsonStringEndsItAndIsNotRepeated(String line) throws IOException {
    byte[] out = redact("nightjar\n".getBytes(UTF_8), 2, "--known", known("", line).toString());

    assertThat(out).isEmpty();
    assertThat(said()).contains("line 2").doesNotContain("nightjar");
  }

  @Test
  void whatCannotBeMaskedIsSaidByItsLine() throws IOException {
    Path known = known("\"short\"", "\"localhost\"");

    assertThat(redact("x\n".getBytes(UTF_8), 2, "--known", known.toString())).isEmpty();

    assertThat(said())
        .contains("line 1 of --known is not maskable: it is shorter")
        .contains("line 2 of --known is not maskable: it is a common word")
        .doesNotContain("localhost");
  }

  @Test
  void fileThatIsNotThereOrNoTextEndsIt() throws IOException {
    redact(new byte[0], 2, "--known", folder.resolve("none").toString());
    assertThat(said()).contains("not there");

    Path binary = Files.write(folder.resolve("binary"), new byte[] {'"', (byte) 0xff, '"'});
    redact(new byte[0], 2, "--known", binary.toString());
    assertThat(said()).contains("not UTF-8");
  }

  @ParameterizedTest
  @CsvSource({"--known", "--nightjar", "file.txt"})
  @Tag("ATTACK-20")
  void unknownArgumentIsRefusedAndNotRepeated(String argument) throws IOException {
    assertThat(redact(new byte[0], 2, argument)).isEmpty();

    assertThat(said()).contains("--report").doesNotContain("nightjar");
  }

  @Test
  void outputThatFailsEndsItAndSaysWhatToDo() {
    assertFails(
        new ByteArrayInputStream(("token " + TOKEN + "\n").getBytes(UTF_8)), new FailsAfter(6));
  }

  @Test
  void inputThatFailsEndsItAndSaysWhatToDo() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    InputStream first = new ByteArrayInputStream(("first\ntoken " + TOKEN).getBytes(UTF_8));
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException(TOKEN);
          }
        };

    assertFails(new SequenceInputStream(first, failing), out);

    assertThat(text(out.toByteArray())).isEqualTo("first\n");
  }

  private void assertFails(InputStream in, OutputStream out) {
    assertThat(LaunchRedact.run(List.of(), name -> null, in, out, err())).isEqualTo(1);
    assertThat(said())
        .hasLineCount(1)
        .contains("failed (IOException)")
        .contains("is masked, and is not all")
        .contains("run it again")
        .doesNotContain(TOKEN);
  }

  /** A full disk, or a pipe nobody reads any more. */
  private static final class FailsAfter extends OutputStream {
    private int bytes;

    FailsAfter(int bytes) {
      this.bytes = bytes;
    }

    @Override
    public void write(int b) throws IOException {
      if (bytes-- == 0) {
        throw new IOException(TOKEN);
      }
    }
  }

  private Path known(String... lines) throws IOException {
    return Files.write(folder.resolve("known"), List.of(lines));
  }

  private byte[] redact(byte[] in, String... arguments) throws IOException {
    return redact(in, 0, arguments);
  }

  private byte[] redact(byte[] in, int status, String... arguments) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(
            LaunchRedact.run(
                List.of(arguments), name -> null, new ByteArrayInputStream(in), out, err()))
        .isEqualTo(status);
    return out.toByteArray();
  }

  private PrintStream err() {
    return new PrintStream(said, true, UTF_8);
  }

  private String said() {
    return said.toString(UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
