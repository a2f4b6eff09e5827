package dev.sealward.keys;

import dev.sealward.kernel.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Long work an in-server test drives by hand, as a process does that remembers nothing. */
@ApplicationScoped
public class WorkUnderTest {
  private static final int FAILURES_A_BATCH = 600;

  @Inject WorkRows rows;

  /** Counts to three, a batch each, and keeps where each batch began. */
  public List<String> turns(Caller caller, boolean failsOnce) {
    Counting work = new Counting(failsOnce);
    rows.begin(caller, work, "three");
    boolean running = true;
    for (int turn = 0; turn < 10 && running; turn++) {
      try {
        running = isMore(rows.turn(caller, work, 1));
      } catch (IllegalStateException failed) {
        rows.startOver(work.kind());
      }
    }
    return work.begun;
  }

  /** The items of work that fails all of its rows, read by pages, in the order they come. */
  public List<String> failuresByPages(Caller caller, int count, int page) {
    List<BatchWork.Failure> failures =
        IntStream.range(0, count)
            .mapToObj(i -> new BatchWork.Failure("item " + i * 7919 % 100_003, "MADE_BY_A_TEST"))
            .toList();
    Failing failing = new Failing(failures);
    rows.begin(caller, failing, "nothing");
    boolean running = true;
    while (running) {
      running = isMore(rows.turn(caller, failing, FAILURES_A_BATCH));
    }
    List<String> items = new ArrayList<>();
    String after = null;
    do {
      WorkFailures found = rows.failures(failing.kind(), after, page);
      found.page().forEach(failure -> items.add(failure.item()));
      after = found.next();
    } while (after != null);
    return items;
  }

  private static boolean isMore(WorkRows.Taken taken) {
    return taken.turn() != WorkRows.Turn.REST;
  }

  public record Failing(List<BatchWork.Failure> failures) implements BatchWork {
    @Override
    public String kind() {
      return "failing";
    }

    @Override
    public long remaining() {
      return failures.size();
    }

    @Override
    public Batch batch(Caller caller, int limit, @Nullable String after) {
      int from = after == null ? 0 : Integer.parseInt(after);
      int to = Math.min(from + limit, failures.size());
      String next = to == failures.size() ? null : Integer.toString(to);
      return new Batch(0, failures.subList(from, to), next);
    }

    @Override
    public boolean passed(Caller caller, long failed) {
      return true;
    }
  }

  public static final class Counting implements BatchWork {
    private final List<String> begun = new ArrayList<>();
    private boolean fails;

    Counting(boolean fails) {
      this.fails = fails;
    }

    @Override
    public String kind() {
      return "counting";
    }

    @Override
    public long remaining() {
      return 3;
    }

    @Override
    public Batch batch(Caller caller, int limit, @Nullable String after) {
      begun.add(String.valueOf(after));
      if (fails && "2".equals(after)) {
        fails = false;
        throw new IllegalStateException("made by a test");
      }
      int next = after == null ? 1 : Integer.parseInt(after) + 1;
      return new Batch(1, List.of(), next == 3 ? null : Integer.toString(next));
    }

    @Override
    public boolean passed(Caller caller, long failed) {
      return true;
    }
  }
}
