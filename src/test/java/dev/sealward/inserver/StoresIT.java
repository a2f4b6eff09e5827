package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.access.Entities;
import dev.sealward.access.EntityFilter;
import dev.sealward.access.EntityKind;
import dev.sealward.access.KeyCustody;
import dev.sealward.access.Level;
import dev.sealward.access.Policies;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.Outcome;
import dev.sealward.audit.Target;
import dev.sealward.crypto.Envelope;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.SecretValue;
import dev.sealward.keys.BatchWork;
import dev.sealward.keys.KeySource;
import dev.sealward.keys.WorkState;
import dev.sealward.secret.OverdueVersions;
import dev.sealward.secret.Resolved;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretFilter;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.SecretView;
import dev.sealward.secret.Secrets;
import dev.sealward.secret.StoreMetrics;
import dev.sealward.secret.StoreMigration;
import dev.sealward.secret.StoresUnderTest;
import dev.sealward.secret.store.Blob;
import dev.sealward.secret.store.KvServer;
import dev.sealward.secret.store.Place;
import dev.sealward.secret.store.SecretStore;
import dev.sealward.secret.store.StoreKind;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The life of secrets whose envelopes are kept outside the database. */
@ExtendWith(ArquillianExtension.class)
@Tag("FOUND-01")
class StoresIT {
  @Inject Installed installed;
  @Inject Secrets secrets;
  @Inject Entities entities;
  @Inject Policies policies;
  @Inject Recorded recorded;
  @Inject KeyCustody custody;
  @Inject StoresUnderTest stores;
  @Inject StoreMigration migration;
  @Inject StoreMetrics metrics;
  @Inject OverdueVersions overdue;
  @Inject Database database;
  @Inject Config config;
  @Inject Clock clock;
  @Resource ManagedExecutorService threads;

