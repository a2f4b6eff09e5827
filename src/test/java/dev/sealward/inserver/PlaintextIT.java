package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.Accounts;
import dev.sealward.access.Entities;
import dev.sealward.access.EntityDraft;
import dev.sealward.access.EntityKind;
import dev.sealward.access.Level;
import dev.sealward.access.MachineTokens;
import dev.sealward.access.People;
import dev.sealward.access.PersonDraft;
import dev.sealward.access.PersonLinks;
import dev.sealward.access.Policies;
import dev.sealward.access.RuleCustody;
import dev.sealward.access.ScopeGrants;
import dev.sealward.access.TokenDraft;
import dev.sealward.access.Workspaces;
import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.Outcome;
import dev.sealward.audit.Target;
import dev.sealward.guard.RuleDraft;
import dev.sealward.guard.RuleForm;
import dev.sealward.guard.TextFields;
import dev.sealward.guard.TextFields.Field;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.Reach;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.RunId;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretValue;
import dev.sealward.run.Artifacts;
import dev.sealward.run.EventLine;
import dev.sealward.run.EventSource;
import dev.sealward.run.LogLevel;
import dev.sealward.run.Projects;
import dev.sealward.run.Runs;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.Secrets;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every field that {@link TextFields} calls scanned, with a secret typed into it. */
@ExtendWith(ArquillianExtension.class)
@Tag("ST-SEC-002")
class PlaintextIT {
  /** A stored value that could be the id of anything. */
  private static final String VALUE = "plaintext-it.8vq3xk5z";

  /** A token nobody stored, which is a legal name of a secret. */
  private static final String TOKEN = "ghp_" + "R2d9kLmQ7xVbT4nZpW8sYcF1hJ6gA31cASki";

  private static final String ENTITY = "plaintext-agent";
  private static final ProjectId PROJECT = ProjectId.of("plaintext-project");

  @Inject Installed installed;
  @Inject Secrets secrets;
  @Inject Entities entities;
  @Inject MachineTokens tokens;
  @Inject Policies policies;
  @Inject People people;
  @Inject Accounts accounts;
  @Inject Workspaces workspaces;
  @Inject Projects projects;
  @Inject PersonLinks links;
  @Inject RuleCustody custody;
  @Inject Runs runs;
  @Inject Artifacts artifacts;
  @Inject Recorded recorded;
  @Inject Alerts alerts;
  @Inject Database database;

  /** A field, who fills it in, and how. */
  private record Attempt(String field, boolean isId, Caller caller, Filling how) {}

  private interface Filling extends BiConsumer<Caller, String> {}

