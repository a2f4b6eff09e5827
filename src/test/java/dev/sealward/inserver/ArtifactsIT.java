package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.access.Entities;
import dev.sealward.access.EntityKind;
import dev.sealward.access.Level;
import dev.sealward.access.Policies;
import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.AlertRecord;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.Outcome;
import dev.sealward.audit.Target;
import dev.sealward.guard.SlowReadersUnderTest;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.Reach;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.RunId;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.TenantId;
import dev.sealward.run.ArtifactContent;
import dev.sealward.run.ArtifactView;
import dev.sealward.run.Artifacts;
import dev.sealward.run.ArtifactsUnderTest;
import dev.sealward.run.Projects;
import dev.sealward.run.PromptView;
import dev.sealward.run.Prompts;
import dev.sealward.run.RunState;
import dev.sealward.run.Runs;
import dev.sealward.run.StoredArtifact;
import dev.sealward.run.StoredPrompt;
import dev.sealward.run.content.ContentKind;
import dev.sealward.secret.ManyMasks;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.Secrets;
import dev.sealward.secret.StoredSecret;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
@Tag("ST-SEC-005")
class ArtifactsIT {
  private static final String SECRET = "artifacts-it value 5kq0vz83";

  @Inject Installed installed;
  @Inject Entities entities;
  @Inject Policies policies;
  @Inject Projects projects;
  @Inject Runs runs;
  @Inject Artifacts artifacts;
  @Inject ArtifactsUnderTest underTest;
  @Inject Prompts prompts;
  @Inject Secrets secrets;
  @Inject Recorded recorded;
  @Inject Alerts alerts;
  @Inject Database database;
  @Inject Clock clock;
  @Inject Calls calls;
  @Inject SlowReadersUnderTest slowly;
  @Inject MetricRegistry metrics;
  @Inject ManyMasks masks;

