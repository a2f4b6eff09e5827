package dev.sealward.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.secret.store.cloud.AwsServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The master key from its page: rotated, re-wrapped, destroyed (VAULT-06). The secrets are in AWS
 * Secrets Manager, or what stands in for it, under the jar that has the vendor's library.
 */
@Tag("VAULT-06")
@Tag("PAGE-01")
class KeysPageIT {
  private static final String KEYS = "/settings/security/keys";
  private static final String API = "/api/v1/keys";
  private static final Duration REWRAP = Duration.ofSeconds(60);
  // So long re-wrapping goes on for certain, and can be paused.
  private static final String SETTLE = "PT3S";

  private static AwsServer aws;
  private static Installation sealward;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    aws = new AwsServer();
    Map<String, String> settings = new HashMap<>(aws.environment());
    settings.put("SECRETS_PROVIDER", "aws");
    settings.put("SEALWARD_KEY_SETTLE", SETTLE);
    settings.put("SEALWARD_KEY_MAX_AGE", "PT0S");
    settings.put(RunningSealward.JAR, CloudJar.make().toString());
    sealward = Installation.on(settings, "file");
  }

  @AfterAll
  static void stop() {
    if (sealward != null) {
      sealward.close();
    }
    aws.close();
  }

  @Test
  @Tag("FOUND-01")
  @Tag("HOME-04")
  void cloudStoreHoldsWhatIsStoredRotatedAndRevoked() {
    new StoreWalk(sealward, aws::names).storesResolvesRotatesAndRevokes();
  }

  @Test
  @Tag("FOUND-03")
  void cloudStoreThatIsAwayRefusesTyped() {
    new StoreWalk(sealward, aws::names)
        .isRefusedWhileAway(
            "STORE_UNAVAILABLE",
            () -> aws.become(AwsServer.Mood.FAILING),
            () -> aws.become(AwsServer.Mood.WELL));
  }

  @Test
  @Tag("FOUND-03")
  void cachesAreCounted() {
    new StoreWalk(sealward, aws::names).countsWhatItsCachesDo();
  }

  @Test
  void whatCouldNotBeReWrappedIsListedAPageAtATimeUntilItIsTriedAgain() {
    whileGranted(
        agent -> {
          aws.become(AwsServer.Mood.FAILING);
          List<String> failed;
          try {
            assertThat(agent.post(API + "/rotations", "{\"source\":\"file\"}").status())
                .isEqualTo(202);
            int count = awaitRewrapped(agent).getInt("failed");
            assertThat(count).isGreaterThanOrEqualTo(2);
            failed = failures(agent);
            assertThat(failed).hasSize(count).doesNotHaveDuplicates();
            String listed = operator().open(KEYS + "/failures?work=rewrap").words();
            assertThat(listed).contains(failed).contains("Its store does not answer");
            assertThat(operator().open(KEYS + "/failures?work=store-migration").words())
                .contains("Nothing failed");
          } finally {
            aws.become(AwsServer.Mood.WELL);
          }
          assertProblem(agent.get(API + "/rewrap/failures?limit=0"), 422, "NUMBER_INVALID");
          assertProblem(
              agent.get(API + "/rewrap/failures?after=" + "x".repeat(161)), 422, "FIELD_TOO_LONG");

          assertThat(agent.post(API + "/rewrap/resume", "{}").status()).isEqualTo(200);
          assertThat(awaitRewrapped(agent).getInt("failed")).isZero();
          assertThat(failures(agent)).isEmpty();
          assertThat(agent.value(sealward.granted().reference())).isEqualTo(Installation.VALUE);
        });
  }

  /** All of them, one a page. */
  private static List<String> failures(Agent agent) {
    List<String> items = new ArrayList<>();
    String from = "";
    while (true) {
      JsonObject page = agent.get(API + "/rewrap/failures?limit=1" + from).json();
      for (JsonObject failure : page.getJsonArray("failures").getValuesAs(JsonObject.class)) {
        assertThat(failure.getString("reason")).isEqualTo("STORE_UNAVAILABLE");
        items.add(failure.getString("item"));
      }
      if (!page.containsKey("next")) {
        return items;
      }
      from = "&after=" + URLEncoder.encode(page.getString("next"), StandardCharsets.UTF_8);
    }
  }

  private static Operator operator() {
    return sealward.operator();
  }

  private static Page rotate(Map<String, String> typed) {
    return operator().submit(operator().open(KEYS + "/rotate"), "rotate", "rotateIt", typed);
  }

  /** The version in use, as the page says it. */
  private static int active() {
    String words = operator().open(KEYS).words();
    return Integer.parseInt(words.replaceAll(".*? In use .*?Version (\\d+) Source.*", "$1"));
  }

  private static Page awaitRewrapped() {
    long end = System.nanoTime() + REWRAP.toNanos();
    Page page = operator().open(KEYS);
    while (!page.words().contains("Re-wrapping Complete")) {
      assertThat(System.nanoTime()).as("still: %s", page.words()).isLessThan(end);
      Thread.onSpinWait();
      page = operator().open(KEYS);
    }
    return page;
  }

  private static Path keyFile(int version) {
    String name = version == 1 ? "master.key" : "master.key.v" + version;
    return sealward.program().data().resolve("keys").resolve(name);
  }

  @Test
  @Tag("ST-SEC-001")
  void rotatesReWrapsRetiresAndDestroysOnTheTypedWord() {
    int old = active();
    Page begun = rotate(Map.of());
    assertThat(begun.address().getPath()).isEqualTo(KEYS);
    assertThat(begun.words()).contains("Rotated: key version " + (old + 1) + " is in use now.");

    Page done = awaitRewrapped();
    assertThat(done.text("rewrap-note"))
        .isEqualTo("Everything is under version " + (old + 1) + ".");
    assertThat(done.words()).contains("100 %").contains("Version " + old + " AES-256-GCM Retired");
    assertThat(sealward.agent().value(sealward.granted().reference()))
        .isEqualTo(Installation.VALUE);
    assertThat(keyFile(old)).exists();

    String destroy = KEYS + "/" + old + "/destroy";
    Page asked = operator().open(destroy);
    assertThat(asked.words()).contains("cannot be undone", "Backups made before carry this key");
    Page wrong =
        operator()
            .submit(asked, "destroy", "destroyIt", Map.of("confirmation", "destroy " + (old + 1)));
    assertThat(wrong.text("confirmation-error")).contains("Type: destroy " + old + ".");
    assertThat(keyFile(old)).exists();

    Page gone =
        operator().submit(wrong, "destroy", "destroyIt", Map.of("confirmation", "destroy " + old));
    assertThat(gone.address().getPath()).isEqualTo(KEYS);
    assertThat(gone.words())
        .contains("Key version " + old + " is destroyed.")
        .contains("Version " + old + " AES-256-GCM Destroyed");
    assertThat(keyFile(old)).doesNotExist();
    assertThat(operator().open(destroy).words()).contains("is destroyed already");
    assertThat(sealward.agent().value(sealward.granted().reference()))
        .isEqualTo(Installation.VALUE);
  }

  @Test
  void keyThatHasGrownOldIsSaidOnItsPageAndOnTheOverview() {
    assertThat(operator().open(KEYS).words()).contains("has grown old", "Its rotation was due");
    assertThat(operator().open("/").words()).contains("Rotation was due");
  }

  @Test
  void versionInUseCannotBeDestroyed() {
    Page page = operator().open(KEYS + "/" + active() + "/destroy");

    assertThat(page.words()).contains("is in use", "Rotate first");
    assertThat(page.html()).doesNotContain("destroyIt");
  }

  @Test
  void versionThatIsNoneIsNotFound() {
    for (String none : new String[] {"999", "0", "01", "x", "99999999999"}) {
      assertThat(operator().open(KEYS + "/" + none + "/destroy").status()).as(none).isEqualTo(404);
    }
  }

  @Test
  void passphraseTypedDifferentlyRotatesNothing() {
    int before = active();

    Page refused =
        rotate(
            Map.of(
                "source",
                "passphrase",
                "passphrase",
                "nine otters under a slow bridge",
                "passphraseAgain",
                "ten otters under a slow bridge"));

    assertThat(refused.text("passphraseAgain-error")).contains("not the same");
    assertThat(refused.html()).doesNotContain("otters");
    assertThat(refused.fields("rotate")).containsEntry("source", "passphrase");
    assertThat(active()).isEqualTo(before);
  }

  @Test
  @Tag("INPUT-01")
  void sourceThatIsNoneIsRefusedBesideTheChoice() {
    int before = active();

    Page refused = rotate(Map.of("source", "zq7marker"));

    assertThat(refused.text("key_source-error")).contains("A key source is");
    assertThat(refused.html()).doesNotContain("zq7marker");
    assertThat(active()).isEqualTo(before);
  }

  @Test
  void sourceThatIsNotThereSaysWhatIsMissing() {
    int before = active();

    Page refused = rotate(Map.of("source", "env"));

    assertThat(refused.words()).contains("SEALWARD_MASTER_KEY");
    assertThat(active()).isEqualTo(before);
  }

  @Test
  void formFromElsewhereChangesNothing() throws Exception {
    int before = active();
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(sealward.program().address() + KEYS + "/rotate"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString("rotate=rotate&source=file"))
                    .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(active()).isEqualTo(before);
  }

  @Test
  void feedNeedsSomebodySignedIn() throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(sealward.program().address() + KEYS + "/feed"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void keyFileThatIsGoneIsSaidBeforeTheNextStart() throws Exception {
    Path file = keyFile(active());
    Path away = file.resolveSibling("away");
    Files.move(file, away);
    try {
      assertThat(operator().open(KEYS).words())
          .contains("The next start would leave everything locked.")
          .contains(file + " is missing");
    } finally {
      Files.move(away, file);
    }
    assertThat(operator().open(KEYS).words()).doesNotContain("next start");
  }

  @Test
  void onlyTheAdminLevelIsGrantedOnTheKeyRing() {
    operator().grant(KEYS, Installation.RUNNER, "admin");

    assertThat(sealward.agent().get("/api/v1/keys").status()).isEqualTo(200);
    assertThat(operator().open("/settings/entities/" + Installation.RUNNER).words())
        .contains("The master key");
    operator().takeAway(KEYS);
    assertThat(sealward.agent().get("/api/v1/keys").status()).isEqualTo(403);

    Page read =
        operator()
            .submit(
                operator().open(KEYS),
                "grant",
                "grantIt",
                Map.of("entity", Installation.RUNNER, "level", "read"));
    assertThat(read.text("level-error")).contains("not one of the choices");
  }

  @Test
  void entityWithTheGrantRotatesPausesAndResumesOverTheApi() {
    whileGranted(KeysPageIT::rotatePauseAndResume);
  }

  private static void rotatePauseAndResume(Agent agent) {
    while (!isPausedInTime(agent)) {
      // The machine was so slow that re-wrapping was over: there is always another rotation.
      awaitRewrapped(agent);
    }
    int old = active() - 1;
    JsonObject keys = agent.get(API).json();
    assertThat(keys.getInt("active")).isEqualTo(old + 1);
    assertThat(version(keys, old + 1).getString("state")).isEqualTo("active");
    assertThat(version(keys, old).getInt("rotatedTo")).isEqualTo(old + 1);

    assertThat(agent.get(API + "/rewrap").json().getString("state")).isEqualTo("paused");
    assertProblem(agent.post(API + "/rewrap/pause", "{}"), 409, "WORK_NOT_RUNNING");
    assertThat(agent.post(API + "/rewrap/resume", "{}").status()).isEqualTo(200);

    JsonObject done = awaitRewrapped(agent);
    assertThat(done.getString("subject")).isEqualTo(Integer.toString(old + 1));
    assertThat(done.getInt("remaining")).isZero();
    assertThat(done.getInt("failed")).isZero();
    assertProblem(agent.post(API + "/rewrap/pause", "{}"), 409, "WORK_NOT_RUNNING");
    JsonObject retired = version(agent.get(API).json(), old);
    assertThat(retired.getString("retiredAt")).isNotEmpty();
    assertThat(retired.getJsonObject("protects").values())
        .allSatisfy(count -> assertThat(count).hasToString("0"));
    assertThat(agent.value(sealward.granted().reference())).isEqualTo(Installation.VALUE);
  }

  /** Rotates, resumes what runs in vain, and pauses it, before it has come to its end. */
  private static boolean isPausedInTime(Agent agent) {
    int old = active();
    Agent.Answer begun = agent.post(API + "/rotations", "{\"source\":\"file\"}");
    assertThat(begun.status()).as(begun.body()).isEqualTo(202);
    assertThat(begun.json().getInt("version")).isEqualTo(old + 1);
    Agent.Answer resumed = agent.post(API + "/rewrap/resume", "{}");
    if (resumed.status() == 200) {
      return false;
    }
    assertProblem(resumed, 409, "WORK_NOT_PAUSED");
    Agent.Answer paused = agent.post(API + "/rewrap/pause", "{}");
    if (paused.status() == 200) {
      assertThat(paused.json().getString("state")).isEqualTo("paused");
      return true;
    }
    assertProblem(paused, 409, "WORK_NOT_RUNNING");
    return false;
  }

  @Test
  void entityWithoutTheGrantNeitherReadsNorRotates() {
    int before = active();
    Agent stranger = sealward.otherAgent();

    for (String path : new String[] {"/rotations", "/rewrap/pause", "/rewrap/resume"}) {
      assertProblem(
          stranger.post(API + path, "{\"source\":\"file\"}"), 403, "CREDENTIAL_ACCESS_DENIED");
    }
    for (String path : new String[] {"", "/rewrap"}) {
      assertProblem(stranger.get(API + path), 403, "CREDENTIAL_ACCESS_DENIED");
    }
    assertThat(active()).isEqualTo(before);
  }

  @Test
  @Tag("INPUT-01")
  void bodyThatNamesNoSourceRotatesNothing() {
    int before = active();

    whileGranted(KeysPageIT::sendBadBodies);

    assertThat(active()).isEqualTo(before);
  }

  private static void sendBadBodies(Agent agent) {
    for (Map.Entry<String, String> bad :
        Map.of(
                "{}", "FIELD_MISSING",
                "{\"source\":7}", "FIELD_TYPE",
                "{\"source\":\"zq7marker\"}", "KEY_SOURCE_INVALID")
            .entrySet()) {
      Agent.Answer refused = agent.post(API + "/rotations", bad.getKey());
      assertProblem(refused, 422, bad.getValue());
      assertThat(refused.json().getString("field")).isEqualTo("source");
      assertThat(refused.body()).doesNotContain("zq7marker");
    }
    assertProblem(agent.post(API + "/rotations", "[1"), 400, "JSON_INVALID");
  }

  private static void whileGranted(Consumer<Agent> work) {
    operator().grant(KEYS, Installation.RUNNER, "admin");
    try {
      work.accept(sealward.agent());
    } finally {
      operator().takeAway(KEYS);
    }
  }

  private static JsonObject version(JsonObject keys, int number) {
    return keys.getJsonArray("versions").getValuesAs(JsonObject.class).stream()
        .filter(version -> version.getInt("version") == number)
        .findFirst()
        .orElseThrow();
  }

  private static JsonObject awaitRewrapped(Agent agent) {
    long end = System.nanoTime() + REWRAP.toNanos();
    JsonObject work = agent.get(API + "/rewrap").json();
    while (!work.getString("state").equals("done")) {
      assertThat(System.nanoTime()).as("still: %s", work).isLessThan(end);
      Thread.onSpinWait();
      work = agent.get(API + "/rewrap").json();
    }
    return work;
  }

  private static void assertProblem(Agent.Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.type()).startsWith("application/problem+json");
    assertThat(answer.code()).isEqualTo(code);
  }
}
