package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.BODY;
import static dev.sealward.redaction.Samples.bytes;
import static dev.sealward.redaction.Samples.checkedToken;
import static dev.sealward.redaction.Samples.keyBlock;
import static dev.sealward.redaction.Samples.masked;
import static dev.sealward.redaction.Samples.redactor;
import static dev.sealward.redaction.Samples.token;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ST-SEC-002")
@Tag("ST-SEC-004")
class FormatsTest {
  private static final String MASK = "\\[masked:[a-z0-9_]+:[0-9a-f]{4}]";

  private static String plain(String text) {
    return masked(redactor(), text).replaceAll(MASK, "M");
  }

  @Test
  void tokensOfKnownProvidersAreMasked() {
    for (String prefix :
        List.of(
            "ghp_",
            "gho_",
            "ghu_",
            "ghs_",
            "github_" + "pat_",
            "glpat-",
            "sk-",
            "sk-proj-",
            "sk-ant-",
            "sk_live_",
            "rk_live_",
            "sk_test_",
            "xoxb-",
            "xoxp-",
            "AIza",
            "npm_",
            "dop_v1_",
            "hvs.",
            "glsa_")) {
      String token = token(prefix) + "AbCdEfGh9";
      assertThat(plain("got " + token + ".\n")).as(prefix).isEqualTo("got M.\n");
      assertThat(plain("{\"msg\":\"a\\n" + token + "\"}"))
          .as(prefix)
          .isEqualTo("{\"msg\":\"a\\nM\"}");
      assertThat(plain("?x=%3D" + token)).as(prefix).isEqualTo("?x=%3DM");
    }
    assertThat(plain("id " + "AKIA" + "Q7X2M5N8B4V6C3Z1")).isEqualTo("id M");
    assertThat(plain("pypi-" + BODY + BODY)).isEqualTo("M");
    assertThat(plain("SG." + BODY.substring(0, 22) + "." + BODY + "Q12345")).isEqualTo("M");
    assertThat(plain("eyJ" + "hbGciOiJIUzI1NiJ9" + ".eyJ" + BODY + "." + BODY)).isEqualTo("M");
    String noHeader = "eyJ" + BODY + ".eyJ" + BODY + "." + BODY;
    assertThat(plain(noHeader)).isEqualTo(noHeader);
  }

  @Test
  void machineTokenIsExactOnlyWithItsCheck() {
    String unchecked = "swd_" + "agent7x2m5q9_" + BODY + "-_aB12c";
    CRC32 crc = new CRC32();
    crc.update(bytes(unchecked));
    String token = unchecked + String.format("_%08x", crc.getValue());
    assertThat(redactor().findExact("a " + token + " end")).hasSize(1);
    assertThat(plain(token + " end")).isEqualTo("M end");
    String slip = unchecked.replace("agent7", "agent8") + String.format("_%08x", crc.getValue());
    assertThat(redactor().findExact(slip)).isEmpty();
    assertThat(plain(slip + " end")).isEqualTo("M end");
    assertThat(plain("swd_agent7x2m5q9_short_0a1b2c3d")).startsWith("swd_");
  }

  @Test
  void tokenThatFailsItsCheckIsAGuess() {
    for (String prefix : List.of("ghp_", "ghs_", "npm_")) {
      assertThat(redactor().findExact(checkedToken(prefix))).as(prefix).hasSize(1);
      assertThat(redactor().findExact(token(prefix))).as(prefix).isEmpty();
      assertThat(plain("got " + token(prefix))).isEqualTo("got M");
    }
  }

  @Test
  void keysAreReadBesideTheirProvidersName() {
    String v = "q7w2e9r4t1y8u3i6o5p0";
    for (String text :
        List.of(
            "bannerbear KEY %s",
            "weatherbitACCESS %s",
            "scrapfly secret: %s",
            "lemlist-token-%s",
            "voicegain private key %s")) {
      assertThat(plain(text.replace("%s", v))).isEqualTo(text.replace("%s", "M"));
    }
    assertThat(plain("primary key " + v)).isEqualTo("primary key " + v);
  }

