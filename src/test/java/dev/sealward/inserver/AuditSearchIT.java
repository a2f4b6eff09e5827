package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sealward.access.AuditCustody;
import dev.sealward.audit.Action;
import dev.sealward.audit.AuditCounts;
import dev.sealward.audit.AuditFilter;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.AuditSearch;
import dev.sealward.audit.AuditSummary;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.CountKeeping;
import dev.sealward.audit.FoundRows;
import dev.sealward.audit.Outcome;
import dev.sealward.audit.Place;
import dev.sealward.audit.Position;
import dev.sealward.audit.Target;
import dev.sealward.audit.Timeline;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.TenantId;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.Secrets;
import dev.sealward.web.AuditLinesUnderTest;
import dev.sealward.web.RunStoryUnderTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Searching the trail, held against a list that is looked through from end to end. */
@ExtendWith(ArquillianExtension.class)
@Tag("VAULT-05")
class AuditSearchIT {
  // May stand in the trail without proof, so that no check finds these rows.
  private static final List<Action> ACTIONS =
      List.of(Action.ACCESS_DENIED, Action.PERSON_SIGNED_IN, Action.REDACTION_FAILED);
  private static final List<String> NAMES = List.of("ada", "billing", "crawler");
  private static final List<String> ADDRESSES = List.of("192.0.2.1", "192.0.2.2");
  private static final Instant START = Instant.parse("2024-05-06T07:00:00Z");
  private static final Target HOT = new Target("secret", "hot");

  @Inject Installed installed;
  @Inject AuditRows rows;
  @Inject Database database;
  @Inject AuditSearch search;
  @Inject AuditCounts counts;
  @Inject CountKeeping keeping;
  @Inject AuditCustody custody;
  @Inject AuditLinesUnderTest lines;
  @Inject RunStoryUnderTest stories;
  @Inject AuditTrail trail;
  @Inject Recorded recorded;
  @Inject Secrets secrets;
  @Inject ServerTransaction transaction;
  @Inject Clock clock;

  private final Random random = new Random(19);
  private TenantId tenant;

  @BeforeEach
  void setUp() {
    installed.admin();
    tenant = TenantId.of("search-" + System.nanoTime());
  }

  @Test
  void everyFilterFindsWhatAListWouldInBothDirections() throws Exception {
    List<AuditRows.Row> all = new ArrayList<>();
    List<UUID> calls = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
    for (int i = 0; i < 250; i++) {
      // Several rows of one moment, and ids that do not grow with time.
      Instant time = START.plus(random.nextInt(150), ChronoUnit.MINUTES);
      Target other = random.nextInt(3) > 0 ? null : new Target("entity", any(NAMES));
      all.add(
          new AuditRows.Row(
              time,
              any(List.of(Caller.Kind.values())),
              any(NAMES),
              any(ACTIONS),
              new Target(any(List.of("secret", "entity")), any(NAMES)),
              other,
              any(List.of(Outcome.values())),
              any(ADDRESSES),
              any(calls)));
    }
    long first = rows.write(tenant.value(), all);
    for (int i = 0; i < 40; i++) {
      AuditFilter filter = anyFilter(calls);
      List<Long> expected = new ArrayList<>();
      for (int row = 0; row < all.size(); row++) {
        if (matches(all.get(row), filter)) {
          expected.add(first + row);
        }
      }
      expected.sort(
          (a, b) ->
              new Position(all.get((int) (b - first)).time(), b)
                  .compareTo(new Position(all.get((int) (a - first)).time(), a)));
      assertThat(walk(filter, 37, Place.NEWEST)).as(filter.toString()).isEqualTo(expected);
      Collections.reverse(expected);
      assertThat(walk(filter, 53, Place.OLDEST)).as(filter.toString()).isEqualTo(expected);
    }
  }

