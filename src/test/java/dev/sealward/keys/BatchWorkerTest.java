package dev.sealward.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.kernel.Caller;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("VAULT-06")
class BatchWorkerTest {
  private static final String KIND = "counting";

  private final FailingRows rows = new FailingRows();
  private final Deque<Runnable> scheduled = new ArrayDeque<>();
  private final List<Long> delays = new ArrayList<>();
  private final BatchWorker worker = worker();

  @Test
  void errorInABatchIsNotTheEndOfTheWork() {
    rows.failures.add(new InternalError("made by a test"));
    worker.resume(KIND);
    scheduled.remove().run();
    assertThat(rows.startedOver).isEqualTo(1);
    scheduled.remove().run();
    assertThat(rows.turns).isEqualTo(2);
    assertThat(delays).as("it is tried again a while later").containsExactly(0L, 10_000L);
    assertThat(scheduled).as("it is through").isEmpty();
  }

  @Test
  void errorWhileThePassIsBegunAgainIsNoneEither() {
    rows.failures.add(new InternalError("made by a test"));
    rows.failsToStartOver = true;
    worker.resume(KIND);
    scheduled.remove().run();
    scheduled.remove().run();
    assertThat(rows.turns).isEqualTo(2);
  }

  private BatchWorker worker() {
    BatchWork work = new WorkUnderTest.Counting(false);
    Instance<BatchWork> works = made(Instance.class, (self, method, given) -> Stream.of(work));
    BatchWorker made = new BatchWorker(rows, works, null);
    made.executor =
        made(
            ManagedScheduledExecutorService.class,
            (self, method, given) -> {
              delays.add((Long) given[1]);
              scheduled.add((Runnable) given[0]);
              return null;
            });
    return made;
  }

  @SuppressWarnings("unchecked")
  private static <T> T made(Class<? super T> type, InvocationHandler answers) {
    return (T)
        Proxy.newProxyInstance(
            BatchWorkerTest.class.getClassLoader(), new Class<?>[] {type}, answers);
  }

  private static final class FailingRows extends WorkRows {
    private final Deque<Error> failures = new ArrayDeque<>();
    private boolean failsToStartOver;
    private int turns;
    private int startedOver;

    @Override
    boolean change(String kind, WorkState from, WorkState to) {
      return true;
    }

    @Override
    Taken turn(Caller caller, BatchWork work, int limit) {
      turns++;
      if (!failures.isEmpty()) {
        throw failures.remove();
      }
      return new Taken(Turn.REST, 1);
    }

    @Override
    void startOver(String kind) {
      startedOver++;
      if (failsToStartOver) {
        throw new InternalError("made by a test");
      }
    }
  }
}
