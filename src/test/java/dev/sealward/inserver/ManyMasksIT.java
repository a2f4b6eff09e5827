package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.Entities;
import dev.sealward.access.EntityKind;
import dev.sealward.access.Level;
import dev.sealward.access.Policies;
import dev.sealward.access.ScopeGrants;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.Target;
import dev.sealward.guard.Guard;
import dev.sealward.guard.LogOfAStart;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.Reach;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.RunId;
import dev.sealward.kernel.TenantId;
import dev.sealward.redaction.KnownFingerprints;
import dev.sealward.redaction.Redactor;
import dev.sealward.run.Artifacts;
import dev.sealward.run.Projects;
import dev.sealward.run.Runs;
import dev.sealward.secret.HeldMasks;
import dev.sealward.secret.ManyMasks;
import dev.sealward.secret.SecretFilter;
import dev.sealward.secret.Secrets;
import dev.sealward.secret.StoresUnderTest;
import dev.sealward.secret.store.StoreKind;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A tenant with many secrets, whose masks nobody has read yet: what a start finds. */
@ExtendWith(ArquillianExtension.class)
@Tag("ST-SEC-004")
@Tag("START-02")
class ManyMasksIT {
  /** More than one part holds; docs/benchmarks.md says how to try it with more. */
  private static final int SECRETS = Integer.getInteger("sealward.test.masks", 2_500);

  private static final String KNOWN_VALUES = "redaction/known-values";
  private static final TenantId TENANT = TenantId.of("many");

  @Inject Installed installed;
  @Inject Entities entities;
  @Inject Policies policies;
  @Inject Calls calls;
  @Inject Guard guard;
  @Inject Alerts alerts;
  @Inject ManyMasks masks;
  @Inject HeldMasks.Gate gate;
  @Inject StoresUnderTest stores;
  @Inject Database database;
  @Inject Clock clock;
  @Inject Projects projects;
  @Inject Runs runs;
  @Inject Artifacts artifacts;
  @Inject Secrets secrets;
  @Inject LogOfAStart log;

  /** White space makes no other value of it. */
  private static final String VALUE_IN_AN_ID = ManyMasks.value(8).replace(" ", "");

  private RunId run;

  private final ExecutorService other = Executors.newSingleThreadExecutor();

  @AfterEach
  void tidy() throws SQLException {
    gate.release();
    other.shutdown();
    stores.restore();
    masks.clear(TENANT);
  }

