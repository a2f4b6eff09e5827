package dev.sealward.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.crypto.Binding;
import dev.sealward.crypto.Envelope;
import dev.sealward.crypto.ScopeKey;
import dev.sealward.crypto.UnopenableException;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("FR-028-001c")
@Tag("FOUND-07")
class MasterKeysTest {
  private static final byte[] PLAINTEXT = "zq81kfm2".getBytes(UTF_8);

  // One binding for all, so that only the keys differ.
  private static final Binding BINDING =
      Binding.of("test", new UUID(1, 2), 1, scope("t", "w", Environment.DEV, "p"));

  private final SecureRandom random = new SecureRandom();

  private record Place(Scope scope, Purpose purpose) {}

  @Test
  void everyPartOfTheScopeAndThePurposeMakesAnotherKey() {
    MasterKeys keys = MasterKeys.of(1, new byte[32]);
    List<Place> places = new ArrayList<>();
    for (Purpose purpose : Purpose.values()) {
      places.add(new Place(scope("t", "w", Environment.DEV, "p"), purpose));
    }
    places.add(new Place(scope("t2", "w", Environment.DEV, "p"), Purpose.SECRET_VALUE));
    places.add(new Place(scope("t", "w2", Environment.DEV, "p"), Purpose.SECRET_VALUE));
    places.add(new Place(scope("t", "w", Environment.STAGING, "p"), Purpose.SECRET_VALUE));
    places.add(new Place(scope("t", "w", Environment.DEV, "p2"), Purpose.SECRET_VALUE));
    places.add(new Place(scope("tw", "d", Environment.DEV, "p"), Purpose.SECRET_VALUE));
    places.add(new Place(scope("t", "wd", Environment.DEV, "p"), Purpose.SECRET_VALUE));

    for (Place sealed : places) {
      byte[] envelope = seal(keys, sealed);
      for (Place opening : places) {
        assertThat(opens(keys, opening, envelope))
            .as("%s with the key of %s", sealed, opening)
            .isEqualTo(sealed.equals(opening));
      }
    }
  }

  @Test
  void anotherMasterKeyDerivesAnotherKey() {
    Place place = new Place(scope("t", "w", Environment.DEV, "p"), Purpose.SECRET_VALUE);
    byte[] other = new byte[32];
    other[31] = 1;
    byte[] envelope = seal(MasterKeys.of(1, new byte[32]), place);
    assertThat(opens(MasterKeys.of(1, new byte[32]), place, envelope)).isTrue();
    assertThat(opens(MasterKeys.of(1, other), place, envelope)).isFalse();
  }

  @Test
  void unknownVersionHasNoKey() {
    MasterKeys keys = MasterKeys.of(3, new byte[32]);
    assertThat(keys.activeVersion()).isEqualTo(3);
    assertThat(keys.scopeKey(2, scope("t", "w", Environment.DEV, "p"), Purpose.SECRET_VALUE))
        .isNull();
  }

  @Test
  @Tag("FR-028-001")
  void whatIsClosedIsZeroedAndRefusesInsteadOfDerivingFromZeroes() {
    byte[] first = {
      1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8
    };
    byte[] second = first.clone();
    second[0] = 9;
    MasterKeys both = MasterKeys.of(1, first).rotatedTo(2, second);
    MasterKeys left = both.only(Set.of(2, 7));
    assertThat(left.versions()).containsExactly(2);
    assertThat(both.isWithin(Set.of(2))).isFalse();
    assertThat(left.isWithin(Set.of(2, 7))).isTrue();
    assertThat(first).as("still open in the other").isNotEqualTo(new byte[32]);

    both.closeBut(left);

    Scope scope = scope("t", "w", Environment.DEV, "p");
    assertThat(first).isEqualTo(new byte[32]);
    assertThat(second).isNotEqualTo(new byte[32]);
    for (Purpose purpose : Purpose.values()) {
      assertThatThrownBy(() -> both.scopeKey(1, scope, purpose)).isInstanceOf(Refused.class);
    }
    assertThatThrownBy(() -> both.wrap(1, random)).isInstanceOf(Refused.class);
    assertThatThrownBy(() -> both.use(1, byte[]::clone)).isInstanceOf(Refused.class);
    left.scopeKey(2, scope, Purpose.MASK).close();

    left.closeBut(null);
    assertThat(second).isEqualTo(new byte[32]);
    assertThatThrownBy(() -> left.scopeKey(2, scope, Purpose.MASK)).isInstanceOf(Refused.class);
  }

  @Test
  @Tag("HOME-05")
  void printsNothing() {
    MasterKeys keys = MasterKeys.of(1, new byte[32]);
    assertThat(keys).hasToString("MasterKeys[hidden]");
    try (ScopeKey key =
        keys.scopeKey(1, scope("t", "w", Environment.DEV, "p"), Purpose.SECRET_VALUE)) {
      assertThat(key).hasToString("ScopeKey[hidden]");
    }
  }

  private byte[] seal(MasterKeys keys, Place place) {
    try (ScopeKey key = keys.scopeKey(1, place.scope(), place.purpose())) {
      return Envelope.seal(PLAINTEXT, BINDING, key, random);
    }
  }

  private static boolean opens(MasterKeys keys, Place place, byte[] envelope) {
    try (ScopeKey key = keys.scopeKey(1, place.scope(), place.purpose());
        SecretValue value = Envelope.open(envelope, BINDING, version -> key)) {
      return value.matches(PLAINTEXT);
    } catch (UnopenableException notThisKey) {
      return false;
    }
  }

  private static Scope scope(
      String tenant, String workspace, Environment environment, String provider) {
    return new Scope(
        TenantId.of(tenant), WorkspaceId.of(workspace), environment, ProviderId.of(provider));
  }
}
