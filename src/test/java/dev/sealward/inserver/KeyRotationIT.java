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
import dev.sealward.audit.Target;
import dev.sealward.crypto.Envelope;
import dev.sealward.guard.Guard;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.keys.AgedKeys;
import dev.sealward.keys.KeyMetrics;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeySession;
import dev.sealward.keys.KeySource;
import dev.sealward.keys.KeyVersionState;
import dev.sealward.keys.KeyVersionView;
import dev.sealward.keys.KeysView;
import dev.sealward.keys.Purpose;
import dev.sealward.keys.WorkProgress;
import dev.sealward.keys.WorkState;
import dev.sealward.keys.WorkUnderTest;
import dev.sealward.secret.Resolved;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.SecretView;
import dev.sealward.secret.Secrets;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.Config;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Master-key rotation on the real database, while the server serves. */
@ExtendWith(ArquillianExtension.class)
@Tag("VAULT-06")
class KeyRotationIT {
  private static final char[] NOTHING = new char[0];
  private static final int BATCH = 250;
  private static final int MANY = 1_200;
  // The other tests re-wrap them, too.
  private static final int MOST_WRITTEN = 10;
  private static final Scope MANY_SCOPE =
      new Scope(
          Installed.TENANT, WorkspaceId.of("default"), Environment.DEV, ProviderId.of("generic"));

  @Inject Installed installed;
  @Inject KeyCustody custody;
  @Inject Secrets secrets;
  @Inject Entities entities;
  @Inject Policies policies;
  @Inject Recorded recorded;
  @Inject Guard guard;
  @Inject KeyRing keyRing;
  @Inject Database database;
  @Inject Config config;
  @Inject AgedKeys agedKeys;
  @Inject KeyMetrics keyMetrics;
  @Inject WorkUnderTest work;
  @Inject Alerts alerts;

  @Resource ManagedExecutorService threads;