  private Caller admin;
  private Caller agent;
  private ProjectId project;
  private RunId run;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
    String name = "artifacts-" + UUID.randomUUID();
    entities.register(admin, name, EntityKind.AGENT, "");
    agent = installed.entity(name);
    project = projects.create(admin, name, "Made by a test", "").id();
    Target target = new Target("project", project.value());
    policies.grant(admin, EntityId.of(name), target, Level.WRITE, "", null);
    run = runs.start(agent, project, "a run").id();
  }

  @Test
  void fileIsMaskedBeforeItIsStoredAndAudited() throws IOException, SQLException {
    known(SECRET);
    StoredArtifact stored = store("log.txt", "with " + SECRET + "\n");

    assertThat(stored.fresh()).isTrue();
    ArtifactView view = artifacts.get(admin, project, run, "log.txt");
    assertThat(view).isEqualTo(stored.artifact());
    assertThat(view.kind()).isEqualTo(ContentKind.TEXT);
    assertThat(view.masked()).isEqualTo(1);
    assertThat(read("log.txt"))
        .matches("with \\[masked:api_key:....]\n")
        .hasSize((int) view.bytes());
    Path file = file("log.txt");
    assertThat(Files.readString(file)).isEqualTo(read("log.txt"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(audited().get(0).action()).isEqualTo(Action.ARTIFACT_STORED);
    assertThat(audited().get(0).detail()).isEqualTo("artifact log.txt");
    assertThat(garbage(file)).isZero();
  }

  @Test
  void sameAgainIsOneArtifactAndAnotherOfItsNameIsRefused() throws IOException {
    StoredArtifact first = store("a.txt", "one\n");
    StoredArtifact again = store("a.txt", "one\n");

    assertThat(again.fresh()).isFalse();
    assertThat(again.artifact()).isEqualTo(first.artifact());
    assertRefused("ARTIFACT_EXISTS", () -> store("a.txt", "two\n"));
    assertThat(read("a.txt")).isEqualTo("one\n");
    AuditRecord refused = audited().get(0);
    assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(refused.code()).isEqualTo("ARTIFACT_EXISTS");
  }

  @Test
  void whatIsRefusedLeavesNoRowAndNoFile() throws IOException {
    assertRefused("ARCHIVE_UNSUPPORTED", () -> store("a.7z", "7z\u00bc\u00af'\u001c\0"));
    assertRefused("NAME_INVALID", () -> store("../a", "x"));
    known("artifacts-it-name-5kq0vz83");
    assertRefused("SECRET_IN_PLAINTEXT", () -> store("artifacts-it-name-5kq0vz83", "x"));
    assertThat(artifacts.list(admin, project, run, null, 10).artifacts()).isEmpty();
    underTest.sweep();
    assertThat(underTest.unfinished()).isEmpty();
  }

  @Test
  void maskingThatFailsStoresNothingAndRaisesAnAlert() throws IOException {
    InputStream failing =
        new InputStream() {
          @Override
          public int read() {
            throw ArtifactsUnderTest.redactionFailure();
          }
        };
    assertRefused("REDACTION_FAILED", () -> artifacts.store(agent, project, run, "a.txt", failing));
    assertThat(artifacts.list(admin, project, run, null, 10).artifacts()).isEmpty();
    assertThat(alerts.latest(Installed.TENANT, true, 200))
        .anyMatch(
            alert ->
                alert.kind() == AlertKind.REDACTION_FAILED
                    && alert.component().contains(run.toString()));
    underTest.sweep();
    assertThat(underTest.unfinished()).isEmpty();
    assertThat(store("a.txt", "the run goes on\n").fresh()).isTrue();
  }

  @Test
  void changedOrMissingFileIsHeldBack() throws IOException {
    store("a.txt", "as it was\n");
    store("gone.txt", "as it was\n");
    Files.writeString(file("a.txt"), "as it wax\n");
    Files.delete(file("gone.txt"));

    assertRefused("ARTIFACT_CHANGED", () -> read("a.txt"));
    assertRefused("ARTIFACT_CHANGED", () -> read("a.txt"));
    assertRefused("ARTIFACT_GONE", () -> read("gone.txt"));
    assertThat(alerts.latest(Installed.TENANT, true, 200))
        .filteredOn(
            alert ->
                alert.kind() == AlertKind.ARTIFACT_CHANGED
                    && alert.detail().contains(run.toString()))
        .hasSize(1);
  }

  @Test
  void valueThatBecameKnownSinceIsOverwrittenOnTheWayOut() {
    String later = "artifacts-it later 8wz3hm61";
    store("a.txt", "with " + later + "\n");
    known(later);
    assertThat(read("a.txt")).isEqualTo("with " + "*".repeat(later.length()) + "\n");
  }

  @Test
  void valueThatBecameKnownSinceIsMaskedInsideArchivesOnTheWayOut() throws IOException {
    String later = "artifacts-it later 2vt6qk94";
    byte[] log = ("with " + later + "\n").getBytes(UTF_8);
    byte[] untouched = zip("plain.txt", "nothing here\n".getBytes(UTF_8));
    artifacts.store(agent, project, run, "a.zip", new ByteArrayInputStream(zip("log.txt", log)));
    artifacts.store(
        agent, project, run, "b.gz", new ByteArrayInputStream(gzip(zip("x.bin", binary(log)))));
    artifacts.store(agent, project, run, "c.zip", new ByteArrayInputStream(untouched));
    byte[] before = bytes("c.zip");
    known(later);

    assertThat(new String(unzip(bytes("a.zip")), UTF_8)).matches("with \\[masked:api_key:....]\n");
    assertThat(new String(unzip(gunzip(bytes("b.gz"))), UTF_8))
        .isEqualTo("\0".repeat(9) + "with " + "*".repeat(later.length()) + "\n");
    assertThat(bytes("c.zip")).as("nothing to mask").isEqualTo(before);
    assertThat(Files.readAllBytes(file("c.zip"))).isEqualTo(before);
    underTest.sweep();
    assertThat(underTest.unfinished()).isEmpty();
  }

  @Test
  void archiveThatChangesWhileItIsReadGetsNoEnd() throws IOException {
    artifacts.store(
        agent,
        project,
        run,
        "a.zip",
        new ByteArrayInputStream(zip("a", "as it was".getBytes(UTF_8))));
    ArtifactContent opened = artifacts.open(admin, project, run, "a.zip");
    Files.write(file("a.zip"), zip("a", "as it wax".getBytes(UTF_8)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    assertThatThrownBy(() -> opened.writeTo(out)).isInstanceOf(IOException.class);
    assertThat(out.toString(java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("PK\u0005\u0006");
  }

  /** As one whose body stopped coming: more often than there are slots. */
  @Test
  @Tag("ATTACK-07")
  void uploadsThatAreTooSlowLeaveNothingAndGiveTheirSlotsBack() throws IOException {
    InputStream stalled =
        new InputStream() {
          @Override
          public int read() {
            throw Refused.of(Refused.Kind.TOO_SLOW, Remedy.of("BODY_TOO_SLOW", "It stopped."));
          }
        };
    for (int i = 0; i < 30; i++) {
      assertRefused("BODY_TOO_SLOW", () -> artifacts.store(agent, project, run, "s", stalled));
    }
    assertThat(artifacts.list(admin, project, run, null, 10).artifacts()).isEmpty();
    underTest.sweep();
    assertThat(underTest.unfinished()).isEmpty();
    assertThat(store("s", "now it comes\n").fresh()).isTrue();
  }

  /** Over a real connection, whose writes only seem to take long. */
  @Test
  @Tag("ATTACK-07")
  @Tag("FOUND-10")
  void downloadThatIsTakenTooSlowlyEndsAtOnceAndIsCounted() throws Exception {
    String text = "one line of many\n".repeat(40_000);
    store("many.txt", text);
    String token = calls.token(admin, agent.id());
    URI address =
        calls
            .address()
            .resolve("projects/" + project + "/runs/" + run + "/artifacts/" + "many.txt");
    long before = endedAnswers();
    try (SlowReadersUnderTest.Slowness slow = slowly.everyWriteTakes(Duration.ofSeconds(31))) {
      assertThat(Calls.whatComes(address, token).length).isLessThan(text.length());
    }
    assertThat(endedAnswers()).isEqualTo(before + 1);
    assertThat(new String(Calls.get(address, token).body(), UTF_8)).isEqualTo(text);
    assertThat(endedAnswers()).isEqualTo(before + 1);
  }

  /** A reader that really holds the server up: its clock goes on ten seconds with each piece. */
  @Test
  @Tag("ATTACK-07")
  void readerThatHoldsTheServerUpIsEndedInTheMiddle() throws Exception {
    byte[] text = "one line of many\n".repeat(900_000).getBytes(UTF_8);
    artifacts.store(agent, project, run, "large.txt", new ByteArrayInputStream(text));
    String token = calls.token(admin, agent.id());
    URI address =
        calls
            .address()
            .resolve("projects/" + project + "/runs/" + run + "/artifacts/" + "large.txt");
    long before = endedAnswers();
    AtomicLong now = new AtomicLong();
    try (SlowReadersUnderTest.Slowness slow = slowly.timeIs(now::get);
        Socket reader = new Socket()) {
      // Little fits between the two, so that the server waits for what is read here.
      reader.setReceiveBufferSize(8 * 1024);
      reader.setSoTimeout(60_000);
      reader.connect(new InetSocketAddress(address.getHost(), address.getPort()));
      String asked =
          "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(address.getPath(), address.getAuthority(), token);
      reader.getOutputStream().write(asked.getBytes(UTF_8));
      byte[] piece = new byte[64 * 1024];
      long came = 0;
      // Once it is ended nothing more is sent, and the server's own patience ends the connection.
      for (int read = 0; read >= 0 && endedAnswers() == before; read = next(reader, piece)) {
        came += read;
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        // Time passes for the server only while it waits for the reader, so it must.
        Thread.sleep(20);
      }
      assertThat(came).isPositive().isLessThan(text.length);
    }
    assertThat(endedAnswers()).isEqualTo(before + 1);
  }

  private static int next(Socket reader, byte[] piece) throws IOException {
    try {
      return reader.getInputStream().readNBytes(piece, 0, piece.length) > 0 ? piece.length : -1;
    } catch (SocketTimeoutException kept) {
      throw new AssertionError("the server keeps a connection that lacks promised bytes", kept);
    } catch (SocketException cut) {
      return -1;
    }
  }

  /** On a database that nodes share; a file has one process. */
  @Test
  void valueThatAnotherNodeStoresMeanwhileIsMaskedInTheNextChunk() throws Exception {
    TenantId tenant = TenantId.of("two-nodes");
    Caller theirs = of(tenant, Caller.Kind.PERSON, EnumSet.allOf(Role.class));
    Caller writer = of(tenant, Caller.Kind.ENTITY, Set.of());
    entities.register(theirs, writer.id(), EntityKind.AGENT, "");
    ProjectId shared = projects.create(theirs, "two-nodes", "Made by a test", "").id();
    Target target = new Target("project", shared.value());
    policies.grant(theirs, EntityId.of(writer.id()), target, Level.WRITE, "", null);
    RunId open = runs.start(writer, shared, "a run").id();
    String value = ManyMasks.value(0);
    String text = (value + "\n" + "nothing here\n".repeat(12_000)).repeat(3) + value;
    artifacts.store(writer, shared, open, "a.txt", body(text));

    ByteArrayOutputStream out =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] bytes, int from, int length) {
            if (size() == 0) {
              // As another node writes them: nothing tells this one.
              masks.fill(tenant, 1);
            }
            super.write(bytes, from, length);
          }
        };
    try {
      artifacts.open(theirs, shared, open, "a.txt").writeTo(out);
    } finally {
      masks.clear(tenant);
    }
    String left = out.toString(UTF_8);
    assertThat(left).hasSameSizeAs(text).startsWith(value);
    if (database.isPostgres()) {
      assertThat(left).endsWith("*".repeat(value.length()));
      assertThat(left.indexOf(value, 1)).isNegative();
    } else {
      assertThat(left).as("nobody else writes to its file").isEqualTo(text);
    }
  }

  private Caller of(TenantId tenant, Caller.Kind kind, Set<Role> roles) {
    return new Caller(
            kind,
            "two-nodes-" + kind.name().toLowerCase(Locale.ROOT),
            tenant,
            Installed.WORKSPACE,
            roles,
            "127.0.0.1",
            UUID.randomUUID())
        .within(Reach.tenantWide())
        .provenAt(clock.instant());
  }

  @Test
  @Tag("ATTACK-07")
  void oneCallerHasEightDownloadsAtOnceAndGivesThemBack() {
    store("some.txt", "some text\n");
    downloadsAtOnce(8);
    assertRefused("UPLOADS_BUSY", () -> downloadsAtOnce(9));
    downloadsAtOnce(8);
  }

  @Test
  @Tag("ATTACK-07")
  void downloadHasItsSlotBeforeItsFileIsReadAndGivesItBackWhateverComesOfIt() throws IOException {
    store("some.txt", "some text\n");
    store("changed.txt", "as it was\n");
    Files.writeString(file("changed.txt"), "as it wax\n");
    for (int i = 0; i < 9; i++) {
      assertRefused("ARTIFACT_CHANGED", () -> read("changed.txt"));
    }
    List<ArtifactContent> opened =
        Stream.generate(() -> artifacts.open(admin, project, run, "some.txt")).limit(8).toList();
    assertRefused("UPLOADS_BUSY", () -> read("changed.txt"));
    opened.forEach(ArtifactContent::close);
    downloadsAtOnce(8);
  }

  @Test
  @Tag("ATTACK-07")
  void askingForTheHeadOfADownloadKeepsNoSlot() {
    store("some.txt", "some text\n");
    String token = calls.token(admin, agent.id());
    URI address =
        calls
            .address()
            .resolve("projects/" + project + "/runs/" + run + "/artifacts/" + "some.txt");
    for (int i = 0; i < 9; i++) {
      assertThat(Calls.head(address, token).statusCode()).isEqualTo(200);
    }
    assertThat(Calls.get(address, token).statusCode()).isEqualTo(200);
  }

  /** Each begins while the one before is under way. */
  private void downloadsAtOnce(int count) {
    OutputStream out =
        new OutputStream() {
          private boolean begun;

          @Override
          public void write(int b) {
            write(new byte[1], 0, 1);
          }

          @Override
          public void write(byte[] bytes, int from, int length) {
            if (!begun && count > 1) {
              begun = true;
              downloadsAtOnce(count - 1);
            }
          }
        };
    try {
      artifacts.open(admin, project, run, "some.txt").writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long endedAnswers() {
    long gauge =
        metrics
            .getGauges((id, any) -> id.getName().equals("sealward_answers_too_slow"))
            .values()
            .stream()
            .mapToLong(any -> any.getValue().longValue())
            .sum();
    assertThat(gauge).isEqualTo(slowly.ended());
    return gauge;
  }

  @Test
  void promptsAreCountedByTheMinuteForEachEntity() {
    Prompts paced = underTest.prompts(Clock.fixed(clock.instant(), ZoneOffset.UTC), 2);
    for (int i = 0; i < 2; i++) {
      paced.store(agent, project, run, () -> "1".getBytes(UTF_8));
    }
    Refused refused =
        assertRefused(
            "PROMPTS_TOO_OFTEN",
            () ->
                paced.store(
                    agent,
                    project,
                    run,
                    () -> {
                      throw new AssertionError("its body is not read");
                    }));
    assertThat(refused.kind().status()).isEqualTo(429);
    assertThat(refused.retryAfter()).contains(Duration.ofMinutes(1));
    assertThat(prompts.list(admin, project, run, 0, 10).prompts()).hasSize(2);
  }

  @Test
  @Tag("VAULT-09")
  void whoseTextsHoldManyValuesItMayNotReadIsToldOfAndWhoMayReadThemIsNot() {
    Caller reader = installed.entity("artifacts-reader-" + UUID.randomUUID());
    entities.register(admin, reader.id(), EntityKind.AGENT, "");
    Target target = new Target("project", project.value());
    policies.grant(admin, EntityId.of(reader.id()), target, Level.WRITE, "", null);
    StringBuilder json = new StringBuilder("[0");
    for (int i = 0; i < 20; i++) {
      String value = "guessed-" + UUID.randomUUID();
      SecretId secret = known(value);
      policies.grant(
          admin,
          EntityId.of(reader.id()),
          new Target("secret", secret.toString()),
          Level.READ,
          "",
          null);
      json.append(",\"").append(value).append('"');
    }
    byte[] prompt = json.append(']').toString().getBytes(UTF_8);
    for (Caller sender : List.of(agent, reader)) {
      String answer = prompts.store(sender, project, run, () -> prompt).text();
      assertThat(answer).doesNotContain("guessed-");
    }
    assertThat(guessing(agent)).singleElement().isEqualTo("20 values within an hour");
    assertThat(guessing(reader)).isEmpty();
  }

  private List<String> guessing(Caller entity) {
    return alerts.latest(Installed.TENANT, true, 200).stream()
        .filter(alert -> alert.kind() == AlertKind.VALUES_GUESSED)
        .filter(alert -> EntityId.of(entity.id()).equals(alert.entity()))
        .map(AlertRecord::detail)
        .toList();
  }

  @Test
  void leftoversAreTakenAwayWhenTheirTimeIsOver() throws IOException, SQLException {
    store("kept.txt", "kept\n");
    UUID left = underTest.abandonedUpload();
    underTest.sweep();
    assertThat(underTest.unfinished()).as("it may still be under way").hasSize(3);

    database.update(
        "update artifact_garbage set not_before = ? where artifact_id = ?",
        OffsetDateTime.ofInstant(clock.instant().minusSeconds(1), ZoneOffset.UTC),
        left);
    underTest.sweep();

    assertThat(underTest.unfinished()).isEmpty();
    assertThat(database.one("select count(*) from artifact_garbage where artifact_id = ?", left))
        .isEqualTo(0L);
    assertThat(read("kept.txt")).isEqualTo("kept\n");
  }

  @Test
  void uploadThatTookTooLongIsRefusedAtItsEnd() {
    InputStream slow =
        new ByteArrayInputStream("late\n".getBytes(UTF_8)) {
          @Override
          public synchronized int read(byte[] into, int from, int length) {
            underTest.expireAll();
            return super.read(into, from, length);
          }
        };
    assertRefused(
        "ARTIFACT_TOO_SLOW", () -> artifacts.store(agent, project, run, "late.txt", slow));
    assertThat(artifacts.list(admin, project, run, null, 10).artifacts()).isEmpty();
  }

  @Test
  void operatorDeletesAndNobodyElse() throws IOException, SQLException {
    store("a.txt", "one\n");
    Path file = file("a.txt");
    Caller viewer = installed.person("artifacts-viewer", Set.of(Role.VIEWER));
    assertRefused("PERMISSION_MISSING", () -> artifacts.delete(viewer, project, run, "a.txt"));
    assertThat(read("a.txt")).isEqualTo("one\n");

    artifacts.delete(admin, project, run, "a.txt");
    underTest.sweep();

    assertThat(file).doesNotExist();
    assertRefused("NOT_FOUND", () -> artifacts.get(admin, project, run, "a.txt"));
    assertThat(audited().get(0).action()).isEqualTo(Action.ARTIFACT_DELETED);
    assertThat(store("a.txt", "two\n").fresh()).isTrue();
  }

  @Test
  void strangersAndEndedRunsStoreNothing() {
    Caller stranger = installed.entity("artifacts-stranger");
    assertRefused(
        "CREDENTIAL_ACCESS_DENIED",
        () -> artifacts.store(stranger, project, run, "a.txt", body("x")));
    assertRefused(
        "CREDENTIAL_ACCESS_DENIED", () -> artifacts.list(stranger, project, run, null, 1));
    assertRefused("NOT_FOUND", () -> artifacts.list(installed.foreigner(), project, run, null, 1));
    assertRefused("NOT_FOUND", () -> artifacts.open(installed.foreigner(), project, run, "a.txt"));
    assertRefused("NOT_FOUND", () -> prompts.list(installed.foreigner(), project, run, 0, 1));
    runs.finish(agent, project, run, RunState.SUCCEEDED);
    assertRefused("RUN_FINISHED", () -> store("a.txt", "x"));
    assertRefused("RUN_FINISHED", () -> prompt("1"));
  }

  @Test
  void artifactsComeInPagesByName() {
    for (String name : List.of("c", "a", "b")) {
      store(name, name);
    }
    assertThat(artifacts.list(admin, project, run, null, 2).artifacts())
        .extracting(ArtifactView::name)
        .containsExactly("a", "b");
    assertThat(artifacts.list(admin, project, run, null, 2).more()).isTrue();
    assertThat(artifacts.list(admin, project, run, "b", 2).artifacts())
        .extracting(ArtifactView::name)
        .containsExactly("c");
  }

  @Test
  void promptIsAnsweredAsItIsStored() {
    known("artifacts-it prompt 3rt6yv90");
    StoredPrompt first = prompt("{\"messages\":[\"use artifacts-it prompt 3rt6yv90\"]}");
    prompt("[2]");

    assertThat(first.number()).isEqualTo(1);
    assertThat(first.text()).matches("\\{\"messages\":\\[\"use \\[masked:api_key:....]\"]}");
    List<PromptView> stored = prompts.list(admin, project, run, 0, 10).prompts();
    assertThat(stored).extracting(PromptView::number).containsExactly(1, 2);
    assertThat(stored.get(0).text()).isEqualTo(first.text());
    assertThat(stored.get(0).masked()).isEqualTo(1);
    assertThat(audited().get(0).action()).isEqualTo(Action.PROMPT_STORED);
    assertThat(prompts.list(admin, project, run, 1, 1).prompts())
        .extracting(PromptView::text)
        .containsExactly("[2]");
    assertThat(prompts.list(admin, project, run, 0, 1).more()).isTrue();
  }

  @Test
  void promptOfManyPartsComesBackWhole() {
    String text = "\ud83d\ude00 word ".repeat(200_000);
    StoredPrompt stored = prompt("[\"" + text + "\"]");
    assertThat(stored.text()).isEqualTo("[\"" + text + "\"]");
    assertThat(prompts.list(admin, project, run, 0, 1).prompts().get(0).text())
        .isEqualTo(stored.text());
  }

  @Test
  void placeholderKeepsThePlaceOfAPromptThatCouldNotBeMasked() {
    underTest.promptFailed(agent, project, run);
    assertThat(prompt("[2]").number()).isEqualTo(2);
    PromptView failed = prompts.list(admin, project, run, 0, 10).prompts().get(0);
    assertThat(failed.text()).isNull();
    assertThat(failed.failure()).isEqualTo("REDACTION_FAILED");
  }

  private StoredPrompt prompt(String json) {
    return prompts.store(agent, project, run, () -> json.getBytes(UTF_8));
  }

  private StoredArtifact store(String name, String content) {
    return artifacts.store(agent, project, run, name, body(content));
  }

  private static InputStream body(String content) {
    return new ByteArrayInputStream(
        content.startsWith("7z")
            ? content.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)
            : content.getBytes(UTF_8));
  }

  private String read(String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      artifacts.open(admin, project, run, name).writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(UTF_8);
  }

  private byte[] bytes(String name) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    artifacts.open(admin, project, run, name).writeTo(out);
    return out.toByteArray();
  }

  private static byte[] zip(String name, byte[] content) throws IOException {
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(zip)) {
      out.putNextEntry(new ZipEntry(name));
      out.write(content);
      out.closeEntry();
    }
    return zip.toByteArray();
  }

  private static byte[] unzip(byte[] zip) throws IOException {
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      in.getNextEntry();
      return in.readAllBytes();
    }
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(content);
    }
    return gzip.toByteArray();
  }

  private static byte[] gunzip(byte[] gzip) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return in.readAllBytes();
    }
  }

  private static byte[] binary(byte[] text) {
    byte[] binary = new byte[text.length + 9];
    System.arraycopy(text, 0, binary, 9, text.length);
    return binary;
  }

  private Path file(String name) {
    return underTest.file(run, name);
  }

  private long garbage(Path file) throws SQLException {
    return (Long)
        database.one(
            "select count(*) from artifact_garbage where artifact_id = ?",
            UUID.fromString(file.getFileName().toString()));
  }

  private List<AuditRecord> audited() {
    return recorded.search(
        Installed.TENANT, AuditQuery.about(new Target("run", run.toString()), 10));
  }

  private SecretId known(String text) {
    SecretDraft draft =
        new SecretDraft(
            Environment.DEV,
            "generic",
            "artifacts-" + UUID.randomUUID(),
            SecretType.API_KEY,
            "",
            null);
    try (SecretValue value = SecretValue.copyOf(text.toCharArray())) {
      StoredSecret stored = secrets.store(admin, draft, value);
      assertThat(stored.maskingNotes()).isEmpty();
      return stored.secret().id();
    }
  }
}
