package dev.sealward.inserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sealward.access.Entities;
import dev.sealward.access.EntityKind;
import dev.sealward.access.KeyCustody;
import dev.sealward.access.Level;
import dev.sealward.access.Policies;
import dev.sealward.audit.Target;
import dev.sealward.crypto.Envelope;
import dev.sealward.guard.Guard;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretName;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.SecretValue;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeySession;
import dev.sealward.keys.KeySource;
import dev.sealward.keys.Purpose;
import dev.sealward.keys.WorkProgress;
import dev.sealward.keys.WorkState;
import dev.sealward.redaction.MaskOutcome;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretFilter;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.Secrets;
import dev.sealward.secret.StoresUnderTest;
import dev.sealward.secret.store.StoreKind;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Rotation and resolve in the server, against the bare database work they stand on, in one run: see
 * docs/benchmarks.md for how it is started. Not a test: nothing is asserted, and {@code mvn verify}
 * does not run it.
 */
@ExtendWith(ArquillianExtension.class)
@Tag("VAULT-06")
class KeysBench {
  private static final int SECRETS = Integer.getInteger("sealward.bench.secrets", 20_000);
  // For a start on what this leaves behind; a re-wrap takes them along.
  private static final boolean WITH_MASKS = Boolean.getBoolean("sealward.bench.masks");
  private static final int BATCH = 1_000;
  private static final int READS = 4_000;
  private static final int RESOLVES = 20_000;
  private static final int CHANGES = 400;
  private static final Scope MASKS =
      new Scope(
          Installed.TENANT, Installed.WORKSPACE, Environment.PRODUCTION, ProviderId.of("sealward"));
  private static final String VALUE = "{\"value\":\"" + "k".repeat(1_000) + "\"}";

  @Inject Installed installed;
  @Inject KeyRing keyRing;
  @Inject KeyCustody custody;
  @Inject Secrets secrets;
  @Inject Entities entities;
  @Inject Policies policies;
  @Inject StoresUnderTest stores;
  @Inject Guard guard;

  @Resource(lookup = "java:app/jdbc/sealward")
  DataSource dataSource;

  @Inject ServerTransaction transaction;

  private final List<UUID> ids = new ArrayList<>();

  @Test
  void measure() throws Exception {
    Caller admin = installed.admin();
    String load = System.getProperty("sealward.background.load");
    fill();
    entities.register(admin, "bench-reader", EntityKind.AGENT, "");
    Caller reader = installed.entity("bench-reader");
    SecretRef ref = SecretRef.of(scope(), SecretName.of("bench-" + SECRETS / 2));
    UUID id = ids.get(SECRETS / 2);
    policies.grant(
        admin,
        EntityId.of("bench-reader"),
        new Target("secret", id.toString()),
        Level.READ,
        "",
        null);

    Callable<Object> bareRead = () -> bareRead(id);
    Callable<Object> resolve =
        () -> {
          secrets.resolve(reader, ref).close();
          return "";
        };
    Callable<Object> list = () -> secrets.list(admin, SecretFilter.first(50));
    times(bareRead);
    times(RESOLVES, resolve);
    long[] bare = times(bareRead);
    long[] idle = times(RESOLVES, resolve);
    report("bare indexed read", bare);
    report("resolve, idle", idle);
    System.out.printf(
        "bench resolve / bare indexed read: %.1f at p50, %.1f at p99%n",
        (double) at(idle, 50) / at(bare, 50), (double) at(idle, 99) / at(bare, 99));
    report("first page of the list", times(list));
    SecretFilter deep =
        new SecretFilter("", new SecretFilter.After(SecretName.of("bench-8"), SecretId.of(id)), 50);
    report("a page deep in the list", times(() -> secrets.list(admin, deep)));

    envelopes();
    for (StoreKind kind : List.of(StoreKind.DB, StoreKind.FILE)) {
      operations(admin, reader, kind);
    }

    System.out.printf("bench load %s%%, %d secrets%n", load, SECRETS);
    bareUpdate(1_000);
    double bareRate = bareUpdate(0);
    System.out.printf("bench bare batched update: %,.0f rows/s%n", bareRate);

    custody.rotate(admin, KeySource.FILE, new char[0]);
    if (!"100".equals(load)) {
      long[] busy = times(RESOLVES, resolve);
      report("resolve while re-wrapping", busy);
      System.out.printf(
          "bench still %s after that%n", custody.progress(admin).orElseThrow().state());
      System.out.printf(
          "bench p99 while re-wrapping / idle: %.2f%n", (double) at(busy, 99) / at(idle, 99));
    }
    WorkProgress progress = custody.progress(admin).orElseThrow();
    while (progress.state() == WorkState.RUNNING) {
      Thread.sleep(500);
      progress = custody.progress(admin).orElseThrow();
    }
    double seconds = Duration.between(progress.startedAt(), progress.updatedAt()).toNanos() / 1e9;
    System.out.printf(
        "bench re-wrapped %,d rows in %.1f s: %,.0f rows/s, %.2f of the bare update%n",
        progress.done(), seconds, progress.done() / seconds, progress.done() / seconds / bareRate);
  }

