package dev.sealward.inserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sealward.access.Asset;
import dev.sealward.access.Entities;
import dev.sealward.access.EntityDraft;
import dev.sealward.access.EntityKind;
import dev.sealward.access.IssuedToken;
import dev.sealward.access.Level;
import dev.sealward.access.MachineTokens;
import dev.sealward.access.People;
import dev.sealward.access.PersonLinks;
import dev.sealward.access.Policies;
import dev.sealward.access.RuleCustody;
import dev.sealward.access.TokenDraft;
import dev.sealward.guard.RuleDraft;
import dev.sealward.guard.RuleForm;
import dev.sealward.guard.RuleView;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.RunId;
import dev.sealward.kernel.SecretValue;
import dev.sealward.run.Artifacts;
import dev.sealward.run.Projects;
import dev.sealward.run.Runs;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.SecretView;
import dev.sealward.secret.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;

/** Makes sides of borders, and entities that hold more than any grant could give them. */
@ApplicationScoped
public class Sides {
  static final String PROVIDER = "matrix-github";
  static final String ARTIFACT = "matrix-kept.txt";

  @Inject Secrets secrets;
  @Inject Projects projects;
  @Inject Runs runs;
  @Inject Artifacts artifacts;
  @Inject Entities entities;
  @Inject MachineTokens tokens;
  @Inject Policies policies;
  @Inject People people;
  @Inject PersonLinks links;
  @Inject RuleCustody rules;
  @Inject Recorded recorded;
  @Inject Database database;
  @Inject Clock clock;

  /** What lies where the owner works, of one provider. */
  Side of(Caller owner, String provider, Side.Tenancy tenancy) throws SQLException {
    SecretView secret = secret(owner, provider);
    ProjectId project = ProjectId.of(name());
    projects.create(owner, project.value(), "Made by a test", "");
    EntityId runner = registered(owner, EntityKind.AGENT, provider);
    Caller running = asCaller(owner, runner);
    forge(running, "project", project.value(), Level.WRITE);
    RunId run = runs.start(running, project, "A run of a test").id();
    artifacts.store(running, project, run, ARTIFACT, new ByteArrayInputStream("a".getBytes(UTF_8)));
    EntityId friend = registered(owner, EntityKind.AGENT, provider);
    EntityId asleep = registered(owner, EntityKind.AGENT, provider);
    entities.disable(owner, asleep);
    IssuedToken token = tokens.issue(owner, friend, TokenDraft.of("of a test", 30));
    token.token().close();
    UUID policy =
        policies
            .grant(
                owner,
                friend,
                Asset.secret(secret.id().toString(), secret.ref().scope()).target(),
                Level.READ,
                "",
                null)
            .id();
    return new Side(
        secret, project, run, ARTIFACT, friend, asleep, token.tokenId(), policy, tenancy);
  }

  /** What is the whole tenant's of the owner. */
  Side.Tenancy tenancy(Caller owner) throws SQLException {
    // Of a tenant that nobody set up: one admin has to remain whoever is kept out.
    person(owner, Role.ADMIN);
    String person = person(owner, Role.SECURITY_LEAD);
    String absentee = person(owner, Role.SECURITY_LEAD);
    people.disable(owner, absentee);
    links.link(owner, "https://id.example.org", person, name(), "", false);
    String link =
        links.list(owner, person.substring(0, person.length() - 1)).rows().stream()
            .filter(each -> each.person().equals(person))
            .findFirst()
            .orElseThrow()
            .id();
    RuleView rule = rules.add(owner, rule());
    long record = recorded.search(owner.tenant(), AuditQuery.latest(1)).get(0).id();
    return new Side.Tenancy(person, absentee, link, rule.id(), rule.name(), record);
  }

  void forget(Caller owner, Side.Tenancy tenancy) {
    rules.delete(owner, tenancy.rule());
  }

  static RuleDraft rule() {
    String name = name();
    return new RuleDraft(RuleForm.ALLOW_TEXT, name, "", "text of " + name, "", false);
  }

  /** Somebody of the owner's tenant, whose password is the first admin's: hashing takes long. */
  String person(Caller owner, Role role) throws SQLException {
    String name = name();
    database.update(
        "insert into person (id, tenant, name, display_name, password_hash, roles, created_at,"
            + " created_by, row_version) select cast(? as uuid), ?, ?, 'A', password_hash, ?,"
            + " created_at, 'test', 0 from person where name = 'root-admin'",
        UUID.randomUUID(),
        owner.tenant().value(),
        name,
        role.name());
    return name;
  }

  private SecretView secret(Caller owner, String provider) {
    SecretDraft draft =
        new SecretDraft(Environment.PRODUCTION, provider, name(), SecretType.API_KEY, "", null);
    try (SecretValue value = value()) {
      return secrets.store(owner, draft, value).secret();
    }
  }

  static SecretValue value() {
    return SecretValue.copyOf(("matrix " + UUID.randomUUID()).toCharArray());
  }

  /** No two things have one. */
  static String name() {
    return "matrix-" + UUID.randomUUID();
  }

  /** An entity that is bound to one provider. */
  EntityId registered(Caller owner, EntityKind kind, String provider) {
    EntityDraft draft = new EntityDraft(name(), kind, "", null, provider);
    return entities.register(owner, draft).id();
  }

  static Caller asCaller(Caller owner, EntityId entity) {
    return new Caller(
        Caller.Kind.ENTITY,
        entity.value(),
        owner.tenant(),
        owner.workspace(),
        Set.of(),
        "127.0.0.1",
        UUID.randomUUID());
  }

  /** On all there is on a side, as no grant could have made it. */
  void forge(Caller entity, Side side, Level level) throws SQLException {
    String scope = side.ref().scope().workspace() + "/production/" + side.ref().scope().provider();
    forge(entity, "secret", side.secret().id().toString(), level);
    forge(entity, "scope", scope, level);
    forge(entity, "project", side.project().value(), level);
    forge(entity, "key", "ring", level);
  }

  void forge(Caller entity, String kind, String id, Level level) throws SQLException {
    database.update(
        "insert into policy (id, tenant, entity, target_kind, target_id, grant_level, reason,"
            + " granted_by, granted_at) values (?, ?, ?, ?, ?, ?, '', 'forger', ?)",
        UUID.randomUUID(),
        entity.tenant().value(),
        entity.id(),
        kind,
        id,
        level.name(),
        OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
  }
}
