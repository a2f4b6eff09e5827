package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sealward.access.Entities;
import dev.sealward.access.EntityFilter;
import dev.sealward.access.EntityKind;
import dev.sealward.access.KeyCustody;
import dev.sealward.access.Level;
import dev.sealward.access.MachineTokens;
import dev.sealward.access.People;
import dev.sealward.access.PersonDraft;
import dev.sealward.access.PersonLinks;
import dev.sealward.access.Policies;
import dev.sealward.access.RuleCustody;
import dev.sealward.access.SecondFactorDemand;
import dev.sealward.access.SecondFactors;
import dev.sealward.access.TokenDraft;
import dev.sealward.audit.Action;
import dev.sealward.audit.AuditRecord;
import dev.sealward.backup.Backups;
import dev.sealward.guard.RuleDraft;
import dev.sealward.guard.RuleForm;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Role;
import dev.sealward.keys.KeySource;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is dangerous in the hands of somebody who found a session, or a token. */
@ExtendWith(ArquillianExtension.class)
@Tag("ATTACK-13")
@Tag("FR-028-002")
class ProofIT {
  private static final String NEEDED = "REAUTHENTICATION_NEEDED";
  private static final UUID NONE = new UUID(0, 1);

  @Inject Installed installed;
  @Inject KeyCustody custody;
  @Inject Backups backups;
  @Inject Policies policies;
  @Inject Entities entities;
  @Inject MachineTokens tokens;
  @Inject RuleCustody rules;
  @Inject SecondFactors factors;
  @Inject Recorded recorded;
  @Inject Clock clock;

  @Inject People people;
  @Inject PersonLinks links;

