package dev.sealward.inserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.access.Entities;
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
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.SecretValue;
import dev.sealward.keys.KeyRing;
import dev.sealward.secret.Resolved;
import dev.sealward.secret.SecretDetail;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretFilter;
import dev.sealward.secret.SecretState;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.SecretView;
import dev.sealward.secret.Secrets;
import dev.sealward.secret.VersionState;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The life of a secret against the real database of the server. */
@ExtendWith(ArquillianExtension.class)
class SecretsIT {
  private static final String FIRST = "first value zq81kfm2";
  private static final String SECOND = "second value 77hqwe0p";

  @Inject Installed installed;
  @Inject Secrets secrets;
  @Inject Entities entities;
  @Inject Policies policies;
  @Inject Recorded recorded;
  @Inject Guard guard;
  @Inject KeyRing keyRing;
  @Inject Database database;

  @Resource(lookup = "java:app/jdbc/sealward")
  DataSource dataSource;

  private Caller admin;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
  }

  @Test
  @Tag("ST-SEC-001")
  @Tag("FOUND-04")
  void databaseHoldsTheValueOnlyInsideItsEnvelope() throws SQLException {
    SecretView stored = store("only-sealed", FIRST);

    byte[] ciphertext = ciphertext(stored.id(), 1);
    assertThat(ciphertext[0]).as("envelope format").isEqualTo((byte) 1);
    assertThat(new String(ciphertext, StandardCharsets.ISO_8859_1)).doesNotContain(FIRST);
    assertThat(stored.keyVersion()).isEqualTo(keyRing.session().activeVersion());
    assertThat(secrets.list(admin, SecretFilter.first(200)))
        .extracting(SecretView::id)
        .contains(stored.id());
  }

  @Test
  @Tag("ST-SEC-003")
  @Tag("ST-SEC-010")
  @Tag("FR-028-003")
  void rotationChangesValueMetadataAndAuditTogether() {
    SecretView stored = store("rotated", FIRST);

    SecretView rotated;
    try (SecretValue value = value(SECOND)) {
      rotated = secrets.rotate(admin, stored.id(), value).secret();
    }

    SecretDetail detail = secrets.get(admin, stored.id());
    assertThat(detail.secret().activeVersion()).isEqualTo(2);
    assertThat(detail.secret().lastRotatedAt())
        .isEqualTo(rotated.lastRotatedAt())
        .isAfter(stored.lastRotatedAt());
    assertThat(detail.versions().get(0).state()).isEqualTo(VersionState.ACTIVE);
    assertThat(detail.versions().get(1).state()).isEqualTo(VersionState.SUPERSEDED);
    assertThat(history(stored.id()))
        .extracting(AuditRecord::action)
        .containsExactly(Action.SECRET_ROTATED, Action.SECRET_CREATED);
  }

  @Test
  @Tag("ST-SEC-003")
  @Tag("ST-SEC-010")
  void nothingChangesWhenTheAuditRowCannotBeWritten() throws SQLException {
    SecretView stored = store("audit-fails", FIRST);
    byte[] before = ciphertext(stored.id(), 1);

    Caller unlucky = installed.person("cannot-be-audited", Set.of(Role.OPERATOR));
    database.update(
        "alter table audit_event add constraint no_row check (actor <> 'cannot-be-audited')");
    try (SecretValue value = value(SECOND)) {
      assertThatThrownBy(() -> secrets.rotate(unlucky, stored.id(), value))
          .isInstanceOf(RuntimeException.class);
    } finally {
      database.update("alter table audit_event drop constraint no_row");
    }

    SecretDetail after = secrets.get(admin, stored.id());
    assertThat(after.secret().activeVersion()).isEqualTo(1);
    assertThat(after.secret().lastRotatedAt()).isEqualTo(stored.lastRotatedAt());
    assertThat(after.versions()).hasSize(1);
    assertThat(ciphertext(stored.id(), 1)).isEqualTo(before);
  }

  @Test
  @Tag("FR-028-003")
  @Tag("ST-SEC-010")
  void revokingDestroysEveryVersionAndKeepsTheMetadata() throws SQLException {
    SecretView stored = store("revoked", FIRST);
    try (SecretValue value = value(SECOND)) {
      secrets.rotate(admin, stored.id(), value);
    }

    secrets.revoke(admin, stored.id(), "no longer used");

    SecretDetail detail = secrets.get(admin, stored.id());
    assertThat(detail.secret().state()).isEqualTo(SecretState.REVOKED);
    assertThat(detail.versions()).allMatch(v -> v.state() == VersionState.DESTROYED);
    assertThat(ciphertext(stored.id(), 1)).isNull();
    assertThat(ciphertext(stored.id(), 2)).isNull();
    assertThat(guard.redactor(Installed.TENANT).redact("it was " + FIRST).toString())
        .as("a destroyed value stays masked")
        .doesNotContain(FIRST);
    assertThat(history(stored.id()).get(0).action()).isEqualTo(Action.SECRET_REVOKED);
    try (SecretValue value = value(SECOND)) {
      assertRefused(() -> secrets.rotate(admin, stored.id(), value), "SECRET_REVOKED");
    }
  }

  @Test
  @Tag("FR-028-003")
  void takenNameIsRefused() {
    store("taken", FIRST);
    assertRefused(() -> store("taken", SECOND), "SECRET_EXISTS");
  }

  @Test
  @Tag("ST-SEC-002")
  void secretTypedIntoMetadataIsRefusedAuditedAndNotStored() {
    store("known-elsewhere", FIRST);
    String description = "the key is " + FIRST;
    SecretDraft draft =
        new SecretDraft(
            Environment.PRODUCTION, "github", "leaky", SecretType.API_KEY, description, null);
    try (SecretValue value = value(SECOND)) {
      assertRefused(() -> secrets.store(admin, draft, value), "SECRET_IN_PLAINTEXT");
    }

    assertThat(secrets.list(admin, new SecretFilter("leaky", null, 10))).isEmpty();
    AuditRecord refusal =
        recorded
            .search(
                Installed.TENANT,
                new AuditQuery(null, null, Action.PLAINTEXT_REFUSED, null, null, 1))
            .get(0);
    assertThat(refusal.actor()).isEqualTo("root-admin");
    assertThat(refusal.toString()).doesNotContain(FIRST);
  }

  @Test
  @Tag("ST-SEC-002")
  void valueTypedIntoItsOwnNameOrDescriptionIsRefused() {
    String own = "gorse-Magnet-58-otter";
    SecretDraft named =
        new SecretDraft(Environment.PRODUCTION, "github", own, SecretType.API_KEY, "", null);
    SecretDraft described =
        new SecretDraft(
            Environment.PRODUCTION, "github", "told", SecretType.API_KEY, "it is " + own, null);
    for (SecretDraft draft : List.of(named, described)) {
      try (SecretValue value = value(own)) {
        assertRefused(() -> secrets.store(admin, draft, value), "SECRET_IN_PLAINTEXT");
      }
    }
    assertThat(secrets.list(admin, new SecretFilter("told", null, 10))).isEmpty();
  }

  @Test
  @Tag("ST-SEC-002")
  void valueThatIsAnEntitysNameIsRefused() {
    entity("entity-with-a-telling-name");
    assertRefused(() -> store("not-secret", "entity-with-a-telling-name"), "VALUE_IS_PUBLIC");
  }

  @Test
  @Tag("VAULT-04")
  @Tag("FR-028-009")
  @Tag("ST-SEC-008")
  void grantedEntityResolvesTheValueAndTheOverlapsOldOne() {
    SecretView stored = store("resolved", FIRST);
    Caller agent = entity("resolving-agent");
    policies.grant(
        admin, EntityId.of(agent.id()), target(stored.id()), Level.READ, "needs it", null);
    try (SecretValue value = value(SECOND)) {
      secrets.rotate(admin, stored.id(), value);
    }

    assertThat(resolve(agent, stored.ref())).isEqualTo("{\"value\":\"" + SECOND + "\"}");
    assertThat(resolve(agent, SecretRef.parse(stored.ref() + "#1")))
        .isEqualTo("{\"value\":\"" + FIRST + "\"}");
    AuditRecord access =
        history(stored.id()).stream()
            .filter(r -> r.action() == Action.SECRET_ACCESSED)
            .findFirst()
            .orElseThrow();
    assertThat(access.actor()).isEqualTo(agent.id());
    assertThat(access.correlationId()).isEqualTo(agent.correlationId());
  }

  @Test
  @Tag("FR-028-002")
  @Tag("FR-028-009")
  @Tag("VAULT-03")
  void ungrantedForeignAndMissingSecretsGetOneAnswer() {
    SecretView stored = store("not-granted", FIRST);
    Caller agent = entity("curious-agent");
    String missing = stored.ref().toString().replace("not-granted", "does-not-exist");
    String foreign = stored.ref().toString().replace("secret://default/", "secret://other/");

    for (String ref : List.of(stored.ref().toString(), missing, foreign)) {
      assertThatThrownBy(() -> secrets.resolve(agent, SecretRef.parse(ref)))
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> {
                assertThat(refused.kind()).isEqualTo(Refused.Kind.DENIED);
                assertThat(refused.remedy()).isEqualTo(Refused.accessDenied().remedy());
              });
    }
    assertThat(
            recorded.search(
                Installed.TENANT,
                new AuditQuery(
                    null,
                    agent.id(),
                    Action.ACCESS_DENIED,
                    Outcome.REFUSED,
                    agent.correlationId(),
                    10)))
        .hasSize(3);
  }

  @Test
  @Tag("VAULT-03")
  void peopleNeverResolve() {
    SecretView stored = store("not-for-people", FIRST);
    assertRefused(() -> secrets.resolve(admin, stored.ref()), "CREDENTIAL_ACCESS_DENIED");
  }

  @Test
  @Tag("VAULT-03")
  void viewersSeeMetadataAndChangeNothing() {
    SecretView stored = store("viewed", FIRST);
    Caller viewer = installed.person("some-viewer", Set.of(Role.VIEWER));
    assertThat(secrets.get(viewer, stored.id()).secret().id()).isEqualTo(stored.id());
    assertRefused(() -> secrets.revoke(viewer, stored.id(), ""), "PERMISSION_MISSING");
  }

  @Test
  @Tag("VAULT-01")
  @Tag("ST-SEC-004")
  void eachSecretFieldOfADocumentIsMaskedAndItsPublicOnesAreNot() {
    SecretDraft draft =
        new SecretDraft(
            Environment.STAGING, "postgres", "orders-db", SecretType.DB_CONNECTION, "", null);
    try (SecretValue value =
        value("{\"host\":\"db.example.test\",\"password\":\"Tr0ub4dor-and-3\"}")) {
      secrets.store(admin, draft, value);
    }
    assertThat(
            guard
                .redactor(Installed.TENANT)
                .redact("connect db.example.test with Tr0ub4dor-and-3")
                .toString())
        .contains("db.example.test")
        .doesNotContain("Tr0ub4dor");
  }

  @Test
  @Tag("HOME-05")
  void shortValueIsReportedAsNotMaskable() {
    SecretDraft draft =
        new SecretDraft(Environment.DEV, "generic", "tiny", SecretType.CUSTOM, "", null);
    try (SecretValue value = value("x7$k")) {
      assertThat(secrets.store(admin, draft, value).maskingNotes())
          .singleElement()
          .asString()
          .contains("shorter than 8");
    }
  }

  @Test
  @Tag("VAULT-01")
  void manyPartsThatCannotBeMaskedAreSummedUp() {
    SecretDraft draft =
        new SecretDraft(Environment.DEV, "generic", "many-parts", SecretType.CUSTOM, "", null);
    try (SecretValue value = value("{\"list\":[" + "\"x7$k\",".repeat(59) + "\"x7$k\"]}")) {
      SecretView stored = secrets.store(admin, draft, value).secret();
      assertThat(secrets.get(admin, stored.id()).maskingNotes())
          .hasSize(11)
          .endsWith("Not maskable: 50 more parts.");
    }
  }

  private SecretView store(String name, String text) {
    SecretDraft draft =
        new SecretDraft(Environment.PRODUCTION, "github", name, SecretType.API_KEY, "", null);
    try (SecretValue value = value(text)) {
      return secrets.store(admin, draft, value).secret();
    }
  }

  private Caller entity(String name) {
    entities.register(admin, name, EntityKind.AGENT, "made by a test");
    return installed.entity(name);
  }

  private String resolve(Caller agent, SecretRef ref) {
    try (Resolved resolved = secrets.resolve(agent, ref)) {
      return resolved.value().use(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
  }

  private List<AuditRecord> history(SecretId id) {
    return recorded.search(Installed.TENANT, AuditQuery.about(target(id), 50));
  }

  private byte[] ciphertext(SecretId id, int version) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                "select ciphertext from secret_version where secret_id = ? and number = ?")) {
      query.setObject(1, id.value());
      query.setInt(2, version);
      try (ResultSet found = query.executeQuery()) {
        assertThat(found.next()).isTrue();
        return found.getBytes(1);
      }
    }
  }

  private static void assertRefused(Runnable action, String code) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.remedy().code()).isEqualTo(code));
  }

  private static Target target(SecretId id) {
    return new Target("secret", id.toString());
  }

  private static SecretValue value(String text) {
    return SecretValue.copyOf(text.toCharArray());
  }
}
