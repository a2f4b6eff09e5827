package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sealward.access.ChainCustody;
import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.AlertRecord;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Chain;
import dev.sealward.audit.ChainBreak;
import dev.sealward.audit.ChainBreak.Kind;
import dev.sealward.audit.ChainState;
import dev.sealward.audit.CheckPlaces;
import dev.sealward.audit.Checkpoints;
import dev.sealward.audit.Sealer;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Reach;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.TenantId;
import dev.sealward.keys.ChainVerification;
import dev.sealward.keys.WorkUnderTest;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each test has a tenant of its own, and so a chain of its own to break. */
@ExtendWith(ArquillianExtension.class)
@Tag("VAULT-05")
@Tag("ST-SEC-010")
class ChainIT {
  private static final Target PAGE = new Target("page", "/chain-it");
  private static final Target OTHER = new Target("entity", "reader");

  @Inject Installed installed;
  @Inject AuditTrail trail;
  @Inject Recorded recorded;
  @Inject Chain chain;
  @Inject ChainCustody custody;
  @Inject Checkpoints checkpoints;
  @Inject ChainVerification verification;
  @Inject CheckPlaces places;
  @Inject WorkUnderTest work;
  @Inject Clock clock;
  @Inject Sealer sealer;
  @Inject Alerts alerts;
  @Inject Database database;
  @Inject ServerTransaction transaction;
  @Resource ManagedExecutorService executor;

  private TenantId tenant;

  @BeforeEach
  void setUp() {
    installed.admin();
    anotherTenant();
  }

  private void anotherTenant() {
    tenant = TenantId.of("chain-" + System.nanoTime());
  }

  @Test
  void everyCommittedRowIsSealedAndSound() throws Exception {
    sealed(2);
    List<Long> ids = sealed(3);
    ChainState state = chain.state(tenant);
    assertThat(state.sealedId()).isEqualTo(ids.get(4));
    assertThat(state.sealedAt()).isNotNull();
    assertThat(state.unproved()).isZero();
    assertThat(state.isWhole()).isTrue();
    assertThat(check()).isEmpty();
    assertThat(database.column("select sum(row_count) from audit_seal where tenant = ?", name()))
        .singleElement()
        .asString()
        .isEqualTo("5");
    assertThat(custody.state(someone()).seals()).isEqualTo(state.seals());
  }

  @Test
  void rowThatCommitsAfterASealPassedItIsSealedToo() throws Exception {
    transaction.begin();
    trail.record(someone(), Action.SHOWN_ONCE, PAGE);
    trail.recordRefusal(someone(), Action.ACCESS_DENIED, PAGE, "LATER_BUT_FIRST");
    sealer.seal(tenant);
    transaction.commit();
    sealer.seal(tenant);

    assertThat(sealedIds()).containsExactlyInAnyOrderElementsOf(ids()).hasSize(2);
    assertThat(check()).isEmpty();
  }

  @Test
  void manyWritersAndTwoSealersLeaveOneChain() throws Exception {
    List<Future<?>> working = new ArrayList<>();
    for (int writer = 0; writer < 4; writer++) {
      working.add(
          executor.submit(
              () -> {
                for (int i = 0; i < 40; i++) {
                  trail.recordRefusal(someone(), Action.ACCESS_DENIED, PAGE, "CODE_" + i);
                }
              }));
    }
    for (int one = 0; one < 2; one++) {
      working.add(
          executor.submit(
              () -> {
                for (int i = 0; i < 10; i++) {
                  sealer.seal(tenant);
                }
              }));
    }
    for (Future<?> one : working) {
      one.get();
    }
    sealer.seal(tenant);
    assertThat(sealedIds()).containsExactlyInAnyOrderElementsOf(ids()).hasSize(160);
    assertThat(check()).isEmpty();
  }