  private Caller admin;
  private Caller reader;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
    reader = installed.entity("stores-reader");
    if (entities.list(admin, EntityFilter.first(200)).stream()
        .noneMatch(e -> e.id().value().equals(reader.id()))) {
      entities.register(admin, reader.id(), EntityKind.AGENT, "");
    }
    stores.choose(StoreKind.FILE);
  }

  /** Other tests look for their envelopes in the database. */
  @AfterEach
  void moveEverythingBack() {
    stores.restore();
    String next = null;
    do {
      BatchWork.Batch batch = migration.batch(admin, 100, next);
      next = batch.next();
    } while (next != null);
  }

  @Test
  @Tag("FR-028-001d")
  void envelopeIsInItsFileAndTheRowOnlyNamesIt() throws SQLException {
    SecretView stored = store("In_File", "stores-it in file 2kq8z");

    assertThat(file(stored)).isRegularFile();
    assertThat(pointer(stored, 1)).isEqualTo("file");
    assertThat(ciphertext(stored, 1)).isNull();
    assertThat(garbage(stored)).isZero();
    assertThat(resolved(stored.ref())).isEqualTo("stores-it in file 2kq8z");
  }

  @Test
  @Tag("FOUND-08")
  void rotationKeepsBothVersionsUntilTheOverlapIsOver() throws SQLException {
    SecretView stored = store("rotated", "stores-it first 6hx3p");
    SecretView rotated = rotate(stored, "stores-it second 9vb4m");
    assertThat(resolved(rotated.ref())).isEqualTo("stores-it second 9vb4m");
    assertThat(resolved(SecretRef.parse(rotated.ref() + "#1"))).isEqualTo("stores-it first 6hx3p");

    database.update(
        "update secret_version set readable_until = ? where secret_id = ? and number = 1",
        past(),
        stored.id().value());
    overdue.sweep();

    await(() -> garbage(stored) == 0);
    assertThat(
            database.column(
                "select blob_id from secret_version where secret_id = ?" + " and number = 1",
                stored.id().value()))
        .containsExactly((Object) null);
    assertThat(resolved(rotated.ref())).isEqualTo("stores-it second 9vb4m");
    assertRefused("VERSION_GONE", () -> resolved(SecretRef.parse(rotated.ref() + "#1")));
  }

  @Test
  void revokedSecretsFileGoes() {
    SecretView stored = store("revoked", "stores-it revoked 3nc7y");
    rotate(stored, "stores-it revoked too 8gd2r");
    Path file = file(stored);

    secrets.revoke(admin, stored.id(), "");

    await(() -> garbage(stored) == 0);
    assertThat(file).doesNotExist();
    assertRefused("SECRET_REVOKED", () -> resolved(stored.ref()));
  }

  @Test
  void revokingWorksWhileTheStoreIsAwayAndTheFileGoesLater() throws SQLException {
    SecretView stored = store("revoked-away", "stores-it away 4tw6k");
    stores.takeAway(StoreKind.FILE);
    secrets.revoke(admin, stored.id(), "");
    await(() -> postponed(stored));
    assertThat(file(stored)).exists();

    stores.restore();
    due(stored);
    await(() -> garbage(stored) == 0);
    assertThat(file(stored)).doesNotExist();
  }

  @Test
  @Tag("FOUND-03")
  @Tag("FR-028-009")
  void storeThatIsAwayRefusesTypedAndNothingOldIsGiven() {
    SecretView stored = store("away", "stores-it stale 7mz5q");
    assertThat(resolved(stored.ref())).isEqualTo("stores-it stale 7mz5q");
    long before = count();

    stores.takeAway(StoreKind.FILE);

    assertRefused("STORE_UNAVAILABLE", () -> resolved(stored.ref()));
    AuditRecord refusal =
        recorded
            .search(
                Installed.TENANT, AuditQuery.about(new Target("secret", stored.id().toString()), 1))
            .get(0);
    assertThat(refusal.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(refusal.code()).isEqualTo("STORE_UNAVAILABLE");
    assertRefused("STORE_UNAVAILABLE", () -> store("never", "stores-it never 5pl9x"));
    assertRefused("STORE_UNAVAILABLE", () -> rotate(stored, "stores-it never 1sk4b"));
    assertThat(count()).as("nothing was stored").isEqualTo(before);
    assertThat(secrets.get(admin, stored.id()).secret().activeVersion()).isEqualTo(1);

    stores.restore();
    assertThat(resolved(stored.ref())).isEqualTo("stores-it stale 7mz5q");
  }

  @Test
  void lostFileIsSaidAndNotTakenForAnEmptyValue() throws IOException {
    SecretView stored = store("lost", "stores-it lost 8fw3c");
    Path file = file(stored);
    Path aside = Files.move(file, file.resolveSibling("aside"));
    assertRefused("STORE_CORRUPT", () -> resolved(stored.ref()));
    Files.move(aside, file);
    assertThat(resolved(stored.ref())).isEqualTo("stores-it lost 8fw3c");
  }

  @Test
  @Tag("ST-SEC-010")
  void whatWasWrittenForATransactionThatFailedIsTakenBack() throws SQLException {
    SecretView stored = store("rolled-back", "stores-it kept 6jd1h");
    Caller unlucky = installed.person("stores-unlucky", Set.of(Role.OPERATOR));
    database.update(
        "alter table audit_event add constraint no_row_here check (actor <> 'stores-unlucky')");
    try (SecretValue value = SecretValue.copyOf("stores-it dropped 2xv8n".toCharArray())) {
      assertThatThrownBy(() -> secrets.rotate(unlucky, stored.id(), value))
          .isInstanceOf(RuntimeException.class);
    } finally {
      database.update("alter table audit_event drop constraint no_row_here");
    }
    assertThat(garbage(stored)).as("announced, written, never named").isEqualTo(1);
    overdue.collect();
    assertThat(garbage(stored)).as("not before its time").isEqualTo(1);
    long withBoth = size(file(stored));

    due(stored);
    await(() -> garbage(stored) == 0);

    assertThat(size(file(stored))).isLessThan(withBoth);
    assertThat(resolved(stored.ref())).isEqualTo("stores-it kept 6jd1h");
  }

  @Test
  void blobThatAVersionNamesIsNeverCollected() throws SQLException {
    SecretView stored = store("named", "stores-it named 9qb5t");
    database.update(
        "insert into store_garbage (blob_id, store, secret_id, version, tenant, workspace,"
            + " environment, provider, name, not_before) select cast(v.blob_id as uuid), v.store,"
            + " s.id, v.number, s.tenant, s.workspace, s.environment, s.provider, s.name, cast(? as"
            + " timestamp with time zone) from secret_version v join secret s on s.id = v.secret_id"
            + " where s.id = ?",
        past(),
        stored.id().value());
    await(() -> garbage(stored) == 0);
    assertThat(resolved(stored.ref())).isEqualTo("stores-it named 9qb5t");
  }

  @Test
  void migrationMovesVerifiesAndErasesAndCanBeRepeated() throws SQLException {
    stores.choose(StoreKind.DB);
    SecretView stored = store("migrated", "stores-it moved 1rz6w");
    rotate(stored, "stores-it moved too 3ye8d");
    assertThat(pointer(stored, 1)).isEqualTo("db");

    stores.choose(StoreKind.FILE);
    assertThat(migration.remaining()).isGreaterThanOrEqualTo(2);
    assertThat(migration.counts()).containsKey(StoreKind.DB);
    assertThat(resolved(stored.ref())).as("before").isEqualTo("stores-it moved too 3ye8d");
    BatchWork.Batch first = migration.batch(admin, 1, stored.id() + "#0");
    assertThat(first.done()).isEqualTo(1);
    assertThat(first.next()).isEqualTo(stored.id() + "#1");
    assertThat(migration.batch(admin, 1, first.next()).done()).isEqualTo(1);

    for (int version = 1; version <= 2; version++) {
      assertThat(pointer(stored, version)).isEqualTo("file");
      assertThat(ciphertext(stored, version)).isNull();
    }
    assertThat(resolved(stored.ref())).isEqualTo("stores-it moved too 3ye8d");
    assertThat(resolved(SecretRef.parse(stored.ref() + "#1"))).isEqualTo("stores-it moved 1rz6w");

    stores.choose(StoreKind.DB);
    stores.takeAway(StoreKind.FILE);
    BatchWork.Batch failing = migration.batch(admin, 1, stored.id() + "#0");
    assertThat(failing.done()).isZero();
    assertThat(failing.failures())
        .containsExactly(
            new BatchWork.Failure("secret " + stored.id() + " version 1", "STORE_UNAVAILABLE"));
    stores.restore();
    migration.batch(admin, 1, stored.id() + "#0");
    migration.batch(admin, 1, stored.id() + "#1");
    await(() -> garbage(stored) == 0);
    assertThat(file(stored)).doesNotExist();
    assertThat(resolved(stored.ref())).isEqualTo("stores-it moved too 3ye8d");
  }

  @Test
  @Tag("ST-SEC-010")
  void batchLeavesOneAuditRowThatCountsWhatItDid() throws SQLException {
    stores.choose(StoreKind.DB);
    SecretView stored = store("counted", "stores-it counted 5dm1z");
    rotate(stored, "stores-it counted too 7ww3e");
    stores.choose(StoreKind.FILE);
    Target work = new Target("work", "store-migration");
    long last =
        recorded.search(Installed.TENANT, AuditQuery.about(work, 1)).stream()
            .mapToLong(AuditRecord::id)
            .findFirst()
            .orElse(0);

    assertThat(migration.batch(admin, 2, stored.id() + "#0").done()).isEqualTo(2);

    assertThat(recorded.search(Installed.TENANT, AuditQuery.about(work, 5)))
        .filteredOn(row -> row.id() > last)
        .singleElement()
        .satisfies(row -> assertThat(row.detail()).isEqualTo("2 moved to file, 0 failed"));
    assertThat(pointer(stored, 1)).isEqualTo("file");
    assertThat(pointer(stored, 2)).isEqualTo("file");
  }

  /**
   * A busy secret is at hand; of a store that failed, or of a secret that is revoked, nothing is.
   */
  @Test
  @Tag("FOUND-03")
  void nothingIsAnsweredFromTheCacheForAStoreThatFailedOrASecretThatIsRevoked() throws Exception {
    try (KvServer vault = new KvServer()) {
      stores.vaultAt(vault.address());
      stores.choose(StoreKind.VAULT);
      SecretView stored = store("at-hand", "stores-it at hand 3zt8h");
      long misses = metrics.misses();
      assertThat(resolved(stored.ref())).isEqualTo("stores-it at hand 3zt8h");
      assertThat(metrics.misses()).isGreaterThan(misses);
      awaitHit(stored);

      vault.become(KvServer.Mood.SEALED);
      long failures = metrics.failures();
      assertRefused("STORE_UNAVAILABLE", () -> store("never", "stores-it never 6rb2k"));
      assertThat(metrics.failures()).isGreaterThan(failures);
      long hits = metrics.hits();
      assertRefused("STORE_UNAVAILABLE", () -> resolved(stored.ref()));
      assertThat(metrics.hits()).isEqualTo(hits);
      vault.become(KvServer.Mood.WELL);
      awaitHit(stored);

      String state = "update secret set state = ? where id = ?";
      database.update(state, "REVOKED", stored.id().value());
      assertRefused("SECRET_REVOKED", () -> resolved(stored.ref()));
      database.update(state, "ACTIVE", stored.id().value());
      awaitHit(stored);
      secrets.revoke(admin, stored.id(), "");
      assertRefused("SECRET_REVOKED", () -> resolved(stored.ref()));
      await(() -> vault.paths().isEmpty());
    } finally {
      stores.restore();
      // What was announced for the secret that was never stored would be looked for in vain.
      database.update("delete from store_garbage where store = 'vault'");
    }
  }

  /** Who reads while the store answers somebody else shares the next answer. */
  private void awaitHit(SecretView stored) {
    long hits = metrics.hits();
    assertThat(resolved(stored.ref())).isEqualTo("stores-it at hand 3zt8h");
    await(
        () -> {
          List<CompletableFuture<Void>> reading =
              Stream.generate(
                      () ->
                          CompletableFuture.runAsync(
                              () -> secrets.resolve(reader, stored.ref()).close(), threads))
                  .limit(8)
                  .toList();
          reading.forEach(CompletableFuture::join);
          return metrics.hits() > hits;
        });
  }

  @Test
  @Tag("FOUND-04")
  void envelopeThatItsStoreGivesWronglyIsNotMovedAndTheOriginalStays() throws Exception {
    SecretView stored = store("damaged", "stores-it damaged 4hn7c");
    SecretView other = store("other", "stores-it other 9td2k");
    Blob blob = named(stored);
    Path file = file(stored);
    byte[] whole = Files.readAllBytes(file);

    byte[] cut = whole.clone();
    cut[cut.length / 2] ^= 1;
    Files.write(file, cut);
    assertNotMoved(stored, "STORE_CORRUPT");
    assertThat(file).hasBinaryContent(cut);

    Files.write(file, whole);
    SecretStore fileStore = stores.store(StoreKind.FILE);
    byte[] envelope = fileStore.get(blob).orElseThrow();
    byte[] foreign = fileStore.get(named(other)).orElseThrow();
    fileStore.erase(blob);
    fileStore.put(blob, foreign);
    assertNotMoved(stored, "TAMPERED_OR_WRONG_KEY");
    assertThat(fileStore.get(blob)).contains(foreign);
    assertRefused("SEALED_SWAPPED", () -> resolved(stored.ref()));

    byte[] bent = bentBehindTheKey(envelope);
    fileStore.erase(blob);
    fileStore.put(blob, bent);
    assertNotMoved(stored, "TAMPERED_OR_WRONG_KEY");
    assertThat(fileStore.get(blob)).contains(bent);

    fileStore.erase(blob);
    fileStore.put(blob, envelope);
    String update = "update secret set environment = ? where id = ?";
    Object environment =
        database.one("select environment from secret where id = ?", stored.id().value());
    database.update(update, "NOWHERE", stored.id().value());
    assertNotMoved(stored, "SCOPE_UNREADABLE");
    database.update(update, environment, stored.id().value());
    stores.choose(StoreKind.DB);
    assertThat(migration.batch(admin, 1, stored.id() + "#0").done()).isEqualTo(1);
    assertThat(resolved(stored.ref())).isEqualTo("stores-it damaged 4hn7c");
  }

  /** Its data key still unwraps. */
  private static byte[] bentBehindTheKey(byte[] envelope) {
    byte[] bent = envelope.clone();
    bent[bent.length - 1] ^= 1;
    return bent;
  }

  @Test
  @Tag("FOUND-04")
  void envelopeStaysWhereItOpensWhenEitherStoreBendsABit() throws SQLException {
    SecretView stored = store("bending", "stores-it bending 8mc3v");
    stores.bend(StoreKind.FILE);
    assertNotMoved(stored, "TAMPERED_OR_WRONG_KEY");

    stores.restore();
    stores.choose(StoreKind.DB);
    assertThat(migration.batch(admin, 1, stored.id() + "#0").done()).isEqualTo(1);
    Object inTheRow = ciphertext(stored, 1);
    stores.choose(StoreKind.FILE);
    stores.bend(StoreKind.FILE);
    BatchWork.Batch batch = migration.batch(admin, 1, stored.id() + "#0");
    assertThat(batch.done()).isZero();
    assertThat(batch.failures())
        .containsExactly(
            new BatchWork.Failure("secret " + stored.id() + " version 1", "STORE_CORRUPT"));
    assertThat(pointer(stored, 1)).isEqualTo("db");
    assertThat(ciphertext(stored, 1)).isEqualTo(inTheRow);
    assertThat(resolved(stored.ref())).isEqualTo("stores-it bending 8mc3v");
    due(stored);
  }

  private void assertNotMoved(SecretView stored, String reason) throws SQLException {
    Object before = blob(stored);
    stores.choose(StoreKind.DB);
    BatchWork.Batch batch = migration.batch(admin, 1, stored.id() + "#0");
    stores.choose(StoreKind.FILE);

    assertThat(batch.done()).isZero();
    assertThat(batch.failures())
        .containsExactly(new BatchWork.Failure("secret " + stored.id() + " version 1", reason));
    assertThat(pointer(stored, 1)).isEqualTo("file");
    assertThat(ciphertext(stored, 1)).isNull();
    assertThat(blob(stored)).isEqualTo(before);
    assertThat(garbage(stored)).as("nothing is to be erased").isZero();
  }

  /**
   * Whatever protects an envelope outside the database must not be destroyed before it moved on.
   */
  @Test
  @Tag("VAULT-06")
  void keyRotationWrapsEnvelopesInOtherStoresAnewToo() throws SQLException {
    SecretView stored = store("rewrapped", "stores-it rewrapped 5ku2g");
    SecretView damaged = store("rewrapped-not", "stores-it damaged 2xw7p");
    SecretStore fileStore = stores.store(StoreKind.FILE);
    Blob blob = named(damaged);
    byte[] good = fileStore.get(blob).orElseThrow();
    fileStore.erase(blob);
    fileStore.put(blob, bentBehindTheKey(good));
    Object before = blob(stored);
    int active = custody.rotate(admin, KeySource.FILE, new char[0]);
    await(() -> custody.progress(admin).orElseThrow().state() == WorkState.DONE);

    assertThat(custody.progress(admin).orElseThrow().failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.item()).isEqualTo("secret " + damaged.id() + " version 1");
              assertThat(failure.reason()).isEqualTo("TAMPERED_OR_WRONG_KEY");
            });
    assertThat(named(damaged)).as("not replaced by what does not open").isEqualTo(blob);
    fileStore.erase(blob);
    fileStore.put(blob, good);
    custody.resume(admin);
    await(() -> custody.progress(admin).orElseThrow().state() == WorkState.DONE);

    assertThat(custody.progress(admin).orElseThrow().failed()).isZero();
    assertThat(resolved(damaged.ref())).isEqualTo("stores-it damaged 2xw7p");
    assertThat(blob(stored)).isNotEqualTo(before);
    assertThat(secrets.get(admin, stored.id()).secret().keyVersion()).isEqualTo(active);
    await(() -> garbage(stored) == 0);
    assertThat(resolved(stored.ref())).isEqualTo("stores-it rewrapped 5ku2g");

    stores.choose(StoreKind.DB);
    migration.batch(admin, 1, stored.id() + "#0");
    assertThat(Envelope.keyVersion((byte[]) ciphertext(stored, 1))).isEqualTo(active);
  }

  private SecretView store(String name, String text) {
    SecretDraft draft =
        new SecretDraft(
            Environment.DEV,
            "generic",
            name + "-" + UUID.randomUUID().toString().substring(0, 8),
            SecretType.API_KEY,
            "",
            null);
    try (SecretValue value = SecretValue.copyOf(text.toCharArray())) {
      return secrets.store(admin, draft, value).secret();
    }
  }

  private SecretView rotate(SecretView secret, String text) {
    try (SecretValue value = SecretValue.copyOf(text.toCharArray())) {
      return secrets.rotate(admin, secret.id(), value).secret();
    }
  }

  private String resolved(SecretRef ref) {
    SecretView secret = secrets.list(admin, new SecretFilter(ref.name().value(), null, 200)).get(0);
    Target target = new Target("secret", secret.id().toString());
    policies.grant(admin, EntityId.of(reader.id()), target, Level.READ, "", null);
    try (Resolved resolved = secrets.resolve(reader, ref)) {
      String json = resolved.value().use(bytes -> new String(bytes, UTF_8));
      return json.substring(json.indexOf(":\"") + 2, json.lastIndexOf('"'));
    }
  }

  private long count() {
    return secrets.count(admin);
  }

  private Object pointer(SecretView secret, int version) throws SQLException {
    return database.one(
        "select store from secret_version where secret_id = ? and number = ?",
        secret.id().value(),
        version);
  }

  private Object ciphertext(SecretView secret, int version) throws SQLException {
    return database.one(
        "select ciphertext from secret_version where secret_id = ? and number = ?",
        secret.id().value(),
        version);
  }

  private Object blob(SecretView secret) throws SQLException {
    return database.one(
        "select blob_id from secret_version where secret_id = ? and number = 1",
        secret.id().value());
  }

  /** What the first version's row names. */
  private Blob named(SecretView secret) throws SQLException {
    Place place = new Place(secret.id(), secret.ref().scope(), secret.ref().name());
    return new Blob(place, 1, UUID.fromString(String.valueOf(blob(secret))));
  }

  private long garbage(SecretView secret) {
    return count("select count(*) from store_garbage where secret_id = ?", secret);
  }

  /** It was tried, failed, and is to be tried again. */
  private boolean postponed(SecretView secret) {
    return count(
            "select count(*) from store_garbage where secret_id = ? and not_before >"
                + " current_timestamp",
            secret)
        > 0;
  }

  private long count(String query, SecretView secret) {
    try {
      return ((Number) database.one(query, secret.id().value())).longValue();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void due(SecretView secret) throws SQLException {
    database.update(
        "update store_garbage set not_before = ? where secret_id = ?", past(), secret.id().value());
  }

  private OffsetDateTime past() {
    return OffsetDateTime.ofInstant(clock.instant().minusSeconds(1), ZoneOffset.UTC);
  }

  /** What happens after a commit happens on another thread; collecting here as well hurries it. */
  private void await(BooleanSupplier reached) {
    for (int i = 0; i < 600; i++) {
      overdue.collect();
      if (reached.getAsBoolean()) {
        return;
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    throw new AssertionError("not reached");
  }

  private Path file(SecretView secret) {
    String name = secret.ref().name().value();
    // The names of this test have few capitals: each is marked.
    return Path.of(config.getValue("sealward.data.dir", String.class))
        .resolve("default/dev/secrets/generic/default")
        .resolve(name.replaceAll("([A-Z])", "=$1").toLowerCase(Locale.ROOT) + ".enc");
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
