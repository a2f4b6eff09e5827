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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
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

  private static final Duration LONG = Duration.ofHours(1);

  private final RemoteStore store = new RemoteStore(StoreKind.VAULT);
  private final BlobCache cache = new BlobCache(LONG, LONG);

  @Test
  void whoReadsAloneAsksTheStoreAndIsCounted() {
    Blob blob = store.with("one");

    assertThat(read(blob)).isEqualTo("one");
    assertThat(read(blob)).isEqualTo("one");

    assertThat(store.asked).hasValue(2);
    assertThat(cache.hits()).isZero();
    assertThat(cache.misses()).isEqualTo(2);
    assertThat(cache.failures()).isZero();
  }

  @Test
  void storeThatJustWentAwayIsNotAnsweredFor() {
    Blob blob = store.with("one");
    read(blob);

    store.failing = true;

    assertThatThrownBy(() -> read(blob)).isInstanceOf(StoreFailure.class);
  }

  @Test
  void whoComesWhileTheStoreIsAskedSharesTheNextAsking() {
    List<Blob> blobs = IntStream.range(0, 4).mapToObj(i -> store.with("held " + i)).toList();
    blobs.forEach(this::read);
    store.gated = true;
    Reading first = reading(blobs.get(0));
    Gate before = store.nextGate();
    List<Reading> others = IntStream.range(0, 20).mapToObj(i -> reading(blobs.get(i % 4))).toList();
    others.forEach(Reading::awaitWaiting);

    before.answer();
    Gate next = store.nextGate();
    assertThat(first.result()).isEqualTo("held 0");
    assertThat(cache.hits()).as("what was asked before they came proves nothing").isZero();
    next.answer();

    for (int i = 0; i < others.size(); i++) {
      assertThat(others.get(i).result()).isEqualTo("held " + i % 4);
    }
    assertThat(store.asked).hasValue(blobs.size() + 2);
    assertThat(cache.hits()).isEqualTo(others.size() - 1);
  }

  @Test
  void manyWhoWantWhatNobodyHasAskOneAtATime() {
    Blob blob = store.with("wanted");
    store.gated = true;
    Reading first = reading(blob);
    Gate before = store.nextGate();
    List<Reading> others = IntStream.range(0, 20).mapToObj(i -> reading(blob)).toList();
    others.forEach(Reading::awaitWaiting);

    before.answer();
    store.nextGate().answer();

    assertThat(first.result()).isEqualTo("wanted");
    assertThat(others).extracting(Reading::result).containsOnly("wanted");
    assertThat(store.asked).hasValue(2);
  }

  @Test
  void failureFailsAllWhoWaitedForThatAnswerAndEmptiesWhatWasHeld() {
    Blob one = store.with("one");
    Blob other = store.with("other");
    read(one);
    read(other);
    store.gated = true;
    Reading first = reading(one);
    Gate before = store.nextGate();
    List<Reading> others =
        IntStream.range(0, 10).mapToObj(i -> reading(i % 2 == 0 ? one : other)).toList();
    others.forEach(Reading::awaitWaiting);

    before.answer();
    store.nextGate().fail(StoreFailure.Reason.UNAVAILABLE);

    assertThat(first.result()).isEqualTo("one");
    assertThat(others).extracting(Reading::result).containsOnly("STORE_UNAVAILABLE");
    assertThat(cache.failures()).isEqualTo(1);
    assertThat(cache.hits()).isZero();
    assertThat(isHeld(one)).isFalse();
    assertThat(isHeld(other)).isFalse();
  }

  @Test
  void failureOfOneStoreSaysNothingOfAnother() {
    Blob one = store.with("one");
    read(one);
    RemoteStore second = new RemoteStore(StoreKind.AWS);
    second.failing = true;

    assertThatThrownBy(() -> cache.get(second, second.with("other")))
        .isInstanceOf(StoreFailure.class);

    assertThat(isHeld(one)).isTrue();
  }

  @Test
  void whatIsWrongWithOneBlobIsNotSaidOfAnother() {
    Blob damaged = store.with("damaged");
    Blob sound = store.with("sound");
    read(damaged);
    read(sound);
    store.gated = true;
    Reading first = reading(damaged);
    Gate asked = store.nextGate();
    Reading again = reading(damaged);
    again.awaitWaiting();
    asked.answer();
    asked = store.nextGate();
    Reading other = reading(sound);
    other.awaitWaiting();

    asked.fail(StoreFailure.Reason.CORRUPT);
    store.nextGate().answer();

    assertThat(first.result()).isEqualTo("damaged");
    assertThat(again.result()).isEqualTo("STORE_CORRUPT");
    assertThat(other.result()).isEqualTo("sound");
    assertThat(cache.hits()).isZero();
  }

  @Test
  void answerToAnotherQuestionFreesWhoWasThereBeforeIt() {
    Blob held = store.with("held");
    read(held);
    store.gated = true;
    Reading first = reading(held);
    Gate slow = store.nextGate();
    Reading waiting = reading(held);
    waiting.awaitWaiting();
    Reading another = reading(store.with("another"));
    store.nextGate().answer();

    assertThat(another.result()).isEqualTo("another");
    assertThat(waiting.result()).isEqualTo("held");
    slow.answer();
    assertThat(first.result()).isEqualTo("held");
  }

  @Test
  void whatIsLetGoOrOldOrNeverToBeHeldIsNotHeld() {
    Blob blob = store.with("one");
    read(blob);
    assertThat(isHeld(blob)).isTrue();
    cache.forget(blob);
    assertThat(isHeld(blob)).isFalse();

    BlobCache brief = new BlobCache(Duration.ofNanos(1), LONG);
    brief.get(store, blob);
    assertThat(isHeld(brief, blob)).isFalse();

    BlobCache off = new BlobCache(Duration.ZERO, LONG);
    off.get(store, blob);
    assertThat(isHeld(off, blob)).isFalse();
    assertThat(off.hits()).isZero();
  }

  @Test
  void whatIsNotThereIsAskedForEachTime() {
    Blob blob = store.with("one");
    store.blobs.clear();
    assertThat(cache.get(store, blob)).isEmpty();
    assertThat(cache.get(store, blob)).isEmpty();
    assertThat(store.asked).hasValue(2);
  }

  @Test
  void holdsCiphertextOfItsOwnAndNoMoreThanItMay() {
    Blob blob = store.with("one");
    cache.get(store, blob).orElseThrow()[0] = 'X';
    assertThat(read(blob)).isEqualTo("one");
    assertThat(isHeld(blob)).isTrue();

    byte[] large = new byte[1 << 20];
    for (int i = 0; i < 20; i++) {
      cache.get(store, store.with(large));
    }
    assertThat(isHeld(blob)).as("the eldest went").isFalse();
  }

  @Test
  void storesOnThisMachineAreAlwaysAsked() {
    RemoteStore file = new RemoteStore(StoreKind.FILE);
    Blob blob = file.with("one");
    cache.get(file, blob);
    cache.get(file, blob);
    assertThat(file.asked).hasValue(2);
  }

  @Test
  void slowStoreKeepsABoundedNumberOfCallersWaiting() {
    Blob held = store.with("held");
    read(held);
    store.gated = true;
    List<Reading> slow =
        IntStream.range(0, 8).mapToObj(i -> reading(store.with("slow " + i))).toList();
    List<Gate> gates = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      gates.add(store.nextGate());
    }

    assertThat(reading(store.with("ninth")).result()).isEqualTo("STORE_BUSY");
    assertThatThrownBy(() -> cache.put(store, store.with("ninth"), new byte[1]))
        .isInstanceOf(StoreFailure.class);

    Reading waiting = reading(held);
    waiting.awaitWaiting();
    gates.get(0).answer();
    store.nextGate().answer();
    assertThat(waiting.result()).as("asks as soon as it may").isEqualTo("held");
    gates.subList(1, 8).forEach(Gate::answer);
    assertThat(slow).extracting(Reading::result).allMatch(text -> text.startsWith("slow "));
  }

  @Test
  void whoWaitsTooLongForAnothersAnswerIsRefused() {
    BlobCache hasty = new BlobCache(LONG, Duration.ofMillis(1));
    Blob blob = store.with("one");
    store.gated = true;
    Reading first = new Reading(hasty, blob);
    Gate slow = store.nextGate();

    assertThat(new Reading(hasty, blob).result()).isEqualTo("STORE_BUSY");

    slow.answer();
    assertThat(first.result()).isEqualTo("one");
  }

  private String read(Blob blob) {
    return new String(cache.get(store, blob).orElseThrow(), UTF_8);
  }

  private Reading reading(Blob blob) {
    return new Reading(cache, blob);
  }

  private boolean isHeld(Blob blob) {
    return isHeld(cache, blob);
  }

  /** What is held waits while another asks for proof; what is not is asked for beside that. */
  private boolean isHeld(BlobCache asked, Blob blob) {
    Blob other = store.with("other");
    store.gated = false;
    asked.get(store, other);
    store.gated = true;
    Reading proving = new Reading(asked, other);
    Gate proof = store.nextGate();
    Reading reading = new Reading(asked, blob);
    while (reading.isUndecided() && store.gates.isEmpty()) {
      Thread.onSpinWait();
    }
    boolean held = store.gates.isEmpty();
    proof.answer();
    store.nextGate().answer();
    proving.result();
    reading.result();
    store.gated = false;
    return held;
  }

  /** A reading in a thread of its own. */
  private final class Reading {
    private final CompletableFuture<String> result = new CompletableFuture<>();
    private final Thread thread;

    Reading(BlobCache asked, Blob blob) {
      thread = new Thread(() -> read(asked, blob));
      thread.start();
    }

    private void read(BlobCache asked, Blob blob) {
      try {
        result.complete(new String(asked.get(store, blob).orElseThrow(), UTF_8));
      } catch (StoreFailure e) {
        result.complete(e.remedy().code());
      } catch (RuntimeException e) {
        result.completeExceptionally(e);
      }
    }

    /** Until it waits in the cache, which it does with a limit; in the store it has none. */
    void awaitWaiting() {
      while (isUndecided()) {
        Thread.onSpinWait();
      }
    }

    boolean isUndecided() {
      return thread.getState() != Thread.State.TIMED_WAITING;
    }

    /** What was read, or why it was refused. */
    String result() {
      return result.join();
    }
  }

  /** What the store is being asked, and will answer as told. */
  private static final class Gate {
    private final CompletableFuture<Optional<StoreFailure.Reason>> outcome =
        new CompletableFuture<>();

    void answer() {
      outcome.complete(Optional.empty());
    }

    void fail(StoreFailure.Reason why) {
      outcome.complete(Optional.of(why));
    }
  }

  /** A store in memory that counts, fails and waits as told. */
  private static final class RemoteStore implements SecretStore {
    private final StoreKind kind;
    private final Map<Blob, byte[]> blobs = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final BlockingQueue<Gate> gates = new LinkedBlockingQueue<>();
    private volatile boolean gated;
    private volatile boolean failing;

    RemoteStore(StoreKind kind) {
      this.kind = kind;
    }

    Gate nextGate() {
      try {
        return gates.take();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
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
      asked.incrementAndGet();
      if (failing) {
        throw failure(StoreFailure.Reason.UNAVAILABLE);
      }
      if (gated) {
        Gate gate = new Gate();
        gates.add(gate);
        gate.outcome
            .join()
            .ifPresent(
                why -> {
                  throw failure(why);
                });
      }
      return Optional.ofNullable(blobs.get(blob)).map(byte[]::clone);
    }

    private StoreFailure failure(StoreFailure.Reason why) {
      return new StoreFailure(kind, why, "It does not answer.", "Wait.");
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
