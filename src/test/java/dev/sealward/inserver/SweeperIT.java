package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.Entities;
import dev.sealward.access.EntityKind;
import dev.sealward.access.Level;
import dev.sealward.access.Policies;
import dev.sealward.audit.Action;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.Target;
import dev.sealward.guard.Guard;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.SecretValue;
import dev.sealward.secret.OverdueVersions;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.SecretView;
import dev.sealward.secret.Secrets;
import dev.sealward.secret.VersionState;
import dev.sealward.secret.VersionView;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
@Tag("FR-028-003")
@Tag("FOUND-08")
class SweeperIT {
  @Inject Installed installed;
  @Inject Secrets secrets;
  @Inject Entities entities;
  @Inject Policies policies;
  @Inject OverdueVersions overdue;
  @Inject Recorded recorded;
  @Inject Guard guard;
  @Inject Database database;
  @Inject Clock clock;

  private Caller admin;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
  }

  @Test
  void supersededVersionIsDestroyedWhenItsOverlapIsOver() throws SQLException {
    SecretView secret = rotated("swept", "sweeper-it old 7kq2xz", "sweeper-it new 4hv9pw");
    database.update(
        "update secret_version set readable_until = ? where secret_id = ? and number = 1",
        past(),
        secret.id().value());

    overdue.sweep();

    VersionView old = secrets.get(admin, secret.id()).versions().get(1);
    assertThat(old.state()).isEqualTo(VersionState.DESTROYED);
    assertThat(old.destroyedAt()).isNotNull();
    assertThat(old.readableUntil()).isNull();
    assertThat(
            database.one(
                "select ciphertext from secret_version where secret_id = ? and number = 1",
                secret.id().value()))
        .isNull();
    assertThat(secrets.get(admin, secret.id()).versions().get(0).state())
        .isEqualTo(VersionState.ACTIVE);
    AuditRecord last =
        recorded
            .search(
                Installed.TENANT, AuditQuery.about(new Target("secret", secret.id().toString()), 1))
            .get(0);
    assertThat(last.action()).isEqualTo(Action.VERSION_DESTROYED);
    assertThat(last.actor()).isEqualTo("version-sweeper");
    assertThat(last.detail()).isEqualTo("version 1");
    assertThat(guard.redactor(Installed.TENANT).redact("sweeper-it old 7kq2xz").toString())
        .as("what may still work at its provider stays masked")
        .startsWith("[masked:");
  }

  @Test
  void versionInsideItsOverlapStays() {
    SecretView secret = rotated("not-swept", "sweeper-it stays 2bn8rm", "sweeper-it next 6cd3ty");
    overdue.sweep();
    VersionView old = secrets.get(admin, secret.id()).versions().get(1);
    assertThat(old.state()).isEqualTo(VersionState.SUPERSEDED);
    assertThat(old.readableUntil()).isAfter(clock.instant());
  }

  @Test
  void overlapEndsOnTimeEvenBeforeTheSweep() throws SQLException {
    SecretView secret = rotated("late-sweep", "sweeper-it late 9ws5gk", "sweeper-it now 1xp6fb");
    entities.register(admin, "late-reader", EntityKind.AGENT, "");
    Caller reader = installed.entity("late-reader");
    Target target = new Target("secret", secret.id().toString());
    policies.grant(admin, EntityId.of("late-reader"), target, Level.READ, "", null);
    secrets.resolve(reader, SecretRef.parse(secret.ref() + "#1")).close();
    database.update(
        "update secret_version set readable_until = ? where secret_id = ? and number = 1",
        past(),
        secret.id().value());
    assertRefused(
        "VERSION_GONE", () -> secrets.resolve(reader, SecretRef.parse(secret.ref() + "#1")));
  }

  @Test
  @Tag("HOME-05")
  void masksAreDroppedWhenTheirRetentionIsOver() throws SQLException {
    SecretView secret = rotated("unmasked", "sweeper-it gone 8jm4vd", "sweeper-it more 5zt7hn");
    secrets.revoke(admin, secret.id(), "");
    assertThat(masks(secret)).isEqualTo(2L);
    overdue.sweep();
    assertThat(masks(secret)).as("retained for 90 days").isEqualTo(2L);
    database.update(
        "update secret_mask set retained_until = ? where secret_id = ? and version = 1",
        past(),
        secret.id().value());
    overdue.sweep();
    assertThat(masks(secret)).isEqualTo(1L);
  }

  private Object masks(SecretView secret) throws SQLException {
    return database.one(
        "select count(*) from secret_mask where secret_id = ?", secret.id().value());
  }

  private SecretView rotated(String name, String first, String second) {
    SecretDraft draft =
        new SecretDraft(Environment.DEV, "generic", name, SecretType.API_KEY, "", null);
    try (SecretValue one = SecretValue.copyOf(first.toCharArray());
        SecretValue two = SecretValue.copyOf(second.toCharArray())) {
      SecretView stored = secrets.store(admin, draft, one).secret();
      return secrets.rotate(admin, stored.id(), two).secret();
    }
  }

  private OffsetDateTime past() {
    Instant justNow = clock.instant().minusSeconds(1);
    return OffsetDateTime.ofInstant(justNow, ZoneOffset.UTC);
  }
}
