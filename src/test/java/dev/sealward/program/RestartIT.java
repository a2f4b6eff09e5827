package dev.sealward.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.program.Agent.Answer;
import dev.sealward.program.Visitor.Reply;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is there after the process ended, however it ended. */
@Tag("START-02")
class RestartIT {
  private static final String VARIABLE = "SEALWARD_MASTER_KEY";
  private static final String KEY =
      "00112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef";
  private static final String MISTYPED = "eleven badgers by the mill";
  private static final String OPENED = "WARNING: the data folder was open to others";

  /**
   * One installation with a key file and the network cut from the first, killed right after its
   * last commits, and started again.
   */
  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  @Tag("START-02")
  @Tag("NFR-028")
  class AfterKill9 {
    private static final String LAST_VALUE = "copper-Wren-66-tide";

    private Installation sealward;
    private Operator.Stored lastSecret;
    private String lastToken;
    private String run;
    private String readId;
    private String firstCode;

    @BeforeAll
    void killAndStartAgain() {
      try (Installation before = Installation.cutOff()) {
        firstCode = before.program().setUpCode();
        run = before.agent().startRun(Installation.PROJECT);
        readId = before.agent().resolve(before.granted().reference()).correlationId();
        lastSecret = before.operator().storeSecret("LAST_MOMENT", LAST_VALUE);
        before.operator().grant(lastSecret.page(), Installation.RUNNER, "read");
        lastToken = before.operator().issueToken(Installation.RUNNER);
        Answer stored = before.agent().upload(run, events(3));
        before.program().kill9();
        assertThat(stored.status()).isEqualTo(200);
        sealward = before.in(before.program().againCutOff());
      }
      sealward.operator().signIn();
    }

    @AfterAll
    void stop() {
      if (sealward != null) {
        sealward.close();
      }
    }

    @Test
    void itIsReadyWithoutSetUpOrUnlocking() {
      assertThat(sealward.program().output())
          .contains("is ready after")
          .doesNotContain("set-up code")
          .doesNotContain("Locked");
      assertThat(sealward.operator().open("/setup").words())
          .contains("Sealward is set up")
          .doesNotContain(firstCode);
    }

    @Test
    @Tag("FR-028-001b")
    @Tag("VAULT-04")
    void secretsResolveWithTheKeyFile() {
      assertThat(sealward.agent().value(sealward.granted().reference()))
          .isEqualTo(Installation.VALUE);
      assertThat(sealward.agent().value(lastSecret.reference())).isEqualTo(LAST_VALUE);
    }

    @Test
    @Tag("VAULT-03")
    void grantsAndTokensAreAsTheyWere() {
      Agent withLastToken = Agent.withToken(sealward.program().address(), lastToken);

      assertThat(withLastToken.value(lastSecret.reference())).isEqualTo(LAST_VALUE);
      assertThat(withLastToken.resolve(sealward.notGranted().reference()).status()).isEqualTo(403);
    }

    @Test
    @Tag("ST-SEC-005")
    void openRunHasItsEventsAndGoesOn() {
      assertThat(sealward.agent().events(run).getInt("lastSeq")).isGreaterThanOrEqualTo(3);

      Answer again = sealward.agent().upload(run, events(5));

      assertThat(again.json().getInt("ignored")).isEqualTo(3);
      assertThat(again.json().getInt("stored")).isEqualTo(5);
    }

    @Test
    @Tag("ST-SEC-004")
    void masksKnowTheStoredValues() {
      String other = sealward.agent().startRun(Installation.PROJECT);
      sealward.agent().upload(other, "{\"seq\":1,\"text\":\"I saw " + LAST_VALUE + "\"}\n");

      assertThat(sealward.agent().events(other).toString())
          .contains("I saw [masked:")
          .doesNotContain(LAST_VALUE);
    }

    @Test
    @Tag("ST-SEC-010")
    @Tag("VAULT-05")
    void auditHasWhatHappenedBefore() {
      assertThat(sealward.operator().auditOf(readId).text("trail"))
          .contains("secrets.credential.accessed", Installation.RUNNER);
      assertThat(sealward.operator().open(lastSecret.page()).words()).contains("Secret stored");
    }

    @Test
    @Tag("VAULT-06")
    @Tag("VAULT-10")
    void secretsAndTheMasterKeyRotateAndABackupIsMadeWithoutANetwork() {
      Operator operator = sealward.operator();
      Operator.Stored secret = operator.storeSecret("ALONE", "alone-Dipper-17-brook");
      operator.grant(secret.page(), Installation.RUNNER, "read");
      operator.rotate(secret, "alone-Dipper-18-brook");
      assertThat(sealward.agent().value(secret.reference())).isEqualTo("alone-Dipper-18-brook");

      Page rotate = operator.open("/settings/security/keys/rotate");
      assertThat(operator.submit(rotate, "rotate", "rotateIt", Map.of("source", "file")).words())
          .contains("Rotated: key version 2 is in use now.");
      assertThat(sealward.agent().value(secret.reference())).isEqualTo("alone-Dipper-18-brook");

      operator.makeBackup(Installation.PASSPHRASE);
      assertThat(operator.verifyBackup(Installation.PASSPHRASE).words())
          .contains("The backup is whole:");
      operator.revoke(secret);
      assertThat(sealward.agent().resolve(secret.reference()).code()).isEqualTo("SECRET_REVOKED");
    }

