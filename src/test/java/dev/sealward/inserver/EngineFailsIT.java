package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.Entities;
import dev.sealward.access.EntityKind;
import dev.sealward.access.Level;
import dev.sealward.access.Policies;
import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.AlertRecord;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.guard.Guard;
import dev.sealward.guard.GuardKeeping;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.RunId;
import dev.sealward.redaction.BreakingMask;
import dev.sealward.run.Appended;
import dev.sealward.run.Artifacts;
import dev.sealward.run.ArtifactsUnderTest;
import dev.sealward.run.EventLine;
import dev.sealward.run.EventSource;
import dev.sealward.run.LogLevel;
import dev.sealward.run.Projects;
import dev.sealward.run.PromptView;
import dev.sealward.run.Prompts;
import dev.sealward.run.Runs;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every way out does when the engine itself fails on a text. */
@ExtendWith(ArquillianExtension.class)
@Tag("ST-SEC-004")
@Tag("ST-SEC-005")
@Tag("ST-SEC-006")
class EngineFailsIT {
  private static final String MARK = "engine-fails on 4kq8zv1m7";
  private static final String BLOCKED = "[blocked:redaction_failed]";
  private static final Target RECORDS = new Target("installation", "audit and alerts");

  @Inject Installed installed;
  @Inject Entities entities;
  @Inject Policies policies;
  @Inject Projects projects;
  @Inject Runs runs;
  @Inject Artifacts artifacts;
  @Inject ArtifactsUnderTest underTest;
  @Inject Prompts prompts;
  @Inject Guard guard;
  @Inject GuardKeeping keeping;
  @Inject Alerts alerts;
  @Inject AuditTrail trail;
  @Inject Recorded recorded;
  @Inject Calls calls;
  @Inject Database database;

