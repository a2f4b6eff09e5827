package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.bytes;

import dev.sealward.redaction.LabelledTexts.Labelled;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Labelled texts to measure on, and never to develop against: templates of their own, none of which
 * {@link LabelledTexts} has, and tokens written from what providers show rather than from {@code
 * token-formats.txt}. Written before the engine was run on them.
 */
final class HeldOutTexts {
  private static final String ALPHANUMERIC =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final String HEX = "0123456789abcdef";
  private static final String[] WORDS =
      ("anchor basil cobalt dahlia ermine fennel garnet hazel indigo jasper kestrel larch mallow"
              + " nettle osprey poplar raven sorrel teal umber")
          .split(" ");

  /** How many texts there are of each template. */
  private static final int EACH = 4;

  private final Random random = new Random(99_181);
  private final List<Labelled> all = new ArrayList<>();

  private HeldOutTexts() {}

  /** Texts with a secret. */
  static List<Labelled> secrets() {
    HeldOutTexts made = new HeldOutTexts();
    for (int i = 0; i < EACH; i++) {
      made.tokens();
      made.settings();
      made.code();
      made.network();
      made.files();
      made.speech();
    }
    return made.all;
  }

  /** Texts without one. */
  static List<Labelled> harmless() {
    HeldOutTexts made = new HeldOutTexts();
    for (int i = 0; i < EACH; i++) {
      made.readable();
    }
    return made.all;
  }