  @Test
  void changeOfAnyColumnIsFoundWithItsRow() throws Exception {
    Map<String, Object> changes = new LinkedHashMap<>();
    changes.put("occurred_at", Instant.EPOCH.atOffset(ZoneOffset.UTC));
    changes.put("actor_kind", "SYSTEM");
    changes.put("actor", "somebody-else");
    changes.put("action", "SIGN_IN_FAILED");
    changes.put("target_kind", "secret");
    changes.put("target_id", "/elsewhere");
    changes.put("other_kind", "person");
    changes.put("other_id", "writer");
    changes.put("outcome", "REFUSED");
    changes.put("code", "NOTHING");
    changes.put("detail", "nothing happened");
    changes.put("address", "10.9.9.9");
    changes.put("correlation_id", UUID.randomUUID());
    changes.put("mac", new byte[32]);
    changes.put("tenant", "elsewhere-" + System.nanoTime());
    for (Map.Entry<String, Object> change : changes.entrySet()) {
      anotherTenant();
      long id = sealed(3).get(1);
      database.update(
          "update audit_event set " + change.getKey() + " = ? where id = ?", change.getValue(), id);
      assertThat(check())
          .as(change.getKey())
          .extracting(ChainBreak::kind, ChainBreak::eventId)
          .containsExactly(tuple(Kind.ROW_CHANGED, id));
    }
  }

  @Test
  void emptiedColumnAndTakenMacAreFound() throws Exception {
    for (String column : List.of("other_id", "detail", "mac")) {
      anotherTenant();
      sealed(3);
      database.update("update audit_event set " + column + " = null where tenant = ?", name());
      assertThat(kinds()).as(column).containsOnly(Kind.ROW_CHANGED);
    }
  }

  @Test
  void deletedRowIsFoundWhereverItStood() throws Exception {
    for (int which : new int[] {0, 2, 4}) {
      for (boolean withLink : new boolean[] {false, true}) {
        anotherTenant();
        long id = sealed(5).get(which);
        database.update("delete from audit_event where id = ?", id);
        if (withLink) {
          database.update("delete from audit_link where event_id = ?", id);
        }
        assertThat(check())
            .extracting(ChainBreak::kind, ChainBreak::seal, ChainBreak::eventId)
            .containsExactly(tuple(Kind.ROW_DELETED, 1L, withLink ? 0L : id));
      }
    }
  }

  @Test
  void renumberedAndSwappedRowsAreFound() throws Exception {
    List<Long> ids = sealed(3);
    database.update("update audit_event set id = -1 - id where id = ?", ids.get(0));
    database.update("update audit_event set id = ? where id = ?", ids.get(0), ids.get(2));
    database.update("update audit_event set id = ? where id = -1 - ?", ids.get(2), ids.get(0));
    assertThat(check())
        .extracting(ChainBreak::kind, ChainBreak::eventId)
        .containsExactly(tuple(Kind.ROW_CHANGED, ids.get(0)));
  }

  @Test
  void insertedRowIsFoundAndNeverSealed() throws Exception {
    long id = sealed(3).get(1);
    long forged = forge(id, "action");
    sealer.seal(tenant);
    assertThat(sealedIds()).doesNotContain(forged);
    assertThat(check())
        .extracting(ChainBreak::kind, ChainBreak::eventId)
        .containsExactly(tuple(Kind.ROW_INSERTED, forged));
  }

  @Test
  void insertedRowThatClaimsASealIsFound() throws Exception {
    long forged = forge(sealed(3).get(1), "action");
    for (long seal : new long[] {1, 7}) {
      database.update(
          "insert into audit_link (event_id, tenant, seal) values (?, ?, ?)", forged, name(), seal);
      assertThat(check())
          .as("seal " + seal)
          .anySatisfy(
              found -> {
                assertThat(found.kind()).isEqualTo(Kind.ROW_INSERTED);
                assertThat(found.eventId()).isEqualTo(forged);
              });
      database.update("delete from audit_link where event_id = ?", forged);
    }
  }

