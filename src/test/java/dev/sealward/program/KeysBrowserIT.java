package dev.sealward.program;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The master key's pages in a real browser: progress that moves by itself, and pages that are
 * accessible and fit.
 */
@Tag("VAULT-06")
class KeysBrowserIT {
  private static final String KEYS = "/settings/security/keys";

  @Test
  void progressMovesByItselfAndEveryPageIsAccessibleAndFits() throws IOException {
    Map<String, String> settings =
        Map.of("SEALWARD_KEY_SETTLE", "PT8S", "SECRETS_PROVIDER", "file");
    try (Installation sealward = Installation.on(settings, "file");
        Chromium chromium = Chromium.launch();
        BrowserContext context = chromium.browser().newContext()) {
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
      PageReview.shot(page, "keys-paused");
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

      loseTheEnvelopesAndRotate(sealward);
      page.navigate(server + KEYS);
      assertThat(rewrap).containsText("Not complete", patient);
      page.navigate(server + KEYS + "/failures?work=rewrap");
      assertThat(page.locator("#failures li")).hasCount(2);
      new PageReview(chromium, sealward.program().address())
          .everyPage(
              context,
              List.of(
                  KEYS,
                  KEYS + "/failures?work=rewrap",
                  KEYS + "/failures?work=store-migration",
                  KEYS + "/rotate",
                  KEYS + "/1/destroy",
                  "/"));
      assertThat(complaints).as("what the browser's console complained about").isEmpty();
    }
  }

  /** So that there is something to list. */
  private static void loseTheEnvelopesAndRotate(Installation sealward) throws IOException {
    Path secrets = sealward.program().data().resolve("default/production/secrets");
    try (Stream<Path> files = Files.walk(secrets)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    Operator operator = sealward.operator();
    operator.submit(
        operator.open(KEYS + "/rotate"), "rotate", "rotateIt", Map.of("source", "file"));
  }
}
