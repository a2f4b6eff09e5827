package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.Entities;
import dev.sealward.access.EntityKind;
import dev.sealward.access.Level;
import dev.sealward.access.Policies;
import dev.sealward.access.PolicyView;
import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.AlertRecord;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.Target;
import dev.sealward.guard.MaskingFailures;
import dev.sealward.guard.WayOut;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.RunId;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.TenantId;
import dev.sealward.redaction.LineRedaction;
import dev.sealward.run.Appended;
import dev.sealward.run.EventLine;
import dev.sealward.run.EventPage;
import dev.sealward.run.EventSource;
import dev.sealward.run.EventView;
import dev.sealward.run.LogLevel;
import dev.sealward.run.ProjectSums;
import dev.sealward.run.ProjectView;
import dev.sealward.run.Projects;
import dev.sealward.run.RunState;
import dev.sealward.run.RunView;
import dev.sealward.run.Runs;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.Secrets;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
@Tag("ST-SEC-004")
@Tag("ST-SEC-005")
class RunsIT {
  private static final String SECRET = "runs-it value 5kq0vz83";

  @Inject Installed installed;
  @Inject Entities entities;
  @Inject Policies policies;
  @Inject Projects projects;
  @Inject Runs runs;
  @Inject Alerts alerts;
  @Inject MaskingFailures failures;
  @Inject Secrets secrets;
  @Inject Recorded recorded;
  @Inject Database database;

  @Resource ManagedExecutorService threads;