  @Test
  void rowWithoutMacIsSealedAsUnprovedOnlyWhenItCanBeFromBeforeTheKey() throws Exception {
    long id = sealed(3).get(1);
    long locked = forge(id, "'KEY_UNLOCK_FAILED'");
    database.update("update audit_event set mac = null where id = ?", locked);
    sealer.seal(tenant);
    assertThat(check()).isEmpty();
    assertThat(chain.state(tenant).unproved()).isEqualTo(1);

    List<Long> forged = new ArrayList<>();
    for (String action : List.of("'SECRET_ACCESSED'", "'PERSON_SIGNED_IN'", "'ACCESS_DENIED'")) {
      long one = forge(id, action);
      database.update("update audit_event set mac = null where id = ?", one);
      forged.add(one);
    }
    sealer.seal(tenant);
    assertThat(check()).extracting(ChainBreak::eventId).containsExactlyInAnyOrderElementsOf(forged);
    assertThat(alerts.openOfHighPriority(someone().within(Reach.tenantWide())))
        .hasSizeGreaterThanOrEqualTo(forged.size())
        .extracting(AlertRecord::kind)
        .containsOnly(AlertKind.AUDIT_CHANGED);
  }

  @Test
  void changedMissingAndSwappedSealsAreFound() throws Exception {
    for (String column : List.of("first_id", "last_id", "row_count", "unproved")) {
      threeSeals();
      database.update(
          "update audit_seal set "
              + column
              + " = "
              + column
              + " + 1 where tenant = ? and number = 2",
          name());
      assertThat(check())
          .as(column)
          .anySatisfy(
              found -> {
                assertThat(found.kind()).isEqualTo(Kind.SEAL_CHANGED);
                assertThat(found.seal()).isEqualTo(2);
              });
    }
    threeSeals();
    database.update("delete from audit_seal where tenant = ? and number = 2", name());
    assertThat(check().get(0)).isEqualTo(new ChainBreak(name(), Kind.SEAL_MISSING, 2, 0));

    threeSeals();
    for (String change :
        List.of("-2 where number = 2", "2 where number = 3", "3 where number = -2")) {
      database.update("update audit_seal set number = " + change + " and tenant = ?", name());
    }
    assertThat(check().get(0)).isEqualTo(new ChainBreak(name(), Kind.SEAL_CHANGED, 2, 0));
  }

  @Test
  void cutEndIsFoundByTheProcessThatSawIt() throws Exception {
    threeSeals();
    cutAfter(1);
    assertThat(check()).containsExactly(new ChainBreak(name(), Kind.TRUNCATED, 3, 0));
    sealed(1);
    assertThat(check()).isNotEmpty();
  }

  @Test
  void checkpointKeptElsewhereProvesThatTheChainWasCutAndMadeAnew() throws Exception {
    threeSeals();
    String kept = custody.checkpoint(someone());
    assertThat(kept).contains("seal: 3\n", "tenant: " + name() + "\n");
    assertThat(custody.publicKey(someone())).startsWith("-----BEGIN PUBLIC KEY-----");
    assertThat(custody.compare(someone(), kept)).isEmpty();

    cutAfter(1);
    assertThat(custody.compare(someone(), kept))
        .contains(new ChainBreak(name(), Kind.TRUNCATED, 3, 0));
    for (int i = 0; i < 3; i++) {
      sealed(1);
    }
    assertThat(custody.compare(someone(), kept))
        .contains(new ChainBreak(name(), Kind.SEAL_CHANGED, 3, 0));

    assertRefused("CHECKPOINT_INVALID", () -> custody.compare(someone(), kept.replace('3', '4')));
    assertRefused("CHECKPOINT_INVALID", () -> custody.compare(installed.admin(), kept));
    Caller viewer = installed.person("chain-viewer", Set.of(Role.VIEWER));
    assertRefused("PERMISSION_MISSING", () -> custody.checkpoint(viewer));
    assertRefused("PERMISSION_MISSING", () -> custody.state(viewer));
    assertRefused("PERMISSION_MISSING", () -> custody.verify(viewer));
  }

