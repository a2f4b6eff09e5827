package dev.sealward.redaction;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;

/**
 * Sealward's own labelled texts to develop rules against, made anew from a seed: the same seed, the
 * same texts. {@link HeldOutTexts} are for measuring.
 */
final class LabelledTexts {
  /**
   * A text, and the part of it that must vanish; empty when nothing must.
   *
   * @param sort what the texts of several rules have in common
   * @param rule what the secret is found by: of a token, the format of its provider
   */
  record Labelled(String sort, String rule, String text, String secret) {
    Labelled(String sort, String text, String secret) {
      this(sort, sort, text, secret);
    }
  }

  static final long DEVELOPMENT = 20_261_101;

  private static final String WORDS =
      "harbor lantern violet granite meadow falcon copper willow cinder marble thistle ember canyon"
          + " juniper saffron pebble orchard glacier tundra velvet bramble quartz heron timber";

  private final Random random;
  private final List<Labelled> all = new ArrayList<>();

  private LabelledTexts(long seed) {
    random = new Random(seed);
  }

  /** Positive texts of every rule, {@code each} of them a template. */
  static List<Labelled> secrets(long seed, int each) {
    LabelledTexts made = new LabelledTexts(seed);
    for (int i = 0; i < each; i++) {
      made.tokens();
      made.assignments();
      made.headersAndUrls();
      made.files();
      made.hard();
    }
    return made.all;
  }

  /** Texts that look like secrets and hold none. */
  static List<Labelled> harmless(long seed, int each) {
    LabelledTexts made = new LabelledTexts(seed ^ 0x5ea1);
    for (int i = 0; i < each; i++) {
      made.readable();
    }
    return made.all;
  }

  private void add(String rule, String template, String secret) {
    all.add(new Labelled(rule, template.replace("%s", secret), secret));
  }

  private void addAll(String rule, Function<Random, String> secret, String... templates) {
    for (String template : templates) {
      add(rule, template.replace("%w", word()), secret.apply(random));
    }
  }

  private String word() {
    String[] words = WORDS.split(" ");
    return words[random.nextInt(words.length)];
  }

  private String run(char letter, int count) {
    return ShapeSamples.run(letter, count, random);
  }

  /** What people make up: words, digits and marks. */
  private String password(Random ignored) {
    String marks = "!#%+*?=@^~";
    String first = word();
    return switch (random.nextInt(5)) {
      case 0 ->
          Character.toUpperCase(first.charAt(0))
              + first.substring(1)
              + random.nextInt(10, 9999)
              + marks.charAt(random.nextInt(marks.length()));
      case 1 -> run('a', 10 + random.nextInt(8));
      case 2 -> word() + "-" + word() + "-" + random.nextInt(10, 99);
      case 3 -> run('a', 4) + marks.charAt(random.nextInt(marks.length())) + run('a', 6);
      default -> word().substring(0, 3) + random.nextInt(100, 999) + run('U', 4) + word();
    };
  }

