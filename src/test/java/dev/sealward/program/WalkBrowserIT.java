package dev.sealward.program;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A newcomer's first hour in a real browser: set-up, a secret, an entity with its token, a project,
 * and a run that shows live with the secret masked.
 */
class WalkBrowserIT {
  private static final String VALUE = "harbour-Lantern-93-thistle";
  private static final String PASSWORD = "three herons over the weir";

  private static RunningSealward program;
  private static Chromium chromium;

  @BeforeAll
  static void start() {
    program = RunningSealward.start();
    chromium = Chromium.launch();
  }

  @AfterAll
  static void stop() {
    chromium.close();
    program.close();
  }

  @Test
  @Tag("ST-SEC-001")
  @Tag("ST-SEC-003")
  @Tag("ST-SEC-004")
  @Tag("ST-SEC-005")
  @Tag("ST-SEC-006")
  @Tag("ST-SEC-010")
  @Tag("VAULT-05")
  @Tag("FOUND-10")
  @Tag("VAULT-03")
  @Tag("ATTACK-04")
  @Tag("ATTACK-13")
  void newcomerGetsFromSetUpToAMaskedLiveRun() {
    try (BrowserContext context = chromium.browser().newContext()) {
      List<String> complaints = new ArrayList<>();
      Page page = context.newPage();
      page.onConsoleMessage(message -> note(message, complaints));
      page.onPageError(complaints::add);

      setUp(page);
      backup(page);
      String reference = secretPage(page);
      String token = entityWithToken(page);
      grant(page, "/settings/security", "DEMO_KEY", "read");
      project(page);
      grant(page, "/projects", "Demo", "write");
      String run = liveRun(page, reference, token);
      redaction(page);
      List<String> told = audit(context, page, run);
      new SecondFactorWalk(program.address(), page, review(), "ada", PASSWORD).walk();

      List<String> pages = new ArrayList<>(PAGES);
      pages.addAll(policyPages(page));
      pages.addAll(new PeopleWalk(chromium.browser(), program.address()).walk(page));
      pages.addAll(backupPages(page));
      pages.addAll(told);
      pages.add(run);
      pages.add(run + "/artifacts/build.log/delete");
      pages.add("/settings/entities/demo-runner?retire=ask");
      pages.add("/settings/entities/demo-runner/tokens/" + token.split("_", -1)[1] + "/rotate");
      review().everyPage(context, pages);
      nothingSecretIsInAnySource(context, run, token);
      assertThat(complaints).as("what the browser's console complained about").isEmpty();
      pageThatWouldShowAValueIsHeldBack(context, page);
    }
  }

  private static List<String> audit(BrowserContext context, Page page, String run) {
    page.navigate(program.address() + "/audit");
    assertThat(page.locator("svg.chart a")).hasCount(31);
    assertThat(page.locator("#trail")).containsText("Run started");
    page.fill("#secret", "no such name");
    page.click(".filters button[type=submit]");
    assertThat(page.locator("#secret-error")).isVisible();
    assertThat(page.locator("#trail")).hasCount(0);
    page.fill("#secret", "DEMO_KEY");
    page.selectOption("#action", "secrets.credential.accessed");
    page.click(".filters button[type=submit]");
    assertThat(page.locator("#trail tbody tr")).hasCount(1);
    assertThat(page.locator("#trail")).containsText("demo-runner");
    page.locator("#trail a[href^='/audit/']:has-text('demo-runner')").click();
    assertThat(page.locator("h1")).containsText("demo-runner");
    String entity = page.url();
    page.navigate(program.address() + run.replaceAll("/projects/demo/runs", "/audit/story/run"));
    assertThat(page.locator("#told")).containsText("Run started");
    assertThat(page.locator("#told")).containsText("Artifact stored");
    assertThat(page.locator("#told")).containsText("Prompt stored");
    assertThat(page.locator("#told")).containsText("Run ended");
    String story = page.url();
    page.locator("#told a[href^='/audit/']:not([href*=story])").first().click();
    assertThat(page.locator("main")).containsText("The whole call");
    String record = page.url();
    page.navigate(program.address() + "/settings/security");
    page.click("text=DEMO_KEY");
    page.click("text=The whole story");
    assertThat(page.locator("#readers-table")).containsText("demo-runner");
    assertThat(page.locator("#told")).containsText("Secret stored");
    assertThat(page.locator("#told")).containsText("Access granted");
    String secret = page.url();
    String checkpoint = context.request().get(program.address() + "/audit/checkpoint").text();
    assertThat(checkpoint).startsWith("sealward audit checkpoint 1\n");
    assertThat(context.request().get(program.address() + "/audit/public-key").text())
        .startsWith("-----BEGIN PUBLIC KEY-----");
    page.navigate(program.address() + "/audit");
    page.click("text=Keep a proof elsewhere");
    page.fill("#checkpoint", checkpoint.replace("seal: ", "seal: 1"));
    page.click("#compareIt");
    assertThat(page.locator("#checkpoint-error"))
        .containsText("no checkpoint that was signed here");
    page.navigate(program.address() + "/audit");
    page.click("text=Keep a proof elsewhere");
    page.fill("#checkpoint", checkpoint);
    page.click("#compareIt");
    assertThat(page.locator("body")).containsText("still holds everything");
    String csv = context.request().get(program.address() + "/audit/export?format=csv").text();
    assertThat(csv).startsWith("id,time,action,").contains("runs.started", "\r\n");
    String json =
        context.request().get(program.address() + "/audit/export?format=jsonl&action=audit").text();
    assertThat(json).contains("\"action\":\"audit.exported\"", "csv; everything");
    page.navigate(program.address() + "/audit");
    page.click("#verifyIt");
    assertThat(page.locator("main")).containsText("is being verified");
    return Stream.of(entity, story, record, secret)
        .map(address -> address.substring(program.address().toString().length()))
        .toList();
  }