    private static String events(int upTo) {
      StringBuilder lines = new StringBuilder();
      for (int seq = 1; seq <= upTo; seq++) {
        lines.append("{\"seq\":%d,\"text\":\"line %d\"}\n".formatted(seq, seq));
      }
      return lines.toString();
    }
  }

  /** Set up under a passphrase, cut short between key and account, and started twice more. */
  @Test
  @Tag("START-02")
  @Tag("HOME-02")
  @Tag("HOME-03")
  void passphraseIsAskedForAfterEveryStartBeTheSetUpDoneOrCutShort()
      throws IOException, SQLException {
    RunningSealward program = RunningSealward.start();
    try {
      Operator early = new Operator(program.address());
      early.enterCode(program.setUpCode());
      early.makeKey("passphrase", Installation.PASSPHRASE);
      program.kill9();

      program = program.again();
      Operator operator = new Operator(program.address());
      operator.enterCode(program.setUpCode());
      operator.unlock(Installation.PASSPHRASE);
      operator.makeAccount();
      Installation before = Installation.populate(program, operator);
      String kit = operator.makeRecoveryKey();
      String mistypedKit = (kit.charAt(0) == '7' ? '8' : '7') + kit.substring(1);
      program.kill9();

      program = program.again();
      Installation after = before.in(program);
      Agent agent = after.agent();
      assertThat(agent.resolve(after.granted().reference()).code()).isEqualTo("KEY_UNAVAILABLE");
      Page locked = after.operator().unlock(MISTYPED);
      assertThat(locked.address().getPath()).isEqualTo("/unlock");
      assertThat(agent.resolve(after.granted().reference()).status()).isEqualTo(503);
      Page notRecovered = after.operator().recover(mistypedKit);
      assertThat(notRecovered.address().getPath()).isEqualTo("/unlock");

      Page open = after.operator().unlock(Installation.PASSPHRASE);

      assertThat(open.address().getPath()).isEqualTo("/sign-in");
      assertThat(agent.value(after.granted().reference())).isEqualTo(Installation.VALUE);

      KeyMaterial material =
          new KeyMaterial()
              .with("the passphrase", Installation.PASSPHRASE)
              .with("a mistyped one", MISTYPED)
              .with("the recovery key", kit)
              .with("a mistyped recovery key", mistypedKit);
      material.answered(locked);
      material.answered(notRecovered);
      after.operator().signIn();
      material.isMistyped(after.operator(), Installation.PASSPHRASE, MISTYPED);
      material.isAskedFor(after);
      program.stop();
      material.stretched(Installation.PASSPHRASE, program.data()).isNowhere(program);
    } finally {
      program.close();
    }
  }

  /**
   * One installation whose key comes from the environment and whose files were opened to others
   * while it was not running, started with its key and then with others in all its variables.
   */
  @Test
  @Tag("FOUND-09")
  @Tag("HOME-01")
  @Tag("ST-SEC-001")
  @Tag("ATTACK-02")
  void environmentGivesTheKeyAndWithAnotherItIsLockedAndFilesAreTheirOwnersAlone()
      throws IOException {
    KeyMaterial material =
        new KeyMaterial()
            .with("the master key", HexFormat.of().parseHex(KEY))
            .with("its text", KEY);
    Installation now = Installation.on(Map.of(VARIABLE, KEY), "env");
    try {
      Path data = now.program().data();
      assertThat(FolderModes.openToOthers(data)).isEmpty();
      assertThat(now.program().output()).doesNotContain(OPENED);
      now.program().stop();
      FolderModes.set(data.resolve("db").resolve("sealward.mv.db"), "rw-r--r--");
      FolderModes.set(data.resolve("logs"), "rwxr-xr-x");

      now = now.in(now.program().again());
      assertThat(now.agent().value(now.granted().reference())).isEqualTo(Installation.VALUE);
      assertOpenedWasClosedAndReported(now);
      assertThat(sessionCookie(now))
          .contains("HttpOnly")
          .containsIgnoringCase("SameSite=Lax")
          .doesNotContain("Secure");
      material.isAskedFor(now);
      material.isNowhere(now.program());
      assertBrowserIsKnownAgain(now);
      now.program().stop();

      Map<String, String> wrong = wrongKeys();
      Map<String, String> settings = new HashMap<>(wrong);
      settings.put("SEALWARD_PUBLIC_URL", "https://sealward.example");
      now = now.in(now.program().again(settings));
      assertThat(now.program().output()).doesNotContain(OPENED);
      assertLocked(now, "Set the variable to the key used at set-up");
      wrong.forEach(material::with);
      material.answered(now.operator().unlock(MISTYPED));
      material.answered(now.operator().open("/unlock"));
      material.isNowhere(now.program());
      assertThat(sessionCookie(now))
          .contains("HttpOnly", "Secure")
          .containsIgnoringCase("SameSite=Lax");
    } finally {
      now.close();
    }
  }

