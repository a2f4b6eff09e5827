package dev.sealward.program;

import com.deque.html.axecore.args.AxeRunOptions;
import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.SoftAssertions;

/**
 * Pages as axe and the narrowest window judge them, light and dark. Run with {@code
 * -Dsealward.screenshots=FOLDER} to keep pictures.
 */
final class PageReview {
  private static final List<Integer> WIDTHS = List.of(1440, 360);

  /** The rules about what scheme and width change. */
  private static final List<String> LOOKS =
      List.of("color-contrast", "link-in-text-block", "scrollable-region-focusable");

  private final Chromium chromium;
  private final URI server;

  PageReview(Chromium chromium, URI server) {
    this.chromium = chromium;
    this.server = server;
  }

  /** Fails with everything axe objects to, and with each page that scrolls sideways. */
  void everyPage(BrowserContext signedIn, List<String> paths) {
    SoftAssertions findings = new SoftAssertions();
    String state = signedIn.storageState();
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : widths(scheme)) {
        try (BrowserContext context =
            chromium
                .browser()
                .newContext(
                    new Browser.NewContextOptions()
                        .setViewportSize(width, 900)
                        .setColorScheme(scheme)
                        .setStorageState(state))) {
          Page page = context.newPage();
          for (String path : paths) {
            page.navigate(server + path);
            look(page, path + " at " + width + " " + scheme, rules(scheme), findings);
            shot(page, name(path) + "-" + width + "-" + scheme);
          }
        }
      }
    }
    findings.assertAll();
  }

  /** Wide in light and narrow in dark; whoever wants pictures gets all four. */
  private static List<Integer> widths(ColorScheme scheme) {
    if (System.getProperty("sealward.screenshots") != null) {
      return WIDTHS;
    }
    return List.of(WIDTHS.get(scheme == ColorScheme.LIGHT ? 0 : 1));
  }

  /** What a page consists of is the same in both schemes. */
  private static List<String> rules(ColorScheme scheme) {
    return scheme == ColorScheme.LIGHT ? List.of() : LOOKS;
  }

  private static void look(Page page, String where, List<String> rules, SoftAssertions findings) {
    violations(page, rules)
        .forEach(v -> findings.fail(where + ": " + v.getId() + " " + v.getNodes()));
    int over =
        (int)
            page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth");
    findings.assertThat(over).as("%s scrolls sideways", where).isLessThanOrEqualTo(0);
  }

  /**
   * What axe objects to in a page, by all of its rules when none are named. Our pages have no
   * frames, so that it need not gather what it found in a second page, and what a page does well
   * need not be told.
   */
  static List<Rule> violations(Page page, List<String> rules) {
    AxeRunOptions options = new AxeRunOptions();
    options.setResultTypes(List.of("violations"));
    AxeBuilder axe = new AxeBuilder(page).options(options).setLegacyMode(true);
    return (rules.isEmpty() ? axe : axe.withRules(rules)).analyze().getViolations();
  }

  private static String name(String path) {
    String ids = path.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "id");
    return ids.equals("/") ? "overview" : ids.substring(1).replace('/', '-');
  }

  static void shot(Page page, String name) {
    String folder = System.getProperty("sealward.screenshots");
    if (folder != null) {
      page.screenshot(
          new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of(folder, name + ".png")));
    }
  }
}
