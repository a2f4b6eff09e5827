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
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Reach;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.Scope;
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
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
  private static final int LISTS = 100;
  private static final String AGENT = "bench-policies";
  // As an export of policies would have them: mostly secrets, one in ten a project or a scope.
  private static final String INSERT =
      "insert into policy (id, tenant, entity, target_kind, target_id, grant_level, reason,"
          + " granted_by, granted_at) values (?, 'default', '"
          + AGENT
          + "', ?, ?, 'READ', '', 'bench', ?)";

  @Inject Installed installed;
  @Inject Secrets secrets;
  @Inject Entities entities;
  @Inject Policies policies;
  @Inject Database database;

  @Resource(lookup = "java:app/jdbc/sealward")
  DataSource dataSource;

  private Caller admin;
  private Caller agent;

  @Test
  void measure() throws Exception {
    admin = installed.admin();
    entities.register(admin, AGENT, EntityKind.AGENT, "");
    agent = installed.entity(AGENT);
    SecretView secret = store("bench-granted", "bench");
    SecretView scoped = store("bench-scoped", "bench-scope");
    SecretView other = store("bench-other", "bench");
    Target target = target(secret);
    policies.grant(admin, EntityId.of(AGENT), target, Level.READ, "", null);
    int there = 1;
    warmUp(secret, target);
    for (int size : SIZES) {
      // The first size is one policy and no other.
      fill(there, size);
      there = size;
      System.out.printf("bench %,d policies of one entity%n", size);
      Timings bare = Timings.of(CALLS, () -> bareRead(target)).report("bare read");
      check(bare, "a secret, allowed", asset(secret), Level.READ);
      check(bare, "a secret, refused", asset(other), Level.READ);
      check(bare, "a secret, level too low", asset(secret), Level.ADMIN);
      check(bare, "a project, refused", project("bench-none"), Level.READ);
      check(bare, "a scope, refused", place("bench-none"), Level.WRITE);
      if (size > 1) {
        policies.grant(admin, EntityId.of(AGENT), scope("bench-scope"), Level.WRITE, "", null);
        check(bare, "a secret by its scope", asset(scoped), Level.READ);
        check(bare, "a scope, allowed", place("bench-scope"), Level.WRITE);
        check(bare, "a project, allowed", project("bench-project-0"), Level.READ);
        lists(bare, secret);
      }
      Timings.of(CALLS, resolve(secret)).report("audited read", bare);
    }
  }

  private void warmUp(SecretView secret, Target target) throws Exception {
    Timings.of(CALLS, () -> bareRead(target));
    Timings.of(CALLS, () -> policies.allows(agent, asset(secret), Level.READ));
    Timings.of(CALLS, resolve(secret));
  }

  private void check(Timings bare, String what, Asset asset, Level level) throws Exception {
    Timings.of(CALLS, () -> policies.allows(agent, asset, level)).report("check of " + what, bare);
  }

  private Callable<?> resolve(SecretView secret) {
    return () -> {
      secrets.resolve(agent, secret.ref()).close();
      return "";
    };
  }

  private void lists(Timings bare, SecretView secret) throws Exception {
    List<Asset> page = new ArrayList<>(List.of(asset(secret)));
    for (int i = 1; i < 200; i++) {
      page.add(Asset.secret(new UUID(7, i).toString(), scope(secret)));
    }
    Timings.of(LISTS, () -> policies.granted(agent, page, Level.READ))
        .report("check of 200 secrets at once", bare);
    EntityId entity = EntityId.of(AGENT);
    Caller viewer =
        installed
            .person("bench-viewer", Set.of(Role.VIEWER))
            .within(Reach.of(Set.of(Installed.WORKSPACE)));
    PolicyFilter.After deep =
        new PolicyFilter.After(
            entity, new Target("secret", "80000000-0000-0000-0000-000000000000"));
    list(bare, "first page", admin, new PolicyFilter(null, null, null, null, null, 50));
    list(bare, "deep page", admin, new PolicyFilter(null, null, null, null, deep, 50));
    list(
        bare,
        "deep page of an entity",
        admin,
        new PolicyFilter(entity, null, null, null, deep, 50));
    list(bare, "deep page, a viewer", viewer, new PolicyFilter(null, null, null, null, deep, 50));
    list(bare, "page by level", admin, new PolicyFilter(null, null, Level.WRITE, null, null, 50));
    list(bare, "page by target", admin, PolicyFilter.on(target(secret)));
  }

  private void list(Timings bare, String what, Caller person, PolicyFilter filter)
      throws Exception {
    Timings.of(LISTS, () -> policies.list(person, filter)).report("list, " + what, bare);
  }

  private SecretView store(String name, String provider) {
    SecretDraft draft =
        new SecretDraft(Environment.PRODUCTION, provider, name, SecretType.API_KEY, "", null);
    try (SecretValue value = SecretValue.copyOf(UUID.randomUUID().toString().getBytes(UTF_8))) {
      return secrets.store(admin, draft, value).secret();
    }
  }

  private static Target target(SecretView secret) {
    return new Target("secret", secret.id().toString());
  }

  private static Asset asset(SecretView secret) {
    return Asset.secret(secret.id().toString(), scope(secret));
  }

  private static Scope scope(SecretView secret) {
    return secret.ref().scope();
  }

  private static Asset project(String name) {
    return Asset.project(new Target("project", name), Installed.TENANT, Installed.WORKSPACE);
  }

  private static Target scope(String provider) {
    return new Target("scope", "default/*/" + provider);
  }

  private static Asset place(String provider) {
    return Asset.place(
        new Scope(
            Installed.TENANT,
            Installed.WORKSPACE,
            Environment.PRODUCTION,
            ProviderId.of(provider)));
  }

  private void fill(int from, int until) throws SQLException {
    OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
    try (Connection connection = dataSource.getConnection()) {
      for (int first = from; first < until; first += BATCH) {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
          for (int i = first; i < Math.min(until, first + BATCH); i++) {
            boolean secret = i % 10 > 0;
            boolean project = i % 20 == 0;
            insert.setObject(1, UUID.randomUUID());
            insert.setString(2, secret ? "secret" : project ? "project" : "scope");
            insert.setString(
                3,
                secret
                    ? UUID.randomUUID().toString()
                    : project ? "bench-project-" + (i - 20) : "default/dev/bench-" + i);
            insert.setObject(4, now);
            insert.addBatch();
          }
          insert.executeBatch();
        }
      }
    }
    database.update("analyze");
  }

  private Object bareRead(Target secret) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement read =
            connection.prepareStatement(
                "select grant_level from policy where tenant = 'default' and entity = ?"
                    + " and target_kind = 'secret' and target_id = ?")) {
      read.setString(1, AGENT);
      read.setString(2, secret.id());
      try (ResultSet found = read.executeQuery()) {
        found.next();
        return found.getString(1);
      }
    }
  }
}