  private String key(Random ignored) {
    return switch (random.nextInt(4)) {
      case 0 -> run('h', 32);
      case 1 -> run('a', 24 + random.nextInt(24));
      case 2 -> run('a', 12) + "_" + run('a', 20);
      default -> base64(run('a', 30));
    };
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private void tokens() {
    String[] frames = {
      "got %s now", "{\"value\": \"%s\"}", "X_%w=%s", "?x=%s", "out: '%s',", "- %s", "(%s)"
    };
    for (TokenFormat format : TokenFormat.ALL) {
      String credential = ShapeSamples.credential(format, random);
      String secret = ShapeSamples.secret(format, credential);
      String rule = format.provider() + " " + format.word();
      if (format.place() == TokenFormat.Place.BEHIND_NAME) {
        String[] behind = {"%n_api_key = \"%s\"", "%n: %s", "\"%n-token\": \"%s\"", "%n.key=%s"};
        String frame = behind[random.nextInt(behind.length)].replace("%n", format.word());
        String text = frame.replace("%s", credential).replace("%w", word());
        all.add(new Labelled("credential behind its provider's name", rule, text, credential));
      } else {
        String frame = frames[random.nextInt(frames.length)].replace("%w", word());
        String text = frame.replace("%s", credential);
        all.add(new Labelled("token of a known format", rule, text, secret));
      }
    }
    String jwt = base64("{\"alg\":\"RS256\",\"typ\":\"JWT\"}").replace("=", "");
    for (String frame : frames) {
      add("JWT", frame, jwt + "." + "eyJ" + run('a', 60) + "." + run('a', 86));
    }
    String[] names = {"bannerbear", "voicegain", "Lemlist", "WEATHERBIT", "scrapfly", "typetalk"};
    String name = names[random.nextInt(names.length)];
    addAll(
        "key beside a provider's name",
        this::key,
        name + "_key=%s",
        name + " secret %s",
        name + " access token: %s",
        name + "-token: '%s'",
        "the " + name + " api key is \"%s\"".replace(" is ", ": "));
  }

  private void assignments() {
    addAll(
        "password in settings",
        this::password,
        "PASSWORD=%s",
        "export DB_PASSWORD='%s'",
        "db.password=%s",
        "  password: \"%s\"",
        "%w_passwd: '%s'",
        "password = %s",
        "MYSQL_PWD=\"%s\"",
        "<password>%s</password>",
        "{\"user\":\"ada\",\"password\":\"%s\"}",
        "{\\\"password\\\":\\\"%s\\\"}");
    addAll(
        "password in other languages",
        this::password,
        "contraseña: \"%s\"",
        "PASSWORT=%s",
        "mot_de_passe: '%s'",
        "senha = \"%s\"",
        "wachtwoord: \"%s\"",
        "пароль: \"%s\"",
        "密码: \"%s\"",
        "parola=\"%s\"",
        "hasło: \"%s\"");
    addAll(
        "token or key in settings",
        this::key,
        "API_KEY=%s",
        "export %w_TOKEN=%s",
        "client_secret: %s",
        "  apiKey: '%s',",
        "{\"access_token\":\"%s\",\"expires_in\":3600}",
        "%w.secret-key=%s",
        "encryption_key = \"%s\"",
        "signingKey: \"%s\"",
        "MASTER_KEY='%s'");
    addAll(
        "literal in code",
        this::password,
        "String password = \"%s\";",
        "const dbPassword = '%s';",
        "$password = \"%s\";",
        "password := \"%s\"",
        "conn.setPassword(\"password\", \"%s\");",
        "config['password'] = '%s'",
        "if (password == \"%s\") {",
        "if (\"%s\" == password) {");
    addAll(
        "option of a command",
        this::password,
        "mysqladmin --password=%s status",
        "tool login --user ada --password %s9x",
        "curl -u ada:%s https://h.test/x",
        "curl --user 'ada:%s' https://h.test/x");
  }

  /** Where little or nothing around the secret says that it is one. */
  private void hard() {
    addAll(
        "short option of a command",
        this::password,
        "mysql -u root -p%s -e 'select 1'",
        "sshpass -p '%s' ssh ada@h.test",
        "docker login -u ada -p %s r.test",
        "redis-cli -h c.test -a %s ping",
        "tool -u ada -p %s sync");
    addAll(
        "in a sentence",
        this::password,
        "The password is '%s'.",
        "I set the password to %s for now",
        "Sign in as ada with %s",
        "their token (%s) still works",
        "the admin password: %s, change it");
    addAll(
        "in the next line",
        this::key,
        "Your API key:\n%s\n",
        "<token>\n  %s\n</token>\n",
        "password\n%s\n");
    addAll(
        "passphrase",
        r -> word() + " " + word() + " " + word() + " " + word(),
        "passphrase: \"%s\"",
        "PASSWORD='%s'",
        "password = %s");
  }

  private void headersAndUrls() {
    addAll(
        "header",
        this::key,
        "Authorization: Bearer %s",
        "> authorization: token %s",
        "curl -H 'Authorization: Bearer %s' https://h.test",
        "\"Authorization\": \"ApiKey %s\"",
        "X-Api-Key: %s",
        "-H \"X-Auth-Token: %s\"",
        "PRIVATE-TOKEN: %s",
        "x-goog-api-key: %s");
    add("header", "Authorization: Basic %s", base64("ada:" + password(random)));
    addAll(
        "cookie",
        this::key,
        "Cookie: sid=%s; theme=",
        "Set-Cookie: session=%s; Path=/; HttpOnly",
        "set-cookie: __Host-id=%s; Secure");
    addAll(
        "URL",
        r -> run('a', 14),
        "postgres://svc_%w:%s@db.test:5432/app",
        "https://ada:%s@git.test/r.git",
        "redis://:%s@cache.test:6379/0",
        "amqps://%w:%s@mq.test/vhost",
        "mongodb+srv://%w:%s@c0.test/db?retryWrites=true",
        "jdbc:mysql://root:%s@h.test/x");
    addAll(
        "query of a URL",
        this::key,
        "GET /v1/%w?api_key=%s&page=2",
        "https://h.test/cb?state=1&access_token=%s",
        "https://h.test/x?user=ada&password=%s");
    addAll(
        "connection string",
        r -> run('a', 16),
        "Server=db;Database=x;User Id=%w;Password=%s;",
        "jdbc:sqlserver://h;user=%w;password=%s;encrypt=true",
        "host=db port=5432 user=%w password=%s dbname=app",
        "Driver={SQL Server};Server=h;Uid=%w;Pwd=%s;");
    addAll(
        "connection string",
        r -> run('a', 86) + "==",
        "DefaultEndpointsProtocol=https;AccountName=%w;AccountKey=%s;EndpointSuffix=h.test",
        "Endpoint=sb://%w.h.test/;SharedAccessKeyName=Root;SharedAccessKey=%s");
  }

  private void files() {
    add("cloud credential file", "[default]\naws_secret_access_key = %s\n", run('a', 40));
    add("cloud credential file", "    client-key-data: %s\n", base64(run('a', 60)));
    add("cloud credential file", "machine h.test\n  login ada\n  password %s\n", run('a', 12));
    add("cloud credential file", "machine h.test login ada password %s", run('a', 12));
    add("cloud credential file", "//registry.test/:_authToken=%s\n", run('a', 36));
    add(
        "cloud credential file",
        "{\"auths\":{\"h\":{\"auth\":\"%s\"}}}",
        base64("a:" + run('a', 20)));
    add("cloud credential file", "[pypi]\nusername = __token__\npassword = %s\n", run('a', 50));
    add("cloud credential file", "\"admin_password\": \"%s\",\n", password(random));
    StringBuilder block = new StringBuilder();
    for (int line = 0; line < 5; line++) {
      block.append(run('a', 64)).append(line < 4 ? "\n" : "");
    }
    String body = block.toString();
    for (String label : new String[] {"RSA ", "OPENSSH ", "EC ", "ENCRYPTED ", ""}) {
      String begin = "-----BEGIN " + label + "PRIVATE KEY-----\n";
      add("private key", begin + "%s\n-----END " + label + "PRIVATE KEY-----\n", body);
    }
    String begin = "-----BEGIN PGP " + "PRIVATE KEY BLOCK-----\n\n";
    add("private key", begin + "%s\n=a1B2\n-----END PGP PRIVATE KEY BLOCK-----\n", body);
    add("private key", "Private-Lines: 5\n%s\nPrivate-MAC: " + run('h', 40) + "\n", body);
    String escaped = body.replace("\n", "\\n");
    String json =
        "{\"private_key\": \"-----BEGIN " + "PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY";
    add("private key", json + "-----\\n\"}", escaped);
  }

  private void harmless(String rule, String... texts) {
    for (String text : texts) {
      all.add(new Labelled(rule, text.replace("%w", word()), ""));
    }
  }

  private void readable() {
    String uuid = new UUID(random.nextLong(), random.nextLong()).toString();
    String sha = run('h', 40);
    String sha256 = run('h', 64);
    harmless(
        "identifier",
        "request " + uuid + " took 12 ms",
        "{\"id\":\"" + uuid + "\",\"name\":\"%w\"}",
        "/users/" + uuid + "/tokens",
        "token_id=" + random.nextInt(100, 999),
        "run key: %w-" + random.nextInt(100, 999));
    harmless(
        "hash",
        "commit " + sha,
        "HEAD is now at " + sha.substring(0, 9) + " fix tokens",
        sha256 + "  %w.tar.gz",
        "image@sha256:" + sha256,
        "\"etag\": \"" + run('h', 32) + "\"",
        "cache key " + sha,
        "SHA256:" + run('a', 43) + " %w@host (ED25519)",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + run('a', 43) + " ada@%w");
    harmless(
        "reference",
        "password: ${%w_PASSWORD}",
        "password=$DB_PASSWORD",
        "token: {{ .Values.%w.token }}",
        "secret: !vault |",
        "api_key = os.environ[\"API_KEY\"]",
        "password = getPassword()",
        "\"password\": process.env.PASSWORD,",
        "Authorization: Bearer ${TOKEN}",
        "curl -u \"$USER:$PASS\" https://h.test",
        "postgres://app:${PASS}@db/x",
        "secretKeyRef: {name: %w, key: password}",
        "password: op://vault/%w/password");
    harmless(
        "placeholder",
        "password: <your-password>",
        "API_KEY=your_api_key_here",
        "token=xxxxxxxxxxxxxxxxxxxx",
        "PASSWORD=changeme",
        "secret: \"********\"",
        "Authorization: Bearer YOUR_TOKEN",
        "\"api_key\": \"<insert api key>\"",
        "https://user:password@h.test/",
        "https://<user>:<pass>@h.test/",
        "aws_secret_access_key = EXAMPLE",
        "token: \"not-a-real-token\"",
        "password: \"[FILTERED]\"",
        "password=[masked:password:1a2b]");
    harmless(
        "prose and code",
        "The %w password must be at least 12 characters",
        "password: \"Enter your password\"",
        "Invalid token for user %w",
        "max_tokens: 4096",
        "passwordField.setText(password);",
        "if (token == null) throw new TokenException();",
        "function resetPassword(user, token) {",
        "primary key (%w_id)",
        "keyboard layout %w",
        "public_key = \"" + run('a', 43) + "=\"",
        "token_type: bearer",
        "password_min_length = 12",
        "secretName: %w-tls");
    harmless(
        "command",
        "docker run -p 8080:80 %w",
        "mkdir -p /srv/%w",
        "mysql -u root -p %w < dump.sql",
        "ssh -p 2222 ada@%w",
        "docker login -u ada -p $TOKEN r.test",
        "curl -u ada https://h.test/%w",
        "tool login --password-stdin");
  }
}
