package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.Entities;
import dev.sealward.access.EntityFilter;
import dev.sealward.access.EntityKind;
import dev.sealward.access.KeyCustody;
import dev.sealward.access.Level;
import dev.sealward.access.Policies;
import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.AlertRecord;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.AuditRecord;
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
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeySource;
import dev.sealward.keys.Purpose;
import dev.sealward.keys.WorkState;
import dev.sealward.redaction.Mask;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.SecretView;
import dev.sealward.secret.Secrets;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
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
  @Inject Recorded recorded;
  @Inject Alerts alerts;
  @Inject KeyRing keyRing;
  @Inject MaskSource masks;
  @Inject Database database;
  @Inject Sides sides;
  @Inject KeyCustody custody;

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
    assertThat(secrets.resolve(agent, victim.ref()).value().length()).isPositive();
    assertThat(alert(victim)).as("one alert, however often somebody tries").isNotNull();
  }

  @Test
  @Tag("FOUND-07")
  void envelopeOpensInNoScopeButItsOwn() throws SQLException {
    SecretView victim = store("rescoped", "tamper-it rescoped 19vn4");
    store("rescoped-not", "tamper-it neighbour 47qd1");
    Caller foreigner = installed.foreigner();
    Caller stranger =
        Sides.asCaller(foreigner, sides.registered(foreigner, EntityKind.AGENT, "github"));
    sides.forge(stranger, "secret", victim.id().toString(), Level.READ);

    assertRescopedDoesNotOpen(victim, agent, "provider", "elsewhere", "default/default/production");
    assertRescopedDoesNotOpen(victim, agent, "environment", "STAGING", "default/default/staging");
    assertRescopedDoesNotOpen(
        victim, workingIn("elsewhere"), "workspace", "elsewhere", "default/elsewhere/production");
    assertRescopedDoesNotOpen(victim, stranger, "tenant", "other", "other/default/production");

    assertThat(secrets.resolve(agent, victim.ref()).value().length()).isPositive();
  }

  /**
   * @param place tenant, workspace and environment it is asked for in
   */
  private void assertRescopedDoesNotOpen(
      SecretView secret, Caller asking, String column, String now, String place)
      throws SQLException {
    Object before =
        database.one("select " + column + " from secret where id = ?", secret.id().value());
    String update = "update secret set " + column + " = ? where id = ?";
    String provider = column.equals("provider") ? now : "github";
    SecretRef moved =
        SecretRef.parse("secret://" + place + "/" + provider + "/" + secret.ref().name());
    database.update(update, now, secret.id().value());
    try {
      assertRefused("SEALED_RESCOPED", () -> secrets.resolve(asking, moved));
      assertRecorded(secret, asking, "SEALED_RESCOPED");
    } finally {
      database.update(update, before, secret.id().value());
    }
  }

  private Caller workingIn(String workspace) {
    return new Caller(
        Caller.Kind.ENTITY,
        agent.id(),
        agent.tenant(),
        WorkspaceId.of(workspace),
        Set.of(),
        agent.address(),
        UUID.randomUUID());
  }

  @Test
  void envelopeOpensUnderNoOtherNumberPurposeOrKeyVersion() throws SQLException {
    SecretView victim = store("renumbered", "tamper-it renumbered 82hw6");
    UUID id = victim.id().value();
    byte[] first = envelope(victim.id());
    assertNeverOpens(victim, mask(victim.id()), "SEALED_SWAPPED");
    assertThat(alert(victim).detail()).contains("belongs to ");
    write(victim.id(), first);

    int old = victim.keyVersion();
    custody.rotate(admin, KeySource.FILE, new char[0]);
    awaitRewrapped();
    byte[] own = envelope(victim.id());
    byte[] relabelled = own.clone();
    ByteBuffer.wrap(relabelled).putInt(1, old);
    assertNeverOpens(victim, relabelled, ALTERED);

    write(victim.id(), own);
    database.update("update secret_version set number = 7 where secret_id = ?", id);
    database.update("update secret set active_version = 7 where id = ?", id);
    try {
      assertRefused("SEALED_REPLAYED", () -> secrets.resolve(agent, victim.ref()));
      assertRecorded(victim, agent, "SEALED_REPLAYED");
    } finally {
      database.update("update secret_version set number = 1 where secret_id = ?", id);
      database.update("update secret set active_version = 1 where id = ?", id);
    }
    assertThat(secrets.resolve(agent, victim.ref()).value().length()).isPositive();
  }

  private void awaitRewrapped() {
    long until = System.nanoTime() + 60_000_000_000L;
    while (custody.progress(admin).orElseThrow().state() != WorkState.DONE) {
      assertThat(System.nanoTime()).isLessThan(until);
      LockSupport.parkNanos(20_000_000);
    }
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

    assertThat(
            recorded.search(Installed.TENANT, AuditQuery.about(new Target("key", "tamper-it"), 5)))
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
    assertRecorded(secret, agent, code);
  }

  private void assertRecorded(SecretView secret, Caller asking, String code) {
    AuditRecord newest = history(asking.tenant(), secret).get(0);
    assertThat(newest.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(newest.code()).isEqualTo(code);
    assertThat(newest.correlationId()).isEqualTo(asking.correlationId());
  }

  private List<AuditRecord> history(SecretView secret) {
    return history(Installed.TENANT, secret);
  }

  private List<AuditRecord> history(TenantId tenant, SecretView secret) {
    return recorded.search(
        tenant, AuditQuery.about(new Target("secret", secret.id().toString()), 10));
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
