package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealward.access.Asset;
import dev.sealward.access.Decision;
import dev.sealward.access.Entities;
import dev.sealward.access.EntityKind;
import dev.sealward.access.Level;
import dev.sealward.access.Policies;
import dev.sealward.access.PolicyFilter;
import dev.sealward.access.PolicyView;
import dev.sealward.access.ScopeGrants;
import dev.sealward.access.Verdict;
import dev.sealward.audit.Action;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Reach;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.run.Projects;
import dev.sealward.run.Runs;
import dev.sealward.secret.ReadableSecrets;
import dev.sealward.secret.Resolved;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretFilter;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.SecretView;
import dev.sealward.secret.Secrets;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceUnit;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Scopes, levels and the borders no policy opens, with secrets on every side of them. */
@ExtendWith(ArquillianExtension.class)
@Tag("FR-028-002")
@Tag("VAULT-03")
class BordersIT {
  private static final WorkspaceId LAB = WorkspaceId.of("borders-lab");

  @Inject Installed installed;
  @Inject Entities entities;
  @Inject Policies policies;
  @Inject Secrets secrets;
  @Inject Projects projects;
  @Inject Runs runs;
  @Inject Recorded recorded;
  @Inject Database database;
  @Inject Clock clock;

  @PersistenceUnit EntityManagerFactory factory;

  private Caller admin;

  @BeforeEach
  void setUp() {
    admin = installed.admin().within(Reach.of(Set.of(Installed.WORKSPACE)));
  }

  @Test
  @Tag("FOUND-07")
  @Tag("FR-028-009")
  @Tag("ATTACK-09")
  void notYoursAndNotThereAreOneAnswerAfterTheSameStatements() throws SQLException {
    Caller agent = agent("borders-bound", "github");
    SecretView own = store(admin, "github", "borders-own");
    SecretView expired = store(admin, "github", "borders-expired");
    SecretView taken = store(admin, "github", "borders-taken");
    SecretView revoked = store(admin, "github", "borders-revoked");
    secrets.revoke(admin, revoked.id(), "");
    SecretView elsewhere = store(in(admin, LAB), "github", "borders-elsewhere");
    SecretView others = store(admin, "openai", "borders-others");
    SecretView foreign = store(installed.foreigner(), "github", "borders-foreign");
    for (SecretView reached : List.of(elsewhere, others, foreign)) {
      forge(agent, "secret", reached.id().toString(), Level.ADMIN, null);
    }
    forge(agent, "secret", expired.id().toString(), Level.READ, clockNow().minusSeconds(1));
    PolicyView given = grant(agent, taken, Level.READ);
    policies.revoke(admin, given.id());

    Map<String, String> refs = new LinkedHashMap<>();
    refs.put("missing", own.ref().toString().replace("borders-own", "borders-nothing"));
    refs.put("no_policy", own.ref().toString());
    refs.put("other_tenant", foreign.ref().toString());
    refs.put("other_workspace", elsewhere.ref().toString());
    refs.put("other_provider", others.ref().toString());
    refs.put("expired", expired.ref().toString());
    refs.put("no_policy taken away", taken.ref().toString());
    refs.put("no_policy of a version that is not there", own.ref() + "#999");
    refs.put("no_policy of a revoked secret", revoked.ref().toString());

    List<String> expected = null;
    for (Map.Entry<String, String> each : refs.entrySet()) {
      Caller asking = agent.under(UUID.randomUUID());
      SecretRef ref = SecretRef.parse(each.getValue());
      List<Refused> answers = new ArrayList<>();
      List<String> sent =
          Statements.of(
              factory,
              () ->
                  answers.add(
                      catchThrowableOfType(Refused.class, () -> secrets.resolve(asking, ref))));
      assertThat(answers.get(0)).as(each.getKey()).isNotNull();
      assertThat(answers.get(0).kind()).as(each.getKey()).isEqualTo(Refused.Kind.DENIED);
      assertThat(answers.get(0).field()).as(each.getKey()).isEmpty();
      assertThat(answers.get(0).remedy())
          .as(each.getKey())
          .isEqualTo(Refused.accessDenied().remedy());
      expected = expected == null ? sent : expected;
      assertThat(sent).as(each.getKey()).hasSizeBetween(2, 6).isEqualTo(expected);
      AuditRecord row = audit(asking).get(0);
      assertThat(row.action()).isEqualTo(Action.ACCESS_DENIED);
      assertThat(row.code()).isEqualTo("CREDENTIAL_ACCESS_DENIED");
      assertThat(row.detail())
          .isEqualTo(
              each.getKey().split(" ")[0]
                  + ", from default/default/github to "
                  + ref.scope().tenant()
                  + "/"
                  + ref.scope().workspace()
                  + "/"
                  + ref.scope().provider());
    }
    for (String malformed : List.of(own.ref() + "#0", own.ref() + "#x", own.ref() + "#")) {
      assertThat(
              Statements.of(
                  factory, () -> assertRefused("REF_INVALID", () -> SecretRef.parse(malformed))))
          .isEmpty();
    }
  }

