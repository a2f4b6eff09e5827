package dev.sealward.inserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sealward.access.Asset;
import dev.sealward.access.Entities;
import dev.sealward.access.EntityKind;
import dev.sealward.access.Level;
import dev.sealward.access.Policies;
import dev.sealward.access.PolicyFilter;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.SecretValue;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.SecretView;
import dev.sealward.secret.Secrets;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Access check and audited read while policies grow, all of them of the one entity that asks, which
 * is the worst case; against a bare read by the same index. See docs/benchmarks.md. Not a test:
 * nothing is asserted, and {@code mvn verify} does not run it.
 */
@ExtendWith(ArquillianExtension.class)
@Tag("VAULT-12")
class PoliciesBench {
  private static final int[] SIZES = {1, 1_000, 100_000};
  private static final int BATCH = 250;
  private static final int CALLS = 5_000;
  private static final String AGENT = "bench-policies";

  @Inject Installed installed;
  @Inject Secrets secrets;
  @Inject Entities entities;
  @Inject Policies policies;

  @Resource(lookup = "java:app/jdbc/sealward")
  DataSource dataSource;

  @Test
  void measure() throws Exception {
    Caller admin = installed.admin();
    entities.register(admin, AGENT, EntityKind.AGENT, "");
    Caller agent = installed.entity(AGENT);
    SecretView secret = store(admin, "bench-granted");
    SecretView other = store(admin, "bench-not-granted");
    Target target = new Target("secret", secret.id().toString());
    policies.grant(admin, EntityId.of(AGENT), target, Level.READ, "", null);
    Asset granted = Asset.secret(secret.id().toString(), secret.ref().scope());
    Asset missing = Asset.secret(other.id().toString(), other.ref().scope());
    Callable<Object> bare = () -> bareRead(target.id());
    Callable<Object> check = () -> policies.allows(agent, granted, Level.READ);
    Callable<Object> denied = () -> policies.allows(agent, missing, Level.READ);
    Callable<Object> read =
        () -> {
          secrets.resolve(agent, secret.ref()).close();
          return "";
        };
    Callable<Object> page = () -> policies.list(admin, PolicyFilter.of(EntityId.of(AGENT))).size();
    int there = 1;
    times(bare);
    times(check);
    times(read);
    for (int size : SIZES) {
      fill(size - there);
      there = size;
      System.out.printf("bench %,d policies of one entity%n", size);
      report("bare probe of the index", times(bare));
      report("access check, allowed", times(check));
      report("access check, refused", times(denied));
      report("audited read", times(read));
      report("first page of its policies", times(200, page));
    }
  }

  private SecretView store(Caller admin, String name) {
    SecretDraft draft =
        new SecretDraft(Environment.PRODUCTION, "bench", name, SecretType.API_KEY, "", null);
    try (SecretValue value = SecretValue.copyOf(UUID.randomUUID().toString().getBytes(UTF_8))) {
      return secrets.store(admin, draft, value).secret();
    }
  }

  private void fill(int count) throws SQLException {
    OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
    try (Connection connection = dataSource.getConnection()) {
      for (int from = 0; from < count; from += BATCH) {
        try (PreparedStatement insert =
            connection.prepareStatement(
                "insert into policy (id, tenant, entity, target_kind, target_id, grant_level,"
                    + " reason, granted_by, granted_at) values (?, 'default', ?, 'secret', ?,"
                    + " 'READ', '', 'bench', ?)")) {
          for (int i = from; i < Math.min(count, from + BATCH); i++) {
            insert.setObject(1, UUID.randomUUID());
            insert.setString(2, AGENT);
            insert.setString(3, UUID.randomUUID().toString());
            insert.setObject(4, now);
            insert.addBatch();
          }
          insert.executeBatch();
        }
      }
      try (Statement analyse = connection.createStatement()) {
        analyse.execute("analyze");
      }
    }
  }

  private Object bareRead(String secret) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement read =
            connection.prepareStatement(
                "select grant_level from policy where tenant = 'default' and entity = ?"
                    + " and target_kind = 'secret' and target_id = ?")) {
      read.setString(1, AGENT);
      read.setString(2, secret);
      try (ResultSet found = read.executeQuery()) {
        found.next();
        return found.getString(1);
      }
    }
  }

  private static long[] times(Callable<Object> call) throws Exception {
    return times(CALLS, call);
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

  private static void report(String what, long[] sorted) {
    double seconds = Arrays.stream(sorted).sum() / 1e9;
    System.out.printf(
        "bench %s: p50 %.3f ms, p99 %.3f ms, %,.0f a second%n",
        what,
        sorted[sorted.length / 2] / 1e6,
        sorted[sorted.length * 99 / 100] / 1e6,
        sorted.length / seconds);
  }
}
