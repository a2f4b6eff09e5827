package dev.sealward.inserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.Asset;
import dev.sealward.access.Entities;
import dev.sealward.access.EntityFilter;
import dev.sealward.access.EntityKind;
import dev.sealward.access.KeyCustody;
import dev.sealward.access.Level;
import dev.sealward.access.PolicyFilter;
import dev.sealward.audit.AuditQuery;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Outcome;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Reach;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.RunId;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.run.EventLine;
import dev.sealward.run.EventSource;
import dev.sealward.run.Projects;
import dev.sealward.run.RunState;
import dev.sealward.run.Runs;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretFilter;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.SecretView;
import dev.sealward.secret.Secrets;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every method of {@code authorisation.txt}, called by every role, by entities with and without a
 * policy, from every side of every border, and by nobody in particular: whoever the table does not
 * name is refused, and it is audited.
 */
@ExtendWith(ArquillianExtension.class)
@Tag("VAULT-03")
@Tag("FR-028-002")
class AuthorisationIT {
  static final String TABLE = "authorisation.txt";

  private static final Map<String, Role> ROLES =
      Map.of("V", Role.VIEWER, "O", Role.OPERATOR, "S", Role.SECURITY_LEAD, "A", Role.ADMIN);
  private static final WorkspaceId OTHER_WORKSPACE = WorkspaceId.of("matrix-lab");
  private static final Set<String> DENIALS =
      Set.of("PERMISSION_MISSING", "CREDENTIAL_ACCESS_DENIED");

  @Inject Installed installed;
  @Inject Entities entities;
  @Inject Secrets secrets;
  @Inject Projects projects;
  @Inject Runs runs;
  @Inject AuditTrail trail;
  @Inject Database database;
  @Inject Clock clock;

  private Caller admin;
  private Side own;

  private static final class NoEvents implements EventSource {
    @Override
    public @Nullable EventLine next() {
      return null;
    }

    @Override
    public boolean waiting() {
      return false;
    }
  }

  /** One line of the table. */
  private record Row(String name, Class<?> face, Method method, String people, String entities) {}

  /** A place with a secret and a project in it. */
  private record Side(SecretView secret, ProjectId project, RunId run) {
    SecretRef ref() {
      return secret.ref();
    }

    Asset asset() {
      return Asset.secret(secret.id().toString(), ref().scope());
    }
  }

  @BeforeEach
  void setUp() throws SQLException {
    admin = installed.admin();
    Side bare = side(admin, "matrix-github");
    Caller runner = agentWith(bare, Level.WRITE);
    RunId run = runs.start(runner, bare.project(), "A run of a test").id();
    own = new Side(bare.secret(), bare.project(), run);
  }