  @Test
  void loginNamesGoWithTheirPasswords() {
    assertThat(plain("amqp://jkovacs:h4rdT0Guess@mq/x")).isEqualTo("amqp://M:M@mq/x");
    assertThat(plain("Server=db;User Id=jkovacs;Password=h4rdT0Guess;Encrypt=true"))
        .isEqualTo("Server=db;User Id=M;Password=M;Encrypt=true");
    assertThat(plain("Server=db;User Id=sa;Password=h4rdT0Guess;"))
        .isEqualTo("Server=db;User Id=sa;Password=M;");
    assertThat(plain("User Id=jkovacs; logged in")).isEqualTo("User Id=jkovacs; logged in");
  }

  @Test
  void passwordsInOddPlacesAreMasked() {
    assertThat(plain("if (\"h4rd&T0Guess\" == password) {")).isEqualTo("if (\"M\" == password) {");
    assertThat(plain("x \"h4rd\nT0Guess\" == password")).startsWith("x \"h4rd\n");
    assertThat(plain("passwd := h{4}r)d[T0}Guess")).isEqualTo("passwd := M");
    assertThat(plain("The default password is 'h4rdT0Guess'."))
        .isEqualTo("The default password is 'M'.");
    assertThat(plain("curl --user ada:'h4rdT0Guess' x")).isEqualTo("curl --user ada:'M' x");
    assertThat(plain("machine h.test\n  login ada\n  password h4rdT0!\n"))
        .isEqualTo("machine h.test\n  login ada\n  password M\n");
    assertThat(plain("tool --password n2gG=I8Ap0n9x --now")).isEqualTo("tool --password M --now");
    assertThat(plain("api_token: live_c_evud=0a5tfuxj=1x5afl0d3q")).isEqualTo("api_token: M");
    assertThat(plain("password: str='h4rdT0Guess'")).isEqualTo("password: str='M'");
  }

  @Test
  void tokenRightBeforeAMaskIsMasked() {
    assertThat(plain(token("ghp_") + "[masked:token:12ab]")).isEqualTo("MM");
  }

  @Test
  void wordUnderAnOpeningTagIsMasked() {
    assertThat(plain("<password>\n  t4K9-x2Wq7Lm\n</password>\n"))
        .isEqualTo("<password>\n  M\n</password>\n");
    assertThat(plain("<apiToken>\r\n\tt4K9x2Wq7Lm3Zb\r\n</apiToken>\r\n"))
        .isEqualTo("<apiToken>\r\n\tM\r\n</apiToken>\r\n");
    assertThat(plain("<passwords>\n  <a/>\n")).isEqualTo("<passwords>\n  <a/>\n");
  }

  @Test
  void passwordsThatBeginLikePlaceholdersAreMasked() {
    for (String value :
        List.of("my-D0g&cat7", "yourM0m!88", "config.9xK2mQ7v", "example4Zk8Wq2", "dummy#Pw99x")) {
      assertThat(plain("PASSWORD=" + value)).as(value).isEqualTo("PASSWORD=M");
      assertThat(plain("{\"password\": \"" + value + "\"}")).isEqualTo("{\"password\": \"M\"}");
    }
  }

  @Test
  void labelsAndIdentifiersStayReadable() {
    for (String text :
        List.of(
            "label:\"Password:\",remember:\"Remember me\"",
            "out(\"Password: \" + read() + \",\");",
            "echo 'token = '.$p['config'].'x'",
            "https://host.test/page/API-CALCULATORFORINVESTMENTS2024",
            "https://host.test/video.ico-7a388b69018576d24b59331fd60aab0c.png",
            "&hf_servicecellpriorityparametersdescription_h",
            "password: \"your-password-here\"",
            "secret = config.app.secret",
            "see secret://default/default/production/github/Deploy9#12",
            "password: '#new-password'",
            "password='$DB_PASSWORD'")) {
      assertThat(masked(redactor(), text)).isEqualTo(text);
    }
    assertThat(plain("if (user == \"joe\" && password == \"r2d2c3po\")"))
        .isEqualTo("if (user == \"joe\" && password == \"M\")");
    assertThat(plain("don't use password='r2d2c3po'")).isEqualTo("don't use password='M'");
  }

