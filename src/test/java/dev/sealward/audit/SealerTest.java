package dev.sealward.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.kernel.DomainEvent.KeyRingOpened;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When the sealer takes its turns, on threads that run when the test lets them. */
@Tag("VAULT-05")
class SealerTest {
  // Held: a logger nobody holds forgets its level. What fails here is meant to.
  private static final Logger LOG = Logger.getLogger(Sealer.class.getName());

  private final List<Runnable> due = new ArrayList<>();
  private final List<Long> pauses = new ArrayList<>();
  private final FailingSealing sealing = new FailingSealing();
  private final Sealer sealer = new Sealer(sealing, new NoChecking(), new Breaks());

  /** Fails for one tenant, as often as it is told to. */
  private static final class FailingSealing extends Sealing {
    private final List<String> sealed = new ArrayList<>();
    private int failures;

    @Override
    Optional<Step> seal(String tenant, Long after) {
      if (tenant.equals("failing") && failures > 0) {
        failures--;
        throw new IllegalStateException("a lock was not had in time");
      }
      sealed.add(tenant);
      return Optional.empty();
    }
  }

  private static final class NoChecking extends Checking {
    @Override
    List<ChainBreak> advance(String tenant) {
      return List.of();
    }
  }

  @BeforeAll
  static void silence() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void speakAgain() {
    LOG.setLevel(null);
  }

  @BeforeEach
  void setUp() throws ReflectiveOperationException {
    Field executor = Sealer.class.getDeclaredField("executor");
    executor.setAccessible(true);
    executor.set(sealer, executor());
    sealer.onOpened(new KeyRingOpened(1));
  }

  private ManagedScheduledExecutorService executor() {
    Object scheduled = proxy(ScheduledFuture.class, (proxy, method, arguments) -> null);
    return proxy(
        ManagedScheduledExecutorService.class,
        (proxy, method, arguments) -> {
          if (method.getName().equals("schedule")) {
            due.add((Runnable) arguments[0]);
            pauses.add(((TimeUnit) arguments[2]).toMillis((Long) arguments[1]));
          }
          return scheduled;
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(SealerTest.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /** Runs what is due, and what becomes due by that. */
  private void run() {
    while (!due.isEmpty()) {
      due.remove(0).run();
    }
  }

  @Test
  void tenantWhoseSealFailedIsTriedAgainWithoutHoldingUpOthers() {
    sealing.failures = 2;
    commit("failing");
    commit("other");
    due.remove(0).run();
    assertThat(sealing.sealed).containsExactly("other");
    run();
    assertThat(sealing.sealed).containsExactly("other", "failing");
    assertThat(pauses).containsExactly(200L, 1_000L, 200L, 2_000L, 200L);
  }

  @Test
  void whatFailsAgainAndAgainIsLeftToTheNextLook() {
    sealing.failures = 100;
    commit("failing");
    run();
    assertThat(sealing.failures).isEqualTo(94);
    assertThat(pauses.stream().filter(pause -> pause > 200))
        .containsExactly(1_000L, 2_000L, 4_000L, 8_000L, 16_000L);

    sealing.failures = 1;
    commit("failing");
    run();
    assertThat(sealing.sealed).as("no pause is left until it went well once").isEmpty();
    commit("failing");
    run();
    sealing.failures = 1;
    commit("failing");
    run();
    assertThat(sealing.sealed).containsExactly("failing", "failing");
  }

  private void commit(String tenant) {
    sealer.onCommitted(new RowWritten(tenant));
  }
}
