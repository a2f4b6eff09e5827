package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sealward.access.ArchiveCustody;
import dev.sealward.access.ChainCustody;
import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.ArchiveState;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Chain;
import dev.sealward.audit.ChainBreak;
import dev.sealward.audit.ChainBreak.Kind;
import dev.sealward.audit.Retention;
import dev.sealward.audit.RetentionUnderTest;
import dev.sealward.audit.Sealer;
import dev.sealward.audit.SegmentView;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.TenantId;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each test has a tenant of its own, and so an archive of its own to break. */
@ExtendWith(ArquillianExtension.class)
@Tag("VAULT-05")
@Tag("ST-SEC-010")
class ArchiveIT {
  private static final Target PAGE = new Target("page", "/archive-it");

  @Inject Installed installed;
  @Inject AuditTrail trail;
  @Inject Recorded recorded;
  @Inject Chain chain;
  @Inject ChainCustody chains;
  @Inject ArchiveCustody custody;
  @Inject Retention retention;
  @Inject RetentionUnderTest under;
  @Inject Sealer sealer;
  @Inject Alerts alerts;
  @Inject Database database;
  @Inject ServerTransaction transaction;
  @Inject Clock clock;
  @Resource ManagedExecutorService executor;

  private TenantId tenant;

  @BeforeEach
  void setUp() {
    installed.admin();
    anotherTenant();
  }

  private void anotherTenant() {
    tenant = TenantId.of("archive-" + System.nanoTime());
  }

  @Test
  void sealedRowsMoveIntoAVerifiedFileAndTheChainGoesOn() throws Exception {
    List<Long> before = seals(3, 2);
    assertThat(archived()).isTrue();

    // All but the newest seal, which stays.
    assertThat(ids()).hasSize(3).contains(before.get(4), before.get(5));
    assertThat(longs("select event_id from audit_link where tenant = ? and seal <= 3")).hasSize(2);
    assertThat(longs("select number from audit_seal where tenant = ? and number <= 3"))
        .containsExactlyInAnyOrder(0L, 3L);
    SegmentView segment = custody.segments(someone(), Long.MAX_VALUE).get(0);
    assertThat(segment.rows()).isEqualTo(4);
    assertThat(segment.firstSeal()).isEqualTo(1);
    assertThat(segment.lastSeal()).isEqualTo(2);
    assertThat(segment.there()).isTrue();
    Path file = file();
    assertThat(Files.readString(file))
        .startsWith("sealward audit segment 1\n")
        .contains("number 3");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(recorded.search(tenant, AuditQuery.about(new Target("audit", "segment 1"), 9)))
        .singleElement()
        .satisfies(row -> assertThat(row.action()).isEqualTo(Action.AUDIT_ARCHIVED));
    assertThat(check()).isEmpty();

    seals(2, 2);
    assertThat(archived()).isTrue();
    assertThat(custody.segments(someone(), Long.MAX_VALUE))
        .extracting(SegmentView::number)
        .containsExactly(2L, 1L);
    assertThat(check()).isEmpty();
    assertThat(chain.state(tenant).isWhole()).isTrue();
    ArchiveState state = custody.state(someone());
    assertThat(state.segments()).isEqualTo(2);
    assertThat(state.rows()).isGreaterThan(4);
    assertThat(state.archivedUntil()).isNotNull();
  }

  @Test
  void newestSealStays() throws Exception {
    seals(1, 2);
    assertThat(archived()).isFalse();
    assertThat(ids()).hasSize(2);
  }

  @Test
  void chainThatIsLongerThanAnyPieceIsArchivedWhole() throws Exception {
    List<Long> before = seals(70, 2);
    assertThat(archived()).isTrue();
    assertThat(ids()).hasSize(before.size() - 69 * 2 + 1);
    assertThat(custody.segments(someone(), Long.MAX_VALUE)).hasSize(1);
    assertThat(check()).isEmpty();
  }

  @Test
  void whatDoesNotFitIntoASegmentGoesIntoTheNext() throws Exception {
    for (int seal = 0; seal < 18; seal++) {
      transaction.begin();
      for (int i = 0; i < 100; i++) {
        trail.record(someone(), Action.SHOWN_ONCE, PAGE, "x ".repeat(256));
      }
      transaction.commit();
      sealer.seal(tenant);
    }
    assertThat(archived()).isTrue();
    assertThat(archived()).isTrue();
    assertThat(custody.segments(someone(), Long.MAX_VALUE))
        .extracting(SegmentView::rows)
        .hasSize(2)
        .allMatch(rows -> rows < 1_700);
    assertThat(check()).isEmpty();
  }

