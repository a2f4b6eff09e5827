package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.Asset;
import dev.sealward.access.BehaviourKeeping;
import dev.sealward.access.Entities;
import dev.sealward.access.EntityKind;
import dev.sealward.access.Level;
import dev.sealward.access.MachineTokens;
import dev.sealward.access.Policies;
import dev.sealward.access.PolicyView;
import dev.sealward.access.TokenDraft;
import dev.sealward.access.TokensUnderTest;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.AlertRecord;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.SecretValue;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.SecretView;
import dev.sealward.secret.Secrets;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is out of the ordinary about an entity's calls, and what is not. */
@ExtendWith(ArquillianExtension.class)
@Tag("VAULT-09")
class BehaviourIT {
  @Inject Installed installed;
  @Inject Entities entities;
  @Inject MachineTokens tokens;
  @Inject TokensUnderTest door;
  @Inject BehaviourKeeping keeping;
  @Inject Policies policies;
  @Inject Secrets secrets;
  @Inject Alerts alerts;
  @Inject Database database;
  @Inject Clock clock;

  private Caller admin;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
  }

  @Test
  void firstCallFromEachNewAddressIsAlerted() throws SQLException {
    EntityId entity = entity("travelling");
    String token = token(entity);
    call(token, "192.0.2.50");
    keeping.keep();
    assertThat(about(entity)).as("the first address ever").isEmpty();

    call(token, "192.0.2.50");
    call(token, "2001:db8:50:1::1");
    keeping.keep();
    assertThat(about(entity))
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.kind()).isEqualTo(AlertKind.ENTITY_NEW_ADDRESS);
              assertThat(alert.workspace()).isEqualTo(Installed.WORKSPACE);
              assertThat(alert.detail()).contains("2001:db8:50:1::/64");
            });

    call(token, "2001:db8:50:1:ffff::2");
    call(token, "192.0.2.51");
    keeping.keep();
    assertThat(about(entity))
        .as("another one a moment later")
        .extracting(AlertRecord::detail)
        .containsExactly("first call from 192.0.2.51", "first call from 2001:db8:50:1::/64");
    assertThat(networks(entity))
        .containsExactlyInAnyOrder("192.0.2.50", "192.0.2.51", "2001:db8:50:1::/64");
  }

  @Test
  void manyNewAddressesAreCountedInOneAlertAndWhatNobodyWasToldOfStaysNew() throws SQLException {
    EntityId entity = entity("roaming");
    String token = token(entity);
    for (int i = 0; i <= 10; i++) {
      call(token, "198.51.100." + (100 + i));
      keeping.keep();
    }
    assertThat(about(entity)).hasSize(10);

    call(token, "198.51.100.201");
    keeping.keep();
    assertThat(about(entity)).hasSize(11);
    assertThat(about(entity).get(0).detail())
        .isEqualTo("first calls from 1 more networks, such as 198.51.100.201");
    assertThat(networks(entity)).hasSize(12).contains("198.51.100.201");

    call(token, "198.51.100.202");
    keeping.keep();
    assertThat(about(entity)).as("as many as an hour has").hasSize(11);
    assertThat(networks(entity)).hasSize(12);

    database.update(
        "update security_alert set raised_at = ? where entity = ?",
        OffsetDateTime.ofInstant(clock.instant().minus(Duration.ofMinutes(61)), ZoneOffset.UTC),
        entity.value());
    call(token, "198.51.100.202");
    keeping.keep();
    assertThat(about(entity)).hasSize(12);
    assertThat(about(entity).get(0).detail()).isEqualTo("first call from 198.51.100.202");
    assertThat(networks(entity)).hasSize(13);
  }

  @Test
  void addressesOfAnEntityAreBounded() throws SQLException {
    EntityId entity = entity("everywhere");
    String token = token(entity);
    for (int i = 1; i <= 64; i++) {
      database.update(
          "insert into entity_network (tenant, entity, network, first_seen_at, last_seen_at)"
              + " values ('default', ?, ?, ?, ?)",
          entity.value(),
          "198.51.100." + i,
          OffsetDateTime.ofInstant(clock.instant().minusSeconds(1_000), ZoneOffset.UTC),
          OffsetDateTime.ofInstant(clock.instant().minusSeconds(1_000 - i), ZoneOffset.UTC));
    }
    call(token, "192.0.2.1");
    keeping.keep();
    assertThat(networks(entity))
        .hasSize(64)
        .contains("192.0.2.1", "198.51.100.2")
        .doesNotContain("198.51.100.1");
  }

  @Test
  void unusualHourRaisesOneAlertADay() throws SQLException {
    EntityId entity = entity("night-owl");
    String token = token(entity);
    long another = (hourOfWeek() + 80) % 168;
    history(entity, another, 5_000, Duration.ofDays(20));
    call(token, "192.0.2.60");
    keeping.keep();
    assertThat(about(entity))
        .singleElement()
        .satisfies(alert -> assertThat(alert.kind()).isEqualTo(AlertKind.ENTITY_UNUSUAL_HOUR));

    call(token, "192.0.2.60");
    keeping.keep();
    assertThat(about(entity)).hasSize(1);
  }

  @Test
  void usualHourAndShortHistoryRaiseNone() throws SQLException {
    EntityId usual = entity("nine-to-five");
    for (int i = -1; i <= 1; i++) {
      history(usual, (hourOfWeek() + 168 + i) % 168, 5_000, Duration.ofDays(20));
    }
    call(token(usual), "192.0.2.61");
    EntityId young = entity("a-week-old");
    history(young, (hourOfWeek() + 80) % 168, 5_000, Duration.ofDays(7));
    call(token(young), "192.0.2.62");
    keeping.keep();
    assertThat(about(usual)).isEmpty();
    assertThat(about(young)).isEmpty();
  }

  @Test
  void burstOfDenialsIsAlertedOnce() {
    EntityId entity = entity("knocking");
    Caller caller = installed.entity("knocking");
    Asset missing = Asset.project(new Target("project", "no-such-project"), Installed.TENANT, null);
    for (int i = 0; i < 30; i++) {
      assertRefused(
          "CREDENTIAL_ACCESS_DENIED", () -> policies.requireGrant(caller, missing, Level.READ));
    }
    keeping.keep();
    assertThat(about(entity))
        .singleElement()
        .satisfies(alert -> assertThat(alert.kind()).isEqualTo(AlertKind.DENIED_BURST));
  }

  @Test
  void readAfterAccessWasTakenAwayIsAlerted() {
    EntityId entity = entity("clinging");
    Caller caller = installed.entity("clinging");
    SecretView secret = secret("clung-to", "velvet-otter-humming-58");
    SecretView never = secret("never-read", "copper-heron-humming-59");
    Target target = new Target("secret", secret.id().toString());
    PolicyView grant = policies.grant(admin, entity, target, Level.READ, "", null);
    secrets.resolve(caller, secret.ref()).close();
    policies.revoke(admin, grant.id());

    assertRefused("CREDENTIAL_ACCESS_DENIED", () -> secrets.resolve(caller, never.ref()));
    keeping.keep();
    assertThat(about(entity)).as("was never its own").isEmpty();
    assertRefused("CREDENTIAL_ACCESS_DENIED", () -> secrets.resolve(caller, secret.ref()));
    keeping.keep();
    assertThat(about(entity))
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.kind()).isEqualTo(AlertKind.SECRET_WANTED_AFTER_END);
              assertThat(alert.detail()).contains(secret.id().toString());
            });
  }

  @Test
  void readOfARevokedSecretIsAlerted() {
    EntityId entity = entity("too-late");
    Caller caller = installed.entity("too-late");
    SecretView secret = secret("revoked-early", "silver-otter-humming-60");
    Target target = new Target("secret", secret.id().toString());
    policies.grant(admin, entity, target, Level.READ, "", null);
    secrets.revoke(admin, secret.id(), "");
    assertRefused("SECRET_REVOKED", () -> secrets.resolve(caller, secret.ref()));
    keeping.keep();
    assertThat(about(entity))
        .extracting(AlertRecord::kind)
        .containsExactly(AlertKind.SECRET_WANTED_AFTER_END);
  }

  private SecretView secret(String name, String text) {
    SecretDraft draft =
        new SecretDraft(Environment.PRODUCTION, "github", name, SecretType.API_KEY, "", null);
    try (SecretValue value = SecretValue.copyOf(text.getBytes(UTF_8))) {
      return secrets.store(admin, draft, value).secret();
    }
  }

  private List<AlertRecord> about(EntityId entity) {
    return alerts.latest(Installed.TENANT, true, 200).stream()
        .filter(alert -> entity.equals(alert.entity()))
        .toList();
  }

  private List<Object> networks(EntityId entity) throws SQLException {
    return database.column("select network from entity_network where entity = ?", entity.value());
  }

  private long hourOfWeek() {
    OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
    return (now.getDayOfWeek().getValue() - 1) * 24L + now.getHour();
  }

  private void history(EntityId entity, long hour, long calls, Duration ago) throws SQLException {
    Instant first = clock.instant().minus(ago);
    database.update(
        "insert into entity_hour (tenant, entity, hour_of_week, calls, first_seen_at)"
            + " values ('default', ?, ?, ?, ?)",
        entity.value(),
        (int) hour,
        calls,
        OffsetDateTime.ofInstant(first, ZoneOffset.UTC));
  }

  private EntityId entity(String name) {
    return entities.register(admin, name, EntityKind.AGENT, "made by a test").id();
  }

  private String token(EntityId entity) {
    try (var token = tokens.issue(admin, entity, TokenDraft.of("ci", 90)).token()) {
      return token.use(bytes -> new String(bytes, US_ASCII));
    }
  }

  private void call(String token, String address) {
    assertThat(door.authenticate(token, address, UUID.randomUUID())).isPresent();
  }
}
