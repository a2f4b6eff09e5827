package dev.sealward.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.Behaviour.Notice;
import dev.sealward.access.Behaviour.Use;
import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.RefusalRecorded;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("VAULT-09")
class BehaviourTest {
  private static final TenantId TENANT = TenantId.of("default");
  private static final Target SECRET = new Target("secret", UUID.randomUUID().toString());

  private final Ticking clock = new Ticking();
  private final Behaviour behaviour = new Behaviour(clock);

  @Test
  void callsAreCountedByNetworkAndHour() {
    EntityId agent = EntityId.of("agent");
    behaviour.used(TENANT, agent, "192.0.2.7");
    behaviour.used(TENANT, agent, "192.0.2.7");
    behaviour.used(TENANT, agent, "2001:db8:1:2::5");
    behaviour.used(TENANT, agent, "2001:db8:1:2::6");
    clock.pass(Duration.ofHours(1));
    behaviour.used(TENANT, agent, "192.0.2.7");

    Instant noon = Instant.parse("2026-01-31T12:00:00Z");
    Map<Use, Long> taken = behaviour.takeUses();
    assertThat(taken)
        .containsOnly(
            Map.entry(new Use(TENANT, agent, "192.0.2.7", noon), 2L),
            Map.entry(new Use(TENANT, agent, "2001:db8:1:2::/64", noon), 2L),
            Map.entry(new Use(TENANT, agent, "192.0.2.7", noon.plusSeconds(3600)), 1L));
    assertThat(behaviour.takeUses()).isEmpty();
    behaviour.back(taken);
    assertThat(behaviour.takeUses()).isEqualTo(taken);
  }

  @Test
  void memoryIsBounded() {
    for (int i = 0; i < 25_000; i++) {
      behaviour.used(TENANT, EntityId.of("agent-" + i), "192.0.2.7");
      behaviour.refused(denial("agent-" + i, SECRET));
    }
    assertThat(behaviour.takeUses()).hasSize(20_000);
    assertThat(behaviour.takeWanted()).hasSize(1_000);
  }

  @Test
  void tenDenialsWithinAMinuteAreABurst() {
    for (int i = 0; i < 9; i++) {
      behaviour.refused(denial("agent", SECRET));
    }
    clock.pass(Duration.ofMinutes(1));
    for (int i = 0; i < 9; i++) {
      behaviour.refused(denial("agent", SECRET));
    }
    assertThat(behaviour.takeNotices()).isEmpty();
    for (int i = 0; i < 5; i++) {
      behaviour.refused(denial("agent", SECRET));
    }
    assertThat(behaviour.takeNotices())
        .singleElement()
        .extracting(notice -> notice.about().kind())
        .isEqualTo(AlertKind.DENIED_BURST);
  }

  @Test
  void onlySecretsThatAreThereAreLookedInto() {
    behaviour.refused(denial("agent", new Target("secret", new UUID(0, 0).toString())));
    behaviour.refused(denial("agent", new Target("project", "invoices")));
    assertThat(behaviour.takeWanted()).isEmpty();
    behaviour.refused(denial("agent", SECRET));
    behaviour.refused(denial("agent", SECRET));
    assertThat(behaviour.takeWanted()).hasSize(1);
    assertThat(behaviour.takeWanted()).isEmpty();
  }

  @Test
  void readOfARevokedSecretIsNoticed() {
    behaviour.refused(
        new RefusalRecorded(agent("agent"), Action.SECRET_ACCESSED, SECRET, "SECRET_EXPIRED"));
    assertThat(behaviour.takeNotices()).isEmpty();
    behaviour.refused(
        new RefusalRecorded(agent("agent"), Action.SECRET_ACCESSED, SECRET, "SECRET_REVOKED"));
    Notice notice = behaviour.takeNotices().get(0);
    assertThat(notice.about().kind()).isEqualTo(AlertKind.SECRET_WANTED_AFTER_END);
    assertThat(notice.detail()).contains(SECRET.id());
    behaviour.back(notice);
    assertThat(behaviour.takeNotices()).containsExactly(notice);
  }

  @Test
  void peopleAreNoEntities() {
    Caller person = Caller.system("test", TENANT, WorkspaceId.of("default"));
    for (int i = 0; i < 50; i++) {
      behaviour.refused(
          new RefusalRecorded(person, Action.ACCESS_DENIED, SECRET, "PERMISSION_MISSING"));
    }
    assertThat(behaviour.takeNotices()).isEmpty();
    assertThat(behaviour.takeWanted()).isEmpty();
  }

  private static RefusalRecorded denial(String entity, Target target) {
    return new RefusalRecorded(
        agent(entity), Action.ACCESS_DENIED, target, "CREDENTIAL_ACCESS_DENIED");
  }

  private static Caller agent(String name) {
    return new Caller(
        Caller.Kind.ENTITY,
        name,
        TENANT,
        WorkspaceId.of("default"),
        Set.of(),
        "192.0.2.7",
        UUID.randomUUID());
  }
}