  @Test
  void nodeThatAnotherOvertakesTakesNothingForMissing() throws Exception {
    seals(4, 2);
    List<Boolean> others = new ArrayList<>();
    Retention overtaken =
        under.overtakenBy(
            () -> {
              try {
                others.add(executor.submit(this::archived).get(2, TimeUnit.MINUTES));
              } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new IllegalStateException(e);
              }
            });

    assertThat(overtaken.archive(tenant, clock.instant().plusSeconds(1))).isFalse();

    assertThat(others).containsExactly(true);
    assertThat(custody.segments(someone(), Long.MAX_VALUE)).hasSize(1);
    assertThat(alerts.latest(tenant, true, 9)).isEmpty();
    assertThat(check()).isEmpty();
    assertThat(chain.state(tenant).isWhole()).isTrue();
    // What is missing and in no segment is reported as ever.
    seals(3, 1);
    database.update("delete from audit_seal where tenant = ? and number = 5", name());
    assertThat(archived()).isFalse();
    assertThat(chain.state(tenant).isWhole()).isFalse();
  }

  @Test
  void whatIsNotOldEnoughStays() throws Exception {
    seals(3, 1);
    assertThat(retention.archive(tenant, clock.instant().minus(Duration.ofDays(1)))).isFalse();
    assertThat(ids()).hasSize(3);
    assertThat(retention.due()).as("rows stay for ever by default").isEmpty();
    assertThat(custody.state(someone()).keep()).isNull();
  }

  @Test
  void rowsAreDueOnceTheyStayedLongEnoughAreCountedAndADayIsOver() throws Exception {
    seals(3, 1);
    Retention later = under.keeping(Duration.ofDays(40), Duration.ofDays(41).plusHours(1));
    assertThat(isDue(later)).as("not counted").isFalse();
    counted();
    assertThat(isDue(later)).isTrue();
    assertThat(isDue(under.keeping(Duration.ofDays(40), Duration.ofDays(40).plusHours(23))))
        .as("a segment a day")
        .isFalse();
    assertThat(isDue(under.keeping(Duration.ofDays(1), Duration.ofDays(3))))
        .as("shorter than the shortest")
        .isFalse();

    assertThat(later.archive(tenant)).isTrue();
    assertThat(custody.segments(someone(), Long.MAX_VALUE)).hasSize(1);
    anotherTenant();
    long id = seals(3, 1).get(0);
    counted();
    assertThat(isDue(later)).isTrue();
    database.update("update audit_event set actor = 'nobody' where id = ?", id);
    assertThat(check()).isNotEmpty();
    assertThat(isDue(later)).as("broken").isFalse();
  }

  private void counted() throws Exception {
    database.update(
        "insert into trail_counted (tenant, counted_from, counted_until) values (?, ?, ?)",
        name(),
        clock.instant().minus(Duration.ofDays(1)).atOffset(ZoneOffset.UTC),
        clock.instant().plus(Duration.ofDays(9)).atOffset(ZoneOffset.UTC));
  }

  private boolean isDue(Retention retention) throws Exception {
    transaction.begin();
    try {
      return retention.due().contains(name());
    } finally {
      transaction.rollback();
    }
  }

  @Test
  void brokenChainIsNotArchivedAndTheBreakIsReported() throws Exception {
    long id = seals(4, 2).get(2);
    database.update("update audit_event set actor = 'nobody' where id = ?", id);
    assertThat(archived()).isFalse();
    assertThat(custody.segments(someone(), Long.MAX_VALUE)).isEmpty();
    assertThat(ids()).contains(id).hasSize(8);
    assertThat(alerts.latest(tenant, true, 9))
        .singleElement()
        .satisfies(alert -> assertThat(alert.kind()).isEqualTo(AlertKind.AUDIT_CHANGED));
    assertThat(check())
        .extracting(ChainBreak::kind, ChainBreak::eventId)
        .containsExactly(tuple(Kind.ROW_CHANGED, id));

    anotherTenant();
    long deleted = seals(4, 2).get(3);
    database.update("delete from audit_event where id = ?", deleted);
    assertThat(archived()).isFalse();
    assertThat(check()).extracting(ChainBreak::kind).containsExactly(Kind.ROW_DELETED);
  }

  @Test
  void changedAndMissingFilesAreFoundWithTheirPlace() throws Exception {
    seals(3, 2);
    archived();
    Path file = file();
    byte[] whole = Files.readAllBytes(file);
    byte[] changed = whole.clone();
    changed[changed.length - 2] ^= 1;
    Files.write(file, changed);
    assertThat(check()).containsExactly(new ChainBreak(name(), Kind.SEGMENT_CHANGED, 1, 0));
    assertRefused("SEGMENT_BROKEN", () -> custody.take(someone(), 1));

    Files.delete(file);
    assertThat(check()).containsExactly(new ChainBreak(name(), Kind.SEGMENT_MISSING, 1, 0));
    assertThat(chain.state(tenant).isWhole()).isFalse();
    seals(2, 1);
    assertThat(archived()).as("into a folder where files vanish").isFalse();

    // A copy that was kept elsewhere heals it; that it was gone stays recorded.
    Files.write(file, whole);
    assertThat(check()).isEmpty();
    assertThat(chain.state(tenant).isWhole()).isTrue();
    assertThat(recorded.search(tenant, AuditQuery.about(new Target("audit", "seal 1"), 9)))
        .extracting(AuditRecord::action)
        .contains(Action.AUDIT_BROKEN);
    assertThat(archived()).isTrue();
    assertThat(check()).isEmpty();
  }

  @Test
  void filesPutInEachOthersPlaceAreFound() throws Exception {
    seals(2, 1);
    archived();
    Path first = file();
    byte[] own = Files.readAllBytes(first);
    seals(2, 1);
    archived();
    Path second = files().stream().filter(file -> !file.equals(first)).findFirst().orElseThrow();
    Files.write(first, Files.readAllBytes(second));
    Files.write(second, own);
    assertThat(check())
        .extracting(ChainBreak::kind)
        .containsExactly(Kind.SEGMENT_CHANGED, Kind.SEGMENT_CHANGED);
  }

  @Test
  void changedColumnOfASegmentsRowIsFound() throws Exception {
    for (String column : List.of("last_seal", "last_id", "row_count", "unproved", "bytes")) {
      anotherTenant();
      seals(3, 1);
      archived();
      database.update(
          "update audit_segment set " + column + " = " + column + " + 1 where tenant = ?", name());
      assertThat(check()).as(column).extracting(ChainBreak::kind).contains(Kind.SEGMENT_CHANGED);
    }
    for (String column : List.of("mac_before", "mac_after", "digest", "mac")) {
      anotherTenant();
      seals(3, 1);
      archived();
      database.update(
          "update audit_segment set " + column + " = ? where tenant = ?", new byte[32], name());
      assertThat(check()).as(column).isNotEmpty();
    }
  }

  @Test
  void rowsThatAreGoneAreNotExplainedByASegmentThatNeverWas() throws Exception {
    seals(3, 2);
    archived();
    seals(3, 2);
    // As if another segment had been made: the record of the first with other numbers.
    database.update(
        "insert into audit_segment select tenant, 2, 3, 5, first_id, last_id, row_count, unproved,"
            + " first_time, last_time, mac_after, (select mac from audit_seal s where s.tenant ="
            + " g.tenant and s.number = 5), archived_at, bytes, digest, mac, true from"
            + " audit_segment g where tenant = ?",
        name());
    database.update(
        "delete from audit_event where id in"
            + " (select event_id from audit_link where tenant = ? and seal between 3 and 5)",
        name());
    database.update("delete from audit_link where tenant = ? and seal between 3 and 5", name());
    database.update("delete from audit_seal where tenant = ? and number between 3 and 5", name());
    assertThat(check())
        .contains(
            new ChainBreak(name(), Kind.SEGMENT_CHANGED, 3, 0),
            new ChainBreak(name(), Kind.SEAL_MISSING, 3, 0));
    assertThat(archived()).isFalse();
  }

  @Test
  void recordOfASegmentThatIsDeletedIsFound() throws Exception {
    seals(3, 1);
    archived();
    seals(2, 1);
    archived();
    database.update("delete from audit_segment where tenant = ? and number = 1", name());
    assertThat(check()).contains(new ChainBreak(name(), Kind.SEGMENT_MISSING, 1, 0));
    database.update("delete from audit_segment where tenant = ?", name());
    assertThat(check()).contains(new ChainBreak(name(), Kind.SEAL_MISSING, 1, 0));
  }

  @Test
  void rowPutUnderAnArchivedSealIsFound() throws Exception {
    long id = seals(3, 1).get(2);
    archived();
    long forged = 900_000_000_000_000L + System.nanoTime() % 1_000_000_000L;
    database.update(
        "insert into audit_link (event_id, tenant, seal) values (?, ?, 1)", forged, name());
    database.update(
        "insert into audit_event (id, tenant, occurred_at, actor_kind, actor, action, target_kind,"
            + " target_id, outcome, address, correlation_id, mac) select "
            + forged
            + ", tenant, occurred_at, actor_kind, actor, action, target_kind, target_id, outcome,"
            + " address, correlation_id, mac from audit_event where id = ?",
        id);
    assertThat(check())
        .extracting(ChainBreak::kind, ChainBreak::eventId)
        .containsExactly(tuple(Kind.ROW_INSERTED, forged));
  }

  @Test
  void genuineRowHiddenFromSealingUnderAnArchivedSealIsFound() throws Exception {
    seals(3, 1);
    archived();
    transaction.begin();
    trail.record(someone(), Action.SHOWN_ONCE, PAGE, "hidden");
    long hidden = longs("select id from audit_event where tenant = ? and detail = 'hidden'").get(0);
    database.updateAsApplication(
        "insert into audit_link (event_id, tenant, seal) values ("
            + hidden
            + ", '"
            + name()
            + "', 1)");
    transaction.commit();
    assertThat(check())
        .anySatisfy(
            found -> {
              assertThat(found.kind()).isEqualTo(Kind.ROW_INSERTED);
              assertThat(found.eventId()).isEqualTo(hidden);
            });
  }

  @Test
  void whatAProcessLeftInBothPlacesIsSoundAndIsTakenOut() throws Exception {
    seals(3, 2);
    copyAside();
    archived();
    putBack();
    database.update("update audit_segment set taken_out = false where tenant = ?", name());
    assertThat(ids()).hasSize(7);
    assertThat(check()).as("in both").isEmpty();

    assertThat(retention.archive(tenant, Instant.EPOCH)).as("nothing more to archive").isFalse();
    assertThat(ids()).hasSize(3);
    assertThat(longs("select number from audit_seal where tenant = ? and number <= 3"))
        .containsExactlyInAnyOrder(0L, 3L);
    assertThat(check()).isEmpty();
  }

  @Test
  void nothingIsTakenOutForARecordThatWasMadeUp() throws Exception {
    List<Long> all = seals(3, 2);
    database.update(
        "insert into audit_segment (tenant, number, first_seal, last_seal, first_id, last_id,"
            + " row_count, unproved, first_time, last_time, mac_before, mac_after, archived_at,"
            + " bytes, digest, mac, taken_out) select tenant, 1, 1, 2, 1, 1, 4, 0, sealed_at,"
            + " sealed_at, previous, mac, sealed_at, 9, mac, mac, false from audit_seal"
            + " where tenant = ? and number = 2",
        name());
    assertThat(archived()).isFalse();
    assertThat(ids()).containsAll(all);
    assertThat(check()).contains(new ChainBreak(name(), Kind.SEGMENT_CHANGED, 1, 0));
  }

  @Test
  void unfinishedFileIsSweptAwayAndAWholeOneNobodyRecordedStays() throws Exception {
    seals(3, 1);
    Path folder = Path.of(System.getProperty("sealward.data.dir"), "audit-archive");
    Files.createDirectories(folder);
    String number = name() + "_00000001_";
    Path left = Files.writeString(folder.resolve(number + "0123456789abcdef.txt.new"), "half");
    Path lost = Files.writeString(folder.resolve(number + "fedcba9876543210.txt"), "whole");
    archived();
    assertThat(left).doesNotExist();
    assertThat(lost).exists();
    assertThat(check()).isEmpty();
  }

  @Test
  void checkpointOfAnArchivedSealStillCompares() throws Exception {
    seals(2, 2);
    String kept = chains.checkpoint(someone());
    seals(3, 2);
    archived();
    assertThat(chains.compare(someone(), kept)).isEmpty();
    Files.delete(file());
    assertThat(chains.compare(someone(), kept))
        .contains(new ChainBreak(name(), Kind.SEGMENT_MISSING, 1, 0));
  }

  @Test
  void segmentLeavesAsItIsForWhoMaySeeTheTrailAndThatIsRecorded() throws Exception {
    seals(3, 1);
    archived();
    byte[] taken = custody.take(someone(), 1).file();
    assertThat(taken).isEqualTo(Files.readAllBytes(file()));
    assertThat(new String(taken, StandardCharsets.UTF_8)).contains("tenant: " + name() + "\n");
    assertThat(recorded.search(tenant, AuditQuery.about(new Target("audit", "export"), 9)))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.action()).isEqualTo(Action.AUDIT_EXPORTED);
              assertThat(row.detail()).startsWith("archived segment 1, ");
            });
    assertRefused("NOT_FOUND", () -> custody.take(someone(), 2));
    // Another tenant's number 1 is not this one.
    anotherTenant();
    assertRefused("NOT_FOUND", () -> custody.take(someone(), 1));
    assertThat(custody.segments(someone(), Long.MAX_VALUE)).isEmpty();
    Caller viewer = installed.person("archive-viewer", Set.of(Role.VIEWER));
    assertRefused("PERMISSION_MISSING", () -> custody.take(viewer, 1));
    assertRefused("PERMISSION_MISSING", () -> custody.state(viewer));
  }

  @Test
  void noSegmentLeavesWhenThatCannotBeRecorded() throws Exception {
    seals(3, 1);
    archived();
    database.update(
        "alter table audit_event add constraint no_export check (tenant <> '"
            + name()
            + "' or action <> 'AUDIT_EXPORTED')");
    try {
      assertRefused("AUDIT_UNAVAILABLE", () -> custody.take(someone(), 1));
    } finally {
      database.update("alter table audit_event drop constraint no_export");
    }
    assertThat(custody.take(someone(), 1).file()).isNotEmpty();
  }

  private boolean archived() {
    return retention.archive(tenant, clock.instant().plusSeconds(1));
  }

  /** Writes so many seals of so many rows each; gives all ids of the tenant. */
  private List<Long> seals(int seals, int rows) throws Exception {
    for (int seal = 0; seal < seals; seal++) {
      transaction.begin();
      for (int i = 0; i < rows; i++) {
        trail.record(someone(), Action.SHOWN_ONCE, PAGE, "number " + (seal * rows + i));
      }
      transaction.commit();
      sealer.seal(tenant);
    }
    return ids();
  }

  private void copyAside() throws Exception {
    database.update("create table kept_event as select * from audit_event where 1 = 0");
    database.update("create table kept_link as select * from audit_link where 1 = 0");
    database.update("create table kept_seal as select * from audit_seal where 1 = 0");
    database.update(
        "insert into kept_link select * from audit_link where tenant = ? and seal < 3", name());
    database.update(
        "insert into kept_event select * from audit_event where id in"
            + " (select event_id from kept_link)");
    database.update(
        "insert into kept_seal select * from audit_seal where tenant = ? and number in (1, 2)",
        name());
  }

  /** Links first: the sealer, which is never far, makes one for each row that has none. */
  private void putBack() throws Exception {
    List<String> tables = List.of("link", "event", "seal");
    for (String table : tables) {
      database.update("insert into audit_" + table + " select * from kept_" + table);
    }
    for (String table : tables) {
      database.update("drop table kept_" + table);
    }
  }

  private Path file() throws IOException {
    return files().get(0);
  }

  private List<Path> files() throws IOException {
    Path folder = Path.of(System.getProperty("sealward.data.dir"), "audit-archive");
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(name() + "_"))
          .sorted()
          .toList();
    }
  }

  private List<Long> ids() throws Exception {
    return longs(
        "select id from audit_event where tenant = ? and action <> 'AUDIT_BROKEN' order by id");
  }

  private List<Long> longs(String query) throws Exception {
    return database.column(query, name()).stream().map(id -> ((Number) id).longValue()).toList();
  }

  private List<ChainBreak> check() {
    return ChainChecks.all(chain, tenant);
  }

  private Caller someone() {
    return new Caller(
        Caller.Kind.PERSON,
        "archivist",
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