  /** A value of 1 KiB sealed and opened with the key ring's own keys. */
  private void envelopes() throws Exception {
    byte[] value = VALUE.getBytes(UTF_8);
    UUID id = UUID.randomUUID();
    KeySession session = keyRing.session();
    byte[] sealed = session.seal(Purpose.SECRET_VALUE, scope(), id, 1, value);
    report("seal 1 KiB", times(() -> session.seal(Purpose.SECRET_VALUE, scope(), id, 1, value)));
    report(
        "open 1 KiB",
        times(
            () -> {
              session.open(Purpose.SECRET_VALUE, scope(), id, 1, sealed).close();
              return "";
            }));
  }

  /** What is done to a secret, at service level: policy, key ring, masks, audit row and commit. */
  private void operations(Caller admin, Caller reader, StoreKind kind) throws Exception {
    stores.choose(kind);
    List<SecretId> stored = new ArrayList<>();
    SecretDraft draft =
        new SecretDraft(Environment.STAGING, "bench-changes", "", SecretType.API_KEY, "", null);
    report(
        "store, " + kind.text(),
        times(
            CHANGES,
            () -> {
              try (SecretValue value = value()) {
                String name = kind.text() + "-" + stored.size();
                stored.add(secrets.store(admin, named(draft, name), value).secret().id());
              }
              return "";
            }));
    Target first = new Target("secret", stored.get(0).toString());
    policies.grant(admin, EntityId.of("bench-reader"), first, Level.READ, "", null);
    SecretRef ref =
        SecretRef.of(
            new Scope(
                Installed.TENANT,
                Installed.WORKSPACE,
                Environment.STAGING,
                ProviderId.of("bench-changes")),
            SecretName.of(kind.text() + "-0"));
    report(
        "resolve, " + kind.text(),
        times(
            () -> {
              secrets.resolve(reader, ref).close();
              return "";
            }));
    report("list, " + kind.text(), times(() -> secrets.list(admin, SecretFilter.first(50))));
    report(
        "rotate, " + kind.text(),
        times(
            CHANGES,
            () -> {
              try (SecretValue value = value()) {
                secrets.rotate(admin, stored.get(stored.size() - 1), value);
              }
              return "";
            }));
    report(
        "revoke, " + kind.text(),
        times(CHANGES, () -> secrets.revoke(admin, stored.remove(stored.size() - 1), "")));
    stores.restore();
  }

  private static SecretDraft named(SecretDraft draft, String name) {
    return new SecretDraft(
        draft.environment(), draft.provider(), name, draft.type(), draft.description(), null);
  }

  private static SecretValue value() {
    return SecretValue.copyOf(UUID.randomUUID().toString().getBytes(UTF_8));
  }

  private static Scope scope() {
    return new Scope(
        Installed.TENANT, Installed.WORKSPACE, Environment.STAGING, ProviderId.of("bench"));
  }

