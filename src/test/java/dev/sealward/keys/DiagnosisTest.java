package dev.sealward.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import dev.sealward.crypto.UnopenableException;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.keys.Diagnosis.Suspicion;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("FOUND-04")
class DiagnosisTest {
  private static final UUID ROW = new UUID(1, 2);
  private static final Scope SCOPE = scope("github");

  private final KeySession session =
      new KeySession(
          MasterKeys.of(1, new byte[32]), new ScopeKeys(10), Set.of(1), new SecureRandom());
  private final BoundTo here = new BoundTo(Purpose.SECRET_VALUE, SCOPE, ROW, 2);
  private final BoundTo before = new BoundTo(Purpose.SECRET_VALUE, SCOPE, ROW, 1);
  private final BoundTo other = new BoundTo(Purpose.SECRET_VALUE, SCOPE, new UUID(3, 4), 2);
  private final BoundTo moved = new BoundTo(Purpose.SECRET_VALUE, scope("gitlab"), ROW, 2);

  @Test
  void whatUnwrapsElsewhereIsNamedByWhereThatIs() {
    assertThat(diagnosed(sealed(before))).isEqualTo(new Diagnosis(Damage.REPLAYED, before));
    assertThat(diagnosed(sealed(other))).isEqualTo(new Diagnosis(Damage.SWAPPED, other));
    assertThat(diagnosed(sealed(moved))).isEqualTo(new Diagnosis(Damage.RESCOPED, moved));
  }

  @Test
  void whatUnwrapsHereOrNowhereWasAltered() {
    byte[] value = sealed(here);
    value[value.length - 1] ^= 1;
    byte[] wrapping = sealed(here);
    wrapping[20] ^= 1;

    assertThat(diagnosed(value)).isEqualTo(new Diagnosis(Damage.ALTERED, null));
    assertThat(diagnosed(wrapping)).isEqualTo(new Diagnosis(Damage.ALTERED, null));
  }

  @Test
  void whatTheBytesAloneTellIsNotLookedFor() {
    byte[] cut = Arrays.copyOf(sealed(here), 30);

    Diagnosis found =
        session.diagnose(
            here,
            cut,
            failure(cut),
            Stream.generate(
                () -> {
                  throw new IllegalStateException("looked for");
                }));

    assertThat(found).isEqualTo(new Diagnosis(Damage.TRUNCATED, null));
  }

  @Test
  void looksNoFurtherThanItMay() {
    byte[] elsewhere = sealed(new BoundTo(Purpose.MASK, SCOPE, ROW, 1));
    AtomicInteger tried = new AtomicInteger();

    Diagnosis found =
        session.diagnose(
            here,
            elsewhere,
            failure(elsewhere),
            Stream.generate(() -> new Suspicion(Damage.SWAPPED, other))
                .peek(suspicion -> tried.incrementAndGet()));

    assertThat(found.damage()).isEqualTo(Damage.ALTERED);
    assertThat(tried).hasValue(KeySession.MAX_TRIES);
  }

  @Test
  void onlyPeopleOfTheTenantHearWhereItBelongs() {
    Diagnosis found = diagnosed(sealed(other));

    assertThat(found.belongsTo(SCOPE.tenant()).orElseThrow()).contains(other.rowId().toString());
    assertThat(found.belongsTo(TenantId.of("acme"))).hasValue("belongs to another tenant");
  }

  @Test
  void theLengthTellsOnlyWhatTheKeyDoesNot() {
    assertThat(new Diagnosis(Damage.ALTERED, null).rather(Damage.EXTENDED).damage())
        .isEqualTo(Damage.EXTENDED);
    assertThat(new Diagnosis(Damage.SWAPPED, other).rather(Damage.EXTENDED).damage())
        .isEqualTo(Damage.SWAPPED);
  }

  private Diagnosis diagnosed(byte[] envelope) {
    return session.diagnose(
        here,
        envelope,
        failure(envelope),
        Stream.of(
            new Suspicion(Damage.REPLAYED, before),
            new Suspicion(Damage.RESCOPED, moved),
            new Suspicion(Damage.SWAPPED, other)));
  }

  private UnopenableException failure(byte[] envelope) {
    try {
      session.open(here.purpose(), here.scope(), here.rowId(), here.version(), envelope).close();
      return fail("it opened");
    } catch (UnopenableException e) {
      return e;
    }
  }

  private byte[] sealed(BoundTo place) {
    return session.seal(
        place.purpose(), place.scope(), place.rowId(), place.version(), new byte[] {1, 2, 3});
  }

  private static Scope scope(String provider) {
    return new Scope(
        TenantId.of("default"),
        WorkspaceId.of("default"),
        Environment.PRODUCTION,
        ProviderId.of(provider));
  }
}
