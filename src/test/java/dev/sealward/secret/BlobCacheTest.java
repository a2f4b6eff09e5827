package dev.sealward.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretName;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.secret.store.Blob;
import dev.sealward.secret.store.Place;
import dev.sealward.secret.store.SecretStore;
import dev.sealward.secret.store.StoreFailure;
import dev.sealward.secret.store.StoreKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("FOUND-03")
class BlobCacheTest {
  private static final Place PLACE =
      new Place(
          SecretId.of(new UUID(0, 1)),
          new Scope(
              TenantId.of("t"), WorkspaceId.of("w"), Environment.PRODUCTION, ProviderId.of("p")),
          SecretName.of("n"));

  private final RemoteStore store = new RemoteStore(StoreKind.VAULT);
  private final BlobCache cache = new BlobCache(Duration.ofHours(1), Duration.ofHours(1));

  @Test
  void asksTheStoreOnceAndCounts() {
    Blob blob = store.with("one");

    assertThat(read(blob)).isEqualTo("one");
    assertThat(read(blob)).isEqualTo("one");

    assertThat(store.asked).isEqualTo(1);
    assertThat(cache.hits()).isEqualTo(1);
    assertThat(cache.misses()).isEqualTo(1);
    assertThat(cache.failures()).isZero();
  }

  @Test
  void failureEmptiesWhatWasReadFromThatStore() {
    Blob one = store.with("one");
    Blob other = store.with("other");
    RemoteStore second = new RemoteStore(StoreKind.DEV);
    assertThat(read(one)).isEqualTo("one");

    store.failing = true;
    assertThatThrownBy(() -> read(other)).isInstanceOf(StoreFailure.class);

    assertThatThrownBy(() -> read(one)).isInstanceOf(StoreFailure.class);
    assertThat(cache.failures()).isEqualTo(2);
    assertThat(cache.get(second, second.with("local"))).isPresent();
    store.failing = false;
    assertThat(read(one)).isEqualTo("one");
  }

  @Test
  void storeThatWentAwayIsNotAnsweredForOnceItHasBeenSilent() {
    BlobCache strict = new BlobCache(Duration.ofHours(1), Duration.ZERO);
    Blob blob = store.with("one");
    strict.get(store, blob);

    store.failing = true;

    assertThatThrownBy(() -> strict.get(store, blob)).isInstanceOf(StoreFailure.class);
  }

  @Test
  void manyWhoWantTheSameAskOnce() throws InterruptedException {
    store.answers = new CountDownLatch(1);
    store.arrived = new CountDownLatch(1);
    Blob blob = store.with("wanted");
    List<String> read = new CopyOnWriteArrayList<>();
    List<Thread> wanting =
        IntStream.range(0, 20).mapToObj(i -> new Thread(() -> read.add(read(blob)))).toList();
    wanting.get(0).start();
    store.arrived.await();
    wanting.subList(1, 20).forEach(Thread::start);
    while (cache.hits() < 19) {
      Thread.onSpinWait();
    }

    store.answers.countDown();

    for (Thread thread : wanting) {
      thread.join();
    }
    assertThat(read).hasSize(20).containsOnly("wanted");
    assertThat(store.asked).isEqualTo(1);
  }

  @Test
  void whoWaitsForAFailureFailsToo() throws InterruptedException {
    store.answers = new CountDownLatch(1);
    store.arrived = new CountDownLatch(1);
    store.failsAfterwards = true;
    Blob blob = store.with("lost");
    List<String> failed = new CopyOnWriteArrayList<>();
    Runnable reading =
        () -> {
          try {
            read(blob);
          } catch (StoreFailure e) {
            failed.add(e.remedy().code());
          }
        };
    Thread first = new Thread(reading);
    Thread second = new Thread(reading);
    first.start();
    store.arrived.await();
    second.start();
    while (cache.hits() < 1) {
      Thread.onSpinWait();
    }

    store.answers.countDown();

    first.join();
    second.join();
    assertThat(failed).containsExactly("STORE_UNAVAILABLE", "STORE_UNAVAILABLE");
    assertThat(store.asked).isEqualTo(1);
  }