  private void fill() throws Exception {
    byte[] value = VALUE.getBytes(UTF_8);
    OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
    for (int from = 0; from < SECRETS; from += BATCH) {
      transaction.begin();
      KeySession session = keyRing.session();
      try (Connection connection = dataSource.getConnection();
          PreparedStatement secret =
              connection.prepareStatement(
                  "insert into secret (id, tenant, workspace, environment, provider, name,"
                      + " secret_type, description, state, active_version, created_at, created_by,"
                      + " last_rotated_at, row_version) values (?, 'default', 'default',"
                      + " 'STAGING', 'bench', ?, 'API_KEY', '', 'ACTIVE', 1, ?, 'bench', ?, 1)");
          PreparedStatement version =
              connection.prepareStatement(
                  "insert into secret_version (secret_id, number, state, ciphertext, key_version,"
                      + " masking_notes, created_at, created_by, blob_id)"
                      + " values (?, 1, 'ACTIVE', ?, ?, '', ?, 'bench', ?)");
          PreparedStatement mask =
              connection.prepareStatement(
                  "insert into secret_mask (id, tenant, secret_id, version, sealed, key_version)"
                      + " values (?, 'default', ?, 1, ?, ?)")) {
        for (int i = from; i < Math.min(SECRETS, from + BATCH); i++) {
          UUID id = UUID.randomUUID();
          ids.add(id);
          secret.setObject(1, id);
          secret.setString(2, "bench-" + i);
          secret.setObject(3, now);
          secret.setObject(4, now);
          secret.addBatch();
          version.setObject(1, id);
          version.setBytes(2, session.seal(Purpose.SECRET_VALUE, scope(), id, 1, value));
          version.setInt(3, session.activeVersion());
          version.setObject(4, now);
          version.setString(5, UUID.randomUUID().toString());
          version.addBatch();
          if (WITH_MASKS) {
            UUID maskId = UUID.randomUUID();
            mask.setObject(1, maskId);
            mask.setObject(2, id);
            mask.setBytes(3, session.seal(Purpose.MASK, MASKS, maskId, 1, mask(i)));
            mask.setInt(4, session.activeVersion());
            mask.addBatch();
          }
        }
        secret.executeBatch();
        version.executeBatch();
        mask.executeBatch();
      }
      transaction.commit();
    }
  }

  /** As of a secret's value, 32 characters long. */
  private byte[] mask(int i) {
    byte[] value = ("bench-value-" + i + "-" + "0123456789abcdef".repeat(2)).getBytes(UTF_8);
    MaskOutcome made = guard.compile(Installed.TENANT, "api_key", Arrays.copyOf(value, 32));
    return ((MaskOutcome.Maskable) made).mask().encoded();
  }

  /** Writes every envelope and its key version, a batch a transaction; reading is not counted. */
  private double bareUpdate(int added) throws Exception {
    long nanos = 0;
    for (int from = 0; from < ids.size(); from += BATCH) {
      List<UUID> batch = ids.subList(from, Math.min(ids.size(), from + BATCH));
      List<byte[]> envelopes = new ArrayList<>();
      for (UUID id : batch) {
        envelopes.add((byte[]) bareRead(id));
      }
      long began = System.nanoTime();
      transaction.begin();
      try (Connection connection = dataSource.getConnection();
          PreparedStatement update =
              connection.prepareStatement(
                  "update secret_version set ciphertext = ?, key_version = ?"
                      + " where secret_id = ? and number = 1")) {
        for (int i = 0; i < batch.size(); i++) {
          update.setBytes(1, envelopes.get(i));
          update.setInt(2, Envelope.keyVersion(envelopes.get(i)) + added);
          update.setObject(3, batch.get(i));
          update.addBatch();
        }
        update.executeBatch();
      }
      transaction.commit();
      nanos += System.nanoTime() - began;
    }
    return ids.size() / (nanos / 1e9);
  }

  private Object bareRead(UUID id) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement read =
            connection.prepareStatement(
                "select ciphertext from secret_version where secret_id = ? and number = 1")) {
      read.setObject(1, id);
      try (ResultSet found = read.executeQuery()) {
        found.next();
        return found.getBytes(1);
      }
    }
  }

  private static long[] times(Callable<Object> call) throws Exception {
    return times(READS, call);
  }

  private static long[] times(int calls, Callable<Object> call) throws Exception {
    long[] nanos = new long[calls];
    for (int i = 0; i < calls; i++) {
      long began = System.nanoTime();
      call.call();
      nanos[i] = System.nanoTime() - began;
    }
    Arrays.sort(nanos);
    return nanos;
  }

  private static long at(long[] sorted, int percent) {
    return sorted[sorted.length * percent / 100];
  }

  private static void report(String what, long[] sorted) {
    System.out.printf(
        "bench %s: p50 %.3f ms, p99 %.3f ms%n", what, at(sorted, 50) / 1e6, at(sorted, 99) / 1e6);
  }
}