  @Test
  void whatOnlyBeginsLikeATokenStays() {
    for (String text :
        List.of(
            "ghp_short",
            "risk-assessment-of-a-long-running-migration",
            "sk-learn",
            "npm_config_registry=x",
            "AKIA" + "IOSFODNN7EXAMPLE",
            "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "xxxxxxxxxxxxxx.atlasv1." + "x".repeat(64),
            "xoxb-" + "your-slack-token-goes-here",
            "hf_" + "aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgHi",
            "eyJust.a.word",
            "AIzawa")) {
      assertThat(plain(text)).isEqualTo(text);
    }
  }

  @Test
  void keyBlocksAreMaskedAndKeepTheirLines() {
    for (String lineBreak : new String[] {"\n", "\r\n"}) {
      String text = "a\n" + keyBlock(lineBreak) + "\nb\n";
      String out = masked(redactor(), text);
      assertThat(out.lines().count()).isEqualTo(text.lines().count());
      assertThat(out.replaceAll(MASK, "M").replaceAll("[\r\n]+", "\n")).isEqualTo("a\nM\nb\n");
    }
    String prefixed = ("web_1 | " + keyBlock("\n").replace("\n", "\nweb_1 | ") + "\nweb_1 | ok\n");
    assertThat(plain(prefixed).replaceAll("\n+", "\n")).isEqualTo("web_1 | M\nweb_1 | ok\n");
    assertThat(plain("{\"key\":\"" + keyBlock("\\n") + "\\n\"}\n"))
        .isEqualTo("{\"key\":\"M\\n\"}\n");
  }

  @Test
  void unfinishedKeyBlockIsMaskedAsFarAsItGoes() {
    String half = keyBlock("\n").substring(0, 200);
    assertThat(plain(half)).matches("M\n+");
    assertThat(plain(half + "\n$ next command\n")).matches("M\n+\\$ next command\n");
    assertThat(plain("expected -----BEGIN " + "PRIVATE KEY-----\nnothing like it here\n"))
        .endsWith("-----\nnothing like it here\n");
  }

  @Test
  void assignmentsAreMasked() {
    String v = "t4K9-x2Wq7Lm";
    for (String text :
        List.of(
            "PASSWORD=%s",
            "export DB_PASSWORD=\"%s\"",
            "password: %s",
            "  api_key: '%s'",
            "{\"client_secret\": \"%s\"}",
            "--password %s",
            "--token=%s",
            "db.password=%s",
            "<password>%s</password>",
            "setPassword(\"password\", \"%s\")",
            "config['secret'] = '%s'",
            "var apiToken string = \"%s\"",
            "{\\\"password\\\":\\\"%s\\\"}",
            "https://h.test/p?user=a&password=%s&x=1",
            "jdbc:sqlserver://h;user=sa;password=%s;encrypt=true",
            "AWS_SECRET_ACCESS_KEY=%s",
            "\"passwd\" => \"%s\"",
            "пароль: %s")) {
      assertThat(plain(text.replace("%s", v))).isEqualTo(text.replace("%s", "M"));
    }
    assertThat(plain("PASSWORD=a;b,c)d&e$f 12")).isEqualTo("PASSWORD=M 12");
    assertThat(plain("password = \"with \\\"quotes\\\" and blanks\";"))
        .isEqualTo("password = \"M\";");
  }