  /** Another key in each variable that takes one, in the forms they take. */
  private static Map<String, String> wrongKeys() {
    byte[] key = HexFormat.of().parseHex(KEY);
    Map<String, String> wrong = new HashMap<>();
    for (String variable :
        List.of(VARIABLE, VARIABLE + "_PREVIOUS", "MASTER_ENCRYPTION_KEY", "SECRETS_MASTER_KEY")) {
      key[wrong.size()] ^= 0x55;
      boolean hex = variable.equals(VARIABLE) || variable.equals("MASTER_ENCRYPTION_KEY");
      wrong.put(
          variable, hex ? HexFormat.of().formatHex(key) : Base64.getEncoder().encodeToString(key));
    }
    return wrong;
  }

  /** As a browser is given it with the first page. */
  private static String sessionCookie(Installation running) throws IOException {
    HttpURLConnection asked =
        (HttpURLConnection) running.program().address().resolve("/unlock").toURL().openConnection();
    asked.setInstanceFollowRedirects(true);
    return String.valueOf(asked.getHeaderField("Set-Cookie"));
  }

  /** Whoever fails under a name, at the same address even, keeps nobody out who was in before. */
  private static void assertBrowserIsKnownAgain(Installation running) {
    Map<String, String> right = Map.of("name", Operator.NAME, "password", Operator.PASSWORD);
    String given =
        signIn(running, right).headers().stream()
            .filter(line -> line.startsWith("Set-Cookie: sealward-device="))
            .findFirst()
            .orElseThrow();
    assertThat(given)
        .contains("HttpOnly", "Path=/sign-in", "Max-Age=15552000")
        .containsIgnoringCase("SameSite=Strict")
        .doesNotContain("Secure");
    for (int i = 0; i < 6; i++) {
      signIn(running, Map.of("name", Operator.NAME, "password", "wrong wrong wrong"));
    }
    Reply stranger = signIn(running, right);
    assertThat(stranger.page().words()).contains("Too many failed attempts to sign in.");
    String cookie = "Cookie: " + given.substring("Set-Cookie: ".length()).split(";", 2)[0];
    assertThat(signIn(running, right, cookie).location()).isEqualTo("/");
  }

  private static Reply signIn(Installation running, Map<String, String> typed, String... headers) {
    Visitor visitor = new Visitor(running.program().address());
    return visitor.submit(visitor.get("/sign-in").page(), "door", "signIn", typed, headers);
  }

  private static void assertOpenedWasClosedAndReported(Installation again) throws IOException {
    Path data = again.program().data();
    again.program().await("2 findings");
    assertThat(again.program().output()).contains(OPENED);
    assertThat(FolderModes.openToOthers(data)).isEmpty();
    again.operator().signIn();
    assertThat(again.operator().open("/alerts").words())
        .contains("Files of the data folder were open to other users")
        .contains("db/sealward.mv.db OPEN_TO_OTHERS (mended)")
        .contains("logs OPEN_TO_OTHERS (mended)");
    assertThat(Files.readString(data.resolve("logs").resolve("sealward.log.0")))
        .contains("The data folder was open to others");
    String keys = again.operator().open("/settings/security/keys").words();
    assertThat(keys.substring(keys.indexOf("Data folder as the last start found it")))
        .contains("db/sealward.mv.db Closed", "logs Closed")
        .doesNotContain("Still open", "Only the user Sealward runs as may open it");
  }

  private static void assertLocked(Installation locked, String... remedy) {
    locked.program().await("Locked.");
    String start = "/api/v1/projects/" + Installation.PROJECT + "/runs";
    for (Answer answer :
        new Answer[] {
          locked.agent().resolve(locked.granted().reference()),
          locked.agent().post(start, "{\"title\":\"A run\"}")
        }) {
      assertThat(answer.status()).as(answer.body()).isEqualTo(503);
      JsonObject problem = answer.json();
      assertThat(problem.getString("code")).isEqualTo("KEY_UNAVAILABLE");
      assertThat(problem.getJsonArray("steps")).isNotEmpty();
      assertThat(answer.body()).contains(remedy);
    }
    Page page = locked.operator().open("/settings/security");
    assertThat(page.address().getPath()).isEqualTo("/unlock");
    assertThat(page.words()).contains(remedy);
  }
}
