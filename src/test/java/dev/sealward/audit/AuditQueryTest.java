package dev.sealward.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.TenantId;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("ST-SEC-010")
class AuditQueryTest {
  private static final TenantId TENANT = TenantId.of("acme");

  @Test
  void theTenantIsAlwaysACondition() {
    assertThat(AuditTrail.conditions(TENANT, AuditQuery.latest(10)))
        .containsOnlyKeys("tenant")
        .containsEntry("tenant", "acme");
  }

  @Test
  void onlyGivenConditionsReachTheQuery() {
    AuditQuery query = AuditQuery.about(new Target("secret", "s-1"), 10).before(7);

    assertThat(AuditTrail.conditions(TENANT, query).keySet())
        .containsExactly("tenant", "targetKind", "targetId");
    assertThat(AuditTrail.jpql(AuditTrail.conditions(TENANT, query).keySet(), query.beforeId()))
        .isEqualTo(
            "select e from AuditEvent e where 1 = 1 and e.tenant = :tenant"
                + " and e.targetKind = :targetKind and e.targetId = :targetId"
                + " and e.id < :beforeId order by e.id desc");
  }

  @Test
  void noValueIsEverPartOfTheQueryText() {
    AuditQuery query =
        new AuditQuery(
            new Target("page", "' or 1=1"),
            "' or 1=1",
            Action.ACCESS_DENIED,
            Outcome.REFUSED,
            UUID.randomUUID(),
            null,
            1);

    assertThat(AuditTrail.jpql(AuditTrail.conditions(TENANT, query).keySet(), null))
        .doesNotContain("'", "or 1");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 201})
  void aPageHolds1To200Rows(int limit) {
    assertThatThrownBy(() -> AuditQuery.latest(limit)).isInstanceOf(Refused.class);
  }

  @Test
  void aTargetIsOfAKnownKindAndHasAnId() {
    assertThatThrownBy(() -> new Target("planet", "mars"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Target("secret", " "))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Target("secret", "a\nb"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
