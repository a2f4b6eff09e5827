package dev.sealward.inserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.EntityKind;
import dev.sealward.access.KeyCustody;
import dev.sealward.access.Level;
import dev.sealward.access.Workspaces;
import dev.sealward.audit.Outcome;
import dev.sealward.inserver.FaceCalls.Ended;
import dev.sealward.inserver.FaceTable.Row;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Reach;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.inject.Inject;
import java.lang.reflect.Parameter;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every method of {@code authorisation.txt}, called by every role and every kind of entity, with
 * and without a policy, and by nobody in particular, each on every side of every border: whoever
 * the table does not name is refused wherever the thing lies, and it is audited; whoever it names
 * is let through, on their own side. What is let through is taken back. No person is bound to a
 * provider, so that people have two borders and entities three.
 */
@ExtendWith(ArquillianExtension.class)
@Tag("VAULT-03")
@Tag("FR-028-002")
class AuthorisationIT {
  private static final Map<String, Role> ROLES =
      Map.of("V", Role.VIEWER, "O", Role.OPERATOR, "S", Role.SECURITY_LEAD, "A", Role.ADMIN);
  private static final WorkspaceId OTHER_WORKSPACE = WorkspaceId.of("matrix-lab");
  private static final String DENIED = "CREDENTIAL_ACCESS_DENIED";
  private static final String MISSING = "PERMISSION_MISSING";
  private static final String UNPROVEN = "REAUTHENTICATION_NEEDED";

  /** What is refused after the check, as it stands in the server under test. */
  private static final Map<String, Set<String>> LATER =
      Map.ofEntries(
          Map.entry("access.AlertCustody.acknowledge", Set.of("NOT_FOUND")),
          Map.entry("access.ArchiveCustody.take", Set.of("NOT_FOUND")),
          Map.entry("access.ChainCustody.checkpoint", Set.of("AUDIT_NOTHING_SEALED")),
          Map.entry("access.ChainCustody.compare", Set.of("CHECKPOINT_INVALID")),
          Map.entry("access.ChainCustody.verify", Set.of("AUDIT_CHECK_RUNNING")),
          Map.entry("access.KeyCustody.destroy", Set.of("NOT_FOUND")),
          Map.entry("access.KeyCustody.pause", Set.of("WORK_NOT_RUNNING")),
          Map.entry("access.KeyCustody.resume", Set.of("WORK_NOT_PAUSED")),
          Map.entry("access.KeyCustody.rotate", Set.of("MASTER_KEY_MISSING")),
          Map.entry("access.SecondFactors.removeOf", Set.of("SECOND_FACTOR_NONE")),
          Map.entry("backup.Backups.delete", Set.of("NOT_FOUND")),
          Map.entry("backup.Backups.download", Set.of("NOT_FOUND")),
          Map.entry("backup.Backups.get", Set.of("NOT_FOUND")),
          Map.entry("backup.Backups.make", Set.of("PASSPHRASE_LENGTH")),
          Map.entry("backup.Backups.verify", Set.of("NOT_FOUND")),
          Map.entry("secret.StoreKeeping.migrate", Set.of("NOTHING_TO_MIGRATE")),
          Map.entry("secret.StoreKeeping.pause", Set.of("WORK_NOT_RUNNING")),
          Map.entry("secret.StoreKeeping.resume", Set.of("WORK_NOT_PAUSED")));

  /**
   * What those hear who may call it, of what lies beyond their border: it is not there for them.
   */
  private static final Set<String> NOT_THERE =
      Set.of(
          DENIED,
          "NOT_FOUND",
          "ENTITY_MISSING",
          "PERSON_UNKNOWN",
          "WORKSPACE_MISSING",
          "WORKSPACE_NOT_YOURS",
          "WORKSPACE_OUT_OF_REACH");

  /** Who names a thing here asks for what bears on it, and gets a list: of what they reach. */
  private static final Set<String> LISTS =
      Set.of(
          "access.AuditCustody.readers",
          "access.Policies.forEntity",
          "access.Policies.forTarget",
          "access.Policies.list",
          "secret.Secrets.refs");

  @Inject Installed installed;
  @Inject Sides sides;
  @Inject FaceCalls calls;
  @Inject Recorded recorded;
  @Inject Database database;
  @Inject Workspaces workspaces;
  @Inject Clock clock;

  private final List<String> wrong = new ArrayList<>();
  private Caller admin;
  private Caller foreigner;
  private Side own;
  private Side otherWorkspace;
  private Side otherProvider;
  private Side otherTenant;