  @Test
  void scopePolicyReachesWhatLiesInItNowAndLaterAndNothingElse() {
    Caller agent = agent("borders-scoped", null);
    SecretView before = store(admin, "scoped-one", "borders-before");
    SecretView other = store(admin, "scoped-two", "borders-other");
    for (String[] scope :
        new String[][] {
          {"production", "scoped-one"}, {null, "scoped-one"}, {"production", ""}, {"", null}
        }) {
      Target target = ScopeGrants.target("default", scope[0], scope[1]);
      PolicyView policy = policies.grant(admin, id(agent), target, Level.READ, "", null);
      SecretView after = store(admin, "scoped-one", "later-" + UUID.randomUUID());
      assertThat(reads(agent, before)).as(target.id()).isTrue();
      assertThat(reads(agent, after)).as(target.id()).isTrue();
      boolean oneProvider = scope[1] != null && !scope[1].isEmpty();
      assertThat(reads(agent, other)).as(target.id()).isEqualTo(!oneProvider);
      assertThat(reads(agent, storeStaging("scoped-one", "st-" + UUID.randomUUID())))
          .as(target.id())
          .isEqualTo(scope[0] == null || scope[0].isEmpty());
      policies.revoke(admin, policy.id());
      assertThat(reads(agent, before)).isFalse();
    }
    for (String bad : List.of("*/*/*", "default/*", "default/*/*/*", "default/Prod/*", "../*/*")) {
      assertRefused(
          "NOT_FOUND",
          () -> policies.grant(admin, id(agent), new Target("scope", bad), Level.READ, "", null));
    }
  }

  @Test
  void narrowPolicyTakesNothingAwayFromAWideOne() {
    Caller agent = agent("borders-union", null);
    SecretView secret = store(admin, "union", "borders-union");
    Target wide = ScopeGrants.target("default", null, "union");
    PolicyView wider = policies.grant(admin, id(agent), wide, Level.WRITE, "", null);
    PolicyView narrow = grant(agent, secret, Level.READ);
    Asset asset = Asset.secret(secret.id().toString(), secret.ref().scope());
    assertThat(policies.allows(agent, asset, Level.WRITE)).isTrue();

    assertThat(policies.without(admin, narrow.id()).by().orElseThrow().id())
        .as("what stays when the narrow one is taken away")
        .isEqualTo(wider.id());
    policies.revoke(admin, wider.id());
    assertThat(policies.allows(agent, asset, Level.WRITE)).isFalse();
    assertThat(policies.allows(agent, asset, Level.READ)).isTrue();
    assertThat(policies.without(admin, narrow.id()).verdict()).isEqualTo(Verdict.NO_POLICY);
  }

