package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.Asset;
import dev.sealward.access.Entities;
import dev.sealward.access.EntityKind;
import dev.sealward.access.Level;
import dev.sealward.access.Policies;
import dev.sealward.access.PolicyFilter;
import dev.sealward.access.PolicyView;
import dev.sealward.audit.Action;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.Outcome;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Role;
import dev.sealward.run.Projects;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
@Tag("VAULT-03")
class PoliciesIT {
  @Inject Installed installed;
  @Inject Entities entities;
  @Inject Projects projects;
  @Inject Policies policies;
  @Inject Recorded recorded;
  @Inject Database database;
  @Inject Clock clock;

  private Caller admin;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
  }

  @Test
  @Tag("FR-028-002")
  void withoutAGrantEverythingIsDeniedAndAudited() {
    Caller agent = agent("ungranted");
    Target project = project("ungranted");
    for (Level level : Level.values()) {
      assertThat(policies.allows(agent, asset(project), level)).isFalse();
    }
    Refused refused =
        assertRefused(
            "CREDENTIAL_ACCESS_DENIED",
            () -> policies.requireGrant(agent, asset(project), Level.READ));
    assertThat(refused.kind()).isEqualTo(Refused.Kind.DENIED);
    assertThat(history(project).get(0).action()).isEqualTo(Action.ACCESS_DENIED);
    assertThat(history(project).get(0).outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(history(project).get(0).actor()).isEqualTo(agent.id());
  }

  @Test
  void levelIncludesTheLowerOnesOnly() {
    Caller agent = agent("levelled");
    Target project = project("levelled");
    policies.grant(admin, id(agent), project, Level.WRITE, "", null);
    assertThat(policies.allows(agent, asset(project), Level.READ)).isTrue();
    assertThat(policies.allows(agent, asset(project), Level.WRITE)).isTrue();
    assertThat(policies.allows(agent, asset(project), Level.ADMIN)).isFalse();
    assertThat(policies.allows(agent, asset(project("levelled-other")), Level.READ)).isFalse();
    assertThat(policies.allows(agent("levelled-other"), asset(project), Level.READ)).isFalse();
    assertThat(policies.allows(admin, asset(project), Level.READ)).as("a person").isFalse();
  }

  @Test
  void expiredGrantIsNone() throws SQLException {
    Caller agent = agent("expired");
    Target project = project("expired");
    PolicyView policy = policies.grant(admin, id(agent), project, Level.READ, "", 1);
    assertThat(policy.expiresAt()).isEqualTo(policy.grantedAt().plus(Duration.ofDays(1)));
    assertThat(policies.allows(agent, asset(project), Level.READ)).isTrue();
    database.update(
        "update policy set expires_at = ? where id = ?",
        OffsetDateTime.ofInstant(clock.instant().minusSeconds(1), ZoneOffset.UTC),
        policy.id());
    assertThat(policies.allows(agent, asset(project), Level.READ)).isFalse();
  }

  @Test
  void pagesFollowEachOtherAcrossEntitiesAndKinds() {
    List<Target> targets =
        List.of(project("paged-1"), project("paged-2"), new Target("scope", "default/dev/paged"));
    List<PolicyFilter.After> granted = new ArrayList<>();
    for (String name : List.of("paged-a", "paged-b")) {
      EntityId entity = id(agent(name));
      for (Target target : targets) {
        policies.grant(admin, entity, target, Level.READ, "", null);
        granted.add(new PolicyFilter.After(entity, target));
      }
    }
    PolicyFilter.After before =
        new PolicyFilter.After(EntityId.of("agent-paged"), new Target("project", "x"));
    for (int limit = 1; limit <= granted.size(); limit++) {
      List<PolicyFilter.After> seen = new ArrayList<>();
      PolicyFilter.After after = before;
      while (seen.size() < granted.size()) {
        PolicyFilter page = new PolicyFilter(null, null, Level.READ, null, after, limit);
        List<PolicyView> found = policies.list(admin, page);
        assertThat(found).hasSizeLessThanOrEqualTo(limit).isNotEmpty();
        found.forEach(policy -> seen.add(PolicyFilter.After.of(policy)));
        after = seen.get(seen.size() - 1);
      }
      assertThat(seen.subList(0, granted.size())).as("pages of " + limit).isEqualTo(granted);
    }
  }

  @Test
  void newGrantReplacesTheOldOne() throws SQLException {
    Caller agent = agent("replaced");
    Target project = project("replaced");
    PolicyView first = policies.grant(admin, id(agent), project, Level.ADMIN, "first", null);
    PolicyView second = policies.grant(admin, id(agent), project, Level.READ, "second", 7);

    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(policies.forTarget(admin, project))
        .singleElement()
        .satisfies(
            policy -> {
              assertThat(policy.id()).isEqualTo(second.id());
              assertThat(policy.entity()).isEqualTo(id(agent));
              assertThat(policy.target()).isEqualTo(project);
              assertThat(policy.level()).isEqualTo(Level.READ);
              assertThat(policy.reason()).isEqualTo("second");
              assertThat(policy.grantedBy()).isEqualTo("root-admin");
            });
    assertThat(policies.forEntity(admin, id(agent))).extracting("id").containsExactly(second.id());
    assertThat(policies.allows(agent, asset(project), Level.WRITE)).isFalse();
    assertThat(
            database.one(
                "select count(*) from policy where entity = ? and target_id = ?",
                agent.id(),
                project.id()))
        .isEqualTo(1L);
  }

  @Test
  void revokedGrantStopsAtOnceAndIsAudited() {
    Caller agent = agent("revoked-grant");
    Target project = project("revoked-grant");
    PolicyView policy = policies.grant(admin, id(agent), project, Level.READ, "", null);
    policies.revoke(admin, policy.id());
    assertThat(policies.allows(agent, asset(project), Level.READ)).isFalse();
    assertThat(history(project))
        .extracting(AuditRecord::action)
        .containsExactly(Action.ACCESS_REVOKED, Action.ACCESS_GRANTED, Action.PROJECT_CREATED);
    assertRefused("NOT_FOUND", () -> policies.revoke(admin, policy.id()));
  }

  @Test
  void grantNeedsAnEntityAndATargetThatExist() {
    Caller agent = agent("granted-nothing");
    Target project = project("granted-nothing");
    assertRefused(
        "ENTITY_MISSING",
        () -> policies.grant(admin, EntityId.of("no-such"), project, Level.READ, "", null));
    for (Target missing :
        List.of(
            new Target("project", "no-such-project"),
            new Target("secret", UUID.randomUUID().toString()),
            new Target("secret", "not-an-id"),
            new Target("key", "1"))) {
      assertRefused(
          "NOT_FOUND", () -> policies.grant(admin, id(agent), missing, Level.READ, "", null));
    }
    for (int days : new int[] {0, -5, 3651}) {
      assertRefused(
          "DAYS_INVALID", () -> policies.grant(admin, id(agent), project, Level.READ, "", days));
    }
    assertThat(policies.forEntity(admin, id(agent))).isEmpty();
  }

  @Test
  @Tag("ST-SEC-002")
  void secretTypedAsTheReasonIsRefused() {
    Caller agent = agent("leaky-reason");
    Target project = project("leaky-reason");
    String reason = "ghp_" + "R2d9kLmQ7xVbT4nZpW8sYcF1hJ6gA30uXeNq";
    assertRefused(
        "SECRET_IN_PLAINTEXT",
        () -> policies.grant(admin, id(agent), project, Level.READ, reason, null));
    assertThat(policies.forTarget(admin, project)).isEmpty();
  }

  @Test
  void viewersAdminsWithoutTheRoleAndEntitiesMayNotGrant() {
    Caller agent = agent("self-granting");
    Target project = project("self-granting");
    PolicyView policy = policies.grant(admin, id(agent), project, Level.ADMIN, "", null);
    for (Caller caller :
        List.of(
            installed.person("some-viewer", Set.of(Role.VIEWER)),
            installed.person("only-admin", Set.of(Role.ADMIN)),
            agent)) {
      assertRefused(
          "PERMISSION_MISSING",
          () -> policies.grant(caller, id(agent), project, Level.READ, "", null));
      assertRefused("PERMISSION_MISSING", () -> policies.revoke(caller, policy.id()));
    }
    assertThat(policies.allows(agent, asset(project), Level.ADMIN)).isTrue();
  }

  @Test
  @Tag("FOUND-07")
  void anotherTenantsGrantsEntitiesAndTargetsAreMissing() {
    Caller agent = agent("foreign-grant");
    Target project = project("foreign-grant");
    PolicyView policy = policies.grant(admin, id(agent), project, Level.READ, "", null);
    Caller foreigner = installed.foreigner();

    assertRefused("NOT_FOUND", () -> policies.revoke(foreigner, policy.id()));
    assertThat(policies.forTarget(foreigner, project)).isEmpty();
    assertThat(policies.forEntity(foreigner, id(agent))).isEmpty();
    assertRefused(
        "ENTITY_MISSING",
        () -> policies.grant(foreigner, id(agent), project, Level.READ, "", null));
    EntityId own = entities.register(foreigner, "foreign-own", EntityKind.AGENT, "").id();
    assertRefused("NOT_FOUND", () -> policies.grant(foreigner, own, project, Level.READ, "", null));
    Caller twin =
        new Caller(
            Caller.Kind.ENTITY,
            agent.id(),
            foreigner.tenant(),
            Installed.WORKSPACE,
            Set.of(),
            "127.0.0.1",
            UUID.randomUUID());
    assertThat(policies.allows(twin, asset(project), Level.READ))
        .as("same name elsewhere")
        .isFalse();
    assertThat(policies.allows(agent, asset(project), Level.READ)).isTrue();
  }

  private Caller agent(String name) {
    entities.register(admin, "agent-" + name, EntityKind.AGENT, "");
    return installed.entity("agent-" + name);
  }

  private static Asset asset(Target project) {
    return Asset.project(project, Installed.TENANT, Installed.WORKSPACE);
  }

  private Target project(String name) {
    projects.create(admin, "policy-" + name, "Made by a test", "");
    return new Target("project", "policy-" + name);
  }

  private List<AuditRecord> history(Target target) {
    return recorded.search(Installed.TENANT, AuditQuery.about(target, 50));
  }

  private static EntityId id(Caller entity) {
    return EntityId.of(entity.id());
  }
}