  @Test
  void peopleAndNobodyMayWhatTheTableSays() throws Exception {
    List<String> wrong = new ArrayList<>();
    int refusals = 0;
    for (Row row : rows()) {
      List<Caller> refused = new ArrayList<>();
      refused.add(installed.person("matrix-no-role", Set.of()));
      refused.add(anonymous());
      for (Map.Entry<String, Role> each : ROLES.entrySet()) {
        Caller caller = installed.person("matrix-person", Set.of(each.getValue()));
        if (!row.people().contains(each.getKey())) {
          refused.add(caller);
        } else if (onlyReads(row)) {
          expectMore(wrong, row, caller, own);
        }
      }
      String code = row.people().equals("-") ? "CREDENTIAL_ACCESS_DENIED" : "PERMISSION_MISSING";
      for (Caller caller : refused) {
        expect(wrong, row, caller, own, code);
        expectAudited(wrong, row, caller);
        refusals++;
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(refusals).isGreaterThan(250);
  }

  @Test
  @Tag("ATTACK-13")
  void entitiesMayWhatTheirPoliciesSayWithinTheirBorders() throws Exception {
    Side otherWorkspace = side(in(admin, OTHER_WORKSPACE), "matrix-github");
    Side otherProvider = side(admin, "matrix-openai");
    Side otherTenant = side(installed.foreigner(), "matrix-github");
    List<String> wrong = new ArrayList<>();
    for (Row row : rows()) {
      Caller bare = agent();
      if (row.entities().equals("own")) {
        expectMore(wrong, row, bare, own);
        continue;
      }
      boolean never = row.entities().equals("-");
      expect(wrong, row, bare, own, never ? "PERMISSION_MISSING" : "CREDENTIAL_ACCESS_DENIED");
      expectAudited(wrong, row, bare);
      if (never) {
        expect(wrong, row, agentWith(own, Level.ADMIN), own, "PERMISSION_MISSING");
        continue;
      }
      Level needed = Level.parse(row.entities());
      for (Level level : Level.values()) {
        Caller agent = agentWith(own, level);
        if (level.compareTo(needed) < 0) {
          expect(wrong, row, agent, own, "CREDENTIAL_ACCESS_DENIED");
        } else if (row.face() != KeyCustody.class || onlyReads(row)) {
          expectMore(wrong, row, agent, own);
        }
      }
      List<Side> beyond = new ArrayList<>();
      if (row.face() != KeyCustody.class) {
        beyond.add(otherWorkspace);
      }
      // What is to be stored names no tenant: it is the caller's, always.
      if (row.face() != KeyCustody.class && !row.name().equals("secret.Secrets.store")) {
        beyond.add(otherTenant);
      }
      if (row.name().startsWith("secret.") || row.name().endsWith("On")) {
        beyond.add(otherProvider);
      }
      for (Side side : beyond) {
        Caller agent = agentWith(side, Level.ADMIN);
        expect(wrong, row, agent, side, "CREDENTIAL_ACCESS_DENIED");
      }
    }
    assertThat(wrong).isEmpty();
  }

  private void expect(List<String> wrong, Row row, Caller caller, Side side, String code) {
    String outcome = outcome(row, caller, side);
    if (!outcome.equals(code)) {
      wrong.add(what(row, caller, side) + ": " + outcome + " instead of " + code);
    }
  }

  /** What comes after the check may still refuse, and not as the check does. */
  private void expectMore(List<String> wrong, Row row, Caller caller, Side side) {
    String outcome = outcome(row, caller, side);
    if (DENIALS.contains(outcome) || outcome.startsWith("threw")) {
      wrong.add(what(row, caller, side) + ": " + outcome);
    }
  }

  private void expectAudited(List<String> wrong, Row row, Caller caller) {
    long refusals = refusals(caller);
    if (refusals != 1) {
      wrong.add(what(row, caller, own) + ": " + refusals + " refusals audited");
    }
  }

  private static String what(Row row, Caller caller, Side side) {
    return row.name() + " by " + caller.id() + " " + caller.roles() + " on " + side.ref().scope();
  }

  private static boolean onlyReads(Row row) {
    return Set.of("list", "get", "count", "refs", "forTarget", "forEntity", "explain", "view")
            .contains(row.method().getName())
        || Set.of("unmaskable", "tokens", "progress", "lastHours", "latest", "events")
            .contains(row.method().getName());
  }

  /** The refusal's code, or what else became of the call. */
  private String outcome(Row row, Caller caller, Side side) {
    Object[] arguments =
        Arrays.stream(row.method().getParameterTypes())
            .map(type -> argument(type, caller, side))
            .toArray();
    try {
      row.method().invoke(CDI.current().select(row.face()).get(), arguments);
      return "done";
    } catch (InvocationTargetException thrown) {
      for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
        if (cause instanceof Refused refused) {
          return refused.remedy().code();
        }
      }
      return "threw " + thrown.getCause();
    } catch (IllegalAccessException notOpen) {
      throw new AssertionError(row.name(), notOpen);
    }
  }

  private @Nullable Object argument(Class<?> type, Caller caller, Side side) {
    Map<Class<?>, Supplier<Object>> known =
        Map.ofEntries(
            Map.entry(Caller.class, () -> caller),
            Map.entry(SecretId.class, () -> side.secret().id()),
            Map.entry(SecretRef.class, side::ref),
            Map.entry(Asset.class, side::asset),
            Map.entry(Target.class, () -> side.asset().target()),
            Map.entry(ProjectId.class, side::project),
            Map.entry(RunId.class, side::run),
            Map.entry(EntityId.class, () -> EntityId.of("matrix-friend")),
            Map.entry(SecretDraft.class, () -> draft(side)),
            Map.entry(SecretValue.class, AuthorisationIT::value),
            Map.entry(SecretFilter.class, () -> SecretFilter.first(1)),
            Map.entry(EntityFilter.class, () -> EntityFilter.first(1)),
            Map.entry(PolicyFilter.class, () -> PolicyFilter.on(side.asset().target())),
            Map.entry(Level.class, () -> Level.READ),
            Map.entry(EntityKind.class, () -> EntityKind.AGENT),
            Map.entry(RunState.class, () -> RunState.SUCCEEDED),
            Map.entry(String.class, () -> "matrix"),
            Map.entry(UUID.class, UUID::randomUUID),
            Map.entry(int.class, () -> 1),
            Map.entry(long.class, () -> 0L),
            Map.entry(boolean.class, () -> true),
            Map.entry(char[].class, () -> new char[0]),
            Map.entry(Collection.class, List::of),
            Map.entry(InputStream.class, () -> new ByteArrayInputStream(new byte[0])),
            Map.entry(Supplier.class, () -> (Supplier<byte[]>) () -> "{}".getBytes(UTF_8)),
            Map.entry(EventSource.class, NoEvents::new));
    Supplier<Object> maker = known.get(type);
    return maker == null ? null : maker.get();
  }

  private List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    try (InputStream table = AuthorisationIT.class.getResourceAsStream("/" + TABLE)) {
      for (String line : new String(table.readAllBytes(), UTF_8).split("\n")) {
        String[] cells = line.strip().split("\\s+");
        if (!line.startsWith("#") && cells.length == 3 && !cells[1].equals("*")) {
          rows.add(row(cells));
        }
      }
    }
    assertThat(rows).hasSizeGreaterThan(60);
    return rows;
  }