  @BeforeEach
  void setUp() throws SQLException {
    admin = installed.admin();
    foreigner = installed.foreigner();
    own = sides.of(admin, Sides.PROVIDER, sides.tenancy(admin));
    otherWorkspace = sides.of(in(admin, OTHER_WORKSPACE), Sides.PROVIDER, own.tenancy());
    otherProvider = sides.of(admin, "matrix-openai", own.tenancy());
    otherTenant = sides.of(foreigner, Sides.PROVIDER, sides.tenancy(foreigner));
  }

  @AfterEach
  void takeRulesAway() {
    sides.forget(admin, own.tenancy());
    sides.forget(foreigner, otherTenant.tenancy());
  }

  @Test
  @Tag("ATTACK-05")
  @Tag("ATTACK-13")
  void peopleAndNobodyMayWhatTheTableSays() {
    int refusals = 0;
    for (Row row : restricted()) {
      List<Caller> refused = new ArrayList<>(List.of(namesake(), nobody()));
      for (Map.Entry<String, Role> each : ROLES.entrySet()) {
        Caller caller = person(Set.of(each.getValue()));
        if (!row.people().contains(each.getKey())) {
          refused.add(caller);
        } else if (row.needsProof()) {
          expect(row, unproven(caller), own, UNPROVEN);
          expectMore(row, caller, own);
        } else {
          expectMore(row, unproven(caller), own);
        }
      }
      for (Caller caller : refused) {
        expect(row, caller, own, refusal(row));
        expectAudited(row, caller);
        refusals++;
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(refusals).isGreaterThan(250);
  }

  /**
   * Whatever a thing lies beyond, there is nothing to tell to who may not, and it is one answer.
   */
  @Test
  @Tag("ATTACK-10")
  void whoMayNotMayNotOnAnySideOfAnyBorder() {
    int refusals = 0;
    for (Side side : List.of(otherWorkspace, otherProvider, otherTenant)) {
      for (Row row : restricted()) {
        List<Caller> refused = new ArrayList<>();
        refused.add(namesake());
        refused.add(nobody());
        refused.add(nobody(foreigner.tenant(), OTHER_WORKSPACE));
        ROLES.forEach(
            (letter, role) -> {
              if (!row.people().contains(letter)) {
                refused.add(person(Set.of(role)));
              }
            });
        for (Caller caller : refused) {
          expect(row, caller, side, refusal(row));
          refusals++;
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(refusals).isGreaterThan(1_800);
  }

  @Test
  @Tag("ATTACK-09")
  @Tag("FOUND-07")
  void peopleReachNothingBeyondTheirBorders() {
    int named = 0;
    for (Row row : restricted()) {
      for (Map.Entry<String, Role> each : ROLES.entrySet()) {
        if (!row.people().contains(each.getKey())) {
          continue;
        }
        Set<Role> roles = Set.of(each.getValue());
        boolean tenantWide = roles.contains(Role.ADMIN) || roles.contains(Role.SECURITY_LEAD);
        if (tenantWide) {
          expectMore(row, person(roles), otherWorkspace);
        } else {
          named += expectNothingOf(row, person(roles), otherWorkspace, otherWorkspace.marks());
        }
        // No border of theirs.
        expectMore(row, person(roles), otherProvider);
        List<String> foreign =
            Stream.concat(otherTenant.marks().stream(), otherTenant.tenantMarks().stream())
                .toList();
        named += expectNothingOf(row, person(roles), otherTenant, foreign);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(named).isGreaterThan(100);
  }

  @Test
  @Tag("ATTACK-13")
  void entitiesOfEveryKindMayWhatTheirPoliciesSayWithinTheirBorders() throws SQLException {
    for (EntityKind kind : EntityKind.values()) {
      for (Side side : List.of(own, otherWorkspace, otherProvider, otherTenant)) {
        Caller bare = entity(kind);
        Map<Level, Caller> holding = new EnumMap<>(Level.class);
        for (Level level : Level.values()) {
          holding.put(level, holding(kind, side, level));
        }
        for (Row row : restricted()) {
          expectOfEntities(row, side, bare.under(UUID.randomUUID()), holding);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /**
   * @param bare holds no policy
   * @param holding those that hold a level on all there is on the side
   */
  private void expectOfEntities(Row row, Side side, Caller bare, Map<Level, Caller> holding) {
    if (row.entities().equals("-")) {
      expect(row, bare, side, MISSING);
      expectAuditedOnOwnSide(row, bare, side);
      expect(row, holding.get(Level.ADMIN), side, MISSING);
    } else if (!row.entities().equals("own")) {
      expect(row, bare, side, DENIED);
      expectAuditedOnOwnSide(row, bare, side);
      holding.forEach((level, caller) -> expectAsHeld(row, caller, side, level));
    } else if (side == own) {
      expectMore(row, bare, own);
      holding.values().forEach(caller -> expectMore(row, caller, own));
    } else {
      expectNothingOf(row, bare, side, side.marks());
      holding.values().forEach(caller -> expectNothingOf(row, caller, side, side.marks()));
    }
  }

  /** A run of another project, a token of another entity: nobody gets at it through this one. */
  @Test
  @Tag("ATTACK-14")
  void childIsReachedThroughItsOwnParentOnly() throws SQLException {
    Side beside = sides.of(admin, Sides.PROVIDER, own.tenancy());
    Caller everything = person(EnumSet.allOf(Role.class));
    Caller entity = holding(EntityKind.AGENT, own, Level.ADMIN);
    sides.forge(entity, "project", beside.project().value(), Level.ADMIN);
    int tried = 0;
    for (Row row : restricted()) {
      Map<String, Object> parent = parent(row, beside);
      if (!parent.isEmpty() && !row.people().equals("-")) {
        expectThroughParent(row, everything, parent, "NOT_FOUND");
        tried++;
      }
      if (!parent.isEmpty() && !row.entities().equals("-")) {
        expectThroughParent(row, entity, parent, DENIED);
        tried++;
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(tried).isGreaterThan(15);
  }

  private static Map<String, Object> parent(Row row, Side beside) {
    List<String> names =
        Arrays.stream(row.method().getParameters()).map(Parameter::getName).toList();
    if (names.contains("project") && names.contains("run")) {
      return Map.of("project", beside.project());
    }
    return names.contains("entity") && names.contains("tokenId")
        ? Map.of("entity", beside.friend())
        : Map.of();
  }

  private void expectThroughParent(
      Row row, Caller caller, Map<String, Object> parent, String code) {
    Ended through = calls.tried(row, caller, own, parent);
    if (!through.how().equals(code)) {
      wrong.add(what(row, caller, own) + " through another parent: " + through);
    }
    expectMore(row, caller, own);
  }

  @Test
  void whatAnybodyMayCallIsHarmless() throws SQLException {
    Set<String> kinds = Set.of("self", "check", "fact", "door");
    Caller entity = entity(EntityKind.AGENT);
    Map<String, String> before = database.contents(AuditUnwritableIT.MOVING);
    int tried = 0;
    for (Row row : FaceTable.rows()) {
      if (!row.isAnybodys() || !kinds.contains(row.why())) {
        continue;
      }
      List<Caller> callers = new ArrayList<>(List.of(nobody()));
      if (row.why().equals("self")) {
        callers.add(entity.under(UUID.randomUUID()));
        callers.add(foreigner("root-admin"));
        callers.add(foreigner(own.tenancy().person()));
      }
      for (Caller caller : callers) {
        Side side = row.why().equals("check") ? otherWorkspace : own;
        Ended ended = calls.called(row, caller, side);
        boolean empty = Set.of("null", "false", "[]", "Optional.empty").contains(ended.result());
        boolean harmless = ended.isRefused() || ended.isDone() && empty;
        if (row.why().equals("fact") ? ended.how().startsWith("threw") : !harmless) {
          wrong.add(what(row, caller, side) + ": " + ended);
        }
        assertThat(records(caller, Outcome.SUCCEEDED)).as(row.toString()).isZero();
        tried++;
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(tried).isGreaterThan(60);
    assertThat(database.contents(AuditUnwritableIT.MOVING)).isEqualTo(before);
  }

  private static List<Row> restricted() {
    return FaceTable.rows().stream().filter(row -> !row.isAnybodys()).toList();
  }

  /** What somebody hears who is no entity and may not. */
  private static String refusal(Row row) {
    return row.people().equals("-") ? DENIED : MISSING;
  }

  private void expect(Row row, Caller caller, Side side, String code) {
    Ended ended = calls.tried(row, caller, side);
    if (!ended.how().equals(code)) {
      wrong.add(what(row, caller, side) + ": " + ended + " instead of " + code);
    }
  }

  /** It is done, or refused by what comes after the check. */
  private void expectMore(Row row, Caller caller, Side side) {
    Ended ended = calls.tried(row, caller, side);
    if (!ended.isDone() && !isLater(row, ended)) {
      wrong.add(what(row, caller, side) + ": " + ended + " instead of done");
    }
  }

  private static boolean isLater(Row row, Ended ended) {
    return LATER.getOrDefault(row.name(), Set.of()).contains(ended.how());
  }

  private void expectAsHeld(Row row, Caller caller, Side side, Level held) {
    boolean enough = held.compareTo(Level.parse(row.entities())) >= 0;
    if (enough && !liesBeyond(row, side)) {
      expectMore(row, caller, side);
    } else {
      expect(row, caller, side, DENIED);
    }
  }

  /** Whether what is asked for here lies on another side than an entity's own. */
  private boolean liesBeyond(Row row, Side side) {
    if (side == own || row.face() == KeyCustody.class) {
      // The key ring is on no side.
      return false;
    }
    if (side == otherProvider) {
      return row.name().startsWith("secret.") || row.name().endsWith("On");
    }
    // What is to be stored names no tenant: it is the caller's, always.
    return side == otherWorkspace || !row.name().equals("secret.Secrets.store");
  }

  /**
   * Whoever names a thing of the side hears that it is not there, and nothing that comes back is of
   * the side.
   *
   * @return 1 when a thing was named, else 0
   */
  private int expectNothingOf(Row row, Caller caller, Side side, List<String> marks) {
    String sent = String.valueOf(List.of(texts(calls.arguments(row, caller, side))));
    boolean names =
        marks.stream().anyMatch(sent::contains)
            || sent.contains("[" + side.tenancy().record() + "]") && side == otherTenant
            || sent.contains("workspace=" + OTHER_WORKSPACE);
    Ended ended = calls.tried(row, caller, side);
    boolean tells = marks.stream().anyMatch(ended.result()::contains);
    boolean notThere = NOT_THERE.contains(ended.how()) || isLater(row, ended);
    boolean reached = names && !LISTS.contains(row.name()) && !notThere;
    if (tells || reached || ended.how().startsWith("threw")) {
      wrong.add(what(row, caller, side) + ": " + ended + " beyond the border");
    }
    return names ? 1 : 0;
  }

  private static String texts(Object... arguments) {
    StringBuilder texts = new StringBuilder();
    for (Object argument : arguments) {
      texts.append('[').append(argument).append(']');
    }
    return texts.toString();
  }

  /** The record is made in one place for all sides, and looking for it takes time. */
  private void expectAuditedOnOwnSide(Row row, Caller caller, Side side) {
    if (side == own) {
      expectAudited(row, caller);
    }
  }

  private void expectAudited(Row row, Caller caller) {
    long refusals = records(caller, Outcome.REFUSED);
    if (refusals != 1) {
      wrong.add(row + " by " + caller.id() + ": " + refusals + " refusals audited");
    }
  }

  private long records(Caller caller, Outcome outcome) {
    AuditQuery query = new AuditQuery(null, null, null, outcome, caller.correlationId(), 10);
    return recorded.search(caller.tenant(), query).size();
  }

  private static String what(Row row, Caller caller, Side side) {
    return row + " by " + caller.id() + " " + caller.roles() + " on " + side.ref().scope();
  }

  /** Somebody new each time: some things are counted by person. */
  private Caller person(Set<Role> roles) {
    return installed.person(Sides.name(), roles);
  }

  /** Somebody with the first admin's name and no role: a name gives no right. */
  private Caller namesake() {
    return installed.person("root-admin", Set.of());
  }

  private static Caller unproven(Caller caller) {
    return new Caller(
        caller.kind(),
        caller.id(),
        caller.tenant(),
        caller.workspace(),
        caller.roles(),
        caller.address(),
        UUID.randomUUID(),
        caller.reach(),
        Optional.empty());
  }

  /** Another tenant's person of a name that stands for somebody else here. */
  private Caller foreigner(String name) {
    return new Caller(
            Caller.Kind.PERSON,
            name,
            foreigner.tenant(),
            foreigner.workspace(),
            foreigner.roles(),
            foreigner.address(),
            UUID.randomUUID())
        .provenAt(clock.instant());
  }

  private static Caller nobody() {
    return nobody(Installed.TENANT, Installed.WORKSPACE);
  }

  private static Caller nobody(TenantId tenant, WorkspaceId workspace) {
    return new Caller(
        Caller.Kind.SYSTEM, "pages", tenant, workspace, Set.of(), "192.0.2.77", UUID.randomUUID());
  }

  private Caller entity(EntityKind kind) {
    EntityId registered = sides.registered(admin, kind, Sides.PROVIDER);
    return Sides.asCaller(admin, registered)
        .within(Reach.of(Set.of(Installed.WORKSPACE)).only(ProviderId.of(Sides.PROVIDER)));
  }

  private Caller holding(EntityKind kind, Side side, Level level) throws SQLException {
    Caller entity = entity(kind);
    sides.forge(entity, side, level);
    return entity;
  }

  private static Caller in(Caller caller, WorkspaceId workspace) {
    return new Caller(
        caller.kind(),
        caller.id(),
        caller.tenant(),
        workspace,
        caller.roles(),
        caller.address(),
        caller.correlationId(),
        Reach.of(Set.of(workspace)),
        caller.provenAt());
  }
}
