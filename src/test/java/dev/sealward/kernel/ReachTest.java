package dev.sealward.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("FR-028-002")
class ReachTest {
  private static final WorkspaceId PAYMENTS = WorkspaceId.of("payments");
  private static final ProviderId STRIPE = ProviderId.of("stripe");

  private static Scope scope(String workspace, String provider) {
    return new Scope(
        TenantId.of("acme"),
        WorkspaceId.of(workspace),
        Environment.PRODUCTION,
        ProviderId.of(provider));
  }

  @Test
  void aWorkspaceIsReachedOnlyWhenNamed() {
    Reach reach = Reach.of(Set.of(PAYMENTS));
    assertThat(reach.covers(scope("payments", "stripe"))).isTrue();
    assertThat(reach.covers(scope("payments2", "stripe"))).isFalse();
    assertThat(Reach.of(Set.of()).covers(PAYMENTS)).isFalse();
  }

  @Test
  void theWholeTenantIsEveryWorkspace() {
    assertThat(Reach.tenantWide().covers(scope("anything", "generic"))).isTrue();
  }

  @Test
  void aProviderNarrowsWhatIsReached() {
    Reach reach = Reach.of(Set.of(PAYMENTS)).only(STRIPE);
    assertThat(reach.covers(scope("payments", "stripe"))).isTrue();
    assertThat(reach.covers(scope("payments", "github"))).isFalse();
    assertThat(Reach.tenantWide().only(STRIPE).covers(scope("other", "github"))).isFalse();
  }

  @Test
  void aCallerReachesNoMoreThanItsOwnWorkspaceAndHasProvedNothing() {
    Caller system = Caller.system("test", TenantId.of("acme"), PAYMENTS);
    Caller plain =
        new Caller(
            Caller.Kind.PERSON,
            "ann",
            TenantId.of("acme"),
            PAYMENTS,
            Set.of(Role.VIEWER),
            "local",
            system.correlationId());
    assertThat(plain.reach()).isEqualTo(Reach.of(Set.of(PAYMENTS)));
    assertThat(plain.isProvenSince(Instant.EPOCH, Duration.ofDays(1))).isFalse();
    assertThat(system.reach()).isEqualTo(Reach.tenantWide());
  }

  @Test
  void aProofGrowsOld() {
    Instant moment = Instant.parse("2026-01-01T00:00:00Z");
    Caller proven =
        Caller.system("test", TenantId.of("acme"), PAYMENTS)
            .provenAt(moment)
            .within(Reach.of(Set.of()));
    assertThat(proven.isProvenSince(moment.plusSeconds(299), Duration.ofMinutes(5))).isTrue();
    assertThat(proven.isProvenSince(moment.plusSeconds(300), Duration.ofMinutes(5))).isFalse();
  }
}
