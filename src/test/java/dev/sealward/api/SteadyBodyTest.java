package dev.sealward.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.kernel.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ATTACK-07")
@Tag("INPUT-01")
class SteadyBodyTest {
  private final byte[] bytes = new byte[64 * 1024];
  private long now = -5_000_000_000L;
  private int readsUntilRefused;

  @Test
  void bodyThatTricklesIsRefused() {
    assertThatThrownBy(() -> readAll(body("x", 25, 10_000), false))
        .isInstanceOfSatisfying(Refused.class, SteadyBodyTest::isTooSlow);
    assertThat(readsUntilRefused).isEqualTo(2);
  }

  @Test
  void tricklingLineBreaksKeepOnlyLinesOpen() throws IOException {
    assertThat(readAll(body("\n", 25, 10_000), true)).isEqualTo(10_000);
    assertThatThrownBy(() -> readAll(body("\n", 25, 10_000), false)).isInstanceOf(Refused.class);
  }

  @Test
  void lineThatNeverEndsIsRefused() {
    assertThatThrownBy(() -> readAll(body("{\"seq\":1,\"text\":\"", 25, 10_000), true))
        .isInstanceOf(Refused.class);
  }

  @Test
  void slowBodyThatKeepsComingIsTaken() throws IOException {
    String second = "y".repeat(SteadyBody.BYTES_PER_SECOND);
    assertThat(readAll(body(second.repeat(20), 20, 1_000), false)).isEqualTo(1_000 * 20 * 1024);
  }

  /** However fast it came before, it may not stay for as long as it likes. */
  @Test
  void muchThatCameFastIsNoCredit() {
    InputStream fastAndThenSilent = body("z".repeat(60_000), n -> n < 100 ? 0 : 61, 101);
    assertThatThrownBy(() -> readAll(fastAndThenSilent, false)).isInstanceOf(Refused.class);
    assertThat(readsUntilRefused).isEqualTo(100);
  }

  @Test
  void timeSealwardTakesItselfDoesNotCount() throws IOException {
    SteadyBody body = new SteadyBody(body("x", 0, 3), () -> now, false);
    for (int i = 0; i < 3; i++) {
      assertThat(body.read(bytes, 0, 1)).isEqualTo(1);
      now += TimeUnit.HOURS.toNanos(1);
    }
    assertThat(body.read(bytes, 0, 1)).isEqualTo(-1);
  }

  @Test
  void serverThatGivesUpWaitingIsARefusalAndACutConnectionIsNone() {
    assertThatThrownBy(() -> readAll(failing(new TimeoutException()), false))
        .isInstanceOfSatisfying(Refused.class, SteadyBodyTest::isTooSlow);
    assertThatThrownBy(() -> readAll(failing(new IOException("cut")), false))
        .isInstanceOf(IOException.class);
  }

  private static void isTooSlow(Refused refused) {
    assertThat(refused.remedy().code()).isEqualTo("BODY_TOO_SLOW");
    assertThat(refused.kind().status()).isEqualTo(408);
  }

  private int readAll(InputStream body, boolean lines) throws IOException {
    SteadyBody steady = new SteadyBody(body, () -> now, lines);
    int all = 0;
    readsUntilRefused = 0;
    for (int read = steady.read(bytes, 0, bytes.length);
        read >= 0;
        read = steady.read(bytes, 0, bytes.length)) {
      all += read;
      readsUntilRefused++;
    }
    return all;
  }

  /** Gives the same piece so many times, each after some seconds. */
  private InputStream body(String piece, int seconds, int times) {
    return body(piece, number -> seconds, times);
  }

  private InputStream body(String piece, IntUnaryOperator seconds, int times) {
    byte[] each = piece.getBytes(UTF_8);
    return new InputStream() {
      private int given;

      @Override
      public int read() {
        throw new AssertionError("read piece by piece");
      }

      @Override
      public int read(byte[] into, int from, int length) {
        if (given == times) {
          return -1;
        }
        now += TimeUnit.SECONDS.toNanos(seconds.applyAsInt(given++));
        System.arraycopy(each, 0, into, from, each.length);
        return each.length;
      }
    };
  }

  private static InputStream failing(Exception why) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        throw new IOException(why);
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        return read();
      }
    };
  }
}