  @Test
  void whatExplainsIsWhatDecides() throws SQLException {
    SecretView secret = store(admin, "explained", "borders-explained");
    SecretView elsewhere = store(in(admin, LAB), "explained", "borders-unexplained");
    List<String[]> targets = new ArrayList<>();
    targets.add(new String[] {"secret", secret.id().toString()});
    for (String scope :
        List.of(
            "default/production/explained",
            "default/*/explained",
            "default/production/*",
            "default/*/*",
            "default/staging/explained",
            "default/production/another")) {
      targets.add(new String[] {"scope", scope});
    }
    Caller agent = agent("borders-explained", null);
    int allowed = 0;
    int asked = 0;
    for (String[] target : targets) {
      for (Level level : Level.values()) {
        for (Integer seconds : new Integer[] {null, 60, -1}) {
          OffsetDateTime end = seconds == null ? null : clockNow().plusSeconds(seconds);
          forge(agent, target[0], target[1], level, end);
          for (SecretView about : List.of(secret, elsewhere)) {
            Decision why = explain(agent, about);
            boolean given = reads(agent, about);
            assertThat(why.isAllowed()).as(why.toString()).isEqualTo(given);
            assertThat(why.by().isPresent()).isEqualTo(given);
            allowed += given ? 1 : 0;
            asked++;
          }
          database.update("delete from policy where entity = ?", agent.id());
        }
      }
    }
    assertThat(asked).isEqualTo(7 * 9 * 2);
    assertThat(allowed).as("five targets, three levels, two ends").isEqualTo(30);
    assertThat(explain(agent, secret).verdict()).isEqualTo(Verdict.NO_POLICY);
    assertThat(explain(agent, elsewhere).verdict()).isEqualTo(Verdict.OTHER_WORKSPACE);
    forge(agent, "secret", secret.id().toString(), Level.READ, clockNow().minusSeconds(1));
    assertThat(explain(agent, secret).verdict()).isEqualTo(Verdict.EXPIRED);
  }

  @Test
  void grantAcrossABorderIsRefusedBeforehand() {
    Caller agent = agent("borders-crossing", null);
    Caller everywhere = admin.within(Reach.tenantWide());
    SecretView elsewhere = store(in(admin, LAB), "github", "borders-crossing");
    Target there = new Target("secret", elsewhere.id().toString());
    Refused refused =
        assertRefused(
            "GRANT_CROSSES_BORDER",
            () -> policies.grant(everywhere, id(agent), there, Level.READ, "", null));
    assertThat(refused.field()).contains("entity");
    assertRefused(
        "GRANT_CROSSES_BORDER",
        () ->
            policies.grant(
                everywhere,
                id(agent),
                ScopeGrants.target(LAB.value(), null, null),
                Level.READ,
                "",
                null));
    assertRefused("NOT_FOUND", () -> policies.grant(admin, id(agent), there, Level.READ, "", null));
    assertThat(policies.forEntity(everywhere, id(agent))).isEmpty();
  }

  @Test
  void writeLevelStoresAndRotatesAndAdminRevokes() {
    Caller agent = agent("borders-writer", "written");
    SecretDraft draft = draft("written", "borders-by-agent");
    assertDenied(() -> store(agent, draft));
    Target scope = ScopeGrants.target("default", "production", "written");
    policies.grant(admin, id(agent), scope, Level.READ, "", null);
    assertDenied(() -> store(agent, draft));
    policies.grant(admin, id(agent), scope, Level.WRITE, "", null);
    SecretView stored = store(agent, draft);
    assertThat(stored.createdBy()).isEqualTo(agent.id());
    assertDenied(() -> store(agent, draft("github", "borders-beyond")));
    assertDenied(
        () ->
            store(
                agent,
                new SecretDraft(
                    LAB.value(),
                    Environment.PRODUCTION,
                    "written",
                    "borders-beyond",
                    SecretType.API_KEY,
                    "",
                    null)));

    try (SecretValue next = value()) {
      assertThat(secrets.rotate(agent, stored.ref(), next).secret().activeVersion()).isEqualTo(2);
    }
    assertDenied(() -> secrets.revoke(agent, stored.ref(), ""));
    policies.grant(admin, id(agent), scope, Level.ADMIN, "", null);
    secrets.revoke(agent, stored.ref(), "of no use");
    assertThat(audit(agent))
        .extracting(AuditRecord::action)
        .contains(Action.SECRET_CREATED, Action.SECRET_ROTATED, Action.SECRET_REVOKED);
  }