  /** No envelope of theirs opens and no store is there: whoever asked for a value would fail. */
  @Test
  void apiSaysThatItIsLoadingUntilAllAreMaskedAndOpensNoSecretForIt() throws Exception {
    String token = tokenInThatTenant();
    masks.fill(TENANT, SECRETS);
    URI known = calls.address().resolve(KNOWN_VALUES);
    stores.takeAway(StoreKind.DB);
    gate.hold(TENANT);

    CompletableFuture<HttpResponse<byte[]>> first =
        CompletableFuture.supplyAsync(() -> Calls.get(firstPart(known), token), other);
    gate.awaitReached();
    assertThat(waysIn(token))
        .allSatisfy(
            meanwhile -> {
              assertThat(meanwhile.statusCode()).isEqualTo(503);
              assertThat(new String(meanwhile.body(), UTF_8)).contains("\"MASKS_LOADING\"");
              assertThat(meanwhile.headers().firstValue("Retry-After")).isPresent();
            });
    assertThat(guard.isLoaded(TENANT)).isFalse();
    assertLogWaitsForThem();

    assertThat(first.get(120, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(waysIn(token))
        .extracting(HttpResponse::statusCode)
        .containsExactly(200, 200, 201, 200, 200, 403);
    assertRefusalIsRecordedMasked();
    assertThat(secrets.list(admin(), new SecretFilter(ManyMasks.NAME, null, 1))).hasSize(1);
    assertPlacesTellNothing(token);
    assertAllMasked(guard.redactor(TENANT));
    assertThat(alerts.latest(TENANT, false, 200)).isEmpty();

    policies.grant(
        admin(),
        EntityId.of("many-agent"),
        ScopeGrants.target("default", "staging", "many"),
        Level.READ,
        "test",
        null);
    assertHandedOutInParts(known, token);
  }

  /** Asks at once for the masks, and for what comes in, leaves and is answered masked. */
  private List<HttpResponse<byte[]>> waysIn(String token) throws Exception {
    URI api = calls.address();
    URI run = api.resolve("projects/many/runs/" + this.run + "/");
    URI noPlace = api.resolve("projects/" + VALUE_IN_AN_ID + "/runs/" + this.run + "/artifacts/c");
    String json = "application/json";
    String ndjson = "application/x-ndjson";
    ExecutorService pool = Executors.newCachedThreadPool();
    try {
      List<Future<HttpResponse<byte[]>>> asked =
          List.of(
              pool.submit(() -> Calls.get(firstPart(api.resolve(KNOWN_VALUES)), token)),
              pool.submit(
                  () ->
                      Calls.send(
                          "POST",
                          run.resolve("events"),
                          token,
                          ndjson,
                          "{\"seq\":1,\"text\":\"a\"}")),
              pool.submit(
                  () -> Calls.send("PUT", run.resolve("artifacts/b"), token, "text/plain", "b")),
              pool.submit(() -> Calls.get(run.resolve("artifacts/a"), token)),
              pool.submit(() -> Calls.send("POST", run.resolve("prompts"), token, json, "[1]")),
              pool.submit(() -> Calls.send("PUT", noPlace, token, "text/plain", "c")));
      // What a page shows is asked of a face; this is on the thread of a request.
      if (!guard.isLoaded(TENANT)) {
        assertRefused(
            "MASKS_LOADING",
            () -> secrets.list(admin(), new SecretFilter(ManyMasks.NAME, null, 1)));
      }
      List<HttpResponse<byte[]>> answers = new ArrayList<>();
      for (Future<HttpResponse<byte[]>> answer : asked) {
        answers.add(answer.get(120, TimeUnit.SECONDS));
      }
      return answers;
    } finally {
      pool.shutdown();
    }
  }

  /** Once: while masks were missing it was refused before there was anything to record. */
  private void assertRefusalIsRecordedMasked() throws SQLException {
    List<Object> targets =
        database.column(
            "select target_id from audit_event where tenant = 'many' and outcome = 'REFUSED'"
                + " and target_kind = 'project'");
    assertThat(targets).singleElement().asString().startsWith("[masked:api_key:");
  }

  /** Of a start that finds these masks: what it logs before it has read them leaves masked. */
  private void assertLogWaitsForThem() throws Exception {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    StreamHandler handler = new StreamHandler(written, new SimpleFormatter());
    Logger logger = Logger.getLogger(ManyMasksIT.class.getName());
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try (LogOfAStart.Start start = log.begin()) {
      CompletableFuture<Void> loading = CompletableFuture.runAsync(start.guard()::loadAll);
      logger.warning("while loading: " + ManyMasks.value(7));
      handler.flush();
      assertThat(written.toString(UTF_8)).isEmpty();
      gate.release();
      loading.get(120, TimeUnit.SECONDS);
      assertThat(start.guard().isAllLoaded()).isTrue();
      handler.flush();
      assertThat(written.toString(UTF_8))
          .contains("while loading: [masked:api_key:")
          .doesNotContain(ManyMasks.value(7));
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
  }

  /** Whoever may read none of them goes on through them all, and learns neither name nor id. */
  private void assertPlacesTellNothing(String token) throws SQLException {
    URI list = calls.address().resolve("secrets");
    int pages = 0;
    String next = "";
    do {
      HttpResponse<byte[]> page =
          Calls.get(next.isEmpty() ? list : URI.create(list + "?after=" + next), token);
      assertThat(page.statusCode()).isEqualTo(200);
      JsonObject answer = Json.createReader(new ByteArrayInputStream(page.body())).readObject();
      assertThat(answer.getJsonArray("secrets")).isEmpty();
      next = answer.getString("next", "");
      assertThat(new String(Base64.getUrlDecoder().decode(next), ISO_8859_1))
          .doesNotContain(ManyMasks.NAME);
      pages++;
      if (!next.isEmpty()) {
        String bent = (next.charAt(0) == 'A' ? "B" : "A") + next.substring(1);
        assertPlaceInvalid(URI.create(list + "?after=" + bent), token);
      }
    } while (!next.isEmpty());
    // Each looks through 2,000.
    assertThat(pages).isEqualTo(SECRETS / 2_000 + 1);
    String one =
        database
            .one("select id from secret where tenant = ? and name = ?", "many", ManyMasks.NAME + 0)
            .toString();
    assertPlaceInvalid(URI.create(list + "?after=" + ManyMasks.NAME + "0:" + one), token);
    for (String id : List.of(one, UUID.randomUUID().toString())) {
      URI known = URI.create(firstPart(calls.address().resolve(KNOWN_VALUES)) + "&after=" + id);
      assertPlaceInvalid(known, token);
    }
  }

  private static void assertPlaceInvalid(URI address, String token) {
    HttpResponse<byte[]> answer = Calls.get(address, token);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(new String(answer.body(), UTF_8)).contains("\"PLACE_INVALID\"");
  }

  private static URI firstPart(URI known) {
    return URI.create(known + "?parts=1");
  }

  private static void assertHandedOutInParts(URI known, String token) {
    HttpResponse<byte[]> whole = Calls.get(known, token);
    assertThat(whole.statusCode()).isEqualTo(409);
    assertThat(new String(whole.body(), UTF_8)).contains("\"TOO_MANY_VALUES\"");

    List<KnownFingerprints> parts = new ArrayList<>();
    String next = "";
    do {
      String after = next.isEmpty() ? "" : "&after=" + URLEncoder.encode(next, UTF_8);
      HttpResponse<byte[]> part = Calls.get(URI.create(firstPart(known) + after), token);
      assertThat(part.statusCode()).isEqualTo(200);
      assertThat(part.body()).hasSizeLessThan(2 << 20);
      parts.add(KnownFingerprints.parse(part.body()));
      next = part.headers().firstValue("X-Next-After").orElse("");
    } while (!next.isEmpty());
    assertThat(parts).hasSizeGreaterThan(1);
    KnownFingerprints all = KnownFingerprints.joined(parts);
    assertThat(all.size()).isEqualTo(SECRETS);
    assertAllMasked(Redactor.of(all, new byte[32]));
  }

  private static void assertAllMasked(Redactor redactor) {
    for (int i = 0; i < SECRETS; i++) {
      assertThat(redactor.redact(ManyMasks.value(i)).toString())
          .matches("\\[masked:api_key:[0-9a-f]{4}]");
    }
  }

  /** Made elsewhere and moved, so that nothing of the tenant is loaded for it. */
  private String tokenInThatTenant() throws SQLException {
    Caller elsewhere = installed.admin();
    entities.register(elsewhere, "many-agent", EntityKind.AGENT, "");
    String token = calls.token(elsewhere, "many-agent");
    ProjectId project = projects.create(elsewhere, "many", "Made by a test", "").id();
    policies.grant(
        elsewhere,
        EntityId.of("many-agent"),
        new Target("project", project.value()),
        Level.WRITE,
        "test",
        null);
    Caller agent = installed.entity("many-agent");
    run = runs.start(agent, project, "a run").id();
    artifacts.store(agent, project, run, "a", new ByteArrayInputStream("a".getBytes(UTF_8)));
    database.update(
        "insert into entity (id, tenant, workspace, name, kind, description, created_at,"
            + " created_by, row_version) select cast(? as uuid), 'many', workspace, name, kind,"
            + " description, created_at, created_by, row_version from entity"
            + " where tenant = 'default' and name = 'many-agent'",
        UUID.randomUUID());
    database.update("update machine_token set tenant = 'many' where entity = 'many-agent'");
    database.update("update policy set tenant = 'many' where entity = 'many-agent'");
    database.update(
        "insert into project (id, tenant, workspace, project_id, display_name, description,"
            + " created_at, created_by, row_version) select cast(? as uuid), 'many', workspace,"
            + " project_id, display_name, description, created_at, created_by, row_version"
            + " from project where tenant = 'default' and project_id = 'many'",
        UUID.randomUUID());
    database.update("update run set tenant = 'many' where id = ?", run.value());
    database.update("delete from project where tenant = 'default' and project_id = 'many'");
    database.update("delete from entity where tenant = 'default' and name = 'many-agent'");
    return token;
  }

  private Caller admin() {
    return new Caller(
            Caller.Kind.PERSON,
            "many-admin",
            TENANT,
            Installed.WORKSPACE,
            EnumSet.allOf(Role.class),
            "127.0.0.1",
            UUID.randomUUID())
        .within(Reach.tenantWide())
        .provenAt(clock.instant());
  }
}
