package dev.sealward.program;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import java.net.URI;
import java.util.List;

/** An admin lets a colleague in, who chooses a password, looks around and is signed out again. */
record PeopleWalk(Browser browser, URI server) {
  private static final String CHOSEN = "eleven wrens in the hedge";
  private static final String BOB = "/settings/people/bob";

  /**
   * Leaves {@code bob} behind, a viewer of two workspaces.
   *
   * @param admin signed in
   * @return pages worth a review
   */
  List<String> walk(Page admin) {
    go(admin, "/settings/people");
    admin.fill("#workspace", "Side Room");
    admin.click("#addIt");
    assertThat(admin.locator("#workspace-error")).containsText("lower-case letters");
    admin.fill("#workspace", "side-room");
    admin.click("#addIt");
    assertThat(admin.locator(".banner.is-ok")).containsText("side-room is there");
    String initial = letIn(admin);
    try (BrowserContext context = browser.newContext()) {
      Page bob = context.newPage();
      signIn(bob, initial);
      choosePassword(context, bob, initial);
      lookAround(bob);
      changes(admin, bob);
    }
    return List.of("/settings/people", BOB, BOB + "?action=reset", "/account");
  }

  private String letIn(Page admin) {
    admin.fill("#name", "root");
    admin.click("#createIt");
    assertThat(admin.locator("#name-error")).containsText("kept free");
    admin.fill("#name", " Bob");
    admin.fill("#displayName", "Bob Ash");
    admin.check("input[name=roles][value=operator]");
    admin.click("#createIt");
    assertThat(admin.locator("#workspaces-error")).containsText("none was chosen");
    assertThat(admin.locator("input[name=roles][value=operator]")).isChecked();
    admin.check("input[name=workspaces][value=default]");
    admin.click("#createIt");
    assertThat(admin.locator("h1")).containsText("bob");
    String initial = admin.locator("#initial").textContent().strip();
    PageReview.shot(admin, "person-password");
    admin.reload();
    assertThat(admin.content()).as("a password is shown once").doesNotContain(initial);
    assertThat(admin.locator("main")).containsText("Password to choose");
    return initial;
  }

  private void signIn(Page bob, String password) {
    go(bob, "/sign-in");
    bob.fill("#name", "BOB");
    bob.fill("#password", password);
    bob.click("#signIn");
  }

  private void choosePassword(BrowserContext context, Page bob, String initial) {
    assertThat(bob.locator("h1")).hasText("Choose your password");
    PageReview.shot(bob, "first-password");
    Cookie session = session(context);
    assertThat(session.httpOnly).isTrue();
    assertThat(session.sameSite).isEqualTo(SameSiteAttribute.LAX);
    go(bob, "/projects");
    // Nothing else opens.
    assertThat(bob.locator("h1")).hasText("Choose your password");
    fill(bob, initial, "bob ash bob ash", "bob ash bob ash");
    bob.click("#chooseIt");
    assertThat(bob.locator("#password-error")).containsText("tried first");
    fill(bob, initial, CHOSEN, CHOSEN + ".");
    bob.click("#chooseIt");
    assertThat(bob.locator("#passwordAgain-error")).containsText("not the same");
    fill(bob, initial, CHOSEN, CHOSEN);
    bob.click("#chooseIt");
    assertThat(bob.locator("h1")).hasText("Overview");
    assertThat(session(context).value).as("another session").isNotEqualTo(session.value);
  }

  private void lookAround(Page bob) {
    assertThat(bob.navigate(server + "/settings/people").status()).isEqualTo(403);
    go(bob, "/account");
    assertThat(bob.locator("main")).containsText("Manage secrets");
    bob.fill("#displayName", "Bob of the Side Room");
    bob.click("#renameIt");
    assertThat(bob.locator("#displayName")).hasValue("Bob of the Side Room");
  }

  private void changes(Page admin, Page bob) {
    go(admin, BOB);
    admin.check("input[name=workspaces][value=side-room]");
    admin.uncheck("input[name=roles][value=operator]");
    admin.check("input[name=roles][value=viewer]");
    admin.click("#changeIt");
    assertThat(admin.locator(".banner.is-ok")).containsText("next click");
    go(bob, "/account");
    assertThat(bob.locator("main")).not().containsText("Manage secrets");
    bob.click("summary");
    bob.selectOption("#workIn", "side-room");
    PageReview.shot(bob, "workplace");
    bob.click("#enterIt");
    assertThat(bob.locator(".banner.is-ok")).containsText("You work in side-room now");
    go(bob, "/account");
    go(admin, BOB + "?action=end");
    admin.click("#endIt");
    bob.click("#renameIt");
    assertThat(bob.locator("h1")).hasText("Sign in");
    assertThat(bob.locator("main")).containsText("Nothing of what you sent was taken");
    assertThat(bob).hasURL(server + "/sign-in?next=%2Faccount&expired=1");
    go(admin, BOB + "?action=disable");
    admin.click("#disableIt");
    signIn(bob, CHOSEN);
    assertThat(bob.locator("main")).containsText("do not belong together");
    admin.click("#enableIt");
    assertThat(admin.locator("h1")).containsText("Active");
    signIn(bob, CHOSEN);
    go(bob, "/account");
    bob.click("#leaveAll");
    assertThat(bob.locator("h1")).hasText("Sign in");
  }

  private void fill(Page bob, String current, String password, String again) {
    bob.fill("#currentPassword", current);
    bob.fill("#password", password);
    bob.fill("#passwordAgain", again);
  }

  private static Cookie session(BrowserContext context) {
    return context.cookies().stream()
        .filter(cookie -> cookie.name.equals("JSESSIONID"))
        .findFirst()
        .orElseThrow();
  }

  private void go(Page page, String path) {
    page.navigate(server + path);
  }
}