  @Test
  @Tag("ATTACK-14")
  void adminLevelGrantsReadAndWriteWithinItsBordersAndNeverAdmin() {
    Caller keeper = agent("borders-keeper", null);
    Caller friend = agent("borders-friend", null);
    entities.register(in(admin, LAB), "borders-stranger", EntityKind.AGENT, "");
    SecretView secret = store(admin, "kept", "borders-kept");
    grant(keeper, secret, Level.WRITE);
    assertDenied(() -> secrets.grant(keeper, secret.ref(), id(friend), Level.READ, "", null));
    grant(keeper, secret, Level.ADMIN);

    secrets.grant(keeper, secret.ref(), id(friend), Level.READ, "needs it", 7);
    assertThat(reads(friend, secret)).isTrue();
    assertRefused(
        "LEVEL_NOT_YOURS",
        () -> secrets.grant(keeper, secret.ref(), id(friend), Level.ADMIN, "", null));
    assertRefused(
        "GRANT_TO_ITSELF",
        () -> secrets.grant(keeper, secret.ref(), id(keeper), Level.READ, "", null));
    for (String nobody : List.of("borders-stranger", "borders-no-such")) {
      assertRefused(
          "ENTITY_MISSING",
          () -> secrets.grant(keeper, secret.ref(), EntityId.of(nobody), Level.READ, "", null));
    }
    secrets.ungrant(keeper, secret.ref(), id(friend));
    assertThat(reads(friend, secret)).isFalse();
    assertRefused("NOT_FOUND", () -> secrets.ungrant(keeper, secret.ref(), id(friend)));
    assertDenied(() -> secrets.ungrant(friend, secret.ref(), id(keeper)));
  }

  @Test
  @Tag("ATTACK-14")
  void whatAnEntityGrantsEndsWithWhatLetsItGrant() {
    Caller keeper = agent("borders-brief-keeper", null);
    Caller friend = agent("borders-brief-friend", null);
    SecretView secret = store(admin, "brief", "borders-brief");
    Target scope = ScopeGrants.target("default", "production", "brief");
    Instant end = policies.grant(admin, id(keeper), scope, Level.ADMIN, "", 1).expiresAt();
    assertThat(secrets.grant(keeper, secret.ref(), id(friend), Level.READ, "", null).expiresAt())
        .isEqualTo(end);
    secrets.ungrant(keeper, secret.ref(), id(friend));
    assertThat(secrets.grant(keeper, secret.ref(), id(friend), Level.READ, "", 300).expiresAt())
        .isEqualTo(end);
  }

  @Test
  void entityListsWhatItMayReadOfItsOwnProviderOnly() throws SQLException {
    Caller agent = agent("borders-lister", "listed");
    Set<SecretRef> expected = Set.of(store(admin, "listed", "a-one").ref(), grantedSecret(agent));
    SecretView other = store(admin, "unlisted", "a-two");
    forge(agent, "scope", "default/*/*", Level.READ, null);
    assertThat(listed(agent)).containsAll(expected).doesNotContain(other.ref());
    assertThat(listed(agent)).allMatch(ref -> ref.scope().provider().value().equals("listed"));
    assertDenied(() -> secrets.readable(admin, null, 10));
  }

