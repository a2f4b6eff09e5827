package dev.sealward.program;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.sealward.access.Authenticator;
import java.net.URI;
import java.time.Clock;
import java.util.List;

/**
 * A second factor from its set-up to its removal, in the browser of an admin who is signed in and
 * stays so.
 */
final class SecondFactorWalk {
  private static final String FACTOR = "/account/second-factor";

  private final URI server;
  private final Page page;
  private final PageReview review;
  private final String name;
  private final String password;

  SecondFactorWalk(URI server, Page page, PageReview review, String name, String password) {
    this.server = server;
    this.page = page;
    this.review = review;
    this.name = name;
    this.password = password;
  }

  void walk() {
    proveBeforeDanger();
    Authenticator app = setUp();
    List<String> codes = confirmed(app);
    signInWithCode(app);
    proveWithRecoveryCode(codes.get(0));
    demandIt();
    removeIt();
    setItUpWhileSigningIn();
    leaveItToEach();
  }

  private void proveBeforeDanger() {
    go("/sign-in/again?next=" + FACTOR);
    assertThat(page.locator("#code")).hasCount(0);
    page.fill("#password", "not the pass phrase");
    page.click("#confirmIt");
    assertThat(page.locator("#password-error")).containsText("not your password");
    judge("again-refused");
    page.fill("#password", password);
    page.click("#confirmIt");
    assertThat(page).hasURL(server + FACTOR);
  }

  private Authenticator setUp() {
    page.click("#begin");
    assertThat(page.locator("svg.seed-picture path")).hasCount(1);
    String seed = page.locator("#seed").innerText();
    judge("second-factor-seed");
    page.fill("#code", "12345");
    page.click("#confirmFactor");
    assertThat(page.locator("#code-error")).containsText("wrong");
    assertThat(page.locator("svg.seed-picture")).hasCount(0);
    judge("second-factor-refused");
    return Authenticator.typed(seed);
  }

  private List<String> confirmed(Authenticator app) {
    page.fill("#code", codeOf(app, 0));
    page.click("#confirmFactor");
    assertThat(page.locator("#codes li")).hasCount(10);
    List<String> codes = page.locator("#codes li").allInnerTexts();
    judge("recovery-codes");
    page.click("text=I have them");
    assertThat(page.locator("main")).containsText("10 of 10");
    assertThat(page.locator("#lately")).containsText("Second factor set up");
    go(FACTOR);
    assertThat(page.content()).as("codes are shown once").doesNotContain(codes.get(0));
    return codes;
  }

  private void signInWithCode(Authenticator app) {
    givePassword();
    assertThat(page.locator("h1")).hasText("Type your code");
    review.everyPage(page.context(), List.of("/sign-in/code"));
    go("/settings/security");
    // the password alone opens nothing
    assertThat(page.locator("h1")).hasText("Sign in");
    go("/sign-in/code?next=/projects");
    page.fill("#code", "12345");
    page.click("#enterCode");
    assertThat(page.locator("#code-error")).containsText("wrong");
    page.fill("#code", codeOf(app, 30));
    page.click("#enterCode");
    assertThat(page.locator("h1")).hasText("Projects");
  }

  private void proveWithRecoveryCode(String code) {
    go("/sign-in/again?next=/settings/backup/recovery-kit");
    judge("again-with-code");
    page.fill("#password", password);
    page.fill("#code", code.toLowerCase(java.util.Locale.ROOT));
    page.click("#confirmIt");
    assertThat(page.locator("h1")).hasText("Recovery kit");
    go(FACTOR);
    assertThat(page.locator("main")).containsText("9 of 10");
    judge("second-factor-on");
  }

  private void demandIt() {
    go("/settings/people");
    page.selectOption("#demand", "everybody");
    page.click("#saveDemand");
    assertThat(page.locator(".banner.is-ok")).containsText("next sign-in");
  }

  private void removeIt() {
    go(FACTOR);
    assertThat(page.locator("main")).containsText("Your roles need a second factor");
    page.click("#removeFactor");
    assertThat(page.locator("main")).containsText("The second factor is removed");
  }

  private void setItUpWhileSigningIn() {
    givePassword();
    assertThat(page.locator("h1")).hasText("Set up your second factor");
    judge("sign-in-enrol");
    page.click("#beginAgain");
    Authenticator app = Authenticator.typed(page.locator("#seed").innerText());
    page.fill("#code", codeOf(app, 0));
    page.click("#enrolIt");
    assertThat(page.locator("#codes li")).hasCount(10);
    page.click("text=I have them");
    assertThat(page.locator("h1")).hasText("Your account");
  }

  private void leaveItToEach() {
    go("/settings/people");
    page.selectOption("#demand", "nobody");
    page.click("#saveDemand");
    go(FACTOR);
    page.click("#removeFactor");
    assertThat(page.locator("main")).containsText("The second factor is removed");
  }

  private void givePassword() {
    page.click(".drop > summary");
    page.click("#signOut");
    page.fill("#name", name);
    page.fill("#password", password);
    page.click("#signIn");
  }

  private static String codeOf(Authenticator app, int secondsOff) {
    return new String(app.at(Clock.systemUTC().instant().plusSeconds(secondsOff)));
  }

  private void go(String path) {
    page.navigate(server + path);
  }

  private void judge(String what) {
    PageReview.shot(page, what);
    assertThat(PageReview.violations(page, List.of())).as(what).isEmpty();
  }
}
