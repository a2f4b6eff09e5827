package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.ChainCustody;
import dev.sealward.access.Entities;
import dev.sealward.access.EntityKind;
import dev.sealward.access.IssuedToken;
import dev.sealward.access.KeyCustody;
import dev.sealward.access.Level;
import dev.sealward.access.MachineTokens;
import dev.sealward.access.Permission;
import dev.sealward.access.Policies;
import dev.sealward.access.PolicyView;
import dev.sealward.access.RuleCustody;
import dev.sealward.access.TokenDraft;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.Sealer;
import dev.sealward.audit.Target;
import dev.sealward.guard.RuleDraft;
import dev.sealward.guard.RuleForm;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.RunId;
import dev.sealward.kernel.SecretName;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.SecretValue;
import dev.sealward.run.Artifacts;
import dev.sealward.run.ArtifactsUnderTest;
import dev.sealward.run.Projects;
import dev.sealward.run.Prompts;
import dev.sealward.run.RunState;
import dev.sealward.run.Runs;
import dev.sealward.secret.ReadableMasks;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.SecretView;
import dev.sealward.secret.Secrets;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The database takes no audit row of some callers; so nothing they ask for may happen. */
@ExtendWith(ArquillianExtension.class)
@Tag("ST-SEC-010")
@Tag("FR-028-009")
class AuditUnwritableIT {
  private static final String NAME = "cannot-be-written";
  // What the server keeps in order on its own, whoever asks for what.
  private static final Set<String> MOVING =
      Set.of(
          "audit_event",
          "audit_chain",
          "audit_seal",
          "audit_link",
          "audit_break",
          "security_alert",
          "batch_work",
          "batch_failure",
          "redaction_count",
          "store_garbage",
          "artifact_garbage");

  @Inject Installed installed;
  @Inject Secrets secrets;
  @Inject ReadableMasks readable;
  @Inject Entities entities;
  @Inject MachineTokens tokens;
  @Inject Policies policies;
  @Inject KeyCustody keys;
  @Inject RuleCustody rules;
  @Inject ChainCustody chain;
  @Inject Sealer sealer;
  @Inject Projects projects;
  @Inject Runs runs;
  @Inject Prompts prompts;
  @Inject Artifacts artifacts;
  @Inject ArtifactsUnderTest artifactFiles;
  @Inject Alerts alerts;
  @Inject Database database;

  private Caller admin;
  private Caller person;
  private Caller agent;
  private UUID rule;

  @Test
  void nothingHappensAndNothingIsRevealed() throws Exception {
    admin = installed.admin();
    person = installed.person(NAME, EnumSet.allOf(Role.class));
    agent = installed.entity(NAME);
    Map<String, ThrowingCallable> all = everythingAudited();
    artifactFiles.sweep();
    String now = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS").format(utc());
    database.update(
        "alter table audit_event add constraint not_this_one check (actor <> '"
            + NAME
            + "' or occurred_at <= timestamp with time zone '"
            + now
            + "+00:00')");
    try {
      Map<String, String> before = database.contents(MOVING);
      all.forEach(
          (what, action) -> {
            try {
              assertRefused("AUDIT_UNAVAILABLE", action);
            } catch (AssertionError e) {
              throw new AssertionError(what, e);
            }
          });
      assertThat(database.contents(MOVING)).isEqualTo(before);
      artifactFiles.sweep();
      assertThat(artifactFiles.unfinished()).isEmpty();
    } finally {
      database.update("alter table audit_event drop constraint not_this_one");
      rules.delete(admin, rule);
    }
  }

