package dev.sealward.program;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The administrator, who uses the pages as a browser would. */
final class Operator {
  static final String NAME = "ada";

  static final String PASSWORD = "three herons over the weir";
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String PROOF_DEMANDED = "proved within five minutes who they are";
  private static final Pattern BACKUP =
      Pattern.compile("sealward-[0-9]{8}T[0-9]{6}Z(-[0-9]+)?\\.swbk");

  private final URI server;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .cookieHandler(new CookieManager())
          .followRedirects(HttpClient.Redirect.NORMAL)
          .connectTimeout(ANSWER)
          .build();

  Operator(URI server) {
    this.server = server;
  }

  /** A secret as its page shows it. */
  record Stored(String page, String reference) {
    String name() {
      return reference.substring(reference.lastIndexOf('/') + 1);
    }
  }

  /** Goes through set-up without a first secret; signed in from then on. */
  void setUp(String code, String keySource, String passphrase) {
    enterCode(code);
    makeKey(keySource, passphrase);
    makeAccount();
  }

  void enterCode(String code) {
    submit(open("/setup"), "step1", "enterCode", Map.of("code", code));
  }

  void makeKey(String keySource, String passphrase) {
    Map<String, String> source =
        Map.of("source", keySource, "passphrase", passphrase, "passphraseAgain", passphrase);
    submit(open("/setup"), "step2", "makeKey", source);
  }

  /** Makes the first account, and skips the recovery key and the first secret. */
  void makeAccount() {
    Map<String, String> account =
        Map.of("name", NAME, "password", PASSWORD, "passwordAgain", PASSWORD);
    Page first = submit(open("/setup"), "step3", "makeAdmin", account);
    Page credential = submit(first, "step4", "skipKit", Map.of());
    expect(submit(credential, "step5", "skip", Map.of()), "Sealward is set up");
  }

  void signIn() {
    submit(open("/sign-in"), "door", "signIn", Map.of("name", NAME, "password", PASSWORD));
    expect(open("/"), "Overview");
  }

  /** Types a passphrase at the locked door and gives the page this leads to. */
  Page unlock(String passphrase) {
    return submit(open("/unlock"), "door", "unlock", Map.of("passphrase", passphrase));
  }

  /** Opens the locked door with the recovery key and gives the page this leads to. */
  Page recover(String recoveryKey) {
    return submit(open("/unlock"), "recover", "recoverIt", Map.of("recoveryKey", recoveryKey));
  }

  /** Makes the recovery key and reads it from the one answer that shows it. */
  String makeRecoveryKey() {
    Page made = submit(open("/settings/backup/recovery-kit"), "kit", "makeKit", Map.of());
    return made.text("recovery-key");
  }

  /** Makes a backup, waits for it, and gives the name of its file. */
  String makeBackup(String passphrase) {
    Map<String, String> typed = Map.of("passphrase", passphrase, "passphraseAgain", passphrase);
    submit(open("/settings/backup"), "make", "makeIt", typed);
    Page done = awaitBackupJob();
    expect(done, "is made.");
    Matcher name = BACKUP.matcher(done.words());
    if (!name.find()) {
      throw new AssertionError("No backup is listed: " + done.words());
    }
    return name.group();
  }

  /** Checks the newest backup and gives the page that says what was found. */
  Page verifyBackup(String opener) {
    Page form = open(linkTo("/verify"));
    Page next = submit(form, "verify", "verifyIt", Map.of("opener", opener));
    return next.words().contains("Checking") ? awaitBackupJob() : open("/settings/backup");
  }

  /** The address of a page about the newest backup. */
  String linkTo(String page) {
    Matcher link =
        Pattern.compile("/settings/backup/[0-9a-f-]{36}" + page)
            .matcher(open("/settings/backup").html());
    if (!link.find()) {
      throw new AssertionError("There is no backup.");
    }
    return link.group();
  }