  @Test
  @Tag("FOUND-07")
  @Tag("ATTACK-09")
  @Tag("ATTACK-14")
  void peopleSeeTheWorkspacesTheyReachOnly() {
    Caller labAdmin = in(admin, LAB);
    SecretView there = store(labAdmin, "github", "borders-people");
    projects.create(labAdmin, "borders-lab-project", "In the lab", "");
    entities.register(labAdmin, "borders-lab-agent", EntityKind.AGENT, "");
    PolicyView policy =
        policies.grant(
            labAdmin,
            EntityId.of("borders-lab-agent"),
            new Target("secret", there.id().toString()),
            Level.READ,
            "",
            null);
    ProjectId project = ProjectId.of("borders-lab-project");

    Caller nowhere = admin.within(Reach.of(Set.of()));
    for (Caller outside : List.of(admin, nowhere)) {
      assertRefused("NOT_FOUND", () -> secrets.get(outside, there.id()));
      assertRefused("NOT_FOUND", () -> secrets.get(outside, there.ref()));
      assertRefused("NOT_FOUND", () -> secrets.revoke(outside, there.id(), ""));
      assertRefused("NOT_FOUND", () -> policies.revoke(outside, policy.id()));
      assertRefused("NOT_FOUND", () -> projects.get(outside, project));
      assertRefused("NOT_FOUND", () -> runs.latest(outside, project, 10, null));
      assertThat(secrets.refs(outside, List.of(there.id()))).isEmpty();
      assertThat(secrets.list(outside, new SecretFilter("borders-people", null, 10))).isEmpty();
      assertThat(policies.list(outside, PolicyFilter.of(policy.entity()))).isEmpty();
      assertThat(projects.list(outside, null, 1_000)).noneMatch(view -> view.id().equals(project));
    }
    assertThat(secrets.count(nowhere)).isZero();
    Caller everywhere = admin.within(Reach.tenantWide());
    Caller both = admin.within(Reach.of(Set.of(Installed.WORKSPACE, LAB)));
    for (Caller inside : List.of(everywhere, both)) {
      assertThat(secrets.get(inside, there.id()).secret().ref()).isEqualTo(there.ref());
      assertThat(policies.list(inside, PolicyFilter.of(policy.entity()))).hasSize(1);
      assertThat(projects.get(inside, project).id()).isEqualTo(project);
      assertThat(projects.list(inside, null, 1_000)).anyMatch(view -> view.id().equals(project));
    }
    SecretDraft draft =
        new SecretDraft(
            LAB.value(), Environment.DEV, "github", "borders-chosen", SecretType.API_KEY, "", null);
    assertThat(store(both, draft).ref().scope().workspace()).isEqualTo(LAB);
    assertRefused("WORKSPACE_NOT_YOURS", () -> store(admin, draft));
  }

  @Test
  void policiesAreListedByPagesThatMissNothing() {
    Caller agent = agent("borders-paged", null);
    for (int i = 0; i < 7; i++) {
      grant(agent, store(admin, "paged", "paged-" + i), i % 2 == 0 ? Level.READ : Level.WRITE);
    }
    List<PolicyView> all = policies.list(admin, PolicyFilter.of(id(agent)));
    List<PolicyView> paged = new ArrayList<>();
    PolicyFilter.After after = null;
    for (int page = 0; page < 4; page++) {
      List<PolicyView> some =
          policies.list(admin, new PolicyFilter(id(agent), null, null, null, after, 2));
      paged.addAll(some);
      after = PolicyFilter.After.of(some.get(some.size() - 1));
    }
    assertThat(all).hasSize(7);
    assertThat(paged).isEqualTo(all);
    PolicyFilter writes = new PolicyFilter(id(agent), null, Level.WRITE, null, null, 50);
    assertThat(policies.list(admin, writes)).hasSize(3);
    PolicyFilter ending =
        new PolicyFilter(id(agent), null, null, clock.instant().plusSeconds(60), null, 50);
    assertThat(policies.list(admin, ending)).isEmpty();
    Caller viewer = installed.person("borders-viewer", Set.of(Role.VIEWER));
    assertThat(policies.list(viewer, PolicyFilter.on(all.get(0).target()))).hasSize(1);
  }