  @Test
  void whatIsLetGoOrOldIsNotAnswered() {
    Blob blob = store.with("one");
    read(blob);
    cache.forget(blob);
    store.blobs.clear();
    assertThat(cache.get(store, blob)).isEmpty();

    BlobCache off = new BlobCache(Duration.ZERO, Duration.ofHours(1));
    Blob again = store.with("two");
    off.get(store, again);
    off.get(store, again);
    assertThat(off.hits()).isZero();
  }

  @Test
  void holdsCiphertextOfItsOwnAndNoMoreThanItMay() {
    Blob blob = store.with("one");
    cache.get(store, blob).orElseThrow()[0] = 'X';
    assertThat(read(blob)).isEqualTo("one");

    byte[] large = new byte[1 << 20];
    for (int i = 0; i < 20; i++) {
      cache.get(store, store.with(large));
    }
    int asked = store.asked;
    read(blob);
    assertThat(store.asked).as("the eldest went").isEqualTo(asked + 1);
  }

  @Test
  void storesOnThisMachineAreAlwaysAsked() {
    RemoteStore file = new RemoteStore(StoreKind.FILE);
    Blob blob = file.with("one");
    cache.get(file, blob);
    cache.get(file, blob);
    assertThat(file.asked).isEqualTo(2);
  }

  @Test
  void slowStoreKeepsABoundedNumberOfCallersWaiting() throws InterruptedException {
    store.answers = new CountDownLatch(1);
    store.arrived = new CountDownLatch(8);
    List<Thread> waiting =
        IntStream.range(0, 8)
            .mapToObj(i -> new Thread(() -> cache.get(store, store.with("slow " + i))))
            .toList();
    waiting.forEach(Thread::start);
    store.arrived.await();

    assertThatThrownBy(() -> read(store.with("ninth")))
        .isInstanceOfSatisfying(
            StoreFailure.class, e -> assertThat(e.remedy().code()).isEqualTo("STORE_BUSY"));

    store.answers.countDown();
    for (Thread thread : waiting) {
      thread.join();
    }
    assertThat(read(store.with("tenth"))).isEqualTo("tenth");
  }

  private String read(Blob blob) {
    return new String(cache.get(store, blob).orElseThrow(), UTF_8);
  }

  /** A store in memory that counts, fails and waits as told. */
  private static final class RemoteStore implements SecretStore {
    private final StoreKind kind;
    private final Map<Blob, byte[]> blobs = new ConcurrentHashMap<>();
    private volatile int asked;
    private volatile boolean failing;
    private volatile boolean failsAfterwards;
    private @Nullable CountDownLatch arrived;
    private @Nullable CountDownLatch answers;

    RemoteStore(StoreKind kind) {
      this.kind = kind;
    }

    Blob with(String text) {
      return with(text.getBytes(UTF_8));
    }

    Blob with(byte[] envelope) {
      Blob blob = new Blob(PLACE, 1, UUID.randomUUID());
      blobs.put(blob, envelope);
      return blob;
    }

    @Override
    public StoreKind kind() {
      return kind;
    }

    @Override
    public void put(Blob blob, byte[] envelope) {
      blobs.put(blob, envelope);
    }

    @Override
    public Optional<byte[]> get(Blob blob) {
      synchronized (this) {
        asked++;
      }
      if (failing) {
        throw new StoreFailure(kind, StoreFailure.Reason.UNAVAILABLE, "It is away.", "Wait.");
      }
      await();
      if (failsAfterwards) {
        throw new StoreFailure(kind, StoreFailure.Reason.UNAVAILABLE, "It went away.", "Wait.");
      }
      return Optional.ofNullable(blobs.get(blob)).map(byte[]::clone);
    }

    private void await() {
      if (arrived != null && answers != null) {
        arrived.countDown();
        try {
          answers.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }

    @Override
    public void erase(Blob blob) {
      blobs.remove(blob);
    }

    @Override
    public List<SecretRef> list(TenantId tenant, @Nullable SecretRef after, int limit) {
      return List.of();
    }

    @Override
    public Optional<Remedy> trouble() {
      return Optional.empty();
    }
  }
}
