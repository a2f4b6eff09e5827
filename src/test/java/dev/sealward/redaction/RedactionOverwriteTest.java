package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.bytes;
import static dev.sealward.redaction.Samples.knowing;
import static dev.sealward.redaction.Samples.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ST-SEC-005")
class RedactionOverwriteTest {
  private static final String VALUE = "ferry-Nightjar-42-lake?";

  private final Redactor redactor = knowing(VALUE);

  @Test
  void valueIsOverwrittenAtEveryAlignmentAndNothingElseIs() throws IOException {
    for (Charset charset :
        List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      byte[] value = VALUE.getBytes(charset);
      for (int at = 0; at < 24; at++) {
        byte[] noise = noise(4096, at);
        byte[] input = noise.clone();
        System.arraycopy(value, 0, input, 1000 + at, value.length);
        byte[] output = overwritten(input, input.length);

        assertThat(output).hasSameSizeAs(input);
        // UTF-16 shows its first or last NUL to be nobody's.
        int from = 1000 + at + 1;
        int to = 1000 + at + value.length - 1;
        assertThat(Arrays.copyOfRange(output, from, to)).containsOnly(RedactionOverwrite.FILLER);
        assertThat(Arrays.copyOf(output, from - 1)).isEqualTo(Arrays.copyOf(input, from - 1));
        assertThat(Arrays.copyOfRange(output, to + 1, output.length))
            .isEqualTo(Arrays.copyOfRange(input, to + 1, input.length));
      }
    }
  }

  @Test
  void valueAcrossEveryBorderOfChunksIsOverwritten() throws IOException {
    byte[] value = bytes(VALUE);
    byte[] input = noise(70_000, 1);
    for (int at : new int[] {0, 16_380, 32_760, 65_530, 70_000 - value.length}) {
      System.arraycopy(value, 0, input, at, value.length);
    }
    byte[] whole = overwritten(input, input.length);
    for (int most : new int[] {1, 7, 16 * 1024, 32 * 1024 - 1, 32 * 1024 + 1}) {
      assertThat(overwritten(input, most)).as("chunks of %d", most).isEqualTo(whole);
    }
    assertThat(new String(whole, StandardCharsets.ISO_8859_1))
        .doesNotContain("Nightjar")
        .contains("*".repeat(value.length));
  }

  @Test
  void guessesAndTokensThatFailTheirCheckStayByteForByte() throws IOException {
    byte[] input = noise(100_000, 2);
    System.arraycopy(bytes("password=" + token("ghp_")), 0, input, 500, 40);
    assertThat(overwritten(input, 4096)).isEqualTo(input);
    assertThat(overwritten(new byte[0], 1)).isEmpty();
  }

  @Test
  void tokensOfExactFormatAndKeysAreOverwrittenInTheirPlaces() throws IOException {
    String aws = "AKIA" + "Q3EGZ7WNBTLXR5VD";
    String key = Samples.keyBlock("\n");
    for (String secret : List.of(Samples.checkedToken("ghp_"), aws, key)) {
      for (String between : List.of("\0", "\1\0\2", "\n")) {
        String text = "\0\1\2\3" + between + secret + between + "\4\5";
        byte[] input = text.getBytes(StandardCharsets.ISO_8859_1);
        String expected = text.replace(secret, secret.replaceAll("[^\n]", "*"));
        for (int most : new int[] {1, 7, input.length}) {
          assertThat(new String(overwritten(input, most), StandardCharsets.ISO_8859_1))
              .isEqualTo(expected);
        }
      }
    }
  }

  /** As they stand in ssh, in Python's cryptography and in gRPC; in CMake; and in bash. */
  @Test
  void marksNamesAndTablesOfProgramsStayByteForByte() throws IOException {
    String begin = "-----BEGIN OPENSSH " + "PRIVATE KEY-----";
    String end = "-----END OPENSSH " + "PRIVATE KEY-----";
    for (String held :
        List.of(
            begin + "\n\0\0\0\0" + end + "\0",
            begin + "s!\0\0\0" + end + "s\0",
            begin + "\1\0\27java/lang/StringBuilder\1\0\33" + end + "\1",
            "\0ghs_integrity_" + "apCOMPILE_PDB_NAMECMAKE_SYSTEM_NAMWIN32_EXECUTABLE property\0",
            "\0@@" + "A".repeat(46) + "BBBCCDDEEEEEFFFFFFFFFFFGGGGGGGGHHHHIJKLMNOPQRSTUVWXYZ\0",
            "\0https://" + "AKIA" + "IOSFODNN7EXAMPLE\0")) {
      byte[] input = held.repeat(3).getBytes(StandardCharsets.ISO_8859_1);
      assertThat(overwritten(input, input.length)).isEqualTo(input);
    }
  }

  @Test
  void lineBreaksInsideAValueStay() throws IOException {
    Redactor lines = knowing("first line 9vx2kq\nsecond line 7ht4zp");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RedactionOverwrite stream = lines.overwriting(out::write);
    byte[] input = bytes("\0\1first line 9vx2kq\nsecond line 7ht4zp\0\1");
    stream.accept(input, 0, input.length);
    stream.finish();
    assertThat(out.toString(StandardCharsets.ISO_8859_1))
        .isEqualTo("\0\1" + "*".repeat(17) + "\n" + "*".repeat(18) + "\0\1");
    assertThat(stream.count()).isEqualTo(1);
  }

  @Test
  void finishedOrFailedStreamTakesNothingMore() throws IOException {
    RedactionOverwrite finished = redactor.overwriting((bytes, from, length) -> {});
    finished.finish();
    assertThatThrownBy(() -> finished.accept(new byte[1], 0, 1))
        .isInstanceOf(RedactionFailure.class);

    RedactionOverwrite failing =
        redactor.overwriting(
            (bytes, from, length) -> {
              throw new IOException("full");
            });
    byte[] line = bytes("a line\n");
    assertThatThrownBy(() -> failing.accept(line, 0, line.length)).isInstanceOf(IOException.class);
    assertThatThrownBy(failing::finish).isInstanceOf(RedactionFailure.class);
  }

  private byte[] overwritten(byte[] input, int most) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RedactionOverwrite stream = redactor.overwriting(out::write);
    for (int at = 0; at < input.length; at += most) {
      stream.accept(input, at, Math.min(most, input.length - at));
    }
    stream.finish();
    return out.toByteArray();
  }

  private static byte[] noise(int length, long seed) {
    byte[] noise = new byte[length];
    new Random(seed).nextBytes(noise);
    return noise;
  }
}
