package dev.sealward.secret.store.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.secret.store.Blob;
import dev.sealward.secret.store.OutsideStoreContract;
import dev.sealward.secret.store.SecretStore;
import dev.sealward.secret.store.StoreFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What stores on a vendor's server do beyond that, in front of a server gone wrong above all. */
@Tag("FOUND-01")
abstract class CloudStoreContract extends OutsideStoreContract {
  private final List<CloudStore> opened = new ArrayList<>();
  private SecretStore store;

  abstract VendorServer server();

  /** A store whose server is at that address. */
  abstract CloudStore at(String address);

  @BeforeEach
  void open() {
    store = opened(at(server().address()));
  }

  @AfterEach
  void close() throws IOException {
    for (CloudStore one : opened) {
      one.close();
    }
    server().close();
  }

  CloudStore opened(CloudStore one) {
    opened.add(one);
    return one;
  }

  @Override
  protected SecretStore store() {
    return store;
  }

  @Override
  protected SecretStore unreachable() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = free.getLocalPort();
      free.close();
      return opened(at("http://127.0.0.1:" + port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the store makes them, with less patience. */
  static VendorCalls calls(String... addresses) {
    List<URI> hosts = new ArrayList<>();
    for (String address : addresses) {
      hosts.add(URI.create(address));
    }
    try {
      return VendorCalls.to(hosts, Duration.ofMillis(700));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** FOUND-03: what was read a moment ago does not stand in for what cannot be read now. */
  @ParameterizedTest
  @Tag("FOUND-03")
  @EnumSource(
      value = VendorServer.Mood.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"WELL", "SLOW", "THROTTLING"})
  void serverGoneWrongGivesNothingAndSaysNothingOfItsOwn(VendorServer.Mood mood) {
    Blob blob = blob(place("GONE_WRONG"), 1);
    store.put(blob, envelope(500));
    assertThat(store.get(blob)).isPresent();

    server().become(mood);

    StoreFailure failure =
        assertFails(
            switch (mood) {
              case DENYING -> StoreFailure.Reason.DENIED;
              case GARBAGE, EMPTY, NESTED, NO_JSON -> StoreFailure.Reason.CORRUPT;
              default -> StoreFailure.Reason.UNAVAILABLE;
            },
            () -> store.get(blob));
    assertThat(failure.toString() + failure.remedy())
        .doesNotContain(VendorServer.GOSSIP)
        .doesNotContain("sign in");
    if (mood == VendorServer.Mood.DENYING || mood == VendorServer.Mood.FAILING) {
      Blob next = blob(blob.place(), 2);
      assertThatThrownBy(() -> store.put(next, envelope(5))).isInstanceOf(StoreFailure.class);
      assertThatThrownBy(() -> store.erase(blob)).isInstanceOf(StoreFailure.class);
      assertThatThrownBy(() -> store.list(blob.place().scope().tenant(), null, 5))
          .isInstanceOf(StoreFailure.class);
      assertThat(store.trouble()).isPresent();
    }
    server().become(VendorServer.Mood.WELL);
    assertThat(store.get(blob)).hasValue(envelope(500));
  }

  @Test
  void slowServerIsGivenUpAndNotAskedAgain() {
    Blob blob = blob(place("SLOW"), 1);
    store.put(blob, envelope(5));
    int before = server().requests();
    server().become(VendorServer.Mood.SLOW);
    StoreFailure failure = assertFails(StoreFailure.Reason.UNAVAILABLE, () -> store.get(blob));
    assertThat(failure.remedy().problem()).contains("took too long");
    assertThat(server().requests()).isEqualTo(before + 1);
  }

  @Test
  void whatIsTurnedAwayAsTooMuchIsSentAgainTwiceAndNotForEver() {
    Blob blob = blob(place("THROTTLED"), 1);
    store.put(blob, envelope(5));
    server().throttle(2);
    assertThat(store.get(blob)).hasValue(envelope(5));

    int before = server().requests();
    server().become(VendorServer.Mood.THROTTLING);
    StoreFailure failure = assertFails(StoreFailure.Reason.UNAVAILABLE, () -> store.get(blob));
    assertThat(failure.remedy().problem()).contains("no more requests");
    assertThat(server().requests()).isEqualTo(before + 3);
  }

  @Test
  void limitIsTheVendorsAndNamed() {
    assertThat(store.maxEnvelopeBytes()).isEqualTo(65_536);
    StoreFailure failure =
        assertFails(
            StoreFailure.Reason.TOO_LARGE,
            () -> store.put(blob(place("TOO_LONG"), 1), new byte[65_537]));
    assertThat(failure.remedy().problem()).contains("65536");
    assertThat(failure.refused().kind().status()).isEqualTo(413);
  }
}