  private static PageReview review() {
    return new PageReview(chromium, program.address());
  }

  private static void setUp(Page page) {
    page.navigate(program.address().toString());
    assertThat(page.locator("h1")).hasText("Enter the set-up code");
    page.fill("#code", "WRNG-WRNG-WRNG");
    page.click("#enterCode");
    assertThat(page.locator("#code-error")).containsText("not the set-up code");
    page.fill("#code", program.setUpCode());
    page.click("#enterCode");
    // No keychain here, so a passphrase is preselected.
    assertThat(page.locator("input[value=passphrase]")).isChecked();
    review().everyPage(page.context(), List.of("/setup", "/setup/restore"));
    page.check("input[value=file]");
    page.click("#makeKey");
    page.fill("#name", "ada");
    page.fill("#password", "short");
    page.fill("#passwordAgain", "short");
    page.click("#makeAdmin");
    assertThat(page.locator("#password-error")).containsText("15 to 256");
    assertThat(page.locator("#name")).hasValue("ada");
    page.fill("#password", PASSWORD);
    page.fill("#passwordAgain", PASSWORD);
    page.click("#makeAdmin");
    page.click("#makeKit");
    String key = page.locator("#recovery-key").innerText().strip();
    PageReview.shot(page, "setup-recovery");
    page.fill("#lastGroup", "WRONG");
    page.click("#confirmKit");
    assertThat(page.locator("#lastGroup-error")).containsText("not the last five characters");
    assertThat(page.locator("#recovery-key")).hasCount(0);
    page.fill("#lastGroup", key.substring(key.length() - 5));
    page.click("#confirmKit");
    page.fill("#name", "DEMO_KEY");
    page.fill("#provider", "openai");
    page.fill("#value", VALUE);
    page.click("#storeFirst");
    assertThat(page.locator("h1")).hasText("Sealward is set up");
  }

  private static void backup(Page page) {
    page.navigate(program.address() + "/settings/backup");
    page.click("#makeIt");
    assertThat(page.locator("#backups")).containsText("Recovery key");
    assertThat(page.locator(".banner.is-ok")).containsText("is made");
    PageReview.shot(page, "backup");
  }

  private static List<String> backupPages(Page page) {
    page.navigate(program.address() + "/settings/backup");
    String verify = page.locator("#backups a[href$='/verify']").first().getAttribute("href");
    return List.of(verify, verify.replace("/verify", "/delete"));
  }

  private static String secretPage(Page page) {
    page.navigate(program.address() + "/settings/security");
    assertThat(page.getByRole(com.microsoft.playwright.options.AriaRole.TABLE))
        .containsText("DEMO_KEY");
    PageReview.shot(page, "secrets");
    page.click("text=DEMO_KEY");
    assertThat(page.locator("main")).containsText("Key version");
    assertThat(page.locator("main")).containsText("Last rotated");
    PageReview.shot(page, "secret");
    return page.locator("#ref").textContent().strip();
  }

  private static String entityWithToken(Page page) {
    page.navigate(program.address() + "/settings/entities");
    page.fill("#entity", "../etc");
    page.click("#registerIt");
    assertThat(page.locator("#entity-error")).containsText("lower-case letters");
    page.fill("#entity", "demo-runner");
    page.click("#registerIt");
    confirm(page, "/settings/entities/demo-runner");
    page.fill("#label", "laptop");
    page.click("#issueIt");
    String token = page.locator("#token").textContent().strip();
    PageReview.shot(page, "token");
    page.reload();
    assertThat(page.content()).as("a token is shown once").doesNotContain(token);
    return token;
  }

