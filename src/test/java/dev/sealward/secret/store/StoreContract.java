package dev.sealward.secret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretName;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every store does, whatever it is made of (HOME-04). */
@Tag("HOME-04")
@Tag("FOUND-01")
public abstract class StoreContract {
  /** Of this test run alone: what an earlier one left is not in its way. */
  private final TenantId tenant = TenantId.of("t" + UUID.randomUUID().toString().substring(0, 13));

  protected abstract SecretStore store();

  /** The same kind of store, with nothing behind it. */
  protected abstract SecretStore unreachable();

  protected boolean canList() {
    return true;
  }

  /** A blob that was not put yet. */
  protected Blob blob(Place place, int version) {
    return new Blob(place, version, UUID.randomUUID());
  }

  protected Place place(String name) {
    return place(tenant, "default", Environment.PRODUCTION, "generic", name);
  }

  protected Place place(
      TenantId of, String workspace, Environment environment, String provider, String name) {
    return new Place(
        SecretId.of(UUID.randomUUID()),
        new Scope(of, WorkspaceId.of(workspace), environment, ProviderId.of(provider)),
        SecretName.of(name));
  }

  protected static byte[] envelope(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  public void whatWasPutComesBack() {
    Blob blob = blob(place("KEPT"), 1);
    store().put(blob, envelope(137));
    assertThat(store().get(blob)).hasValue(envelope(137));
  }

  @Test
  public void anEnvelopeOf60KibibytesAndTheLongestOneFit() {
    Blob usual = blob(place("USUAL"), 1);
    store().put(usual, envelope(60 * 1024 + 97));
    assertThat(store().get(usual)).hasValue(envelope(60 * 1024 + 97));

    Blob longest = blob(place("LONGEST"), 1);
    store().put(longest, envelope(store().maxEnvelopeBytes()));
    assertThat(store().get(longest)).hasValue(envelope(store().maxEnvelopeBytes()));
  }

  @Test
  public void aLongerOneIsRefusedAndNotKept() {
    Blob blob = blob(place("TOO_LONG"), 1);
    assertFails(
        StoreFailure.Reason.TOO_LARGE,
        () -> store().put(blob, new byte[store().maxEnvelopeBytes() + 1]));
    assertThat(store().get(blob)).isEmpty();
  }

  @Test
  public void theBytesAreTheStoresOwn() {
    Blob blob = blob(place("OWN_BYTES"), 1);
    byte[] given = envelope(50);
    store().put(blob, given);
    given[0]++;
    store().get(blob).orElseThrow()[1]++;
    assertThat(store().get(blob)).hasValue(envelope(50));
  }

  @Test
  public void whatWasErasedIsGoneAndErasingAgainIsNoFailure() {
    Blob blob = blob(place("ERASED"), 1);
    store().put(blob, envelope(80));
    store().erase(blob);
    assertThat(store().get(blob)).isEmpty();
    store().erase(blob);
    store().erase(blob(place("NEVER_THERE"), 1));
  }

  @Test
  public void versionsStandSideBySide() {
    Place place = place("ROTATED");
    Blob first = blob(place, 1);
    Blob second = blob(place, 2);
    store().put(first, envelope(90));
    store().put(second, envelope(91));
    assertThat(store().get(first)).hasValue(envelope(90));
    assertThat(store().get(second)).hasValue(envelope(91));

    store().erase(first);
    assertThat(store().get(first)).isEmpty();
    assertThat(store().get(second)).hasValue(envelope(91));
  }

  @Test
  public void puttingTheSameAgainChangesNothing() {
    Blob blob = blob(place("AGAIN"), 1);
    store().put(blob, envelope(70));
    store().put(blob, envelope(70));
    assertThat(store().get(blob)).hasValue(envelope(70));
  }

  @Test
  public void anIdIsNeverGivenOtherBytes() {
    Blob blob = blob(place("IMMUTABLE"), 1);
    store().put(blob, envelope(70));
    assertFails(StoreFailure.Reason.CONFLICT, () -> store().put(blob, envelope(71)));
    assertThat(store().get(blob)).hasValue(envelope(70));
  }

  @Test
  public void anotherIdOrVersionOrSecretFindsNothing() {
    Blob blob = blob(place("FOUND"), 1);
    store().put(blob, envelope(60));
    assertThat(store().get(new Blob(blob.place(), 1, UUID.randomUUID()))).isEmpty();
    assertThat(store().get(new Blob(blob.place(), 2, blob.id()))).isEmpty();
    assertThat(store().get(new Blob(place("OTHER"), 1, blob.id()))).isEmpty();
    store().erase(new Blob(blob.place(), 1, UUID.randomUUID()));
    assertThat(store().get(blob)).hasValue(envelope(60));
  }

  @Test
  public void namesThatDifferALittleAreDifferentSecrets() {
    List<String> names =
        List.of("Key", "KEY", "key", "kEY", "k-e-y", "k.e.y", "key.", "key.enc", "key.new", "k_Ey");
    List<Blob> blobs = new ArrayList<>();
    for (String name : names) {
      Blob blob = blob(place(name), 1);
      store().put(blob, envelope(100 + blobs.size()));
      blobs.add(blob);
    }
    for (int i = 0; i < blobs.size(); i++) {
      assertThat(store().get(blobs.get(i))).as(names.get(i)).hasValue(envelope(100 + i));
    }
  }

  @Test
  public void scopesAreApart() {
    List<Place> places =
        List.of(
            place("SCOPED"),
            place(tenant, "other", Environment.PRODUCTION, "generic", "SCOPED"),
            place(tenant, "default", Environment.DEV, "generic", "SCOPED"),
            place(tenant, "default", Environment.PRODUCTION, "openai", "SCOPED"));
    List<Blob> blobs = new ArrayList<>();
    for (Place place : places) {
      Blob blob = blob(place, 1);
      store().put(blob, envelope(200 + blobs.size()));
      blobs.add(blob);
    }
    store().erase(blobs.get(0));
    assertThat(store().get(blobs.get(0))).isEmpty();
    for (int i = 1; i < blobs.size(); i++) {
      assertThat(store().get(blobs.get(i))).hasValue(envelope(200 + i));
    }
  }

  @Test
  public void theLongestNamesThereCanBeAreKept() {
    String longest = "aB".repeat(64);
    String scope = "a".repeat(63);
    Blob blob = blob(place(tenant, scope, Environment.STAGING, scope, longest), 999_999_999);
    store().put(blob, envelope(40));
    assertThat(store().get(blob)).hasValue(envelope(40));
    store().erase(blob);
    assertThat(store().get(blob)).isEmpty();
  }

  @Test
  public void writersOfOneSecretDoNotLoseEachOthersVersions() throws Exception {
    Place place = place("CONTENDED");
    List<Blob> blobs = new ArrayList<>();
    for (int version = 1; version <= 24; version++) {
      blobs.add(blob(place, version));
    }
    ExecutorService writers = Executors.newFixedThreadPool(6);
    try {
      List<Future<?>> written = new ArrayList<>();
      for (Blob blob : blobs) {
        written.add(
            writers.submit(
                () -> {
                  store().put(blob, envelope(blob.version()));
                  if (blob.version() % 3 == 0) {
                    store().erase(blob);
                  }
                  return store().get(blob);
                }));
      }
      for (Future<?> one : written) {
        one.get();
      }
    } finally {
      writers.shutdownNow();
    }
    for (Blob blob : blobs) {
      if (blob.version() % 3 == 0) {
        assertThat(store().get(blob)).isEmpty();
      } else {
        assertThat(store().get(blob)).hasValue(envelope(blob.version()));
      }
    }
  }

  @Test
  public void withNothingBehindItItFailsAndGivesNothing() {
    Blob blob = blob(place("AWAY"), 1);
    assertFails(StoreFailure.Reason.UNAVAILABLE, () -> unreachable().put(blob, envelope(30)));
    assertFails(StoreFailure.Reason.UNAVAILABLE, () -> unreachable().get(blob));
    assertFails(StoreFailure.Reason.UNAVAILABLE, () -> unreachable().erase(blob));
    assertThat(unreachable().trouble()).isPresent();
    assertThat(store().trouble()).isEmpty();
  }

  @Test
  public void listsTheNamesOfOneTenantPageByPageOrSaysThatItCannot() {
    TenantId listed = TenantId.of("l" + UUID.randomUUID().toString().substring(0, 13));
    List<String> expected = new ArrayList<>();
    for (String name : List.of("beta", "Alpha", "GAMMA", "delta.x")) {
      Place place = place(listed, "default", Environment.DEV, "generic", name);
      store().put(blob(place, 1), envelope(20));
      store().put(blob(place, 2), envelope(21));
      expected.add(place.ref().toString());
    }
    expected.sort(null);
    store().put(blob(place("of-another-tenant"), 1), envelope(22));

    if (!canList()) {
      assertFails(StoreFailure.Reason.UNSUPPORTED, () -> store().list(listed, null, 3));
      return;
    }
    List<SecretRef> first = store().list(listed, null, 3);
    List<SecretRef> rest = store().list(listed, first.get(2), 3);

    assertThat(first).hasSize(3);
    assertThat(rest).hasSize(1);
    List<SecretRef> all = new ArrayList<>(first);
    all.addAll(rest);
    assertThat(all).map(SecretRef::toString).isEqualTo(expected);
    assertThat(store().list(TenantId.of("nobody-at-all"), null, 3)).isEmpty();
  }

  protected static StoreFailure assertFails(
      StoreFailure.Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
    StoreFailure[] failure = new StoreFailure[1];
    assertThatThrownBy(action)
        .asInstanceOf(type(StoreFailure.class))
        .satisfies(
            thrown -> {
              assertThat(thrown.reason()).isEqualTo(reason);
              assertThat(thrown.remedy().steps()).isNotEmpty();
              failure[0] = thrown;
            });
    return failure[0];
  }
}