  private Caller admin;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
    if (entities.list(admin, new EntityFilter("proof-agent", null, 200)).stream()
        .noneMatch(e -> e.id().value().equals("proof-agent"))) {
      entities.register(admin, "proof-agent", EntityKind.AGENT, "made by a test");
      entities.register(admin, "proof-keeper", EntityKind.AGENT, "made by a test");
      policies.grant(
          admin, EntityId.of("proof-keeper"), KeyCustody.RING, Level.ADMIN, "for a test", null);
    }
  }

  /** Each would be done, or refused for another reason, if there were a proof. */
  private Map<String, Consumer<Caller>> dangerous() {
    Map<String, Consumer<Caller>> acts = new LinkedHashMap<>();
    acts.put("destroy a key version", c -> custody.destroy(c, 999, "destroy 999"));
    acts.put("make a recovery key", c -> custody.makeRecoveryKit(c).close());
    acts.put("take a backup away", c -> backups.download(c, NONE));
    acts.put("let somebody in", c -> people.create(c, newcomer()).password().close());
    acts.put(
        "give other roles",
        c -> people.place(c, "nobody-there", Set.of(Role.ADMIN), Set.of(Installed.WORKSPACE)));
    acts.put("keep somebody out", c -> people.disable(c, "nobody-there"));
    acts.put("let somebody in again", c -> people.enable(c, "nobody-there"));
    acts.put("reset a password", c -> people.resetPassword(c, "nobody-there").password().close());
    acts.put(
        "link an account",
        c -> links.link(c, "https://id.example.org", "nobody-there", "42", "", false));
    acts.put(
        "make a token",
        c ->
            tokens
                .issue(c, EntityId.of("proof-agent"), TokenDraft.of("by a test", 30))
                .token()
                .close());
    acts.put(
        "rotate a token",
        c -> tokens.rotate(c, EntityId.of("proof-agent"), "none", 30, 0).token().close());
    acts.put("delete a backup", c -> backups.delete(c, NONE));
    acts.put(
        "make a token of an entity that administers something",
        c ->
            tokens
                .issue(c, EntityId.of("proof-keeper"), TokenDraft.of("by a test", 30))
                .token()
                .close());
    acts.put(
        "grant admin level",
        c -> policies.grant(c, EntityId.of("proof-agent"), KeyCustody.RING, Level.ADMIN, "", null));
    acts.put("allow a text", c -> rules.add(c, allowance()));
    acts.put("switch a rule", c -> rules.turn(c, NONE, false));
    acts.put("delete a rule", c -> rules.delete(c, NONE));
    acts.put("demand less of others", c -> factors.demand(c, SecondFactorDemand.NOBODY));
    acts.put("remove somebody's factor", c -> factors.removeOf(c, "nobody-there"));
    acts.put("set up a factor", c -> factors.begin(c).close());
    acts.put("make recovery codes", c -> factors.makeCodes(c).close());
    acts.put("remove the own factor", factors::remove);
    return acts;
  }

  private static PersonDraft newcomer() {
    return new PersonDraft(Sides.name(), "", Set.of(Role.ADMIN), Set.of());
  }

  private static RuleDraft allowance() {
    return new RuleDraft(RuleForm.ALLOW_TEXT, "proof-rule", "", "plain words", "", true);
  }

  @Test
  void dangerousActsNeedAProofNotOlderThanFiveMinutes() {
    Caller never = unproven();
    Caller longAgo = never.provenAt(clock.instant().minus(Duration.ofSeconds(301)));
    dangerous()
        .forEach(
            (what, act) -> {
              for (Caller person : new Caller[] {never, longAgo}) {
                Refused refused = assertRefused(NEEDED, () -> act.accept(person));
                assertThat(refused.kind()).as(what).isEqualTo(Refused.Kind.DENIED);
              }
            });
    assertThat(
            recorded.search(
                Installed.TENANT,
                new AuditQuery(null, null, Action.ACCESS_DENIED, null, never.correlationId(), 50)))
        .hasSize(2 * dangerous().size())
        .extracting(AuditRecord::code)
        .containsOnly(NEEDED);
  }

  @Test
  void freshProofIsEnough() {
    Map<String, Consumer<Caller>> acts = dangerous();
    // Other tests hold the present one.
    acts.remove("make a recovery key");
    acts.forEach(
        (what, act) -> {
          Caller proven = admin.provenAt(clock.instant().minus(Duration.ofSeconds(200)));
          Throwable thrown = catchThrowable(() -> act.accept(proven));
          if (thrown != null) {
            assertThat(thrown).as(what).isInstanceOf(Refused.class);
            assertThat(((Refused) thrown).remedy().code()).as(what).isNotEqualTo(NEEDED);
          }
        });
    policies.forEntity(admin, EntityId.of("proof-agent")).stream()
        .forEach(policy -> policies.revoke(admin, policy.id()));
    rules.list(admin).stream()
        .filter(rule -> rule.name().equals("proof-rule"))
        .forEach(rule -> rules.delete(admin, rule.id()));
  }

  /** A token that may rotate the key has none to give; people say where the new one comes from. */
  @Test
  void whoRotatesTheMasterKeyProvesWhoTheyAre() {
    char[] none = new char[0];
    assertRefused(NEEDED, () -> custody.rotate(unproven(), KeySource.ENV, none));
    assertRefused(
        "MASTER_KEY_MISSING",
        () -> custody.rotate(admin.provenAt(clock.instant()), KeySource.ENV, none));
  }

  private Caller unproven() {
    return new Caller(
        Caller.Kind.PERSON,
        "root-admin",
        Installed.TENANT,
        Installed.WORKSPACE,
        admin.roles(),
        "127.0.0.1",
        UUID.randomUUID());
  }

  @Test
  void entitiesNeverDoThem() {
    Caller entity = installed.entity("proof-agent").provenAt(clock.instant());
    policies.grant(
        admin, EntityId.of("proof-agent"), KeyCustody.RING, Level.ADMIN, "for a test", null);
    dangerous()
        .forEach(
            (what, act) -> {
              Throwable thrown = catchThrowable(() -> act.accept(entity));
              assertThat(thrown).as(what).isInstanceOf(Refused.class);
              assertThat(((Refused) thrown).kind()).as(what).isEqualTo(Refused.Kind.DENIED);
            });
    assertRefused(
        "PERMISSION_MISSING",
        () ->
            tokens.issue(
                entity, EntityId.of("proof-agent"), new TokenDraft("by itself", 30, null)));
    policies.forEntity(admin, EntityId.of("proof-agent")).stream()
        .forEach(policy -> policies.revoke(admin, policy.id()));
  }
}