  private final List<Attempt> attempts = new ArrayList<>();
  private final Set<Field> tried = new HashSet<>();
  private Caller admin;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
  }

  @Test
  void everyScannedFieldRefusesASecretAuditsItsActorAndKeepsNothing() throws SQLException {
    SecretId secret = store(admin, "plaintext-known", "generic", "", VALUE);
    describeAttempts(secret);
    assertThat(tried).as("the fields that are tried").isEqualTo(scanned());

    for (Attempt attempt : attempts) {
      for (String text : attempt.isId ? List.of(VALUE) : List.of(VALUE, TOKEN)) {
        Caller caller = attempt.caller.under(UUID.randomUUID());
        Refused refused =
            assertRefused("SECRET_IN_PLAINTEXT", () -> attempt.how.accept(caller, text));
        assertThat(refused.field()).contains(attempt.field);
        assertThat(refused.getMessage()).doesNotContain(text);
        assertAudited(caller, attempt.field, text);
      }
    }

    assertThat(database.places(VALUE)).isEmpty();
    assertThat(database.places(TOKEN)).isEmpty();
  }

  @Test
  @Tag("VAULT-09")
  void tenWithinAMinuteRaiseOneAlertAboutTheirWorkspace() {
    Caller careless = installed.person("plaintext-careless", Set.of(Role.OPERATOR));
    for (int i = 0; i < 25; i++) {
      assertRefused(
          "SECRET_IN_PLAINTEXT",
          () -> entities.register(careless, "plaintext-burst", EntityKind.TOOL, TOKEN));
    }
    assertThat(alerts.before(careless, true, Long.MAX_VALUE, 200))
        .filteredOn(alert -> alert.kind() == AlertKind.PLAINTEXT_BURST)
        .filteredOn(alert -> alert.detail().equals("by person plaintext-careless"))
        .singleElement()
        .satisfies(alert -> assertThat(alert.workspace()).isEqualTo(Installed.WORKSPACE));
  }

  private void assertAudited(Caller caller, String field, String text) {
    assertThat(recorded.search(Installed.TENANT, AuditQuery.under(caller.correlationId(), 10)))
        .as(field)
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.action()).isEqualTo(Action.PLAINTEXT_REFUSED);
              assertThat(row.outcome()).isEqualTo(Outcome.REFUSED);
              assertThat(row.actorKind()).isEqualTo(caller.kind());
              assertThat(row.actor()).isEqualTo(caller.id());
              assertThat(row.target()).isEqualTo(new Target("field", field));
              assertThat(row.toString()).doesNotContain(text);
            });
  }

  private void describeAttempts(SecretId secret) {
    entities.register(admin, ENTITY, EntityKind.AGENT, "");
    projects.create(admin, PROJECT.value(), "For plaintext", "");
    Target project = new Target("project", PROJECT.value());
    EntityId entity = EntityId.of(ENTITY);
    policies.grant(admin, entity, project, Level.WRITE, "", null);
    RunId run = runs.start(installed.entity(ENTITY), PROJECT, "a run").id();
    String other = "plaintext-it other 3kd8wz";

    text("name", (c, t) -> store(c, t, "generic", "", other), "secret-fields", "SecretsResource");
    id(
        "provider",
        (c, t) -> store(c, "plaintext-p", t, "", other),
        "secret-fields",
        "SecretsResource");
    text(
        "description",
        (c, t) -> store(c, "plaintext-d", "generic", t, other),
        "secret-fields",
        "SecretsResource");
    text("reason", (c, t) -> secrets.revoke(c, secret, t), "settings/revoke", "SecretsResource");
    id("entity", (c, t) -> entities.register(c, t, EntityKind.TOOL, ""), "settings/entities");
    text(
        "description",
        (c, t) -> entities.register(c, "plaintext-tool", EntityKind.TOOL, t),
        "settings/entities");
    // Chosen from a list on the page; whoever calls has to name one that is there.
    id(
        "workspace",
        (c, t) ->
            entities.register(
                c.within(Reach.tenantWide()),
                new EntityDraft("plaintext-w", EntityKind.TOOL, "", t, null)));
    id(
        "provider",
        (c, t) ->
            entities.register(c, new EntityDraft("plaintext-e", EntityKind.TOOL, "", null, t)),
        "settings/entities");
    text("label", (c, t) -> tokens.issue(c, entity, TokenDraft.of(t, null)), "settings/entity");
    text(
        "reason",
        (c, t) -> policies.grant(c, entity, project, Level.READ, t, null),
        "access",
        "settings/policies",
        "GrantsResource");
    id(
        "provider",
        (c, t) -> policies.grant(c, entity, scope(t), Level.READ, "", null),
        "settings/policies");
    id("id", (c, t) -> projects.create(c, t, "Name", ""), "projects/list");
    text("name", (c, t) -> projects.create(c, "plaintext-n", t, ""), "projects/list");
    text("description", (c, t) -> projects.create(c, "plaintext-n", "Name", t), "projects/list");
    id("name", (c, t) -> custody.add(c, rule(t, "badge")), "settings/redaction-new");
    text("kind", (c, t) -> custody.add(c, rule("plaintext-r", t)), "settings/redaction-new");
    id("name", (c, t) -> createFirstAdmin(c, t, ""), "setup/admin");
    text("displayName", (c, t) -> createFirstAdmin(c, "first", t), "setup/admin");
    id("name", (c, t) -> people.create(c, viewer(t, "")), "settings/people");
    text(
        "displayName",
        (c, t) -> people.create(c, viewer("plaintext-person", t)),
        "settings/people");
    text("displayName", (c, t) -> accounts.rename(c, t), "account");
    id("workspace", (c, t) -> workspaces.create(c, t), "settings/people");
    text(
        "subject",
        (c, t) -> links.link(c, "https://issuer.example", "root-admin", t, "", true),
        "settings/sign-in-links");
    text(
        "email",
        (c, t) -> links.link(c, "https://issuer.example", "root-admin", "", t, true),
        "settings/sign-in-links");

    Caller agent = installed.entity(ENTITY);
    attempt("title", false, agent, (c, t) -> runs.start(c, PROJECT, t), "RunsResource");
    attempt(
        "name",
        false,
        agent,
        (c, t) -> artifacts.store(c, PROJECT, run, t, InputStream.nullInputStream()),
        "ArtifactsResource");
    attempt(
        "stream",
        true,
        agent,
        (c, t) ->
            runs.append(c, PROJECT, run, only(t))
                .refusal()
                .ifPresent(
                    refused -> {
                      throw refused;
                    }),
        "NdjsonLines");
  }

  private static Target scope(String provider) {
    return ScopeGrants.target(Installed.WORKSPACE.value(), null, provider);
  }

  private static PersonDraft viewer(String name, String displayName) {
    return new PersonDraft(name, displayName, Set.of(Role.VIEWER), Set.of(Installed.WORKSPACE));
  }

  private static RuleDraft rule(String name, String kind) {
    return new RuleDraft(RuleForm.MASK, name, kind, "BADGE-[0-9]{6}", "", false);
  }

  private void text(String field, Filling how, String... places) {
    attempt(field, false, admin, how, places);
  }

  private void id(String field, Filling how, String... places) {
    attempt(field, true, admin, how, places);
  }

  /**
   * @param places where the text of this field is typed or sent
   */
  private void attempt(String field, boolean isId, Caller caller, Filling how, String... places) {
    attempts.add(new Attempt(field, isId, caller, how));
    for (String place : places) {
      tried.add(new Field(place, field));
    }
  }

  private static Set<Field> scanned() {
    return TextFields.declared().stream()
        .filter(field -> TextFields.of(field.place(), field.name()) == TextFields.Kind.SCANNED)
        .collect(Collectors.toSet());
  }

  private void createFirstAdmin(Caller caller, String name, String displayName) {
    people.createFirstAdmin(caller, name, "a long enough pass phrase".toCharArray(), displayName);
  }

  private SecretId store(Caller caller, String name, String provider, String about, String text) {
    SecretDraft draft =
        new SecretDraft(Environment.DEV, provider, name, SecretType.API_KEY, about, null);
    try (SecretValue value = SecretValue.copyOf(text.toCharArray())) {
      return secrets.store(caller, draft, value).secret().id();
    }
  }

  private static EventSource only(String stream) {
    Iterator<EventLine> lines =
        List.of(new EventLine(1, null, stream, LogLevel.INFO, "text")).iterator();
    return new EventSource() {
      @Override
      public @Nullable EventLine next() {
        return lines.hasNext() ? lines.next() : null;
      }

      @Override
      public boolean waiting() {
        return false;
      }
    };
  }
}