  private AuditFilter anyFilter(List<UUID> calls) {
    AuditFilter filter = AuditFilter.ALL;
    if (random.nextBoolean()) {
      filter = filter.about(Set.of(new Target("entity", any(NAMES)), new Target("secret", "ada")));
    }
    if (random.nextBoolean()) {
      filter = filter.by(Set.of(new AuditFilter.Who(Caller.Kind.PERSON, any(NAMES))));
    }
    if (random.nextBoolean()) {
      filter = filter.doing(Set.copyOf(List.of(any(ACTIONS), any(ACTIONS))));
    }
    if (random.nextBoolean()) {
      filter = filter.ended(any(List.of(Outcome.values())));
    }
    if (random.nextInt(4) == 0) {
      filter = filter.under(Set.of(any(calls)));
    }
    if (random.nextInt(4) == 0) {
      filter = filter.at(any(ADDRESSES));
    }
    if (random.nextBoolean()) {
      Instant from = START.plus(random.nextInt(100), ChronoUnit.MINUTES);
      filter = filter.within(Optional.of(from), Optional.of(from.plus(Duration.ofMinutes(40))));
    }
    return filter;
  }

  private static boolean matches(AuditRows.Row row, AuditFilter filter) {
    AuditFilter.Who who = new AuditFilter.Who(row.kind(), row.actor());
    return (filter.about().isEmpty()
            || filter.about().contains(row.target())
            || (row.other() != null && filter.about().contains(row.other())))
        && (filter.who().isEmpty() || filter.who().contains(who))
        && (filter.actions().isEmpty() || filter.actions().contains(row.action()))
        && filter.outcome().filter(outcome -> outcome != row.outcome()).isEmpty()
        && (filter.correlations().isEmpty() || filter.correlations().contains(row.call()))
        && filter.address().filter(address -> !address.equals(row.address())).isEmpty()
        && filter.from().filter(row.time()::isBefore).isEmpty()
        && filter.until().filter(end -> !row.time().isBefore(end)).isEmpty();
  }

  /** The ids of all pages, in the direction they are walked. */
  private List<Long> walk(AuditFilter filter, int limit, Place start) {
    return walk(List.of(filter), limit, start);
  }

  private List<Long> walk(List<AuditFilter> filters, int limit, Place start) {
    List<Long> ids = new ArrayList<>();
    Place place = start;
    while (true) {
      FoundRows page = search.find(tenant, filters, place, limit);
      assertThat(page.rows()).hasSizeLessThanOrEqualTo(limit);
      List<Long> found = new ArrayList<>(page.rows().stream().map(AuditRecord::id).toList());
      if (!start.older()) {
        Collections.reverse(found);
      }
      ids.addAll(found);
      Position next = start.older() ? page.older(place) : page.newer(place);
      if (next == null) {
        return ids;
      }
      place = new Place(next, start.older());
    }
  }

  @Test
  void rowsThatArriveMeanwhileShiftNoPage() throws Exception {
    rows.write(tenant.value(), reads(10, START));
    FoundRows newest = search.find(tenant, AuditFilter.ALL, Place.NEWEST, 5);
    List<AuditRecord> before =
        search.find(tenant, AuditFilter.ALL, Place.olderThan(newest.oldest()), 5).rows();

    rows.write(tenant.value(), reads(3, START.plus(Duration.ofDays(1))));

    assertThat(search.find(tenant, AuditFilter.ALL, Place.olderThan(newest.oldest()), 5).rows())
        .isEqualTo(before);
    assertThat(search.find(tenant, AuditFilter.ALL, Place.newerThan(newest.newest()), 5).rows())
        .hasSize(3);
  }