  private Caller admin;
  private Caller reader;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
    reader = installed.entity("rotation-reader");
    if (entities.list(admin, new EntityFilter(reader.id(), null, 200)).stream()
        .noneMatch(e -> e.id().value().equals(reader.id()))) {
      entities.register(admin, reader.id(), EntityKind.AGENT, "");
    }
  }

  @Test
  @Tag("ST-SEC-003")
  @Tag("ST-SEC-010")
  void newVersionCountsAtOnceAndEverythingFollowsInTheBackground() throws SQLException {
    SecretView before = store("follows", "rotation-it follows 3kd9x");
    byte[] sealed = envelope(before.id());
    Instant rotatedAt = before.lastRotatedAt();

    int version = custody.rotate(admin, KeySource.FILE, NOTHING);
    SecretView after = store("sealed-after", "rotation-it after 8fj2m");
    assertThat(after.keyVersion()).isEqualTo(version);
    assertThat(resolved(before))
        .as("while it is re-wrapped")
        .isEqualTo("rotation-it follows 3kd9x");

    WorkProgress done = awaitRewrap(work -> work.state() == WorkState.DONE);
    assertThat(done.failed()).isZero();
    assertThat(done.remaining()).isZero();
    assertThat(done.done()).isGreaterThanOrEqualTo(done.total());
    assertThat(done.percent()).isEqualTo(100);
    for (String table : List.of("secret_mask", "sealed_key")) {
      assertThat(database.column("select distinct key_version from " + table))
          .as(table)
          .containsExactly(version);
    }
    byte[] rewrapped = envelope(before.id());
    assertThat(Envelope.keyVersion(rewrapped)).isEqualTo(version);
    assertThat(valuePart(rewrapped)).as("the value itself").isEqualTo(valuePart(sealed));
    SecretView now = secrets.get(admin, before.id()).secret();
    assertThat(now.keyVersion()).isEqualTo(version);
    assertThat(now.lastRotatedAt()).isEqualTo(rotatedAt);
    assertThat(resolved(now)).isEqualTo("rotation-it follows 3kd9x");

    KeyVersionView old = version(version - 1);
    assertThat(old.state()).isEqualTo(KeyVersionState.ROTATED);
    assertThat(old.rotatedTo()).isEqualTo(version);
    assertThat(old.rotatedBy()).isEqualTo(admin.id());
    assertThat(old.retiredAt()).isNotNull();
    List<AuditRecord> history = history(version);
    assertThat(history.get(history.size() - 1).action()).isEqualTo(Action.KEY_ROTATED);
    assertThat(
            history.stream()
                .filter(row -> row.action() == Action.KEY_REWRAPPED)
                .mapToLong(row -> Long.parseLong(row.detail().split(" ")[0]))
                .sum())
        .as("one row a batch, which add up")
        .isEqualTo(done.done());
    assertThat(history(version - 1)).extracting(AuditRecord::action).contains(Action.KEY_RETIRED);
    assertThat(guard.redactor(Installed.TENANT).redact("x rotation-it follows 3kd9x y").toString())
        .doesNotContain("3kd9x");
  }

  @Test
  @Tag("FR-028-001c")
  void whatDoesNotUnwrapIsReportedAndKeepsItsVersionAlive() throws SQLException {
    SecretView damaged = store("damaged", "rotation-it damaged 5tq7w");
    int old = damaged.keyVersion();
    byte[] good = envelope(damaged.id());
    byte[] bad = good.clone();
    bad[20] ^= 1;
    write(damaged.id(), bad);

    custody.rotate(admin, KeySource.FILE, NOTHING);
    WorkProgress done = awaitRewrap(work -> work.state() == WorkState.DONE);
    assertThat(done.failed()).isEqualTo(1);
    assertThat(done.remaining()).isEqualTo(1);
    assertThat(done.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.item()).isEqualTo("secret " + damaged.id() + " version 1");
              assertThat(failure.reason()).isEqualTo("TAMPERED_OR_WRONG_KEY");
            });
    assertThat(version(old).retiredAt()).isNull();
    assertThat(view().protects().get(old)).containsEntry("secret values", 1L);
    assertRefused("KEY_NEEDED", () -> custody.destroy(admin, old, "destroy " + old));

    write(damaged.id(), good);
    custody.resume(admin);
    done = awaitRewrap(work -> work.state() == WorkState.DONE && work.failed() == 0);
    assertThat(done.failures()).isEmpty();
    assertThat(resolved(damaged)).isEqualTo("rotation-it damaged 5tq7w");
    assertThat(version(old).retiredAt()).isNotNull();
  }

  @Test
  void thousandThatFailedAreGivenPageByPage() {
    assertThat(work.failuresByPages(admin, 1_000, 200)).hasSize(1_000).doesNotHaveDuplicates();
    assertThat(work.failuresByPages(admin, 0, 200)).isEmpty();
  }

  @Test
  void batchThatGoesBeyondAThousandFailuresIsKeptAsFarAsTheyGo() {
    assertThat(work.failuresByPages(admin, 1_020, 200)).hasSize(1_000).doesNotHaveDuplicates();
  }

  @Test
  @Tag("FR-028-001c")
  void rowWhoseScopeIsNoneIsReportedAndHoldsUpNothingElse() throws SQLException {
    SecretView odd = store("odd", "rotation-it odd 6wz3k");
    SecretView bystander = store("bystander", "rotation-it bystander 1hv8p");
    String update = "update secret set environment = ? where id = ?";
    database.update(update, "NOWHERE", odd.id().value());
    try {
      int version = custody.rotate(admin, KeySource.FILE, NOTHING);
      WorkProgress done = awaitRewrap(work -> work.state() == WorkState.DONE);
      assertThat(done.failures())
          .singleElement()
          .satisfies(
              failure -> {
                assertThat(failure.item()).isEqualTo("secret " + odd.id() + " version 1");
                assertThat(failure.reason()).isEqualTo("SCOPE_UNREADABLE");
              });
      assertThat(Envelope.keyVersion(envelope(bystander.id()))).isEqualTo(version);
      assertThat(alerts.latest(Installed.TENANT, true, 200))
          .extracting(AlertRecord::component)
          .contains("work secret " + odd.id() + " version 1");
    } finally {
      database.update(update, "DEV", odd.id().value());
    }
    custody.resume(admin);
    awaitRewrap(work -> work.state() == WorkState.DONE && work.failed() == 0);
    assertThat(resolved(odd)).isEqualTo("rotation-it odd 6wz3k");
  }

  @Test
  @Tag("FOUND-01")
  void readsAndWritesGoOnDuringARotation() throws Exception {
    List<SecretView> kept = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      kept.add(store("meanwhile-" + i, "rotation-it meanwhile " + i + " 9pk2r"));
    }
    String many = "many-" + UUID.randomUUID();
    addMany(many);
    AtomicBoolean rotated = new AtomicBoolean();
    CompletableFuture<Integer> reading =
        CompletableFuture.supplyAsync(
            () -> {
              int read = 0;
              while (!rotated.get() || read == 0) {
                int i = read++ % kept.size();
                assertThat(resolved(kept.get(i)))
                    .isEqualTo("rotation-it meanwhile " + i + " 9pk2r");
                pauseMillis(20);
              }
              return read;
            },
            threads);
    List<SecretView> written = new ArrayList<>();
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              while (!rotated.get() && written.size() < MOST_WRITTEN || written.isEmpty()) {
                String value = "rotation-it written " + written.size() + " 4nd7c";
                SecretView stored = store("written-" + written.size(), "before " + value);
                try (SecretValue next = SecretValue.copyOf(value.toCharArray())) {
                  written.add(secrets.rotate(admin, stored.id(), next).secret());
                }
              }
            },
            threads);

    int version;
    try {
      version = custody.rotate(admin, KeySource.FILE, NOTHING);
      awaitRewrap(work -> work.state() == WorkState.DONE);
    } finally {
      rotated.set(true);
    }

    assertThat(reading.get(1, TimeUnit.MINUTES)).isPositive();
    writing.get(1, TimeUnit.MINUTES);
    for (int i = 0; i < written.size(); i++) {
      assertThat(resolved(written.get(i))).isEqualTo("rotation-it written " + i + " 4nd7c");
    }
    assertThat(
            database.column(
                "select distinct key_version from secret_version where ciphertext is not null"))
        .containsExactly(version);
    List<Object> envelopes =
        database.column(
            "select ciphertext from secret_version where masking_notes = ? order by secret_id",
            many);
    assertThat(envelopes).hasSize(MANY);
    KeySession session = keyRing.session();
    for (int i = 0; i < MANY; i++) {
      byte[] expected = manyValue(i);
      byte[] envelope = (byte[]) envelopes.get(i);
      try (SecretValue value =
          session.open(Purpose.SECRET_VALUE, MANY_SCOPE, many(i), 1, envelope)) {
        assertThat(value.<Boolean>use(bytes -> Arrays.equals(bytes, expected))).isTrue();
      }
    }
    database.update("delete from secret_version where masking_notes = ?", many);
    database.update("delete from secret where description = ?", many);
  }

  private static UUID many(int i) {
    return new UUID(0x4d414e59, i);
  }

  private static byte[] manyValue(int i) {
    return ("rotation-it many " + i + " 5xk0w").getBytes(UTF_8);
  }

  /** Rows as storing makes them, but for masks: each would take some milliseconds. */
  private void addMany(String mark) throws SQLException {
    OffsetDateTime now = OffsetDateTime.parse("2026-01-01T00:00:00Z");
    List<Object> rows = new ArrayList<>();
    List<Object> versions = new ArrayList<>();
    KeySession session = keyRing.session();
    for (int i = 0; i < MANY; i++) {
      byte[] envelope = session.seal(Purpose.SECRET_VALUE, MANY_SCOPE, many(i), 1, manyValue(i));
      int key = Envelope.keyVersion(envelope);
      rows.addAll(List.of(many(i), "many-" + i, mark, now, now));
      versions.addAll(List.of(many(i), envelope, many(i).toString(), key, mark, now));
    }
    insert(
        "insert into secret (id, tenant, workspace, environment, provider, name, secret_type,"
            + " description, state, active_version, created_at, created_by, last_rotated_at,"
            + " row_version) values ",
        "(?, 'default', 'default', 'DEV', 'generic', ?, 'API_KEY', ?, 'ACTIVE', 1, ?, 'test', ?,"
            + " 1)",
        rows);
    insert(
        "insert into secret_version (secret_id, number, state, ciphertext, blob_id, key_version,"
            + " masking_notes, created_at, created_by) values ",
        "(?, 1, 'ACTIVE', ?, ?, ?, ?, ?, 'test')",
        versions);
  }

  private void insert(String into, String row, List<Object> values) throws SQLException {
    String all = into + String.join(", ", Collections.nCopies(MANY, row));
    database.update(all, values.toArray());
  }

  @Test
  void destroyedVersionOpensNothingEvenIfAnOldRowComesBack() throws SQLException {
    SecretView secret = store("comes-back", "rotation-it back 6yv1n");
    int old = secret.keyVersion();
    byte[] sealedUnderOld = envelope(secret.id());
    int active = custody.rotate(admin, KeySource.FILE, NOTHING);
    assertRefused("KEY_ACTIVE", () -> custody.destroy(admin, active, "destroy " + active));
    awaitRewrap(work -> work.state() == WorkState.DONE);
    assertRefused("CONFIRMATION_WRONG", () -> custody.destroy(admin, old, "destroy"));
    assertRefused("CONFIRMATION_WRONG", () -> custody.destroy(admin, old, null));

    custody.destroy(admin, old, "destroy " + old);

    KeyVersionView gone = version(old);
    assertThat(gone.state()).isEqualTo(KeyVersionState.REVOKED);
    assertThat(gone.destroyedBy()).isEqualTo(admin.id());
    assertThat(database.one("select wrapped_key from key_version where number = ?", old)).isNull();
    assertThat(history(old)).extracting(AuditRecord::action).contains(Action.KEY_DESTROYED);
    assertRefused("KEY_DESTROYED", () -> custody.destroy(admin, old, "destroy " + old));
    byte[] current = envelope(secret.id());
    write(secret.id(), sealedUnderOld);
    assertRefused("SEALED_UNKNOWN_KEY_VERSION", () -> resolved(secret));
    assertThat(
            recorded
                .search(
                    Installed.TENANT,
                    AuditQuery.about(new Target("secret", secret.id().toString()), 1))
                .get(0)
                .code())
        .isEqualTo("SEALED_UNKNOWN_KEY_VERSION");
    write(secret.id(), current);
    assertThat(resolved(secret)).isEqualTo("rotation-it back 6yv1n");
  }

  /** As when another node destroyed it: the row says so, and a key that is at hand is not used. */
  @Test
  @Tag("FOUND-03")
  void keyAtHandIsNotUsedOnceItsVersionIsRevoked() throws SQLException {
    SecretView secret = store("at-hand", "rotation-it at hand 2gb6s");
    int old = secret.keyVersion();
    byte[] sealedUnderOld = envelope(secret.id());
    custody.rotate(admin, KeySource.FILE, NOTHING);
    awaitRewrap(work -> work.state() == WorkState.DONE);
    byte[] current = envelope(secret.id());
    write(secret.id(), sealedUnderOld);
    assertThat(resolved(secret)).isEqualTo("rotation-it at hand 2gb6s");
    long hits = keyMetrics.hits();
    assertThat(resolved(secret)).isEqualTo("rotation-it at hand 2gb6s");
    assertThat(keyMetrics.hits()).isGreaterThan(hits);

    Path keyFile =
        Path.of(config.getValue("sealward.data.dir", String.class))
            .resolve("keys")
            .resolve(old == 1 ? "master.key" : "master.key.v" + old);
    assertThat(keyFile).exists();
    long failures = keyMetrics.failures();
    database.update(
        "update key_version set state = 'REVOKED', wrapped_key = null, escrow = null,"
            + " destroyed_at = created_at, destroyed_by = 'another-node' where number = ?",
        old);
    assertRefused("SEALED_UNKNOWN_KEY_VERSION", () -> resolved(secret));
    assertThat(keyMetrics.failures()).isGreaterThan(failures);
    write(secret.id(), current);
    assertThat(resolved(secret)).isEqualTo("rotation-it at hand 2gb6s");
    // This node looks by itself, and its source forgets what it kept.
    for (int i = 0; i < 1_200 && Files.exists(keyFile); i++) {
      pauseMillis(50);
    }
    assertThat(keyFile).doesNotExist();
  }

  @Test
  void pausedWorkRestsUntilItIsResumed() {
    List<SecretView> many = new ArrayList<>();
    for (int i = 0; i < BATCH + 50; i++) {
      many.add(store("paused-" + i, "rotation-it paused " + i + " 7bq4z"));
    }
    custody.rotate(admin, KeySource.FILE, NOTHING);
    awaitRewrap(work -> work.done() > 0);
    custody.pause(admin);
    WorkProgress paused = custody.progress(admin).orElseThrow();
    assertThat(paused.state()).isEqualTo(WorkState.PAUSED);
    assertThat(paused.remaining()).isPositive();
    assertThat(paused.percent()).isLessThan(100);
    assertRefused("WORK_NOT_RUNNING", () -> custody.pause(admin));
    pauseMillis(1_500);
    assertThat(custody.progress(admin).orElseThrow().done()).isEqualTo(paused.done());
    assertThat(resolved(many.get(0))).isEqualTo("rotation-it paused 0 7bq4z");

    custody.resume(admin);
    WorkProgress done = awaitRewrap(work -> work.state() == WorkState.DONE);
    assertThat(done.failed()).isZero();
    assertThat(recorded.search(Installed.TENANT, AuditQuery.about(new Target("work", "rewrap"), 2)))
        .extracting(AuditRecord::action)
        .containsExactly(Action.WORK_RESUMED, Action.WORK_PAUSED);
  }

  @Test
  @Tag("VAULT-03")
  void onlyAdminsAndEntitiesWithAnAdminPolicyHandleKeys() {
    Caller operator = installed.person("key-operator", Set.of(Role.OPERATOR, Role.SECURITY_LEAD));
    assertRefused("PERMISSION_MISSING", () -> custody.rotate(operator, KeySource.FILE, NOTHING));
    assertRefused("PERMISSION_MISSING", () -> custody.view(operator));
    entities.register(admin, "key-robot", EntityKind.TOOL, "");
    Caller robot = installed.entity("key-robot");
    assertRefused("CREDENTIAL_ACCESS_DENIED", () -> custody.rotate(robot, KeySource.FILE, NOTHING));
    policies.grant(admin, EntityId.of("key-robot"), KeyCustody.RING, Level.WRITE, "", null);
    assertRefused("CREDENTIAL_ACCESS_DENIED", () -> custody.view(robot));
    assertRefused(
        "PERMISSION_MISSING",
        () ->
            policies.grant(
                operator, EntityId.of("key-robot"), KeyCustody.RING, Level.ADMIN, "", null));
    policies.grant(admin, EntityId.of("key-robot"), KeyCustody.RING, Level.ADMIN, "", null);
    int version = custody.rotate(robot, KeySource.FILE, NOTHING);
    assertThat(version(version).createdBy()).isEqualTo("key-robot");
    awaitRewrap(work -> work.state() == WorkState.DONE);
  }

  @Test
  void agedVersionIsRemindedOfOnce() throws SQLException {
    int active = view().versions().get(0).number();
    assertThat(view().due()).isFalse();
    agedKeys.look();
    assertThat(reminders(active)).isZero();
    OffsetDateTime made = OffsetDateTime.ofInstant(version(active).createdAt(), ZoneOffset.UTC);
    age(active, OffsetDateTime.parse("2020-01-01T00:00:00Z"));
    assertThat(view().due()).isTrue();
    agedKeys.look();
    agedKeys.look();
    assertThat(reminders(active)).isEqualTo(1);
    age(active, made);
  }

  private void age(int version, OffsetDateTime made) throws SQLException {
    database.update("update key_version set created_at = ? where number = ?", made, version);
  }

  private long reminders(int version) {
    return alerts.latest(Installed.TENANT, false, 200).stream()
        .filter(alert -> alert.kind() == AlertKind.KEY_OLD)
        .filter(alert -> alert.detail().equals("key version " + version))
        .count();
  }

  private KeysView view() {
    return custody.view(admin);
  }

  private KeyVersionView version(int number) {
    return view().versions().stream()
        .filter(version -> version.number() == number)
        .findFirst()
        .orElseThrow();
  }

  private WorkProgress awaitRewrap(Predicate<WorkProgress> reached) {
    for (int i = 0; i < 1_200; i++) {
      WorkProgress now = custody.progress(admin).orElseThrow();
      if (reached.test(now)) {
        return now;
      }
      pauseMillis(50);
    }
    throw new AssertionError("not reached: " + custody.progress(admin));
  }

  private static void pauseMillis(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private List<AuditRecord> history(int version) {
    return recorded.search(
        Installed.TENANT, AuditQuery.about(new Target("key", Integer.toString(version)), 200));
  }

  private SecretView store(String name, String value) {
    SecretDraft draft =
        new SecretDraft(
            Environment.DEV,
            "generic",
            name + "-" + UUID.randomUUID().toString().substring(0, 8),
            SecretType.API_KEY,
            "",
            null);
    try (SecretValue typed = SecretValue.copyOf(value.toCharArray())) {
      return secrets.store(admin, draft, typed).secret();
    }
  }

  private String resolved(SecretView secret) {
    Target target = new Target("secret", secret.id().toString());
    policies.grant(admin, EntityId.of(reader.id()), target, Level.READ, "", null);
    try (Resolved resolved = secrets.resolve(reader, secret.ref())) {
      String json = resolved.value().use(bytes -> new String(bytes, UTF_8));
      return json.substring(json.indexOf(":\"") + 2, json.lastIndexOf('"'));
    }
  }

  private byte[] envelope(SecretId secret) throws SQLException {
    return (byte[])
        database.one(
            "select ciphertext from secret_version where secret_id = ? and number = 1",
            secret.value());
  }

  private void write(SecretId secret, byte[] envelope) throws SQLException {
    database.update(
        "update secret_version set ciphertext = ?, key_version = ?"
            + " where secret_id = ? and number = 1",
        envelope,
        Envelope.keyVersion(envelope),
        secret.value());
  }

  /** What follows the wrapped data key: nonce, ciphertext and tag of the value. */
  private static byte[] valuePart(byte[] envelope) {
    return Arrays.copyOfRange(envelope, 1 + 4 + 12 + 32 + 16, envelope.length);
  }
}