  private SecretRef grantedSecret(Caller agent) {
    SecretView secret = store(admin, "listed", "a-granted");
    grant(agent, secret, Level.READ);
    return secret.ref();
  }

  private List<SecretRef> listed(Caller agent) {
    List<SecretRef> refs = new ArrayList<>();
    String after = null;
    do {
      ReadableSecrets page = secrets.readable(agent, after, 1);
      page.secrets().forEach(secret -> refs.add(secret.ref()));
      after = page.next();
    } while (after != null);
    return refs;
  }

  private Decision explain(Caller agent, SecretView secret) {
    return policies.explain(
        admin.within(Reach.tenantWide()),
        id(agent),
        new Target("secret", secret.id().toString()),
        Level.READ);
  }

  private boolean reads(Caller agent, SecretView secret) {
    try (Resolved resolved = secrets.resolve(agent, secret.ref())) {
      return resolved.version() > 0;
    } catch (Refused refused) {
      assertThat(refused.remedy().code()).isEqualTo("CREDENTIAL_ACCESS_DENIED");
      return false;
    }
  }

  private static void assertDenied(ThrowingCallable action) {
    assertRefused("CREDENTIAL_ACCESS_DENIED", action);
  }

  private Caller agent(String name, @Nullable String provider) {
    entities.register(admin, name, EntityKind.AGENT, "");
    Caller agent = installed.entity(name);
    return provider == null
        ? agent
        : agent.within(Reach.of(Set.of(Installed.WORKSPACE)).only(ProviderId.of(provider)));
  }

  private PolicyView grant(Caller agent, SecretView secret, Level level) {
    Target target = new Target("secret", secret.id().toString());
    return policies.grant(admin, id(agent), target, level, "", null);
  }

  /** A row no grant would have made. */
  private void forge(
      Caller agent, String kind, String id, Level level, @Nullable OffsetDateTime end)
      throws SQLException {
    database.update(
        "insert into policy (id, tenant, entity, target_kind, target_id, grant_level, reason,"
            + " granted_by, granted_at, expires_at) values (?, 'default', ?, ?, ?, ?, '', 'forger',"
            + " ?, "
            + (end == null ? "null" : "?")
            + ")",
        end == null
            ? new Object[] {UUID.randomUUID(), agent.id(), kind, id, level.name(), clockNow()}
            : new Object[] {
              UUID.randomUUID(), agent.id(), kind, id, level.name(), clockNow(), end
            });
  }

  private OffsetDateTime clockNow() {
    return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private static Caller in(Caller caller, WorkspaceId workspace) {
    return new Caller(
        caller.kind(),
        caller.id(),
        caller.tenant(),
        workspace,
        caller.roles(),
        caller.address(),
        caller.correlationId());
  }

  private SecretView store(Caller caller, String provider, String name) {
    return store(caller, draft(provider, name));
  }

  private SecretView storeStaging(String provider, String name) {
    return store(
        admin, new SecretDraft(Environment.STAGING, provider, name, SecretType.API_KEY, "", null));
  }

  private SecretView store(Caller caller, SecretDraft draft) {
    try (SecretValue value = value()) {
      return secrets.store(caller, draft, value).secret();
    }
  }

  private static SecretDraft draft(String provider, String name) {
    return new SecretDraft(Environment.PRODUCTION, provider, name, SecretType.API_KEY, "", null);
  }

  private static SecretValue value() {
    return SecretValue.copyOf(("borders " + UUID.randomUUID()).toCharArray());
  }

  private List<AuditRecord> audit(Caller caller) {
    return recorded.search(caller.tenant(), AuditQuery.under(caller.correlationId(), 50));
  }

  private static EntityId id(Caller entity) {
    return EntityId.of(entity.id());
  }
}