  @Test
  void rareMatchAmongManyRowsIsFoundBySearchingOn() throws Exception {
    // One row that matches, below more than the budget that share each of its features alone.
    List<AuditRows.Row> all = new ArrayList<>();
    all.add(read(START, "billing", "192.0.2.1"));
    for (int i = 0; i < AuditSearch.BUDGET; i++) {
      all.add(read(START.plusSeconds(1), "billing", "192.0.2.9"));
      all.add(read(START.plusSeconds(1), "other", "192.0.2.1"));
    }
    long first = rows.write(tenant.value(), all);
    AuditFilter rare =
        AuditFilter.ALL
            .by(Set.of(new AuditFilter.Who(Caller.Kind.ENTITY, "billing")))
            .at("192.0.2.1");

    FoundRows none = search.find(tenant, rare, Place.NEWEST, 100);
    assertThat(none.rows()).isEmpty();
    assertThat(none.searchedTo()).isNotNull();
    FoundRows page = none;
    for (int i = 0; i < 5 && page.rows().isEmpty(); i++) {
      assertThat(page.searchedTo()).as("how far it looked").isNotNull();
      page = search.find(tenant, rare, Place.olderThan(page.searchedTo()), 100);
    }
    assertThat(page.rows()).extracting(AuditRecord::id).containsExactly(first);

    Caller lead = lead();
    assertThat(exported(() -> lead, "csv", rare)).containsExactly(first);
    assertThat(exported(() -> lead, "jsonl", rare)).containsExactly(first);
  }

  @Test
  void storyOfARunHoldsEachOfItsRowsAndWhatItsCallsUsedOnce() throws Exception {
    Target run = new Target("run", UUID.randomUUID().toString());
    Caller runner = entity("billing");
    transaction.begin();
    trail.record(runner, Action.RUN_STARTED, run, new Target("project", "demo"), null);
    transaction.commit();
    List<AuditRows.Row> all = new ArrayList<>();
    for (int i = 0; i < 450; i++) {
      Instant time = START.plusSeconds(i / 2);
      UUID call = UUID.randomUUID();
      all.add(row(time.minusSeconds(1), "billing", HOT, call));
      all.add(row(time, "billing", run, call));
      all.add(row(time, "crawler", HOT, call));
      all.add(row(time, "billing", HOT, UUID.randomUUID()));
    }
    long first = rows.write(tenant.value(), all);

    List<Long> told = new ArrayList<>();
    List<List<AuditFilter>> parts = stories.parts(tenant, run);
    for (List<AuditFilter> part : parts) {
      List<Long> onward = walk(part, 100, Place.OLDEST);
      told.addAll(onward);
      Collections.reverse(onward);
      assertThat(walk(part, 100, Place.NEWEST)).as("backwards").isEqualTo(onward);
    }

    assertThat(parts).hasSize(3);
    assertThat(told).hasSize(901).doesNotHaveDuplicates();
    assertThat(told.subList(0, 900)).allMatch(id -> (id - first) % 4 < 2).doesNotHaveDuplicates();
  }

  private AuditRows.Row row(Instant time, String actor, Target target, UUID call) {
    return new AuditRows.Row(
        time,
        Caller.Kind.ENTITY,
        actor,
        Action.ACCESS_DENIED,
        target,
        null,
        Outcome.REFUSED,
        "192.0.2.1",
        call);
  }

  private Caller entity(String name) {
    return new Caller(
        Caller.Kind.ENTITY,
        name,
        tenant,
        Installed.WORKSPACE,
        Set.of(),
        "127.0.0.1",
        UUID.randomUUID());
  }

  @Test
  void exportHoldsEveryRowOnceHoweverManyPagesItTakes() throws Exception {
    // Several rows of one moment, which pages divide.
    List<AuditRows.Row> all = new ArrayList<>();
    for (int i = 0; i < 1_203; i++) {
      all.add(read(START.plusSeconds(i / 7), "billing", "192.0.2." + (i % 2)));
    }
    rows.write(tenant.value(), all);
    List<Long> table = new ArrayList<>();
    for (Object id :
        database.column(
            "select id from audit_event where tenant = ? order by occurred_at desc, id desc",
            tenant.value())) {
      table.add(((Number) id).longValue());
    }
    Caller lead = lead();
    assertThat(exported(() -> lead, "csv", AuditFilter.ALL)).isEqualTo(table).hasSize(1_203);
    assertThat(exported(() -> lead, "jsonl", AuditFilter.ALL)).isEqualTo(table);
  }

