package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.access.Entities;
import dev.sealward.access.EntityFilter;
import dev.sealward.access.EntityKind;
import dev.sealward.access.Level;
import dev.sealward.access.Policies;
import dev.sealward.audit.Action;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.Outcome;
import dev.sealward.audit.Target;
import dev.sealward.guard.Guard;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Reach;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.redaction.KnownFingerprints;
import dev.sealward.redaction.Redactor;
import dev.sealward.secret.ReadableMasks;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.SecretView;
import dev.sealward.secret.Secrets;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an entity is handed to mask on its own: what it may read, and no more. */
@ExtendWith(ArquillianExtension.class)
@Tag("ST-SEC-004")
class ReadableMasksIT {
  private static final String GRANTED = "readable-it granted value 7hq2";
  private static final String ROTATED = "readable-it granted value 9xw4";
  private static final String REVOKED = "readable-it revoked value 3kd8";
  private static final String OTHER = "readable-it foreign value 5mz1";

  @Inject Installed installed;
  @Inject ReadableMasks readable;
  @Inject Secrets secrets;
  @Inject Entities entities;
  @Inject Policies policies;
  @Inject Recorded recorded;
  @Inject Guard guard;
  @Inject Database database;

  private Caller admin;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
  }

  @Test
  @Tag("FR-028-002")
  @Tag("FR-028-009")
  @Tag("VAULT-03")
  void entityIsHandedWhatItMayReadInAllVersionsAndNothingElse() {
    Caller agent = entity("readable-agent");
    SecretView granted = granted(agent, "readable-granted", GRANTED);
    try (SecretValue next = value(ROTATED)) {
      secrets.rotate(admin, granted.id(), next);
    }
    SecretView revoked = granted(agent, "readable-revoked", REVOKED);
    secrets.revoke(admin, revoked.id(), "no longer used");
    granted(agent, "readable-short", "too-short-94kx");
    store("readable-other", OTHER);

    byte[] bundle = readable.handOut(agent, null, true).bundle();
    KnownFingerprints known = KnownFingerprints.parse(bundle);
    Redactor receiver = Redactor.of(known, new byte[32]);

    assertThat(known.size()).isEqualTo(3);
    assertThat(known.withheld()).isEqualTo(1);
    for (String value : List.of(GRANTED, ROTATED, REVOKED)) {
      for (String printed : List.of(value, base64(value), value.replace(" ", "%20"))) {
        assertThat(receiver.redact(printed).toString())
            .startsWith("[masked:api_key:")
            .isEqualTo(guard.redactor(Installed.TENANT).redact(printed).toString());
        assertThat(new String(bundle, ISO_8859_1)).doesNotContain(printed);
      }
    }
    assertThat(receiver.redact(OTHER).toString()).isEqualTo(OTHER);
    assertThat(audit(agent))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.action()).isEqualTo(Action.MASKS_HANDED_OUT);
              assertThat(row.outcome()).isEqualTo(Outcome.SUCCEEDED);
              assertThat(row.target()).isEqualTo(new Target("entity", agent.id()));
              assertThat(row.detail()).isEqualTo("3 masks of 3 secrets, 1 too short");
            });
  }

  @Test
  @Tag("VAULT-03")
  @Tag("FOUND-07")
  void grantThatWasTakenAwayAndAnotherWorkspaceOrTenantGiveNothing() {
    Caller agent = entity("readable-former");
    SecretView secret = granted(agent, "readable-former", GRANTED);
    assertThat(sizeFor(agent)).isEqualTo(1);
    assertThat(sizeFor(elsewhere(agent))).isZero();

    policies.forTarget(admin, target(secret)).stream()
        .filter(policy -> policy.entity().value().equals(agent.id()))
        .forEach(policy -> policies.revoke(admin, policy.id()));

    assertThat(sizeFor(agent)).isZero();
    assertRefused("CREDENTIAL_ACCESS_DENIED", () -> readable.handOut(admin, null, true));
    assertRefused(
        "CREDENTIAL_ACCESS_DENIED", () -> readable.handOut(installed.foreigner(), null, true));
  }

  @Test
  @Tag("ST-SEC-010")
  @Tag("FR-028-009")
  void nothingIsHandedOutWhenTheAuditRowCannotBeWritten() throws SQLException {
    Caller unlucky = installed.entity("readable-unlucky");
    database.update(
        "alter table audit_event add constraint no_masks check (actor <> 'readable-unlucky')");
    try {
      assertThatThrownBy(() -> readable.handOut(unlucky, null, true))
          .isInstanceOf(RuntimeException.class);
    } finally {
      database.update("alter table audit_event drop constraint no_masks");
    }
  }

  @Test
  @Tag("FOUND-04")
  void maskThatWasChangedOrTakenAwayRefusesAllOfIt() throws SQLException {
    Caller agent = entity("readable-tampered");
    SecretView secret = granted(agent, "readable-tampered", GRANTED);
    UUID id = secret.id().value();
    byte[] sealed = (byte[]) database.one("select sealed from secret_mask where secret_id = ?", id);
    byte[] changed = sealed.clone();
    changed[changed.length - 1] ^= 1;
    try {
      database.update("update secret_mask set sealed = ? where secret_id = ?", changed, id);
      assertRefused("MASK_CHANGED", () -> readable.handOut(agent, null, true));
      assertThat(audit(agent)).extracting(AuditRecord::outcome).containsOnly(Outcome.REFUSED);

      database.update("update secret_mask set version = 7 where secret_id = ?", id);
      assertRefused("MASK_CHANGED", () -> readable.handOut(agent, null, true));
    } finally {
      database.update(
          "update secret_mask set version = 1, sealed = ? where secret_id = ?", sealed, id);
    }
    assertThat(sizeFor(agent)).isEqualTo(1);
  }

  private int sizeFor(Caller caller) {
    return KnownFingerprints.parse(readable.handOut(caller, null, true).bundle()).size();
  }

  private static Caller elsewhere(Caller agent) {
    return new Caller(
        Caller.Kind.ENTITY,
        agent.id(),
        agent.tenant(),
        WorkspaceId.of("elsewhere"),
        Set.of(),
        "127.0.0.1",
        UUID.randomUUID());
  }

  private List<AuditRecord> audit(Caller agent) {
    return recorded.search(Installed.TENANT, AuditQuery.under(agent.correlationId(), 10));
  }

  @Test
  @Tag("FR-028-002")
  void partEndsAfterSoManySecretsWhetherOrNotTheyMayBeRead() throws SQLException {
    boolean postgres = database.isPostgres();
    database.update(
        "insert into secret (id, tenant, workspace, environment, provider, name, secret_type,"
            + " description, state, active_version, created_at, created_by, last_rotated_at,"
            + " row_version) select "
            + (postgres ? "gen_random_uuid()" : "random_uuid()")
            + ", 'default', 'default', 'PRODUCTION', 'sparse', 'a-' || x, 'API_KEY', '', 'ACTIVE',"
            + " 1, current_timestamp, 'sparse', current_timestamp, 1 from "
            + (postgres ? "generate_series" : "system_range")
            + "(1, 2100) as numbers(x)");
    try {
      Caller agent =
          entity("readable-sparse")
              .within(Reach.of(Set.of(Installed.WORKSPACE)).only(ProviderId.of("sparse")));
      SecretDraft draft =
          new SecretDraft(
              Environment.PRODUCTION, "sparse", "z-granted", SecretType.API_KEY, "", null);
      try (SecretValue value = value(GRANTED)) {
        SecretView stored = secrets.store(admin, draft, value).secret();
        policies.grant(admin, EntityId.of(agent.id()), target(stored), Level.READ, "test", null);
      }
      ReadableMasks.Part first = readable.handOut(agent, null, true);
      assertThat(KnownFingerprints.parse(first.bundle()).size()).isZero();
      assertThat(first.next()).isNotNull();
      ReadableMasks.Part second = readable.handOut(agent, first.next(), true);
      assertThat(KnownFingerprints.parse(second.bundle()).size()).isOne();
      assertThat(second.next()).isNull();
    } finally {
      database.update("delete from secret where created_by = 'sparse'");
    }
  }

  private Caller entity(String name) {
    if (entities.list(admin, EntityFilter.first(200)).stream()
        .noneMatch(e -> e.id().toString().equals(name))) {
      entities.register(admin, name, EntityKind.AGENT, "made by a test");
    }
    return installed.entity(name);
  }

  private SecretView granted(Caller agent, String name, String text) {
    SecretView stored = store(name, text);
    policies.grant(admin, EntityId.of(agent.id()), target(stored), Level.READ, "test", null);
    return stored;
  }

  private SecretView store(String name, String text) {
    SecretDraft draft =
        new SecretDraft(Environment.PRODUCTION, "github", name, SecretType.API_KEY, "", null);
    try (SecretValue value = value(text)) {
      return secrets.store(admin, draft, value).secret();
    }
  }

  private static Target target(SecretView secret) {
    return new Target("secret", secret.id().toString());
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static SecretValue value(String text) {
    return SecretValue.copyOf(text.toCharArray());
  }
}
