package dev.sealward.program;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The master key's pages in a real browser: progress that moves by itself, and pages that are
 * accessible and fit. Run with {@code -Dsealward.screenshots=FOLDER} to keep pictures of them.
 */
@Tag("VAULT-06")
class KeysBrowserIT {
  private static final String KEYS = "/settings/security/keys";

  @Test
  void progressMovesByItselfAndEveryPageIsAccessibleAndFits() {
    try (Installation sealward = Installation.on(Map.of("SEALWARD_KEY_SETTLE", "PT8S"), "file");
        Chromium chromium = Chromium.launch();
        BrowserContext context = context(chromium, 1280, ColorScheme.LIGHT, null)) {
      String server = sealward.program().address().toString();
      List<String> complaints = new ArrayList<>();
      Page page = context.newPage();
      page.onConsoleMessage(
          message -> {
            if (message.type().equals("error")) {
              complaints.add(message.text());
            }
          });
      page.onPageError(complaints::add);

      page.navigate(server + "/sign-in");
      page.fill("#name", Operator.NAME);
      page.fill("#password", "three herons over the weir");
      page.click("#signIn");
      sealward.operator().grant(KEYS, Installation.RUNNER, "admin");
      page.navigate(server + KEYS);
      page.click("main >> text=Rotate >> nth=0");
      assertThat(page.locator("#passphrase")).isHidden();
      page.check("[name=source][value=passphrase]");
      assertThat(page.locator("#passphrase")).isVisible();
      page.check("[name=source][value=file]");
      page.click("#rotateIt");

      Locator rewrap = page.locator("#rewrap");
      assertThat(rewrap).containsText("Running");
      page.click("#pause");
      assertThat(rewrap).containsText("Paused");
      shot(page, "keys-paused");
      page.click("#resume");
      assertThat(rewrap).containsText("Running");
      // Typed while it runs; what the page brings in must not touch it.
      page.fill("#reason", "nightly rotation");
      LocatorAssertions.ContainsTextOptions patient =
          new LocatorAssertions.ContainsTextOptions().setTimeout(30_000);
      assertThat(rewrap).containsText("Complete", patient);
      assertThat(rewrap.locator("progress")).hasJSProperty("value", 100);
      assertThat(page.locator("#versions")).containsText("Retired");
      assertThat(page.locator("#reason")).hasValue("nightly rotation");
      assertThat(page.locator("#destroyIt")).hasCount(0);
      page.click("#versions >> text=Destroy");
      assertThat(page.locator("#destroyIt")).isDisabled();
      page.fill("#confirmation", "destroy 1");
      assertThat(page.locator("#destroyIt")).isEnabled();

      pagesAreAccessibleAndFit(chromium, context.storageState(), server);
      assertThat(complaints).as("what the browser's console complained about").isEmpty();
    }
  }

  private static void pagesAreAccessibleAndFit(Chromium chromium, String state, String server) {
    SoftAssertions findings = new SoftAssertions();
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : List.of(1280, 360)) {
        try (BrowserContext context = context(chromium, width, scheme, state)) {
          Page page = context.newPage();
          for (String path : List.of(KEYS, KEYS + "/rotate", KEYS + "/1/destroy", "/")) {
            page.navigate(server + path);
            String where = path + " at " + width + " " + scheme;
            new AxeBuilder(page)
                .analyze()
                .getViolations()
                .forEach(v -> findings.fail(where + ": " + v.getId() + " " + v.getNodes()));
            int over =
                (int)
                    page.evaluate(
                        "document.documentElement.scrollWidth"
                            + " - document.documentElement.clientWidth");
            findings.assertThat(over).as("%s scrolls sideways", where).isLessThanOrEqualTo(0);
            shot(page, "keys" + path.replace(KEYS, "") + "-" + width + "-" + scheme);
          }
        }
      }
    }
    findings.assertAll();
  }

  private static BrowserContext context(
      Chromium chromium, int width, ColorScheme scheme, String state) {
    return chromium
        .browser()
        .newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, 900)
                .setColorScheme(scheme)
                .setStorageState(state));
  }

  private static void shot(Page page, String name) {
    String folder = System.getProperty("sealward.screenshots");
    if (folder != null) {
      page.screenshot(
          new Page.ScreenshotOptions()
              .setFullPage(true)
              .setPath(Path.of(folder, name.replace('/', '-') + ".png")));
    }
  }
}