  private Caller admin;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
  }

  @Test
  void textIsMaskedBeforeItIsStored() throws SQLException {
    known("runs-masked", SECRET);
    Made made = made("masked");
    Appended appended =
        append(made, line(1, "login with " + SECRET), line(2, "done"), line(3, "a: " + SECRET));

    assertThat(appended.stored()).isEqualTo(3);
    assertThat(appended.refusal()).isEmpty();
    assertThat(stored(made).toString()).doesNotContain(SECRET).doesNotContain("5kq0vz83");
    assertThat(stored(made).get(0)).asString().startsWith("login with [masked:api_key:");
    assertThat(stored(made).get(1)).isEqualTo("done");
    RunView run = runs.get(admin, made.project, made.run);
    assertThat(run.events()).isEqualTo(3);
    assertThat(run.masked()).isEqualTo(2);
  }

  @Test
  void eventThatCannotBeMaskedIsBlockedAndTheRunGoesOn() throws SQLException {
    known("runs-blocked", "runs-it blocked 4vd8kz1q");
    Made made = made("blocked");
    long counted = failures.total(WayOut.RUN_EVENT);
    String tooLong = "x".repeat(LineRedaction.MAX_EVENT_BYTES);
    Appended appended =
        append(
            made,
            line(1, "one runs-it blocked 4vd8kz1q"),
            line(2, "two runs-it blocked 4vd8kz1q " + tooLong),
            line(3, "three runs-it blocked 4vd8kz1q"));

    assertThat(appended.stored()).isEqualTo(3);
    assertThat(appended.accepted()).isEqualTo(3);
    assertThat(appended.blocked()).isEqualTo(1);
    assertThat(stored(made).get(0)).asString().startsWith("one [masked:");
    assertThat(stored(made).get(1)).isEqualTo("[blocked:redaction_failed]");
    assertThat(stored(made).get(2)).asString().startsWith("three [masked:");
    assertThat(runs.events(admin, made.project, made.run, 0, 10).events().get(1).text())
        .as("what page and feed show")
        .isEqualTo("[blocked:redaction_failed]");
    assertThat(failures.total(WayOut.RUN_EVENT)).isEqualTo(counted + 1);

    AlertRecord alert = alerts.openOfHighPriority(admin).get(0);
    assertThat(alert.kind()).isEqualTo(AlertKind.REDACTION_FAILED);
    assertThat(alert.component()).isEqualTo("run " + made.run);
    assertThat(alert.toString()).doesNotContain("4vd8kz1q");
    assertThat(recorded.search(Installed.TENANT, AuditQuery.under(made.agent.correlationId(), 10)))
        .filteredOn(row -> row.action() == Action.REDACTION_FAILED)
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.actor()).isEqualTo(made.agent.id());
              assertThat(row.target()).isEqualTo(new Target("run", made.run.toString()));
              assertThat(row.toString()).doesNotContain("4vd8kz1q");
            });

    assertThat(append(made, line(4, "four")).blocked()).isZero();
    assertThat(runs.finish(made.agent, made.project, made.run, RunState.SUCCEEDED).events())
        .isEqualTo(4);
  }

  /** Sixteen streams in each of seven uploads wait while the value they know is stored. */
  @Test
  @Tag("ATTACK-16")
  void valueStoredWhileHundredStreamsRunIsMaskedInAllOfThemFromThenOn() throws Exception {
    String value = "runs-it race 8mz3vq5x";
    Made made = made("race");
    int uploads = 7;
    int streams = 16;
    CountDownLatch shown = new CountDownLatch(uploads);
    CountDownLatch registered = new CountDownLatch(1);
    List<Future<Appended>> open = new ArrayList<>();
    for (int upload = 0; upload < uploads; upload++) {
      List<EventLine> lines = new ArrayList<>();
      for (int i = 0; i < 2 * streams; i++) {
        long seq = upload * 2L * streams + i + 1;
        String stream = "s" + i % streams;
        lines.add(new EventLine(seq, null, stream, LogLevel.INFO, "it is " + value));
      }
      EventSource source = pausedAfter(streams, lines, shown, registered);
      open.add(threads.submit(() -> runs.append(made.agent, made.project, made.run, source)));
    }
    assertThat(shown.await(60, TimeUnit.SECONDS)).isTrue();
    known("runs-race", value);
    registered.countDown();
    for (Future<Appended> each : open) {
      assertThat(each.get(60, TimeUnit.SECONDS).accepted()).isEqualTo(2L * streams);
    }

    List<Object> texts = stored(made);
    for (int i = 0; i < texts.size(); i++) {
      boolean before = i % (2 * streams) < streams;
      assertThat(texts.get(i).toString().contains(value)).as("event " + (i + 1)).isEqualTo(before);
    }
  }

  private static EventSource pausedAfter(
      int first, List<EventLine> lines, CountDownLatch arrived, CountDownLatch goOn) {
    Iterator<EventLine> events = lines.iterator();
    return new EventSource() {
      private int given;

      @Override
      public @Nullable EventLine next() {
        if (given++ == first) {
          arrived.countDown();
          await(goOn);
        }
        return events.hasNext() ? events.next() : null;
      }

      @Override
      public boolean waiting() {
        return given == first;
      }
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Test
  void secretOfSeveralLinesIsMaskedOverSeveralEvents() throws SQLException {
    known("runs-lines", "first line 9vx2kq\nsecond line 7ht4zp\nthird line 3mw8rc");
    Made made = made("lines");
    append(
        made,
        line(1, "before"),
        line(2, "first line 9vx2kq"),
        line(3, "second line 7ht4zp"),
        line(4, "third line 3mw8rc"),
        line(5, "after"));

    assertThat(stored(made).toString()).doesNotContain("9vx2kq", "7ht4zp", "3mw8rc");
    assertThat(stored(made)).hasSize(5).startsWith("before").endsWith("after");
  }

  @Test
  void orderTimeStreamAndLevelAreKept() {
    Made made = made("order");
    Instant time = Instant.parse("2026-01-31T12:00:00.123456Z");
    append(
        made,
        line(1, "one"),
        new EventLine(2, time, "stderr", LogLevel.ERROR, "two"),
        line(3, "three"));

    EventPage page = runs.events(admin, made.project, made.run, 0, 100);
    assertThat(page.events()).extracting(EventView::seq).containsExactly(1L, 2L, 3L);
    assertThat(page.events().get(1))
        .isEqualTo(new EventView(2, time, "stderr", LogLevel.ERROR, "two"));
    assertThat(page.more()).isFalse();
  }

  @Test
  void eventsComeInPages() {
    Made made = made("pages");
    append(
        made,
        LongStream.rangeClosed(1, 250)
            .mapToObj(seq -> line(seq, "number " + seq))
            .toArray(EventLine[]::new));
    List<Long> seen = new ArrayList<>();
    EventPage page = runs.events(admin, made.project, made.run, 0, 100);
    page.events().forEach(event -> seen.add(event.seq()));
    while (page.more()) {
      page = runs.events(admin, made.project, made.run, page.lastSeq(), 100);
      page.events().forEach(event -> seen.add(event.seq()));
    }
    assertThat(seen).containsExactlyElementsOf(LongStream.rangeClosed(1, 250).boxed().toList());
  }

  @Test
  void repeatedSeqIsIgnoredAndTheFirstTextCounts() throws SQLException {
    Made made = made("repeated");
    append(made, line(1, "one"), line(2, "two"));
    Appended again = append(made, line(2, "another two"), line(3, "three"), line(3, "again"));
    assertThat(again.stored()).isEqualTo(3);
    assertThat(again.accepted()).isEqualTo(1);
    assertThat(again.ignored()).isEqualTo(2);
    assertThat(stored(made)).containsExactly("one", "two", "three");
  }

  @Test
  void finishedRunTakesNoMoreAndEndsOnce() throws SQLException {
    Made made = made("finished");
    append(made, line(1, "one"));
    RunView finished = runs.finish(made.agent, made.project, made.run, RunState.SUCCEEDED);
    assertThat(finished.state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(finished.endedAt()).isNotNull();

    assertRefused("RUN_FINISHED", () -> append(made, line(2, "late")));
    assertRefused(
        "RUN_FINISHED", () -> runs.finish(made.agent, made.project, made.run, RunState.FAILED));
    assertThat(stored(made)).containsExactly("one");
    assertThat(
            recorded.search(
                Installed.TENANT, AuditQuery.about(new Target("run", made.run.toString()), 10)))
        .extracting(AuditRecord::action)
        .containsExactly(Action.RUN_FINISHED, Action.RUN_STARTED);
  }

  @Test
  void runningIsNoWayToEnd() {
    Made made = made("no-end");
    assertRefused(
        "RUN_STATE_INVALID",
        () -> runs.finish(made.agent, made.project, made.run, RunState.RUNNING));
  }

  @Test
  @Tag("ST-SEC-002")
  void secretInTheTitleOrAStreamsNameIsRefused() throws SQLException {
    known("runs-named", "stream-name-4kx9q");
    Made made = made("titled");
    assertRefused(
        "SECRET_IN_PLAINTEXT",
        () -> runs.start(made.agent, made.project, "with stream-name-4kx9q"));
    Appended appended =
        append(made, new EventLine(1, null, "stream-name-4kx9q", LogLevel.INFO, "text"));
    assertThat(appended.refusal()).map(r -> r.remedy().code()).contains("SECRET_IN_PLAINTEXT");
    assertThat(stored(made)).isEmpty();
  }

  @Test
  @Tag("ST-SEC-002")
  @Tag("ST-SEC-010")
  void idThatHoldsASecretIsNotKeptInTheTrail() {
    known("runs-in-an-id", "runs-it.id-6qz2vk9x");
    Caller stranger = agent("runs-asking");
    assertDenied(() -> runs.start(stranger, ProjectId.of("runs-it.id-6qz2vk9x"), "title"));
    assertThat(recorded.search(Installed.TENANT, AuditQuery.under(stranger.correlationId(), 10)))
        .singleElement()
        .satisfies(row -> assertThat(row.target().id()).startsWith("[masked:api_key:"));
  }

  @Test
  @Tag("VAULT-03")
  @Tag("FR-028-002")
  void entityWithoutAPolicyHearsTheSameAsForMissingProjects() {
    Made made = made("foreign-agent");
    Caller stranger = agent("runs-stranger");
    ProjectId missing = ProjectId.of("runs-no-such");
    for (ProjectId project : List.of(made.project, missing)) {
      assertDenied(() -> runs.start(stranger, project, "title"));
      assertDenied(() -> append(stranger, project, made.run, line(1, "one")));
      assertDenied(() -> runs.finish(stranger, project, made.run, RunState.FAILED));
      assertDenied(() -> runs.get(stranger, project, made.run));
      assertDenied(() -> runs.events(stranger, project, made.run, 0, 10));
      assertDenied(() -> runs.latest(stranger, project, 10, null));
    }
  }

  @Test
  @Tag("VAULT-03")
  void readingIsNotWritingAndATakenGrantStopsTheNextUpload() throws SQLException {
    Made made = made("grants");
    Caller reader = agent("runs-reader");
    grant(reader, made.project, Level.READ);
    assertThat(runs.get(reader, made.project, made.run).id()).isEqualTo(made.run);
    assertDenied(() -> runs.start(reader, made.project, "title"));
    assertDenied(() -> append(reader, made.project, made.run, line(1, "one")));

    append(made, line(1, "one"));
    policies.revoke(admin, made.policy.id());
    assertDenied(() -> append(made, line(2, "two")));
    assertThat(stored(made)).containsExactly("one");
  }

  @Test
  @Tag("VAULT-03")
  void runIsReachedThroughItsOwnProjectOnly() {
    Made made = made("own-project");
    Made other = made("other-project");
    grant(made.agent, other.project, Level.WRITE);
    assertDenied(() -> append(made.agent, other.project, made.run, line(1, "one")));
    assertDenied(() -> runs.get(made.agent, other.project, made.run));
    assertRefused("NOT_FOUND", () -> runs.get(admin, other.project, made.run));
    assertRefused("NOT_FOUND", () -> runs.get(admin, made.project, RunId.of(UUID.randomUUID())));
  }

  @Test
  @Tag("FOUND-07")
  void anotherTenantsProjectAndRunAreMissing() {
    Made made = made("one-tenant");
    Caller foreigner = installed.foreigner();
    assertRefused("NOT_FOUND", () -> projects.get(foreigner, made.project));
    assertRefused("NOT_FOUND", () -> runs.latest(foreigner, made.project, 10, null));
    assertRefused("NOT_FOUND", () -> runs.get(foreigner, made.project, made.run));
    assertRefused("NOT_FOUND", () -> runs.events(foreigner, made.project, made.run, 0, 10));
    assertThat(projects.list(foreigner, null, 1_000))
        .noneMatch(view -> view.id().equals(made.project));

    Caller twin =
        new Caller(
            Caller.Kind.ENTITY,
            made.agent.id(),
            foreigner.tenant(),
            Installed.WORKSPACE,
            Set.of(),
            "127.0.0.1",
            UUID.randomUUID());
    assertDenied(() -> append(twin, made.project, made.run, line(1, "one")));
  }

  @Test
  void peopleReadAndOnlyEntitiesWrite() {
    Made made = made("people");
    Caller viewer = installed.person("run-viewer", Set.of(Role.VIEWER));
    assertThat(runs.latest(viewer, made.project, 10, null))
        .extracting(RunView::id)
        .containsExactly(made.run);
    assertDenied(() -> runs.start(admin, made.project, "by a person"));
    assertRefused("PERMISSION_MISSING", () -> projects.create(viewer, "by-a-viewer", "Name", ""));
  }

  @Test
  void projectsOfATenantAreBounded() throws SQLException {
    String digits = "(values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) ";
    database.update(
        "insert into project (id, tenant, workspace, project_id, display_name, description,"
            + " created_at, created_by, row_version) select"
            + " cast('00000000-0000-4000-8000-000000000' || a.i || b.i || c.i as uuid), 'crowded',"
            + " 'default', 'p' || a.i || b.i || c.i, 'P', '', current_timestamp, 'a test', 0 from "
            + digits
            + "a(i), "
            + digits
            + "b(i), "
            + digits
            + "c(i)");
    Caller operator =
        new Caller(
            Caller.Kind.PERSON,
            "oscar",
            TenantId.of("crowded"),
            Installed.WORKSPACE,
            Set.of(Role.OPERATOR),
            "127.0.0.1",
            UUID.randomUUID());
    assertThat(pages(operator)).hasSize(1_000).isSorted().doesNotHaveDuplicates();
    assertThat(projects.sums(operator, 5)).isEqualTo(new ProjectSums(1_000, 0, List.of()));
    assertRefused("PROJECTS_TOO_MANY", () -> projects.create(operator, "one-more", "More", ""));
    database.update("delete from project where tenant = 'crowded' and project_id = 'p999'");
    assertThat(projects.create(operator, "one-more", "More", "").runs()).isZero();
  }

  private List<String> pages(Caller caller) {
    List<String> ids = new ArrayList<>();
    ProjectId last = null;
    do {
      List<ProjectView> page = projects.list(caller, last, 151);
      page.forEach(view -> ids.add(view.id().value()));
      last = page.isEmpty() ? null : page.get(page.size() - 1).id();
    } while (last != null);
    return ids;
  }

  @Test
  void newestRunComesFirstAndPagesFollow() {
    Made made = made("newest");
    RunView second = runs.start(made.agent, made.project, "second");
    RunView third = runs.start(made.agent, made.project, "third");
    List<RunView> page = runs.latest(admin, made.project, 2, null);
    assertThat(page).extracting(RunView::id).containsExactly(third.id(), second.id());
    assertThat(runs.latest(admin, made.project, 2, page.get(1).cursor()))
        .extracting(RunView::id)
        .containsExactly(made.run);
    assertThat(projects.get(admin, made.project).runs()).isEqualTo(3);
    assertThat(projects.get(admin, made.project).lastRunAt()).isEqualTo(third.startedAt());
    assertThat(projects.list(admin, null, 1_000))
        .as("its runs and no other's")
        .filteredOn(view -> view.id().equals(made.project))
        .singleElement()
        .satisfies(
            view -> {
              assertThat(view.runs()).isEqualTo(3);
              assertThat(view.lastRunAt()).isEqualTo(third.startedAt());
            });
    assertThat(projects.sums(admin, 1).ranLast()).containsExactly(made.project);
  }

  @Test
  void projectIdIsTakenOnce() {
    projects.create(admin, "runs-taken", "Taken", "");
    assertThat(
            assertRefused("PROJECT_EXISTS", () -> projects.create(admin, "runs-taken", "Again", ""))
                .field())
        .contains("id");
  }

  private record Made(Caller agent, ProjectId project, RunId run, PolicyView policy) {}

  private Made made(String name) {
    Caller agent = agent("runs-agent-" + name);
    ProjectId project = projects.create(admin, "runs-" + name, "Made by a test", "").id();
    PolicyView policy = grant(agent, project, Level.WRITE);
    return new Made(agent, project, runs.start(agent, project, "a run").id(), policy);
  }

  private Caller agent(String name) {
    entities.register(admin, name, EntityKind.AGENT, "");
    return installed.entity(name);
  }

  private PolicyView grant(Caller agent, ProjectId project, Level level) {
    Target target = new Target("project", project.value());
    return policies.grant(admin, EntityId.of(agent.id()), target, level, "", null);
  }

  private void known(String name, String text) {
    SecretDraft draft =
        new SecretDraft(Environment.DEV, "generic", name, SecretType.API_KEY, "", null);
    try (SecretValue value = SecretValue.copyOf(text.toCharArray())) {
      assertThat(secrets.store(admin, draft, value).maskingNotes()).isEmpty();
    }
  }

  private Appended append(Made made, EventLine... lines) {
    return append(made.agent, made.project, made.run, lines);
  }

  private Appended append(Caller caller, ProjectId project, RunId run, EventLine... lines) {
    return runs.append(caller, project, run, source(lines));
  }

  private static EventSource source(EventLine... lines) {
    Iterator<EventLine> events = List.of(lines).iterator();
    return new EventSource() {
      @Override
      public @Nullable EventLine next() {
        return events.hasNext() ? events.next() : null;
      }

      @Override
      public boolean waiting() {
        return false;
      }
    };
  }

  private List<Object> stored(Made made) throws SQLException {
    return database.column(
        "select masked_text from run_event where run_id = ? order by seq", made.run.value());
  }

  private static EventLine line(long seq, String text) {
    return new EventLine(seq, null, "stdout", LogLevel.INFO, text);
  }

  private static void assertDenied(Runnable action) {
    Refused refused = assertRefused("CREDENTIAL_ACCESS_DENIED", action::run);
    assertThat(refused.remedy()).isEqualTo(Refused.accessDenied().remedy());
    assertThat(refused.kind()).isEqualTo(Refused.Kind.DENIED);
  }
}
