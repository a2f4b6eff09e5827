package dev.sealward.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ST-SEC-004")
class HeldLogTest {
  private final HeldLog held = new HeldLog();
  private final List<String> written = new ArrayList<>();
  private final Consumer<String> place = written::add;

  @Test
  void nothingIsHeldBeforeItBeginsAndAfterItEnded() {
    assertThat(held.take(place, "a", "-")).isFalse();
    held.begin();
    assertThat(held.take(place, "b", "-")).isTrue();
    held.release(String::toUpperCase);
    assertThat(held.take(place, "c", "-")).isFalse();
    assertThat(written).containsExactly("B");
  }

  @Test
  void whatIsLoggedWhileLinesAreWrittenComesAfterThem() {
    held.begin();
    held.take(
        text -> {
          written.add(text);
          held.take(place, "last", "-");
        },
        "first",
        "-");
    held.take(place, "second", "-");
    held.release(UnaryOperator.identity());
    assertThat(written).containsExactly("first", "second", "last");
    assertThat(held.isHolding()).isFalse();
  }

  @Test
  void linesBeyondTheLimitAreCountedInTheirPlace() {
    held.begin();
    List<String> elsewhere = new ArrayList<>();
    Consumer<String> other = elsewhere::add;
    for (int i = 0; i < HeldLog.MAX_LINES; i++) {
      held.take(place, "line", "-");
    }
    held.take(place, "too many", "-");
    held.take(place, "too many", "-");
    held.take(other, "too many", "-");
    held.withhold(UnaryOperator.identity());

    assertThat(written).hasSize(HeldLog.MAX_LINES + 1);
    assertThat(written.subList(0, HeldLog.MAX_LINES)).containsOnly("-");
    assertThat(written.get(HeldLog.MAX_LINES)).startsWith("[withheld: lines").contains(" 2]");
    assertThat(elsewhere).singleElement().asString().contains(" 1]");
    assertThat(held.take(place, "there is room again", "-")).isTrue();
  }

  @Test
  void charactersBeyondTheLimitAreCountedAndASmallLineDoesNotOvertakeThem() {
    held.begin();
    held.take(place, "a", "-");
    held.take(place, "x".repeat(HeldLog.MAX_CHARS), "-");
    held.take(place, "b", "-");
    held.release(UnaryOperator.identity());
    assertThat(written).hasSize(2).startsWith("a");
    assertThat(written.get(1)).contains(" 2]");
  }

  @Test
  void whatAPlaceHoldsLeavesWithItAndTheRestStays() {
    held.begin();
    Consumer<String> other = text -> {};
    held.take(other, "a", "1");
    held.take(place, "b", "2");
    held.take(other, "c", "3");
    assertThat(held.closing(other)).isEqualTo("13");
    held.release(UnaryOperator.identity());
    assertThat(written).containsExactly("b");
  }

  /** A file that is full while lines are written to it is closed, and another is opened. */
  @Test
  void placeThatClosesWhileItIsWrittenToGetsItsLinesAfterwards() {
    held.begin();
    List<String> tail = new ArrayList<>();
    Consumer<String> file =
        new Consumer<>() {
          @Override
          public void accept(String text) {
            written.add(text);
            if (text.equals("one")) {
              held.take(this, "two", "-");
              tail.add(held.closing(this));
            }
          }
        };
    held.take(file, "one", "-");
    held.release(UnaryOperator.identity());
    assertThat(tail).containsExactly("");
    assertThat(written).containsExactly("one", "two");
  }

  @Test
  void whoLogsDoesNotWaitForWhoWrites() throws InterruptedException {
    held.begin();
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch logged = new CountDownLatch(1);
    held.take(
        text -> {
          writing.countDown();
          await(logged);
          written.add(text);
        },
        "slow",
        "-");
    Thread writer = new Thread(() -> held.release(UnaryOperator.identity()));
    writer.start();
    await(writing);
    assertThat(held.take(place, "meanwhile", "-")).isTrue();
    logged.countDown();
    writer.join();
    assertThat(written).containsExactly("slow", "meanwhile");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
