package dev.sealward.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealward.kernel.Refused;
import dev.sealward.run.EventLine;
import dev.sealward.run.LogLevel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("ST-SEC-004")
class NdjsonLinesTest {

  @Test
  void readsEveryMember() {
    Read read =
        read(
            "{\"seq\":7,\"time\":\"2026-01-01T00:00:00Z\",\"stream\":\"stderr\",\"level\":\"error\",\"text\":\"a\\n"
                + "b\"}\n");
    assertThat(read.lines)
        .containsExactly(
            new EventLine(
                7, Instant.parse("2026-01-01T00:00:00Z"), "stderr", LogLevel.ERROR, "a\nb"));
  }

  @Test
  void leavesOutWhatHasADefault() {
    assertThat(read("{\"seq\":1,\"text\":\"\",\"more\":{\"a\":[1]}}").lines)
        .containsExactly(new EventLine(1, null, "stdout", LogLevel.INFO, ""));
  }

  @Test
  void endsOfLinesMayDiffer() {
    Read read = read(line(1) + "\r\n\n  \n" + line(2) + "\n" + line(3));
    assertThat(read.seqs()).containsExactly(1L, 2L, 3L);
    assertThat(read.number).isEqualTo(5);
    assertThat(read.refused).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 16384})
  void cutsOfTheNetworkDoNotMatter(int chunk) {
    String text = line(1) + "\n" + line(2).replace("text", "te\\u0078t") + "\n" + line(3) + "\n";
    assertThat(read(chunked(text.getBytes(UTF_8), chunk)).seqs()).containsExactly(1L, 2L, 3L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"seq\":2",
        "{\"seq\":2,\"text\":\"a\"} x",
        "{\"seq\":2,\"text\":\"a\"}{\"seq\":3,\"text\":\"a\"}",
        "[]",
        "\"text\"",
        "2",
        "nothing",
        "{\"seq\":2,\"seq\":3,\"text\":\"a\"}",
        "{\"seq\":2,\"text\":\"a\",\"x\":[[[[[[[[1]]]]]]]]}",
      })
  void aBrokenLineStopsAtItsNumberAndKeepsWhatWasBefore(String broken) {
    Read read = read(line(1) + "\n" + broken + "\n" + line(9) + "\n");
    assertThat(read.seqs()).containsExactly(1L);
    assertThat(read.number).isEqualTo(2);
    assertThat(read.refusal().kind()).isEqualTo(Refused.Kind.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"text\":\"a\"}",
        "{\"seq\":2}",
        "{\"seq\":\"2\",\"text\":\"a\"}",
        "{\"seq\":2.5,\"text\":\"a\"}",
        "{\"seq\":1e999999999,\"text\":\"a\"}",
        "{\"seq\":99999999999999999999,\"text\":\"a\"}",
        "{\"seq\":0,\"text\":\"a\"}",
        "{\"seq\":2,\"text\":null}",
        "{\"seq\":2,\"text\":1}",
        "{\"seq\":2,\"text\":\"a\",\"stream\":\"../a\"}",
        "{\"seq\":2,\"text\":\"a\",\"level\":\"loud\"}",
        "{\"seq\":2,\"text\":\"a\",\"time\":\"yesterday\"}",
      })
  void aFieldThatBreaksARuleIsNamed(String broken) {
    Read read = read(line(1) + "\n" + broken + "\n");
    assertThat(read.seqs()).containsExactly(1L);
    assertThat(read.number).isEqualTo(2);
    assertThat(read.refusal().kind()).isEqualTo(Refused.Kind.INVALID);
    assertThat(read.refusal().field()).isPresent();
  }

  @Test
  void whatIsNotUtf8IsRefusedWithItsNumber() {
    byte[] bytes = (line(1) + "\n{\"seq\":2,\"text\":\"\u00ff\u00fe\"}\n").getBytes(ISO_8859_1);
    Read read = read(new ByteArrayInputStream(bytes));
    assertThat(read.seqs()).containsExactly(1L);
    assertThat(read.number).isEqualTo(2);
    assertThat(read.refusal().remedy().code()).isEqualTo("UTF8_INVALID");
  }

  @Test
  void aLineOfTheLimitPassesAndOneByteMoreDoesNot() {
    String empty = "{\"seq\":1,\"text\":\"\"}";
    String text = "x".repeat(NdjsonLines.MAX_LINE_BYTES - empty.length());
    String fits = empty.replace("\"\"", '"' + text + '"');
    assertThat(read(fits + "\n").lines).hasSize(1);
    assertThat(read(fits).lines).hasSize(1);
    Read over = read(line(9) + "\n" + fits.replace("x\"", "xx\"") + "\n");
    assertThat(over.seqs()).containsExactly(9L);
    assertThat(over.number).isEqualTo(2);
    assertThat(over.refusal().kind()).isEqualTo(Refused.Kind.TOO_LARGE);
  }

  @Test
  void aHugeLineIsRefusedBeforeItIsRead() {
    Counted endless = new Counted();
    InputStream in =
        new SequenceInputStream(
            new ByteArrayInputStream((line(1) + "\n{\"seq\":2,\"text\":\"").getBytes(UTF_8)),
            endless);
    Read read = read(in);
    assertThat(read.seqs()).containsExactly(1L);
    assertThat(read.number).isEqualTo(2);
    assertThat(read.refusal().remedy().code()).isEqualTo("LINE_TOO_LONG");
    assertThat(endless.count).isLessThan(2L * NdjsonLines.MAX_LINE_BYTES);
  }

  @Test
  void aCutConnectionKeepsWholeLines() {
    InputStream in =
        new SequenceInputStream(
            new ByteArrayInputStream((line(1) + "\n" + line(2)).getBytes(UTF_8)), new Cut());
    Read read = read(in);
    assertThat(read.seqs()).containsExactly(1L);
    assertThat(read.number).isEqualTo(2);
    assertThat(read.refusal().remedy().code()).isEqualTo("UPLOAD_CUT");
  }

  @Test
  void waitsOnlyWithoutAWholeLineAndWithNothingAtHand() {
    NdjsonLines lines =
        new NdjsonLines(
            chunked((line(1) + "\n" + line(2) + "\n").getBytes(UTF_8), 1 << 20),
            (field, text) -> {});
    assertThat(lines.next()).isNotNull();
    assertThat(lines.waiting()).isFalse();
    assertThat(lines.next()).isNotNull();
    assertThat(lines.waiting()).isTrue();
    assertThat(lines.next()).isNull();
    assertThat(lines.waiting()).isFalse();
  }

  @Test
  void aRefusalSaysNothingOfTheLine() {
    Read read = read("{\"seq\":1,\"text\":\"hunter2-hunter2");
    assertThat(read.refusal()).hasMessageNotContaining("hunter2").hasNoCause();
  }

  private static String line(int seq) {
    return "{\"seq\":" + seq + ",\"text\":\"text\"}";
  }

  private static Read read(String text) {
    return read(new ByteArrayInputStream(text.getBytes(UTF_8)));
  }

  private static Read read(InputStream in) {
    NdjsonLines lines = new NdjsonLines(in, (field, text) -> {});
    List<EventLine> all = new ArrayList<>();
    Refused refused =
        catchThrowableOfType(
            Refused.class,
            () -> {
              for (EventLine line = lines.next(); line != null; line = lines.next()) {
                all.add(line);
              }
            });
    return new Read(all, lines.number(), refused);
  }

  private record Read(List<EventLine> lines, long number, @Nullable Refused refused) {
    List<Long> seqs() {
      return lines.stream().map(EventLine::seq).toList();
    }

    Refused refusal() {
      assertThat(refused).isNotNull();
      return refused;
    }
  }

  /** Gives at most so many bytes a read and never has any at hand before. */
  private static InputStream chunked(byte[] bytes, int chunk) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public int read(byte[] into, int offset, int length) {
        return super.read(into, offset, Math.min(length, chunk));
      }

      @Override
      public int available() {
        return 0;
      }
    };
  }

  private static final class Counted extends InputStream {
    private long count;

    @Override
    public int read() {
      count++;
      return 'x';
    }
  }

  private static final class Cut extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("connection reset");
    }
  }
}
