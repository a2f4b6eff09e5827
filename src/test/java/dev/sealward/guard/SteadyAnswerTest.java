package dev.sealward.guard;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ATTACK-07")
@Tag("FOUND-10")
class SteadyAnswerTest {
  private final SlowReaders readers = new SlowReaders();
  private final Taken taken = new Taken();
  private long now = -5_000_000_000L;

  @Test
  void whoTakesAnswersInTimeGetsAllOfThem() throws IOException {
    taken.seconds = 1;
    byte[] bytes = new byte[1_000 * SteadyAnswer.SLICE + 7];
    bytes[bytes.length - 1] = 'z';
    ServletOutputStream out = answer();
    out.write(bytes);
    out.flush();
    assertThat(taken.bytes.toByteArray()).isEqualTo(bytes);
    assertThat(readers.ended()).isZero();
  }

  @Test
  void answerThatIsTakenTooSlowlyEndsInTheMiddleOfOneArrayAndIsCounted() throws IOException {
    taken.seconds = 20;
    ServletOutputStream out = answer();
    assertThatThrownBy(() -> out.write(new byte[100 * SteadyAnswer.SLICE]))
        .isInstanceOf(IOException.class);
    // 60 seconds, of which each part takes 20 and gives one back.
    assertThat(taken.bytes.size()).isEqualTo(4 * SteadyAnswer.SLICE);
    assertThat(readers.ended()).isEqualTo(1);
  }

  @Test
  void nothingMoreLeavesOnceItHasEnded() {
    taken.seconds = 61;
    ServletOutputStream out = answer();
    assertThatThrownBy(() -> out.write('a')).isInstanceOf(IOException.class);
    taken.seconds = 0;
    assertThatThrownBy(() -> out.write('b')).isInstanceOf(IOException.class);
    assertThatThrownBy(out::flush).isInstanceOf(IOException.class);
    assertThat(taken.bytes.toString(US_ASCII)).isEqualTo("a");
    assertThat(readers.ended()).isEqualTo(1);
  }

  @Test
  void muchThatWasTakenFastIsNoCredit() throws IOException {
    ServletOutputStream out = answer();
    out.write(new byte[1_000 * SteadyAnswer.SLICE]);
    taken.seconds = 61;
    assertThatThrownBy(() -> out.write('a')).isInstanceOf(IOException.class);
  }

  @Test
  void flushingIsWaitingToo() {
    ServletOutputStream out = answer();
    taken.seconds = 61;
    assertThatThrownBy(out::flush).isInstanceOf(IOException.class);
    assertThat(readers.ended()).isEqualTo(1);
  }

  @Test
  void timeSealwardTakesItselfDoesNotCount() throws IOException {
    ServletOutputStream out = answer();
    for (int i = 0; i < 3; i++) {
      out.write('a');
      now += TimeUnit.HOURS.toNanos(1);
    }
    assertThat(taken.bytes.toString(US_ASCII)).isEqualTo("aaa");
  }

  @Test
  void readerTheServerGaveUpIsCountedAndOneThatWentAwayIsNot() {
    ServletOutputStream out = answer();
    taken.broken = new IOException("gone");
    assertThatThrownBy(() -> out.write('a')).hasMessage("gone");
    assertThat(readers.ended()).isZero();
    taken.broken = new IOException("nothing was taken");
    taken.seconds = 30;
    assertThatThrownBy(() -> out.write('a')).isSameAs(taken.broken);
    assertThat(readers.ended()).isEqualTo(1);
  }

  @Test
  void filterWatchesWhateverIsBehindIt() {
    now = 0;
    readers.time(() -> now += Duration.ofSeconds(61).toNanos());
    Exchange exchange = new Exchange("/api/v1/projects");
    exchange.through(
        new SteadyAnswersFilter(readers),
        (request, response) ->
            assertThatThrownBy(() -> response.getOutputStream().write('a'))
                .isInstanceOf(IOException.class));
    assertThat(exchange.reached).isTrue();
    assertThat(readers.ended()).isEqualTo(1);
  }

  private ServletOutputStream answer() {
    readers.time(() -> now);
    HttpServletResponse response =
        (HttpServletResponse)
            Proxy.newProxyInstance(
                SteadyAnswerTest.class.getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (proxy, method, arguments) -> taken);
    try {
      SteadyAnswer answer = new SteadyAnswer(response, readers, "/*");
      assertThat(answer.getOutputStream()).isSameAs(answer.getOutputStream());
      return answer.getOutputStream();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A connection whose reader takes each piece after some seconds. */
  private final class Taken extends ServletOutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int seconds;
    private @Nullable IOException broken;

    private void wait(int length) throws IOException {
      assertThat(length).isLessThanOrEqualTo(SteadyAnswer.SLICE);
      now += TimeUnit.SECONDS.toNanos(seconds);
      if (broken != null) {
        throw broken;
      }
    }

    @Override
    public void write(int b) throws IOException {
      wait(1);
      bytes.write(b);
    }

    @Override
    public void write(byte[] piece, int from, int length) throws IOException {
      wait(length);
      bytes.write(piece, from, length);
    }

    @Override
    public void flush() throws IOException {
      wait(0);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {}
  }
}
