package dev.sealward.guard;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Lets every write of an answer seem to take long, for tests in the server. */
@ApplicationScoped
public class SlowReadersUnderTest {
  @Inject SlowReaders readers;

  /** Until what is returned is closed. */
  public Slowness everyWriteTakes(Duration each) {
    AtomicLong now = new AtomicLong();
    return timeIs(() -> now.addAndGet(each.toNanos()));
  }

  /** Until what is returned is closed. */
  public Slowness timeIs(LongSupplier nanos) {
    readers.time(nanos);
    return () -> readers.time(System::nanoTime);
  }

  /** Answers that were ended since the start. */
  public long ended() {
    return readers.ended();
  }

  /** That writes take long. */
  public interface Slowness extends AutoCloseable {
    @Override
    void close();
  }
}