  private Page awaitBackupJob() {
    long until = System.nanoTime() + PATIENCE.toNanos();
    Page page = open("/settings/backup");
    while (page.html().contains("data-job-feed")) {
      if (System.nanoTime() > until) {
        throw new AssertionError("Still at it: " + page.words());
      }
      page = open("/settings/backup");
    }
    return page;
  }

  /** Uploads a backup to restore from; gives the status. */
  int upload(Path file) {
    try {
      return send(HttpRequest.newBuilder(server.resolve("/setup/upload"))
              .header("Content-Type", "application/octet-stream")
              .POST(HttpRequest.BodyPublishers.ofFile(file)))
          .status();
    } catch (FileNotFoundException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Begins a restore to a key file of this installation's own. */
  Page beginRestore(String file, String opener) {
    Map<String, String> typed = Map.of("file", file, "opener", opener, "source", "file");
    return submit(open("/setup/restore"), "restore", "restoreIt", typed);
  }

  /** Waits until the restore is over and gives the page this leads to. */
  Page awaitRestore() {
    long until = System.nanoTime() + PATIENCE.toNanos();
    Page page = open("/setup/restore");
    while (page.html().contains("data-job-feed")) {
      if (System.nanoTime() > until) {
        throw new AssertionError("Still at it: " + page.words());
      }
      page = open("/setup/restore");
    }
    return page;
  }

  Stored storeSecret(String name, String value) {
    return store(name, Map.of("name", name, "value", value, "description", "for " + name));
  }

  /** Stores a value of several lines. */
  Stored storeLines(String name, String lines) {
    return store(name, Map.of("name", name, "lines", lines, "type", "custom"));
  }

  private Stored store(String name, Map<String, String> typed) {
    Page stored = submit(open("/settings/security/store"), "store", "storeIt", typed);
    expect(stored, name);
    return new Stored(stored.address().getPath(), stored.text("ref"));
  }

  void rotate(Stored secret, String value) {
    Page form = open(secret.page() + "/rotate");
    expectAt(submit(form, "rotate", "rotateIt", Map.of("value", value)), secret.page());
  }

  void revoke(Stored secret) {
    Page form = open(secret.page() + "/revoke");
    expectAt(
        submit(
            form,
            "revoke",
            "revokeIt",
            Map.of("reason", "no longer used", "typedName", secret.name())),
        secret.page());
  }

  void registerEntity(String id) {
    Map<String, String> agent = Map.of("entity", id, "kind", "agent");
    Page made = submit(open("/settings/entities"), "register", "registerIt", agent);
    expectAt(made, "/settings/entities/" + id);
  }

  /** Issues a machine token and reads it from the one answer that shows it. */
  String issueToken(String entity) {
    Page page = open("/sign-in/again?next=/settings/entities/" + entity);
    return submit(page, "issue", "issueIt", Map.of("label", "for a test")).text("token");
  }

  /** Rotates a machine token and reads its successor from the one answer that shows it. */
  String rotateToken(String entity, String token) {
    String id = token.split("_", -1)[1];
    Page page = open("/settings/entities/" + entity + "/tokens/" + id + "/rotate");
    return submit(page, "rotate", "rotateIt", Map.of()).text("token");
  }

  /** Says how often a minute an entity may read. */
  void limit(String entity, int resolvesPerMinute) {
    Page page = open("/settings/entities/" + entity);
    Map<String, String> rate = Map.of("resolvesPerMinute", "" + resolvesPerMinute);
    expect(submit(page, "rate", "limitIt", rate), "times a minute");
  }

  void revokeToken(String entity, String token) {
    String id = token.split("_", -1)[1];
    Page asked = open("/settings/entities/" + entity + "?revoke=" + id);
    expectAt(submit(asked, "revokeForm", "revokeToken", Map.of()), "/settings/entities/" + entity);
  }

  /** Makes a project and gives its page. */
  String createProject(String id) {
    Map<String, String> project = Map.of("id", id, "name", "Project " + id);
    Page made = submit(open("/projects"), "create", "createIt", project);
    expectAt(made, "/projects/" + id);
    return "/projects/" + id;
  }

  /** Grants access to the secret or project of a page. */
  void grant(String page, String entity, String level) {
    Map<String, String> grant = Map.of("entity", entity, "level", level, "reason", "for a test");
    Page granted = submit(open(page), "grant", "grantIt", grant);
    // What was granted is in the list from then on; a notice is shown to the first page that asks.
    if (!granted.html().contains("?ungrant=")) {
      expect(granted, "Access granted");
    }
  }

  /** Takes the only grant of a secret's or project's page away. */
  void takeAway(String page) {
    String html = open(page).html();
    int at = html.indexOf("?ungrant=");
    if (at < 0) {
      throw new AssertionError("Nobody has access on " + page);
    }
    String grant = html.substring(at, html.indexOf('#', at));
    Page asked = open(page + grant);
    expect(submit(asked, "ungrant", "ungrantIt", Map.of()), "taken away");
  }

  /** The audit page of what one call left behind. */
  Page auditOf(String correlationId) {
    return open("/audit?correlation=" + correlationId);
  }

  /** Opens a page, and confirms who is here where it asks that first. */
  Page open(String path) {
    Page page = send(HttpRequest.newBuilder(URI.create(server + path)).GET());
    return page.address().getPath().equals("/sign-in/again")
        ? press(page, "door", "confirmIt", Map.of("password", PASSWORD))
        : page;
  }

  /**
   * Fills in a form of the page and presses one of its buttons; once more where what it asks for
   * demanded that the operator confirms who is here, which the pace of the machine decides.
   */
  Page submit(Page page, String form, String button, Map<String, String> typed) {
    Page answer = press(page, form, button, typed);
    if (!answer.words().contains(PROOF_DEMANDED)) {
      return answer;
    }
    open("/sign-in/again?next=/account");
    String query = page.address().getRawQuery();
    return press(
        open(page.address().getRawPath() + (query == null ? "" : "?" + query)),
        form,
        button,
        typed);
  }

  private Page press(Page page, String form, String button, Map<String, String> typed) {
    Map<String, String> fields = page.fields(form);
    fields.putAll(typed);
    fields.put(button, "");
    // What PrimeFaces' script adds to each form.
    fields.put("primefaces.nonce", page.nonce());
    return send(
        HttpRequest.newBuilder(page.action(form))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(encoded(fields))));
  }

  /**
   * Asks for all of a page anew the way the script of Faces does, at any address of it.
   *
   * @param page the page, opened before
   */
  Page update(Page page, String path) {
    Map<String, String> fields = page.fields("leave");
    fields.put("jakarta.faces.partial.ajax", "true");
    fields.put("jakarta.faces.source", "leave");
    fields.put("jakarta.faces.partial.execute", "@none");
    fields.put("jakarta.faces.partial.render", "@all");
    fields.put("primefaces.nonce", page.nonce());
    return send(
        HttpRequest.newBuilder(server.resolve(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Faces-Request", "partial/ajax")
            .POST(HttpRequest.BodyPublishers.ofString(encoded(fields))));
  }

  /** Fetches a file. */
  HttpResponse<byte[]> download(String path) {
    try {
      return Sent.within(
          ANSWER,
          http,
          HttpRequest.newBuilder(server.resolve(path)).GET().build(),
          HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw RunningSealward.interrupted();
    }
  }

  private Page send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          Sent.within(
              ANSWER,
              http,
              request.build(),
              HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Page(answer.uri(), answer.statusCode(), answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw RunningSealward.interrupted();
    }
  }

  private static void expect(Page page, String words) {
    if (!page.words().contains(words)) {
      throw new AssertionError(
          "No \""
              + words
              + "\" on "
              + page.address()
              + " ("
              + page.status()
              + "): "
              + page.words());
    }
  }

  private static void expectAt(Page page, String path) {
    if (page.status() != 200 || !page.address().getPath().equals(path)) {
      throw new AssertionError(
          "Expected to arrive at " + path + ", not " + page.address() + ": " + page.words());
    }
  }

  private static String encoded(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
