package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.Entities;
import dev.sealward.access.EntityFilter;
import dev.sealward.access.EntityKind;
import dev.sealward.access.Level;
import dev.sealward.access.Policies;
import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.AlertRecord;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.AuditQuery;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Outcome;
import dev.sealward.audit.Target;
import dev.sealward.guard.MaskSource;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.TenantId;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.Purpose;
import dev.sealward.redaction.Mask;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.SecretView;
import dev.sealward.secret.Secrets;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Sealed bytes that somebody with access to the database moved, cut or altered: nothing opens, the
 * attempt is recorded, a security lead is told.
 */
@ExtendWith(ArquillianExtension.class)
@Tag("FOUND-04")
@Tag("ST-SEC-010")
class TamperIT {
  private static final String ALTERED = "SEALED_ALTERED";

  @Inject Installed installed;
  @Inject Secrets secrets;
  @Inject Entities entities;
  @Inject Policies policies;
  @Inject AuditTrail trail;
  @Inject Alerts alerts;
  @Inject KeyRing keyRing;
  @Inject MaskSource masks;
  @Inject Database database;

  private Caller admin;
  private Caller agent;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
    if (entities.list(admin, EntityFilter.first(200)).stream()
        .noneMatch(e -> e.id().toString().equals("tamper-agent"))) {
      entities.register(admin, "tamper-agent", EntityKind.AGENT, "made by a test");
    }
    agent = installed.entity("tamper-agent");
  }

  @Test
  void ciphertextThatWasChangedOpensNowhereAndEachAttemptIsRecorded() throws SQLException {
    SecretView victim = store("tampered-with", "tamper-it first 3kd82");
    SecretView other = store("tampered-other", "tamper-it other 8xm20");
    byte[] first = envelope(victim.id());
    try (SecretValue next = value("tamper-it second 71mcz")) {
      secrets.rotate(admin, victim.id(), next);
    }
    byte[] own = envelope(victim.id());

    assertNeverOpens(victim, envelope(other.id()), "SEALED_SWAPPED");
    assertThat(alert(victim).detail())
        .as("what it was exchanged with, for who has to put it right")
        .contains("belongs to " + other.id() + " version 1 in default/default/production/github");
    assertNeverOpens(victim, first, "SEALED_REPLAYED");
    assertNeverOpens(victim, flipped(own, own.length - 1), ALTERED);
    assertNeverOpens(victim, flipped(own, 20), ALTERED);
    assertNeverOpens(victim, Arrays.copyOf(own, own.length + 1), "SEALED_EXTENDED");
    assertNeverOpens(victim, Arrays.copyOf(own, own.length - 1), "SEALED_TRUNCATED");
    assertNeverOpens(victim, Arrays.copyOf(own, 20), "SEALED_TRUNCATED");
    assertNeverOpens(victim, flipped(own, 0), "SEALED_UNKNOWN_FORMAT");
    assertNeverOpens(victim, flipped(own, 1), "SEALED_UNKNOWN_KEY_VERSION");

    write(victim.id(), own);
    assertRescopedDoesNotOpen(victim, "provider", "elsewhere", "github", "/elsewhere/");
    assertRescopedDoesNotOpen(victim, "environment", "STAGING", "PRODUCTION", "/staging/");

    assertThat(secrets.resolve(agent, victim.ref()).value().length()).isPositive();
    assertThat(alert(victim)).as("one alert, however often somebody tries").isNotNull();
  }

  private void assertRescopedDoesNotOpen(
      SecretView secret, String column, String now, String before, String part)
      throws SQLException {
    String update = "update secret set " + column + " = ? where id = ?";
    database.update(update, now, secret.id().value());
    String original = "/" + before.toLowerCase(Locale.ROOT) + "/";
    String moved = secret.ref().toString().replace(original, part);
    assertRefused("SEALED_RESCOPED", () -> secrets.resolve(agent, SecretRef.parse(moved)));
    assertRecorded(secret, "SEALED_RESCOPED");
    database.update(update, before, secret.id().value());
  }

  private AlertRecord alert(SecretView secret) {
    List<AlertRecord> raised =
        alerts.latest(Installed.TENANT, true, 50).stream()
            .filter(alert -> alert.kind() == AlertKind.SEALED_BYTES_CHANGED)
            .filter(alert -> alert.component().contains(secret.id().toString()))
            .toList();
    assertThat(raised).hasSize(1);
    return raised.get(0);
  }

  @Test
  void valuesThatWereExchangedAreEachNamedAsTheOther() throws SQLException {
    SecretView one = store("exchanged-one", "tamper-it one 29fk3");
    SecretView two = store("exchanged-two", "tamper-it two 83hs1");
    byte[] ofOne = envelope(one.id());
    byte[] ofTwo = envelope(two.id());

    assertNeverOpens(one, ofTwo, "SEALED_SWAPPED");
    assertNeverOpens(two, ofOne, "SEALED_SWAPPED");

    write(one.id(), ofOne);
    write(two.id(), ofTwo);
    assertThat(secrets.resolve(agent, one.ref()).value().length()).isPositive();
  }

  @Test
  @Tag("ST-SEC-004")
  void maskThatWasChangedIsMadeAgainFromItsValueAndWithoutItNothingIsLetThrough()
      throws SQLException {
    SecretView secret = store("mask-tampered", "tamper-it masked 55jq1");
    byte[] sealed = mask(secret.id());
    writeMask(secret.id(), flipped(sealed, sealed.length - 1));
    byte[] own = envelope(secret.id());
    write(secret.id(), flipped(own, own.length - 1));
    try {
      assertRefused("MASK_CHANGED", () -> masks.masks(Installed.TENANT, mask -> {}));
      assertRefused("MASK_CHANGED", () -> masks.masks(Installed.TENANT, mask -> {}));
      assertThat(history(secret)).extracting(AuditRecord::code).contains(ALTERED);
    } finally {
      write(secret.id(), own);
    }
    awaitMasks();

    assertThat(history(secret)).extracting(AuditRecord::action).contains(Action.MASKS_REMADE);
    assertThat(mask(secret.id())).isNotEqualTo(flipped(sealed, sealed.length - 1));
  }

  @Test
  @Tag("ST-SEC-004")
  void changedMaskOfARevokedValueIsAlertedToAndHoldsUpNobody() throws SQLException {
    SecretView secret = store("mask-lost", "tamper-it lost 92jd7");
    secrets.revoke(admin, secret.id(), "withdrawn");
    byte[] sealed = mask(secret.id());
    int known = awaitMasks().size();
    writeMask(secret.id(), flipped(sealed, sealed.length - 1));

    assertThat(awaitMasks()).hasSize(known - 1);

    assertThat(history(secret).get(0).code()).isEqualTo("MASK_LOST");
    assertThat(alert(secret).detail()).startsWith("MASK_LOST; " + ALTERED);
    SecretView again = store("mask-lost-again", "tamper-it lost 92jd7");
    secrets.revoke(admin, again.id(), "its mask is wanted only");
    assertThat(awaitMasks()).as("what the operator can do").hasSize(known);
    database.update("delete from secret_mask where secret_id = ?", secret.id().value());
  }

  @Test
  @Tag("ST-SEC-004")
  void valueThatCannotBeMaskedAnyMoreIsNotMissedAtEveryStart() throws SQLException {
    SecretView secret = store("mask-outgrown", "tamper-it outgrown 61ks0");
    byte[] sealed = mask(secret.id());
    Scope scope = secret.ref().scope();
    byte[] short1 = "{\"value\":\"abc\"}".getBytes(UTF_8);
    write(secret.id(), keyRing.seal(Purpose.SECRET_VALUE, scope, secret.id().value(), 1, short1));
    writeMask(secret.id(), flipped(sealed, sealed.length - 1));

    awaitMasks();
    awaitMasks();

    assertThat(history(secret))
        .extracting(AuditRecord::action)
        .containsOnlyOnce(Action.MASKS_REMADE);
    assertThat(secrets.get(admin, secret.id()).maskingNotes()).hasSize(1);
  }

  @Test
  @Tag("ST-SEC-004")
  void moreChangedMasksThanAnAccidentMakesAreNotRepaired() throws SQLException {
    TenantId tenant = TenantId.of("tamper-many");
    StringBuilder insert =
        new StringBuilder(
            "insert into secret_mask (id, tenant, secret_id, version, sealed, key_version) values"
                + " ");
    List<Object> parameters = new ArrayList<>();
    for (int i = 0; i < 1_001; i++) {
      insert.append(i == 0 ? "" : ",").append("(?, ?, ?, 1, ?, 1)");
      parameters.addAll(
          List.of(new UUID(i, 1), tenant.value(), new UUID(i, 2), new byte[] {1, 2, 3}));
    }
    database.update(insert.toString(), parameters.toArray());
    try {
      assertRefused("MASK_CHANGED", () -> masks.masks(tenant, mask -> {}));
    } finally {
      database.update("delete from secret_mask where tenant = ?", tenant.value());
    }
  }

  /** A failure is the answer for a few seconds, so that not every request reads all again. */
  private List<Mask> awaitMasks() {
    List<Mask> read = new ArrayList<>();
    long until = System.nanoTime() + 30_000_000_000L;
    while (read.isEmpty()) {
      try {
        masks.masks(Installed.TENANT, read::add);
      } catch (Refused notYet) {
        assertThat(System.nanoTime()).as("%s", notYet.remedy().code()).isLessThan(until);
        Thread.onSpinWait();
      }
    }
    return read;
  }

  @Test
  void ownKeyThatWasChangedIsNotUsed() throws SQLException {
    keyRing.useOwnKey(Installed.TENANT, "tamper-it", byte[]::clone);
    String where = " where tenant = 'default' and purpose = 'tamper-it'";
    byte[] sealed = (byte[]) database.one("select sealed from sealed_key" + where);
    database.update("update sealed_key set sealed = ?" + where, flipped(sealed, 40));

    assertRefused(ALTERED, () -> keyRing.useOwnKey(Installed.TENANT, "tamper-it", byte[]::clone));

    byte[] other =
        (byte[])
            database.one(
                "select sealed from sealed_key where tenant = 'default' and purpose ="
                    + " 'fingerprints'");
    database.update("update sealed_key set sealed = ?" + where, other);
    assertRefused(
        "SEALED_SWAPPED", () -> keyRing.useOwnKey(Installed.TENANT, "tamper-it", byte[]::clone));

    assertThat(trail.search(Installed.TENANT, AuditQuery.about(new Target("key", "tamper-it"), 5)))
        .extracting(AuditRecord::action)
        .contains(Action.UNSEAL_FAILED);
    database.update("update sealed_key set sealed = ?" + where, sealed);
  }

  private void assertNeverOpens(SecretView secret, byte[] envelope, String code)
      throws SQLException {
    write(secret.id(), envelope);
    assertRefused(code, () -> secrets.resolve(agent, secret.ref()));
    assertRecorded(secret, code);
  }

  private void assertRecorded(SecretView secret, String code) {
    AuditRecord newest = history(secret).get(0);
    assertThat(newest.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(newest.code()).isEqualTo(code);
    assertThat(newest.correlationId()).isEqualTo(agent.correlationId());
  }

  private List<AuditRecord> history(SecretView secret) {
    return trail.search(
        Installed.TENANT, AuditQuery.about(new Target("secret", secret.id().toString()), 10));
  }

  private SecretView store(String name, String text) {
    SecretDraft draft =
        new SecretDraft(Environment.PRODUCTION, "github", name, SecretType.API_KEY, "", null);
    try (SecretValue value = value(text)) {
      SecretView stored = secrets.store(admin, draft, value).secret();
      policies.grant(
          admin,
          EntityId.of("tamper-agent"),
          new Target("secret", stored.id().toString()),
          Level.READ,
          "",
          null);
      return stored;
    }
  }

  private static SecretValue value(String text) {
    return SecretValue.copyOf(text.getBytes(UTF_8));
  }

  private static byte[] flipped(byte[] bytes, int at) {
    byte[] changed = bytes.clone();
    changed[at] ^= 1;
    return changed;
  }

  private byte[] envelope(SecretId id) throws SQLException {
    return (byte[])
        database.one(
            "select v.ciphertext from secret_version v join secret s"
                + " on s.id = v.secret_id and s.active_version = v.number where s.id = ?",
            id.value());
  }

  private void write(SecretId id, byte[] envelope) throws SQLException {
    database.update(
        "update secret_version set ciphertext = ? where secret_id = ?"
            + " and number = (select active_version from secret where id = ?)",
        envelope,
        id.value(),
        id.value());
  }

  private byte[] mask(SecretId id) throws SQLException {
    return (byte[])
        database.column("select sealed from secret_mask where secret_id = ?", id.value()).get(0);
  }

  private void writeMask(SecretId id, byte[] sealed) throws SQLException {
    database.update("update secret_mask set sealed = ? where secret_id = ?", sealed, id.value());
  }
}