  private String run(String alphabet, int length) {
    StringBuilder run = new StringBuilder();
    for (int i = 0; i < length; i++) {
      run.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return run.toString();
  }

  private String word() {
    return WORDS[random.nextInt(WORDS.length)];
  }

  private String password() {
    return switch (random.nextInt(4)) {
      case 0 -> run(ALPHANUMERIC, 5) + "!" + run(ALPHANUMERIC, 7);
      case 1 -> word() + run("0123456789", 4) + "$" + word();
      case 2 -> run(ALPHANUMERIC, 16);
      default -> run(ALPHANUMERIC + "#%+=_-", 14) + "7k";
    };
  }

  private String key() {
    return switch (random.nextInt(3)) {
      case 0 -> run(HEX, 40);
      case 1 -> run(ALPHANUMERIC, 32);
      default -> Base64.getEncoder().encodeToString(bytes(run(ALPHANUMERIC, 33)));
    };
  }

  private void add(String rule, Supplier<String> secret, String... templates) {
    for (String template : templates) {
      String made = secret.get();
      all.add(new Labelled(rule, template.replace("%w", word()).replace("%s", made), made));
    }
  }

  private void token(String prefix, String alphabet, int length) {
    String[] frames = {
      "2026-11-02 10:11:12 ERROR refused with %s",
      "<td>%s</td>",
      "{'value': '%s', 'n': 1}",
      "  default = \"%s\"",
      "cred=%s ok=true",
      "use `%s` here",
      "a\t%s\tb",
    };
    String made = prefix + run(alphabet, length);
    String text = frames[random.nextInt(frames.length)].replace("%s", made);
    all.add(new Labelled("token of a provider", prefix, text, made));
  }

  private void tokens() {
    String upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    String urlSafe = ALPHANUMERIC + "_-";
    add("token of a provider", () -> Samples.checkedToken("ghp_"), "remote: using %s", "%s!");
    token("github_" + "pat_11", ALPHANUMERIC, 76);
    token("AKIA", upper, 16);
    token("glpat-", urlSafe, 20);
    token("xoxb-1234567890-1234567890123-", ALPHANUMERIC, 24);
    token("sk_live_", ALPHANUMERIC, 24);
    token("rk_live_", ALPHANUMERIC, 24);
    token("SG." + run(urlSafe, 22) + ".", urlSafe, 43);
    token("AIza", urlSafe, 35);
    token("pypi-AgEIcHlwaS5vcmc", urlSafe, 120);
    token("hf_", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", 34);
    token("sk-ant-api03-", urlSafe, 93);
    token("dop_v1_", HEX, 64);
    token("shpat_", HEX, 32);
    token("key-", HEX, 32);
    token("lin_api_", ALPHANUMERIC, 40);
    token("dp.pt.", ALPHANUMERIC, 43);
    token("hvs.", urlSafe, 92);
    token("pscale_tkn_", urlSafe, 43);
    token("dapi", HEX, 32);
    token("NRAK-", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 27);
    token("PMAK-" + run(HEX, 24) + "-", HEX, 34);
    token("sbp_", HEX, 40);
    token("AGE-SECRET-KEY-1", "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58);
    token("123456789:AA", urlSafe, 33);
    token("ntn_", ALPHANUMERIC, 46);
  }

  private void settings() {
    add(
        "password in a file of settings",
        this::password,
        "spring.datasource.password=%s",
        "  POSTGRES_PASSWORD: %s",
        "ADMIN_PASS=%s",
        "  \"dbPassword\" : \"%s\",",
        "<property name=\"password\">%s</property>",
        "<add key=\"Password\" value=\"%s\" />",
        "ansible_become_pass: %s",
        "set DB_PASSWORD=%s",
        "$env:DB_PASSWORD = \"%s\"",
        "requirepass %s",
        "'password' => '%s',",
        "LDAP_BIND_PW=%s",
        "mail.smtp.password: '%s'",
        "ENV APP_PASSWORD %s",
        "-Djavax.net.ssl.keyStorePassword=%s");
    add(
        "password in other languages",
        this::password,
        "Kennwort: \"%s\"",
        "motdepasse=%s",
        "clave: '%s'",
        "lösenord: \"%s\"",
        "salasana=%s",
        "パスワード: \"%s\"",
        "비밀번호: \"%s\"",
        "jelszó: \"%s\"");
    add(
        "key in a file of settings",
        this::key,
        "%w_SECRET=%s",
        "secret_key_base: %s",
        "JWT_SECRET=\"%s\"",
        "  clientSecret: %s",
        "\"apiToken\": \"%s\"",
        "oauth.consumer-secret=%s",
        "access-key-secret = '%s'",
        "webhookSecret: \"%s\"",
        "  value: \"%s\" # api key",
        "SESSION_SECRET: '%s'");
  }

  private void code() {
    add(
        "literal in a program",
        this::password,
        "private static final String DB_PASSWORD = \"%s\";",
        "var password = '%s'",
        "os.environ['PGPASSWORD'] = '%s'",
        "new PasswordAuthentication(\"%w\", \"%s\".toCharArray())",
        "password: str = \"%s\"",
        "let api_secret = \"%s\".to_string();",
        "client.login('%w', password='%s')",
        "define('DB_PASSWORD', '%s');");
    add(
        "argument of a command",
        this::password,
        "keytool -genkey -storepass %s -alias %w",
        "PGPASSWORD=%s psql -h db.test",
        "htpasswd -b .htpasswd %w --password %s",
        "wget --http-password=%s https://h.test/f",
        "openssl enc -aes-256-cbc -pass pass:%s",
        "helm upgrade %w . --set db.password=%s",
        "az login --service-principal -u %w --password '%s'",
        "unzip -P %s archive.zip");
  }

  private void network() {
    add(
        "header of a request",
        this::key,
        "< Authorization: Bearer %s",
        "headers={'Authorization': 'Token %s'}",
        "api-key: %s",
        "X-Vault-Token: %s",
        "--header=\"X-Access-Token: %s\"",
        "proxy-authorization: Bearer %s",
        "Cookie: theme=dark; session_id=%s",
        "Set-Cookie: connect.sid=%s; HttpOnly; Secure");
    add(
        "part of a URL",
        () -> run(ALPHANUMERIC, 18),
        "git clone https://oauth2:%s@git.test/%w.git",
        "mysql+pymysql://%w:%s@10.0.0.5/app",
        "smtp://%w%40h.test:%s@mail.test:587",
        "ftp://%w:%s@files.test/",
        "callback https://h.test/cb?client_secret=%s&state=x",
        "https://h.test/feed?sig=a&private_token=%s",
        "wss://h.test/socket?token=%s");
    add(
        "string of a connection",
        () -> run(ALPHANUMERIC, 15),
        "Data Source=h;Initial Catalog=%w;User ID=sa;Password=%s",
        "jdbc:oracle:thin:%w/%s@//h:1521/x",
        "dbname=%w user=%w password='%s' sslmode=require",
        "jdbc:postgresql://h/x?user=%w&password=%s&ssl=true");
  }

  private void files() {
    add("file of credentials", () -> run(ALPHANUMERIC, 40), "export AWS_SECRET_ACCESS_KEY=%s");
    add("file of credentials", () -> run(ALPHANUMERIC, 20), "db.test:5432:app:%w:%s");
    add("file of credentials", () -> run(ALPHANUMERIC, 36), "_authToken=%s");
    add("file of credentials", () -> run(ALPHANUMERIC, 24), "[client]\nuser=%w\npassword=%s\n");
    add("file of credentials", () -> run(ALPHANUMERIC, 64), "    token: %s\n");
    add(
        "file of credentials",
        () -> Base64.getEncoder().encodeToString(bytes(run(ALPHANUMERIC, 24))),
        "kind: Secret\ndata:\n  password: %s\n");
    String end = "\n-----END " + "DSA PRIVATE KEY-----\n";
    String begin = "-----BEGIN " + "DSA PRIVATE KEY-----\n";
    add(
        "block of a key",
        () -> run(ALPHANUMERIC, 64) + "\n" + run(ALPHANUMERIC, 64),
        begin + "%s" + end,
        "key: |\n" + begin + "%s" + end,
        "> " + begin + "%s" + end);
  }

  private void speech() {
    add(
        "words around it",
        this::password,
        "Your temporary password is %s",
        "login with %w / %s",
        "password for %w: %s",
        "new password -> %s",
        "(pw: %s)",
        "Passwort lautet: %s");
  }

  private void plain(String rule, String... texts) {
    for (String text : texts) {
      all.add(new Labelled(rule, text.replace("%w", word()), ""));
    }
  }

  private void readable() {
    String uuid = new UUID(random.nextLong(), random.nextLong()).toString();
    plain(
        "digest or id",
        "\"integrity\": \"sha512-" + run(ALPHANUMERIC + "+/", 86) + "==\"",
        "x-request-id: " + run(HEX, 32),
        "ETag: W/\"" + run(HEX, 27) + "\"",
        "kid: " + uuid,
        "Merge " + run(HEX, 40) + " into " + run(HEX, 40),
        "md5sum " + run(HEX, 32) + "  %w.iso",
        "Certificate fingerprint AA:BB:0C:1D:2E:3F:40:51:62:73",
        "session " + uuid + " closed",
        "traceparent: 00-" + run(HEX, 32) + "-" + run(HEX, 16) + "-01",
        "container " + run(HEX, 12) + " started",
        "h1:" + run(ALPHANUMERIC, 43) + "= github.com/x/%w v1.2.3",
        "arn:aws:iam::123456789012:role/%w");
    plain(
        "reference to a secret",
        "api_key: ${{ secrets.API_KEY }}",
        "pass=$(cat /run/secrets/%w)",
        "PASSWORD_FILE=/run/secrets/db_password",
        "secret: \"{{ lookup('env', 'APP_SECRET') }}\"",
        "password = var.db_password",
        "token: !Ref %wToken",
        "password: vault:secret/data/%w#password",
        "client_secret = data.aws_secretsmanager_secret.%w.arn",
        "let token = req.headers['x-token'];",
        "Authorization: Bearer $(gcloud auth print-access-token)",
        "DB_PASSWORD: valueFrom",
        "password=@Microsoft.KeyVault(SecretUri=https://%w.test)");
    plain(
        "stands for a secret",
        "password: ...",
        "token=<TOKEN>",
        "PASSWORD=secret",
        "api_key: REPLACE_ME",
        "password: 'dummy'",
        "secret=TODO",
        "token: null",
        "password: ~",
        "\"password\": \"\"",
        "api-key: {api-key}",
        "Authorization: Bearer {token}",
        "PASSWORD=**********",
        "https://user:pass@example.com/");
    plain(
        "talks of secrets",
        "Passwordless sign-in is on for %w",
        "password_reset_expires_in=3600",
        "Error: csrf token missing",
        "The token has expired, please sign in again",
        "secrets: 4, keys: 12",
        "loading tokenizer.json",
        "public String getPassword() { return password; }",
        "password must contain a digit",
        "Rotate the API key every 90 days",
        "unused import: secret",
        "token_count=128 cost=3",
        "passwordEncoder: bcrypt",
        "keyboard: %w-layout",
        "api_key_id: %w");
  }
}