  @Test
  void headersAreMasked() {
    assertThat(plain("Authorization: Bearer " + BODY + "\r\n"))
        .isEqualTo("Authorization: Bearer M\r\n");
    assertThat(plain("-H 'Authorization: Basic dXNlcjpwYXNzMTIz' x"))
        .isEqualTo("-H 'Authorization: Basic M' x");
    assertThat(plain("\"Proxy-Authorization\": \"Basic dXNlcjpwYXNzMTIz\""))
        .isEqualTo("\"Proxy-Authorization\": \"Basic M\"");
    assertThat(plain("X-Api-Key: 9f8e7d6c5b4a")).isEqualTo("X-Api-Key: M");
    assertThat(plain("Cookie: sid=abc123def; theme=dark1")).isEqualTo("Cookie: sid=M; theme=M");
    assertThat(plain("Set-Cookie: sid=abc123def; Path=/; HttpOnly"))
        .isEqualTo("Set-Cookie: sid=M; Path=/; HttpOnly");
  }

  @Test
  void passwordsInUrlsAreMasked() {
    assertThat(plain("postgres://app:h4rdT0Guess@db:5432/x"))
        .isEqualTo("postgres://app:M@db:5432/x");
    assertThat(plain("jdbc:mysql://root:p@ss:w0rd@db/x?y=1"))
        .isEqualTo("jdbc:mysql://root:M@db/x?y=1");
    assertThat(plain("see https://host.test:8443/a@b")).isEqualTo("see https://host.test:8443/a@b");
  }

  @Test
  void placeholdersAndPublicThingsStayReadable() {
    for (String text :
        List.of(
            "password=${DB_PASSWORD}",
            "password: <your-password>",
            "token=****",
            "secret: xxxxxxxx",
            "\"password\": null",
            "password: true",
            "password=",
            "server->password = \"guest@\";",
            "PASSWORD=changeme",
            "id 123e4567-e89b-12d3-a456-426614174000",
            "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
            "Authorization: Bearer ${TOKEN}",
            "token_type: bearer",
            "max_tokens: 4096",
            "password_length = 12",
            "passed: 12345678",
            "public_key=" + BODY,
            "password = getPassword()",
            "token = self.token",
            "Invalid password: authentication failed",
            "password=[masked:password:1a2b]",
            "[masked:github_token:7f3a]",
            "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "Tests run: 12, Failures: 0",
            "the token was refreshed",
            "postgres://user:${PASS}@db/x",
            "postgres://dbuser:dbpassword@db/x",
            "http://user:abc@db/x",
            "password = env.PASSWORD || \"not-set\"",
            "password: \"not provided\"",
            "password: \"example_password_123\"",
            "password: !Ref DbPassword",
            "aws_secret_access_key = aB3dE5gH7jK9mN1pQ3sT5vW7yZEXAMPLEKEY",
            "tokens: 1234567890",
            "keyboard: layout12345678901234",
            "primary key: user_id_12345678901234567")) {
      assertThat(masked(redactor(), text)).isEqualTo(text);
    }
  }

  @Test
  void overlongValueIsMaskedToItsEnd() {
    String value = BODY.repeat(3000);
    assertThat(plain("SECRET=" + value + "\nnext")).isEqualTo("SECRET=M\nnext");
    assertThat(plain("x hvs." + value + " end")).isEqualTo("x M end");
    assertThat(plain("token: \"" + value + "\" end\nnext")).isEqualTo("token: \"M\" end\nnext");
  }

  @Test
  @Tag("ST-SEC-006")
  void exactFindsTokensAndNoGuesses() {
    Redactor redactor = redactor();
    assertThat(redactor.findExact("password: h4rdT0Guess, Authorization: Basic dXNlcjpwYXNzMTIz"))
        .isEmpty();
    assertThat(redactor.findExact("x " + checkedToken("ghp_"))).hasSize(1);
    assertThat(redactor.find("password: h4rdT0Guess"))
        .hasSize(1)
        .first()
        .satisfies(
            f -> {
              assertThat(f.offset()).isEqualTo(10);
              assertThat(f.length()).isEqualTo(11);
              assertThat(f.rule()).isEqualTo("password");
              assertThat(f.toString()).doesNotContain("h4rd");
            });
  }
}