  /** Proves anew who is here, however long ago that was, and goes on with a page. */
  private static void confirm(Page page, String next) {
    page.navigate(program.address() + "/sign-in/again?next=" + next);
    page.fill("#password", PASSWORD);
    page.click("#confirmIt");
    assertThat(page.locator("h1")).containsText(next.substring(next.lastIndexOf('/') + 1));
  }

  private static void project(Page page) {
    page.navigate(program.address() + "/projects");
    page.fill("#id", "demo");
    page.fill("#name", "Demo");
    page.click("#createIt");
    assertThat(page.locator("h1")).containsText("Demo");
    page.navigate(program.address() + "/projects");
    page.fill("#id", "demo");
    page.fill("#name", "Another");
    page.click("#createIt");
    assertThat(page.locator("#id-error")).containsText("There is a project with this id");
  }

  private static void grant(Page page, String list, String name, String level) {
    page.navigate(program.address() + list);
    page.click("main >> text=" + name);
    page.selectOption("#entity", "demo-runner");
    page.selectOption("#level", level);
    page.click("#grantIt");
    assertThat(page.locator("main")).containsText("Access granted");
  }

  private static String liveRun(Page page, String reference, String token) {
    Agent agent = Agent.withToken(program.address(), token);
    String value = agent.value(reference);
    assertThat(value).contains(VALUE);
    String run = agent.startRun("demo");
    String address = run.replace("/api/v1", "");
    page.navigate(program.address() + address);
    assertThat(page.locator("main")).containsText("No lines yet");
    agent.upload(
        run,
        line(1, "Deploying with key " + VALUE)
            + line(2, "Authorization: Bearer " + VALUE)
            + line(3, "retry with the same key " + VALUE));
    Locator log = page.locator("[data-log-lines]");
    assertThat(log).containsText("Deploying with key");
    assertThat(log.locator(".mask")).hasCount(3);
    agent.put(run + "/artifacts/build.log", BodyPublishers.ofString("key " + VALUE));
    agent.post(run + "/prompts", "{\"ask\":\"why was " + VALUE + " refused?\"}");
    agent.finish(run, "succeeded");
    assertThat(page.locator("h1")).containsText("Succeeded");
    page.reload();
    page.click("text=Prompt 1");
    assertThat(page.locator(".prompt-text .mask")).hasCount(1);
    assertThat(page.locator("main")).containsText("Masked as text");
    PageReview.shot(page, "run");
    return address;
  }

  /** Counts, a rule with its preview, a text to try; what is typed never comes back. */
  private static void redaction(Page page) {
    page.navigate(program.address() + "/settings/redaction");
    assertThat(page.locator(".chart-legend")).containsText("masked");
    assertThat(page.locator("svg.chart rect.chart-bar")).hasCount(48);
    page.fill("#text", "the key is " + VALUE + "\nnothing here");
    page.click("#tryIt");
    assertThat(page.locator("#tried .mask")).hasCount(1);
    assertThat(page.locator("#tried pre")).containsText("the key is");
    assertThat(page.locator("#findings tbody tr")).hasCount(1);
    PageReview.shot(page, "redaction-tried");
    axe(page, "a tried text");

    page.navigate(program.address() + "/settings/redaction/new");
    page.fill("#name", "badge-numbers");
    page.fill("#kind", "badge");
    page.locator("#samples").pressSequentially("ann has BADGE-123456, " + VALUE);
    page.locator("#pattern").pressSequentially("BADGE-[0-9]{6");
    page.locator("#pattern").pressSequentially("}");
    assertThat(page.locator("#preview")).containsText("2 places masked, 1 by this rule");
    assertThat(page.locator("#preview .mask")).hasCount(2);
    PageReview.shot(page, "redaction-preview");
    axe(page, "a preview");
    page.fill("#pattern", "BADGE-(");
    page.click("#showIt");
    assertThat(page.locator("#pattern-error")).containsText("not RE2 syntax");
    page.fill("#pattern", "INFO.*");
    page.click("#addIt");
    assertThat(page.locator("#accepted-error")).containsText("lines of ordinary text");
    assertThat(page.locator("#samples")).hasValue("");
    PageReview.shot(page, "redaction-refused");
    page.fill("#pattern", "BADGE-[0-9]{6}");
    page.click("#addIt");
    assertThat(page.locator("#rules")).containsText("badge-numbers");
    page.click("text=Switch off");
    assertThat(page.locator("#rules")).containsText("Off");
    page.click("#rules >> text=Delete");
    PageReview.shot(page, "redaction-delete");
    page.click("text=Keep it");
    page.click("text=30 days");
    assertThat(page.locator("svg.chart rect.chart-bar")).hasCount(60);
    PageReview.shot(page, "redaction-month");
  }