  private Caller admin;
  private Caller agent;
  private ProjectId project;
  private RunId run;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
    String name = "engine-" + UUID.randomUUID();
    entities.register(admin, name, EntityKind.AGENT, "");
    agent = installed.entity(name);
    project = projects.create(admin, name, "About " + MARK, "").id();
    Target target = new Target("project", project.value());
    policies.grant(admin, EntityId.of(name), target, Level.WRITE, "", null);
    run = runs.start(agent, project, "A run about " + MARK).id();
  }

  @Test
  void eventIsBlockedInItsPlaceAndTheRunGoesOn() throws SQLException {
    Appended appended;
    try (BreakingMask breaking = broken()) {
      appended = append("before", "the text " + MARK, "after");
    }
    assertThat(appended.blocked()).isEqualTo(1);
    assertThat(runs.events(admin, project, run, 0, 10).events())
        .extracting(event -> event.text())
        .containsExactly("before", BLOCKED, "after");
    assertToldOnce("run " + run);
    assertNotStored();
  }

  @Test
  void promptIsNotAnsweredAndAPlaceholderKeepsItsPlace() throws SQLException {
    try (BreakingMask breaking = broken()) {
      for (int i = 0; i < 3; i++) {
        assertRefused(
            "REDACTION_FAILED",
            () -> prompts.store(agent, project, run, () -> ("[\"" + MARK + "\"]").getBytes(UTF_8)));
      }
    }
    assertThat(prompts.list(admin, project, run, 0, 10).prompts())
        .hasSize(3)
        .extracting(PromptView::failure)
        .containsOnly("REDACTION_FAILED");
    assertToldOnce("run " + run);
    assertThat(audited(new Target("run", run.toString()))).isEqualTo(3);
    assertNotStored();
  }

  @Test
  void artifactIsNotStoredWhateverItIs() throws IOException {
    try (BreakingMask breaking = broken()) {
      for (byte[] content : files()) {
        assertRefused("REDACTION_FAILED", () -> store("file", content));
        assertThat(artifacts.list(admin, project, run, null, 10).artifacts()).isEmpty();
      }
    }
    underTest.sweep();
    assertThat(underTest.unfinished()).isEmpty();
    assertToldOnce("run " + run);
    assertThat(store("file", files().get(0))).isEqualTo(files().get(0).length);
  }

  @Test
  void downloadEndsBeforeItAndAnArchiveIsNotWhole() throws Exception {
    String[] names = {"text", "binary", "archive"};
    for (int i = 0; i < names.length; i++) {
      store(names[i], files().get(i));
    }
    String token = calls.token(admin, agent.id());
    URI folder = calls.address().resolve("projects/" + project + "/runs/" + run + "/artifacts/");
    try (BreakingMask breaking = broken()) {
      for (int i = 0; i < names.length; i++) {
        byte[] came = Calls.whatComes(folder.resolve(names[i]), token);
        assertThat(came.length).isLessThan(files().get(i).length);
        assertThat(new String(came, ISO_8859_1)).doesNotContain(MARK);
        assertThat(opensAsZip(came)).isFalse();
      }
    }
    assertToldOnce("run " + run);
    assertThat(opensAsZip(Calls.get(folder.resolve("archive"), token).body())).isTrue();
    assertThat(new String(Calls.get(folder.resolve("text"), token).body(), UTF_8)).contains(MARK);
  }

  @Test
  void pagesAndAnswersOfTheApiShowThePlaceholder() {
    String token = calls.token(admin, agent.id());
    URI address = calls.address().resolve("projects/" + project + "/runs/" + run);
    try (BreakingMask breaking = broken()) {
      String answer = new String(Calls.get(address, token).body(), UTF_8);
      assertThat(answer).contains(BLOCKED).doesNotContain(MARK);
      assertThat(projects.get(admin, project).toString()).contains(BLOCKED).doesNotContain(MARK);
      assertRefused(
          "REDACTION_FAILED",
          () -> projects.create(admin, "engine-other-" + UUID.randomUUID(), MARK, ""));
    }
    assertTold("page Runs.get");
    assertTold("page Projects.get");
    assertTold("field name");
    assertThat(new String(Calls.get(address, token).body(), UTF_8)).contains(MARK);
  }

  @Test
  @Tag("ST-SEC-010")
  void recordHoldsThePlaceholderAndPeopleAreToldOfItOnce() throws SQLException {
    keeping.keep();
    long before = audited(RECORDS);
    Target wrong = new Target("project", "no project " + MARK);
    try (BreakingMask breaking = broken()) {
      trail.recordRefusal(agent, Action.ACCESS_DENIED, wrong, "MISSING");
    }
    keeping.keep();
    keeping.keep();
    assertToldOnce(RECORDS.kind() + " " + RECORDS.id());
    assertThat(audited(RECORDS)).isEqualTo(before + 1);
    assertThat(recorded.search(Installed.TENANT, AuditQuery.under(agent.correlationId(), 10)))
        .extracting(AuditRecord::target)
        .contains(new Target("project", BLOCKED));
    assertNotStored();
  }

  /** To tell of it fails in the same way. */
  @Test
  @Tag("ST-SEC-010")
  void recordOfAFailureThatCannotBeMaskedIsNotToldOfAgain() {
    keeping.keep();
    Target blocked = new Target("installation", BLOCKED);
    long before = audited(blocked);
    try (BreakingMask breaking = BreakingMask.in(guard.redactor(Installed.TENANT), RECORDS.id())) {
      trail.recordRefusal(agent, Action.ACCESS_DENIED, RECORDS, "MISSING");
      for (int i = 0; i < 3; i++) {
        keeping.keep();
      }
    }
    assertTold(BLOCKED);
    assertThat(audited(blocked)).isEqualTo(before + 1);
  }

  private BreakingMask broken() {
    return BreakingMask.in(guard.redactor(Installed.TENANT), MARK);
  }

  private Appended append(String... texts) {
    Iterator<String> lines = List.of(texts).iterator();
    int[] seq = {0};
    return runs.append(
        agent,
        project,
        run,
        new EventSource() {
          @Override
          public @Nullable EventLine next() {
            return lines.hasNext()
                ? new EventLine(++seq[0], null, "out", LogLevel.INFO, lines.next())
                : null;
          }

          @Override
          public boolean waiting() {
            return false;
          }
        });
  }

  /** Text, no text, and an archive, all larger than what a server holds back before it sends. */
  private static List<byte[]> files() throws IOException {
    String text = "nothing here\n".repeat(40_000) + MARK + "\n" + "nor here\n".repeat(10_000);
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(zip)) {
      for (String member : List.of("a", "b")) {
        out.putNextEntry(new ZipEntry(member));
        out.write(text.getBytes(UTF_8));
        out.closeEntry();
      }
    }
    String binary = "\0\1".repeat(4_000) + text;
    return List.of(text.getBytes(UTF_8), binary.getBytes(UTF_8), zip.toByteArray());
  }

  private static boolean opensAsZip(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("engine-fails", ".zip");
    try {
      Files.write(file, bytes);
      try (ZipFile zip = new ZipFile(file.toFile())) {
        return zip.size() == 2;
      } catch (IOException notOne) {
        return false;
      }
    } finally {
      Files.delete(file);
    }
  }

  private long store(String name, byte[] content) {
    return artifacts
        .store(agent, project, run, name, new ByteArrayInputStream(content))
        .artifact()
        .bytes();
  }

  private Stream<AlertRecord> told(String component) {
    return alerts.latest(Installed.TENANT, true, 200).stream()
        .filter(alert -> alert.kind() == AlertKind.REDACTION_FAILED)
        .filter(alert -> alert.component().equals(component));
  }

  private void assertTold(String component) {
    assertThat(told(component)).as(component).isNotEmpty();
  }

  /** However often it happened. */
  private void assertToldOnce(String component) {
    assertThat(told(component))
        .singleElement()
        .satisfies(alert -> assertThat(alert.toString()).doesNotContain(MARK));
  }

  private long audited(Target target) {
    return recorded.search(Installed.TENANT, AuditQuery.about(target, 100)).stream()
        .filter(row -> row.action() == Action.REDACTION_FAILED)
        .count();
  }

  /** But in what was stored on purpose before. */
  private void assertNotStored() throws SQLException {
    assertThat(database.places(MARK))
        .allMatch(place -> place.toLowerCase(Locale.ROOT).matches("(project|run)\\..*"));
  }
}