  private Map<String, ThrowingCallable> everythingAudited() throws Exception {
    Map<String, ThrowingCallable> all = new LinkedHashMap<>();
    EntityId entity = EntityId.of(NAME);
    entities.register(admin, NAME, EntityKind.AGENT, "");
    IssuedToken token = tokens.issue(admin, entity, new TokenDraft("a token", 30, null));
    SecretView secret = stored("unwritable");
    SecretRef missing = SecretRef.of(secret.ref().scope(), SecretName.of("unwritable-none"));
    Target target = new Target("secret", secret.id().toString());
    PolicyView policy = policies.grant(admin, entity, target, Level.READ, "", null);
    ProjectId project = projects.create(admin, NAME, "Made by a test", "").id();
    Target inProject = new Target("project", project.value());
    policies.grant(admin, entity, inProject, Level.WRITE, "", null);
    RunId run = runs.start(agent, project, "a run").id();
    artifacts.store(agent, project, run, "kept.txt", body());
    rule = rules.add(admin, draft("unwritable-1")).id();
    // Keys of Sealward's own are made at the first use.
    readable.handOut(agent, null);
    sealer.seal(Installed.TENANT);
    chain.checkpoint(admin);
    alerts.raise(Installed.TENANT, AlertKind.DENIED_BURST, NAME, "made by a test");
    long alert = alerts.latest(Installed.TENANT, true, 1).get(0).id();

    all.put("store", () -> secrets.store(person, draftOf("unwritable-2"), value()).secret());
    all.put("rotate", () -> secrets.rotate(person, secret.id(), another()));
    all.put("revoke", () -> secrets.revoke(person, secret.id(), ""));
    all.put("resolve", () -> secrets.resolve(agent, secret.ref()).close());
    all.put("resolve nothing", () -> secrets.resolve(agent, missing));
    all.put("masks", () -> readable.handOut(agent, null));
    all.put("register", () -> entities.register(person, "unwritable-3", EntityKind.AGENT, ""));
    all.put("token", () -> tokens.issue(person, entity, new TokenDraft("another", 30, null)));
    all.put("token's end", () -> tokens.revoke(person, entity, token.tokenId()));
    all.put("grant", () -> policies.grant(person, entity, target, Level.WRITE, "", null));
    all.put("grant's end", () -> policies.revoke(person, policy.id()));
    all.put("denial", () -> policies.require(agent, Permission.MANAGE_KEYS));
    all.put("project", () -> projects.create(person, "unwritable-4", "Another", ""));
    all.put("run", () -> runs.start(agent, project, "another"));
    all.put("run's end", () -> runs.finish(agent, project, run, RunState.SUCCEEDED));
    all.put("prompt", () -> prompts.store(agent, project, run, () -> prompt()));
    all.put("artifact", () -> artifacts.store(agent, project, run, "new.txt", body()));
    all.put("artifact's end", () -> artifacts.delete(person, project, run, "kept.txt"));
    all.put("recovery key", () -> keys.makeRecoveryKit(person));
    all.put("rule", () -> rules.add(person, draft("unwritable-5")));
    all.put("rule off", () -> rules.turn(person, rule, false));
    all.put("rule's end", () -> rules.delete(person, rule));
    all.put("alert", () -> alerts.acknowledge(person, alert));
    all.put("checkpoint", () -> chain.checkpoint(person));
    return all;
  }

  private static OffsetDateTime utc() {
    return OffsetDateTime.now(ZoneOffset.UTC);
  }

  private SecretView stored(String name) {
    try (SecretValue value = value()) {
      return secrets.store(admin, draftOf(name), value).secret();
    }
  }

  private static SecretDraft draftOf(String name) {
    return new SecretDraft(Environment.STAGING, "generic", name, SecretType.API_KEY, "", null);
  }

  private static SecretValue value() {
    return SecretValue.copyOf("unwritable 4kq81fmz2 value".getBytes(UTF_8));
  }

  private static SecretValue another() {
    return SecretValue.copyOf("unwritable 8bd27qpw5 value".getBytes(UTF_8));
  }

  private static RuleDraft draft(String name) {
    return new RuleDraft(RuleForm.ALLOW_TEXT, name, "", "text of " + name, "", false);
  }

  private static byte[] prompt() {
    return "{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}".getBytes(UTF_8);
  }

  private static InputStream body() {
    return new ByteArrayInputStream("a line\n".getBytes(UTF_8));
  }
}