  @Test
  void keptCheckpointThatDoesNotVerifyIsAFinding() throws Exception {
    sealed(1);
    checkpoints.keepDaily(tenant);
    assertThat(check()).isEmpty();
    Path folder = Path.of(System.getProperty("sealward.data.dir"), "audit-checkpoints");
    Path mine;
    try (Stream<Path> files = Files.list(folder)) {
      mine =
          files
              .filter(file -> file.getFileName().toString().startsWith(name() + "_"))
              .findFirst()
              .orElseThrow();
    }
    Files.writeString(mine, Files.readString(mine).replace("seal: 1", "seal: 0"));
    assertThat(check()).containsExactly(new ChainBreak(name(), Kind.CHECKPOINT_FOREIGN, 0, 0));
  }

  @Test
  void checkpointIsKeptADayForThisUserAlone() throws Exception {
    sealed(1);
    checkpoints.keepDaily(tenant);
    checkpoints.keepDaily(tenant);
    Path folder = Path.of(System.getProperty("sealward.data.dir"), "audit-checkpoints");
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> mine =
          files.filter(file -> file.getFileName().toString().startsWith(name() + "_")).toList();
      assertThat(mine).hasSize(1);
      assertThat(custody.compare(someone(), Files.readString(mine.get(0)))).isEmpty();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(mine.get(0))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void whatIsFoundRaisesOneAlertAndIsAuditedAndNotPutRight() throws Exception {
    long id = sealed(3).get(1);
    database.update("update audit_event set actor = 'nobody' where id = ?", id);
    check();
    check();
    assertThat(alerts.openOfHighPriority(someone().within(Reach.tenantWide())))
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.kind()).isEqualTo(AlertKind.AUDIT_CHANGED);
              assertThat(alert.detail()).contains("Row " + id + " of seal 1");
            });
    assertThat(recorded.search(tenant, AuditQuery.about(new Target("audit", "row " + id), 9)))
        .extracting(AuditRecord::action)
        .containsExactly(Action.AUDIT_BROKEN);
    assertThat(chain.state(tenant).breaks())
        .containsExactly(new ChainBreak(name(), Kind.ROW_CHANGED, 1, id));
    assertThat(database.one("select actor from audit_event where id = ?", id)).isEqualTo("nobody");
  }

  @Test
  void wholeCheckGoesOnWhereItWasAndNoPlaceSomebodyMadeLetsItSkip() throws Exception {
    sealed(1);
    String kept = verification.batch(someone(), 1, null).next();
    String first = places.read(kept).orElseThrow();
    String second = places.read(verification.batch(someone(), 1, kept).next()).orElseThrow();
    assertThat(second).isNotEqualTo(first);

    String elsewhere = "0/" + name() + "/row 0";
    for (String forged : List.of(elsewhere, kept.replace(first, elsewhere), "1" + kept, "")) {
      assertThat(places.read(forged)).as(forged).isEmpty();
      assertThat(places.read(verification.batch(someone(), 1, forged).next())).contains(first);
    }
  }

  @Test
  void longWorkGoesOnWhereItWasWhoeverDrivesIt() {
    assertThat(work.turns(installed.admin(), false)).containsExactly("null", "1", "2");
    assertThat(work.turns(installed.admin(), true))
        .as("what fails there begins again")
        .containsExactly("null", "1", "2", "null", "1", "2");
  }

  /**
   * Nobody but the sealer itself seals here. Were it not for the turn that follows each commit,
   * every row would wait for the look that comes twice a minute, all of them for three minutes.
   */
  @Test
  void eachCommittedRowIsSealedWithoutBeingAskedFor() throws Exception {
    long begun = System.nanoTime();
    for (int rows = 1; rows <= 6; rows++) {
      trail.recordRefusal(someone(), Action.ACCESS_DENIED, PAGE, "QUIET_" + rows);
      awaitSealed(rows);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMinutes(2));
    assertThat(check()).isEmpty();
  }

  @Test
  void writersOfSeveralTenantsLeaveNoRowUnsealed() throws Exception {
    List<TenantId> tenants = new ArrayList<>();
    List<Future<?>> writing = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      anotherTenant();
      Caller writer = someone();
      tenants.add(tenant);
      for (int thread = 0; thread < 2; thread++) {
        writing.add(
            executor.submit(
                () -> {
                  for (int row = 0; row < 30; row++) {
                    trail.recordRefusal(writer, Action.ACCESS_DENIED, PAGE, "BUSY_" + row);
                  }
                }));
      }
    }
    for (Future<?> one : writing) {
      one.get();
    }
    for (TenantId each : tenants) {
      tenant = each;
      awaitSealed(60);
      assertThat(check()).isEmpty();
    }
  }

  private void awaitSealed(int rows) throws Exception {
    assertThat(ids()).hasSize(rows);
    long until = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (sealedIds().size() < rows) {
      assertThat(System.nanoTime()).as("no seal came").isLessThan(until);
      Thread.onSpinWait();
    }
    assertThat(sealedIds()).containsExactlyInAnyOrderElementsOf(ids());
  }

  @Test
  void chainCutAndGrownToTheSameLengthIsFoundByTheProcessThatSawIt() throws Exception {
    threeSeals();
    cutAfter(1);
    sealed(1);
    sealed(1);
    assertThat(check())
        .extracting(ChainBreak::kind)
        .containsAnyOf(Kind.SEAL_CHANGED, Kind.TRUNCATED);
  }

  private void threeSeals() throws Exception {
    anotherTenant();
    for (int i = 0; i < 3; i++) {
      sealed(2);
    }
  }

  private void cutAfter(long seal) throws Exception {
    database.update(
        "delete from audit_event where id in"
            + " (select event_id from audit_link where tenant = ? and seal > ?)",
        name(),
        seal);
    database.update("delete from audit_link where tenant = ? and seal > ?", name(), seal);
    database.update("delete from audit_seal where tenant = ? and number > ?", name(), seal);
    database.update(
        "update audit_chain set last_seal = ?, last_mac ="
            + " (select mac from audit_seal where tenant = ? and number = ?) where tenant = ?",
        seal,
        name(),
        seal,
        name());
  }

  /** A copy of a row, MAC included, with a number of its own. */
  private long forge(long id, String action) throws Exception {
    long forged = 900_000_000_000_000L + System.nanoTime() % 1_000_000_000L;
    database.update(
        "insert into audit_event (id, tenant, occurred_at, actor_kind, actor, action, target_kind,"
            + " target_id, other_kind, other_id, outcome, code, detail, address, correlation_id,"
            + " mac) select "
            + forged
            + ", tenant, occurred_at, actor_kind, actor, "
            + action
            + ", target_kind, target_id, other_kind, other_id, outcome, code, detail, address,"
            + " correlation_id, mac from audit_event where id = ?",
        id);
    return forged;
  }

  /** Writes rows and seals them, once at least; gives all ids of the tenant. */
  private List<Long> sealed(int rows) throws Exception {
    transaction.begin();
    for (int i = 0; i < rows; i++) {
      trail.record(someone(), Action.SHOWN_ONCE, PAGE, OTHER, "number " + i);
    }
    transaction.commit();
    sealer.seal(tenant);
    return ids();
  }

  private List<Long> ids() throws Exception {
    return longs(
        "select id from audit_event where tenant = ? and action <> 'AUDIT_BROKEN' order by id");
  }

  private List<Long> sealedIds() throws Exception {
    return longs("select event_id from audit_link where tenant = ?");
  }

  private List<Long> longs(String query) throws Exception {
    return database.column(query, name()).stream().map(id -> ((Number) id).longValue()).toList();
  }

  private List<Kind> kinds() {
    return check().stream().map(ChainBreak::kind).toList();
  }

  private List<ChainBreak> check() {
    return ChainChecks.all(chain, tenant);
  }

  private Caller someone() {
    return new Caller(
        Caller.Kind.PERSON,
        "chained",
        tenant,
        Installed.WORKSPACE,
        Set.of(Role.SECURITY_LEAD),
        "127.0.0.1",
        UUID.randomUUID());
  }

  private String name() {
    return tenant.value();
  }
}