  private static Row row(String[] cells) {
    String[] path = cells[0].replaceAll("\\(.*", "").split("\\.");
    String told = cells[0].contains("(") ? cells[0].replaceAll(".*\\((.*)\\)", "$1") : "";
    try {
      Class<?> face = Class.forName("dev.sealward." + path[0] + "." + path[1]);
      Method found =
          Arrays.stream(face.getMethods())
              .filter(method -> method.getName().equals(path[2]))
              .filter(method -> !method.isSynthetic())
              .filter(method -> method.getParameterCount() > 0)
              .filter(method -> method.getParameterTypes()[0] == Caller.class)
              .filter(
                  method ->
                      told.isEmpty() || method.getParameterTypes()[1].getSimpleName().equals(told))
              .findFirst()
              .orElseThrow();
      return new Row(cells[0], face, found, cells[1], cells[2]);
    } catch (ClassNotFoundException missing) {
      throw new AssertionError(cells[0], missing);
    }
  }

  private long refusals(Caller caller) {
    AuditQuery query =
        new AuditQuery(null, null, null, Outcome.REFUSED, caller.correlationId(), null, 10);
    return trail.search(caller.tenant(), query).size();
  }

  private Caller anonymous() {
    return new Caller(
        Caller.Kind.SYSTEM,
        "pages",
        Installed.TENANT,
        Installed.WORKSPACE,
        Set.of(),
        "127.0.0.1",
        UUID.randomUUID());
  }

  /** A new one each time, since policies of several tries would add up. */
  private Caller agent() {
    String name = "matrix-" + UUID.randomUUID();
    entities.register(admin, name, EntityKind.AGENT, "");
    return installed
        .entity(name)
        .within(Reach.of(Set.of(Installed.WORKSPACE)).only(ProviderId.of("matrix-github")));
  }

  private Caller agentWith(Side side, Level level) throws SQLException {
    Caller agent = agent();
    forge(agent, side, level);
    return agent;
  }

  private Side side(Caller owner, String provider) {
    try (SecretValue value = value()) {
      SecretView secret =
          secrets.store(owner, draft(provider, "matrix-" + UUID.randomUUID()), value).secret();
      String project = "matrix-" + UUID.randomUUID();
      projects.create(owner, project, "Made by a test", "");
      return new Side(secret, ProjectId.of(project), RunId.of(UUID.randomUUID()));
    }
  }

  private static SecretDraft draft(Side side) {
    return new SecretDraft(
        side.ref().scope().workspace().value(),
        Environment.PRODUCTION,
        side.ref().scope().provider().value(),
        "matrix-" + UUID.randomUUID(),
        SecretType.API_KEY,
        "",
        null);
  }

  private static SecretDraft draft(String provider, String name) {
    return new SecretDraft(Environment.PRODUCTION, provider, name, SecretType.API_KEY, "", null);
  }

  private static SecretValue value() {
    return SecretValue.copyOf(("matrix " + UUID.randomUUID()).toCharArray());
  }

  /** On all there is on a side, as no grant could have made it. */
  private void forge(Caller agent, Side side, Level level) throws SQLException {
    String scope = side.ref().scope().workspace() + "/production/" + side.ref().scope().provider();
    String[][] things = {
      {"secret", side.secret().id().toString()},
      {"scope", scope},
      {"project", side.project().value()},
      {"key", "ring"}
    };
    for (String[] thing : things) {
      database.update(
          "insert into policy (id, tenant, entity, target_kind, target_id, grant_level, reason,"
              + " granted_by, granted_at) values (?, 'default', ?, ?, ?, ?, '', 'forger', ?)",
          UUID.randomUUID(),
          agent.id(),
          thing[0],
          thing[1],
          level.name(),
          OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
    }
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
}
