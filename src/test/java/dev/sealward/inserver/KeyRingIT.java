package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.Target;
import dev.sealward.crypto.UnopenableException;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.TenantId;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeySource;
import dev.sealward.keys.KeyState;
import dev.sealward.keys.KeyVersionState;
import dev.sealward.keys.Purpose;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.UUID;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
@Tag("VAULT-06")
class KeyRingIT {
  @Inject Installed installed;
  @Inject KeyRing keyRing;
  @Inject Recorded recorded;
  @Inject Database database;

  private Caller admin;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
  }

  @Test
  @Tag("ST-SEC-010")
  void masterKeyIsMadeOnceAndAudited() {
    assertThat(keyRing.state()).isInstanceOf(KeyState.Open.class);
    for (KeySource source : KeySource.values()) {
      assertRefused("KEY_EXISTS", () -> keyRing.create(admin, source, new char[0]));
    }
    assertThat(keyRing.versions())
        .filteredOn(version -> version.state() == KeyVersionState.ACTIVE)
        .hasSize(1);
    assertThat(recorded.search(Installed.TENANT, AuditQuery.about(new Target("key", "1"), 10)))
        .extracting(AuditRecord::action)
        .contains(Action.KEY_CREATED);
  }

  @Test
  @Tag("FR-028-001")
  void sealedBytesOpenInTheirOwnPlaceOnly() {
    Scope scope = scope("default", "github");
    UUID row = UUID.randomUUID();
    byte[] envelope = keyRing.seal(Purpose.SECRET_VALUE, scope, row, 1, "zq81kfm2".getBytes(UTF_8));

    try (SecretValue value = keyRing.open(Purpose.SECRET_VALUE, scope, row, 1, envelope)) {
      assertThat(value.matches("zq81kfm2".getBytes(UTF_8))).isTrue();
    }
    assertUnopenable(scope("default", "gitlab"), row, 1, envelope);
    assertUnopenable(scope("other", "github"), row, 1, envelope);
    assertUnopenable(scope, UUID.randomUUID(), 1, envelope);
    assertUnopenable(scope, row, 2, envelope);
    envelope[envelope.length - 1] ^= 1;
    assertUnopenable(scope, row, 1, envelope);
  }

  @Test
  @Tag("FOUND-07")
  void ownKeyStaysTheSameDiffersByTenantAndIsStoredSealed() throws SQLException {
    TenantId tenant = Installed.TENANT;
    byte[] key = keyRing.useOwnKey(tenant, "key-ring-it", byte[]::clone);
    assertThat(key).hasSize(32);
    assertThat(keyRing.<byte[]>useOwnKey(tenant, "key-ring-it", byte[]::clone)).isEqualTo(key);
    assertThat(keyRing.<byte[]>useOwnKey(TenantId.of("other"), "key-ring-it", byte[]::clone))
        .isNotEqualTo(key);

    byte[] stored =
        (byte[])
            database.one(
                "select sealed from sealed_key where tenant = 'default' and purpose = ?",
                "key-ring-it");
    assertThat(new String(stored, java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain(new String(key, java.nio.charset.StandardCharsets.ISO_8859_1));
  }

  @Test
  @Tag("ST-SEC-001")
  void databaseHoldsWhatRecognisesTheMasterKeyOnly() throws SQLException {
    assertThat((byte[]) database.one("select check_value from key_version where number = 1"))
        .hasSize(16);
    assertThat(database.one("select derivation from key_version where number = 1")).isNull();
  }

  private void assertUnopenable(Scope scope, UUID row, int version, byte[] envelope) {
    assertThatThrownBy(() -> keyRing.open(Purpose.SECRET_VALUE, scope, row, version, envelope))
        .isInstanceOf(UnopenableException.class);
  }

  private static Scope scope(String tenant, String provider) {
    return new Scope(
        TenantId.of(tenant), Installed.WORKSPACE, Environment.PRODUCTION, ProviderId.of(provider));
  }
}