  /** A grant on a scope, what taking it away would come to, and a read explained. */
  private static List<String> policyPages(Page page) {
    String policies = program.address() + "/settings/policies";
    page.navigate(policies);
    page.fill("#entity", "no-such-agent");
    page.click("#grantIt");
    assertThat(page.locator("#entity-error")).containsText("no such entity");
    page.fill("#entity", "demo-runner");
    page.selectOption("#environment", "production");
    page.fill("#reason", "May read what production needs");
    page.click("#grantIt");
    assertThat(page.locator("#policies")).containsText("All production secrets in default");
    page.navigate(policies + "?entity=demo-runner");
    page.locator("#policies a[href*='/why?']").first().click();
    assertThat(page.locator("#answer")).containsText("Yes: demo-runner can read");
    assertThat(page.locator("#reasons")).containsText("one is enough");
    String why = page.url().substring(program.address().toString().length());
    page.navigate(policies + "?entity=demo-runner");
    page.locator("#policies tr:has(a[href*='/why?']) a[href*='ungrant']").first().click();
    assertThat(page.locator("#leaving")).containsText("All production secrets in default");
    String leaving = page.url().substring(program.address().toString().length());
    return List.of(leaving.substring(0, leaving.indexOf('#')), why);
  }

  private static void axe(Page page, String what) {
    assertThat(PageReview.violations(page, List.of())).as(what).isEmpty();
  }

  private static String line(int seq, String text) {
    return "{\"seq\":" + seq + ",\"text\":\"" + text + "\"}\n";
  }

  private static final List<String> PAGES =
      List.of(
          "/",
          "/projects",
          "/projects/demo",
          "/settings/security",
          "/settings/security/store",
          "/settings/entities",
          "/settings/entities/demo-runner",
          "/settings/backup",
          "/settings/backup/recovery-kit",
          "/settings/redaction",
          "/settings/redaction/new",
          "/account/second-factor",
          "/sign-in/again",
          "/audit",
          "/audit?address=not%20one&from=soon",
          "/audit/archive",
          "/alerts",
          "/setup",
          "/no-such-page");

  private static void nothingSecretIsInAnySource(BrowserContext context, String run, String token) {
    List<String> paths = new ArrayList<>(PAGES);
    paths.add(run);
    paths.add(run + "/feed?after=0");
    for (String path : paths) {
      String source = context.request().get(program.address() + path).text();
      assertThat(source).as(path).doesNotContain(VALUE).doesNotContain(token);
    }
  }

  /** Stored values that stand in a page: words of our own templates, and then an id of a link. */
  private static void pageThatWouldShowAValueIsHeldBack(BrowserContext context, Page page) {
    String list = program.address() + "/settings/security";
    storeSecret(page, "OWN_WORDS", "Overview");
    storeSecret(page, "SHOWN_BY_ITS_ID", "some other value");
    String id = page.url().substring(page.url().lastIndexOf('/') + 1);
    assertThat(page.navigate(list).status()).as("our own words are no leak").isEqualTo(200);
    assertThat(page.content()).contains(id);
    page.navigate(program.address() + "/alerts");
    assertThat(page.locator("main")).not().containsText("page /settings/security");

    storeSecret(page, "UNLUCKY_VALUE", id);
    assertThat(page.navigate(list).status()).isEqualTo(500);
    assertThat(page.locator("h1")).hasText("This page was held back");
    assertThat(page.content()).doesNotContain(id);
    page.navigate(program.address() + "/alerts");
    assertThat(page.locator("main")).containsText("page /settings/security");
    assertThat(page.content()).doesNotContain(id);
    review().everyPage(context, List.of("/settings/security"));
  }

  private static void storeSecret(Page page, String name, String value) {
    page.navigate(program.address() + "/settings/security/store");
    page.fill("#name", name);
    page.fill("#provider", "openai");
    page.fill("#value", value);
    page.click("#storeIt");
    assertThat(page.locator("h1")).containsText(name);
  }

  private static void note(ConsoleMessage message, List<String> complaints) {
    if (message.type().equals("error") || message.text().contains("Content Security Policy")) {
      complaints.add(message.text());
    }
  }
}