  @Test
  @Tag("FR-028-002")
  void exportEndsWithThePageAfterWhichItsPersonMayNotReadTheTrail() throws Exception {
    List<AuditRows.Row> all = new ArrayList<>();
    for (int i = 0; i < 1_203; i++) {
      all.add(read(START.plusSeconds(i), "billing", "192.0.2.1"));
    }
    rows.write(tenant.value(), all);
    Caller lead = lead();
    Caller viewer = person(Set.of(Role.VIEWER));
    Iterator<Caller> roles = List.of(lead, viewer).iterator();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertRefused(
        "PERMISSION_MISSING", () -> lines.write(roles::next, AuditFilter.ALL, "jsonl", out));
    assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(500);

    Iterator<Caller> standing = List.of(lead).iterator();
    ByteArrayOutputStream gone = new ByteArrayOutputStream();
    assertThatThrownBy(() -> lines.write(standing::next, AuditFilter.ALL, "jsonl", gone))
        .as("what says who they are has the last word")
        .isInstanceOf(NoSuchElementException.class);
    assertThat(gone.toString(StandardCharsets.UTF_8).lines()).hasSize(500);
  }

  /** The ids of an export's lines. */
  private List<Long> exported(Supplier<Caller> person, String format, AuditFilter filter)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    lines.write(person, filter, format, out);
    return out.toString(StandardCharsets.UTF_8)
        .lines()
        .skip(format.equals("csv") ? 1 : 0)
        .map(line -> Long.valueOf(line.split("[,:]", 3)[format.equals("csv") ? 0 : 1]))
        .toList();
  }

  private Caller lead() {
    return person(Set.of(Role.SECURITY_LEAD));
  }

  private Caller person(Set<Role> roles) {
    return new Caller(
        Caller.Kind.PERSON,
        "lead",
        tenant,
        Installed.WORKSPACE,
        roles,
        "192.0.2.1",
        UUID.randomUUID());
  }

  @Test
  void closedHoursAreCountedExactlyAndOlderRowsThatComeLaterToo() throws Exception {
    rows.write(tenant.value(), reads(7, START));
    rows.write(tenant.value(), reads(5, START.plus(Duration.ofHours(3))));
    Instant now = clock.instant();
    rows.write(tenant.value(), reads(2, now));
    Instant until = START.plus(Duration.ofHours(6));
    AuditFilter of = AuditFilter.ALL.by(Set.of(new AuditFilter.Who(Caller.Kind.ENTITY, "billing")));

    keeping.keep(100);
    for (AuditFilter filter :
        List.of(
            AuditFilter.ALL,
            of,
            AuditFilter.ALL.about(Set.of(HOT)),
            AuditFilter.ALL.doing(Set.of(Action.ACCESS_DENIED)),
            of.at("192.0.2.1"))) {
      Timeline timeline = counts.timeline(tenant, filter, START, until);
      assertThat(timeline.step()).isEqualTo(Duration.ofHours(1));
      assertThat(timeline.countedFrom()).isNull();
      assertThat(timeline.slots())
          .extracting(Timeline.Slot::all)
          .containsExactly(7L, 0L, 0L, 5L, 0L, 0L);
      assertThat(counts.timeline(tenant, filter, now.minusSeconds(60), now.plusSeconds(60)).slots())
          .as("the hour under way")
          .extracting(Timeline.Slot::succeeded)
          .contains(2L);
    }
    assertThat(
            counts.timeline(tenant, AuditFilter.ALL.ended(Outcome.REFUSED), START, until).slots())
        .allSatisfy(slot -> assertThat(slot.all()).isZero());

    // As a restore brings them.
    rows.write(tenant.value(), reads(4, START.minus(Duration.ofHours(2))));
    keeping.keep(100);
    assertThat(
            counts
                .timeline(tenant, AuditFilter.ALL, START.minus(Duration.ofHours(2)), until)
                .slots())
        .extracting(Timeline.Slot::all)
        .containsExactly(4L, 0L, 7L, 0L, 0L, 5L, 0L, 0L);
  }

  @Test
  void wholeDaysAreOneNumberAndSummedUpAgainWithOlderRows() throws Exception {
    Instant day = START.truncatedTo(ChronoUnit.DAYS);
    for (int i = 0; i < 5; i++) {
      rows.write(tenant.value(), reads(i + 1, START.plus(Duration.ofDays(i))));
      rows.write(tenant.value(), reads(10, START.plus(Duration.ofDays(i)).plusSeconds(7200)));
    }
    keeping.keep(1_000);
    // Whoever asks for days does not read the hours in them.
    database.update(
        "delete from trail_count where tenant = ? and hour_start >= ? and hour_start < ?",
        tenant.value(),
        day.plus(Duration.ofDays(1)).atOffset(ZoneOffset.UTC),
        day.plus(Duration.ofDays(4)).atOffset(ZoneOffset.UTC));
    AuditFilter hot = AuditFilter.ALL.about(Set.of(HOT));
    Instant until = START.plus(Duration.ofDays(4)).plusSeconds(3600);
    for (AuditFilter filter : List.of(AuditFilter.ALL, hot, hot.ended(Outcome.SUCCEEDED))) {
      assertThat(counts.timeline(tenant, filter, START, until).slots())
          .extracting(Timeline.Slot::all)
          .as(filter.toString())
          .containsExactly(11L, 12L, 13L, 14L, 15L);
    }
    // From the second row of the first day to the first one of the last.
    AuditSummary summary = counts.summary(tenant, START.plusSeconds(3600), until);
    assertThat(summary.records()).isEqualTo(10 + 12 + 13 + 14 + 5);
    assertThat(summary.secrets()).containsExactly(new AuditSummary.Count("hot", 54, 0));

    // As a restore brings them.
    rows.write(tenant.value(), reads(3, START.minus(Duration.ofHours(20))));
    rows.write(tenant.value(), reads(2, START.plus(Duration.ofDays(2))));
    keeping.keep(1_000);
    assertThat(counts.timeline(tenant, hot, START.minus(Duration.ofDays(1)), until).slots())
        .extracting(Timeline.Slot::all)
        .containsExactly(3L, 11L, 12L, 15L, 14L, 15L);
  }

  @Test
  void summaryCountsWhatWasCountedAndWhatIsNew() throws Exception {
    Instant now = clock.instant();
    rows.write(tenant.value(), reads(3, START));
    keeping.keep(100);
    List<AuditRows.Row> late = reads(2, now);
    late.add(
        new AuditRows.Row(
            now,
            Caller.Kind.PERSON,
            "ada",
            Action.SIGN_IN_FAILED,
            HOT,
            null,
            Outcome.REFUSED,
            "192.0.2.1",
            UUID.randomUUID()));
    rows.write(tenant.value(), late);

    AuditSummary summary = counts.summary(tenant, START, now.plusSeconds(1));

    assertThat(summary.records()).isEqualTo(6);
    assertThat(summary.refused()).isEqualTo(1);
    assertThat(summary.last()).isEqualTo(now.truncatedTo(ChronoUnit.MICROS));
    assertThat(summary.secrets()).containsExactly(new AuditSummary.Count("hot", 6, 1));
    assertThat(summary.entities()).containsExactly(new AuditSummary.Count("billing", 5, 0));
    assertThat(summary.people()).containsExactly(new AuditSummary.Count("ada", 1, 1));
  }

  @Test
  void whoReadASecretIsCountedByReader() throws Exception {
    Target secret = new Target("secret", UUID.randomUUID().toString());
    Caller billing = installed.entity("billing");
    transaction.begin();
    trail.record(billing, Action.SECRET_ACCESSED, secret);
    trail.record(billing, Action.SECRET_ACCESSED, secret);
    transaction.commit();
    trail.recordRefusal(installed.entity("crawler"), Action.SECRET_ACCESSED, secret, "NO");

    assertThat(custody.readers(installed.admin(), secret))
        .extracting(one -> one.who().id(), AuditCounts.Reader::reads, AuditCounts.Reader::refused)
        .containsExactly(tuple("billing", 2L, 0L), tuple("crawler", 1L, 1L));
  }

  @Test
  @Tag("ST-SEC-010")
  void onlySecurityLeadsAndAdminsReadTheTrailAndOnlyTheirOwn() throws Exception {
    long row = rows.write(tenant.value(), reads(1, START));
    Caller lead = person(tenant, Role.SECURITY_LEAD);
    assertThat(custody.get(lead, row).target()).isEqualTo(HOT);
    assertThatThrownBy(() -> custody.get(installed.admin(), row))
        .as("another tenant's")
        .isInstanceOf(Refused.class);
    Caller operator = person(tenant, Role.OPERATOR);
    assertThatThrownBy(() -> custody.get(operator, row)).isInstanceOf(Refused.class);
    assertThatThrownBy(() -> custody.find(operator, List.of(AuditFilter.ALL), Place.NEWEST, 10))
        .isInstanceOf(Refused.class);
    assertThat(recorded.search(tenant, AuditQuery.latest(10)))
        .extracting(AuditRecord::action)
        .contains(Action.ACCESS_DENIED);
  }

  @Test
  void exportsAreRecordedAndEachPersonHasOneAtATime() {
    Caller lead = person(tenant, Role.SECURITY_LEAD);
    custody.beginExport(lead, "csv; everything");
    assertThatThrownBy(() -> custody.beginExport(lead, "csv; everything"))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.remedy().code()).isEqualTo("EXPORT_RUNNING"));
    custody.exported(lead, 500);
    assertThat(custody.running(lead)).contains(500L);
    custody.endExport(lead, "all of 700 rows");
    assertThat(custody.running(lead)).isEmpty();

    assertThat(search.find(tenant, AuditFilter.ALL, Place.OLDEST, 10).rows())
        .extracting(AuditRecord::action, AuditRecord::detail)
        .containsExactly(
            tuple(Action.AUDIT_EXPORTED, "all of 700 rows"),
            tuple(Action.AUDIT_EXPORT_BEGUN, "csv; everything"));
  }

  @Test
  @Tag("ST-SEC-006")
  void rowWrittenBeforeItsTextBecameASecretComesOutMasked() throws Exception {
    Caller admin = installed.admin();
    String value = "zephyr-" + UUID.randomUUID();
    transaction.begin();
    trail.record(admin, Action.SHOWN_ONCE, new Target("page", "/x"), "about " + value);
    transaction.commit();
    SecretDraft draft =
        new SecretDraft(
            Environment.PRODUCTION,
            null,
            "search-" + System.nanoTime(),
            SecretType.API_KEY,
            "",
            null);
    try (SecretValue typed = SecretValue.copyOf(value.getBytes(StandardCharsets.UTF_8))) {
      secrets.store(admin, draft, typed);
    }

    AuditFilter call = AuditFilter.ALL.under(Set.of(admin.correlationId()));
    assertThat(custody.find(admin, List.of(call), Place.NEWEST, 10).rows())
        .extracting(AuditRecord::detail)
        .noneMatch(detail -> detail != null && detail.contains(value))
        .anyMatch(detail -> detail != null && detail.startsWith("about "));
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static List<AuditRows.Row> reads(int count, Instant time) {
    List<AuditRows.Row> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(read(time.truncatedTo(ChronoUnit.MICROS), "billing", "192.0.2.1"));
    }
    return all;
  }

  private static AuditRows.Row read(Instant time, String actor, String address) {
    return new AuditRows.Row(
        time,
        Caller.Kind.ENTITY,
        actor,
        Action.ACCESS_DENIED,
        HOT,
        null,
        Outcome.SUCCEEDED,
        address,
        UUID.randomUUID());
  }

  private Caller person(TenantId of, Role role) {
    return new Caller(
        Caller.Kind.PERSON,
        "lea",
        of,
        Installed.WORKSPACE,
        EnumSet.of(role),
        "127.0.0.1",
        UUID.randomUUID());
  }
}
