package dev.sealward.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.kernel.HostileIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("PAGE-01")
class RoutesTest {

  @Test
  void partsOfAnAddressAreNamed() {
    Route route = Routes.of("/projects/invoices/runs/7f3a").orElseThrow();
    assertThat(route.target()).isEqualTo("/WEB-INF/pages/projects/run.xhtml");
    assertThat(route.parts()).containsEntry("project", "invoices").containsEntry("run", "7f3a");
  }

  @Tag("ATTACK-06")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/overview.xhtml",
        "/pages/overview.xhtml",
        "/run-feed",
        "/projects/",
        "/projects/..",
        "/projects/.hidden",
        "/projects/a/../b",
        "/projects/a..b",
        "/projects/a%2fb",
        "/projects/%2e%2e",
        "/projects/a;b",
        "/projects//a",
        "/projects/a\\b",
        "/projects/a b",
        "/projects/a\u0000",
        "/settings/security/secrets/",
        "//",
        ""
      })
  void whatIsNotInTheTableDoesNotExist(String path) {
    assertThat(Routes.of(path)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "/nowhere",
        "javascript:alert(1)",
        "/projects\r\nSet-Cookie: a=b",
        "/projects/p/runs/r/feed",
        "/audit?x=\u00e9"
      })
  void afterSigningInNobodyIsSentElsewhere(String next) {
    assertThat(Routes.localOrHome(next)).isEqualTo("/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/audit?actor=ada", "/settings/security/secrets/7f3a"})
  void afterSigningInAPageOfOursIsReachedAgain(String next) {
    assertThat(Routes.localOrHome(next)).isEqualTo(next);
  }

  @Test
  @Tag("FR-028-002b")
  void noSegmentOfAnyRouteTakesAHostileId() throws IOException {
    List<String> routes = routes();
    assertThat(routes).hasSizeGreaterThan(30);
    for (String route : routes) {
      if (route.contains("{")) {
        assertThat(Routes.of(route.replaceAll("\\{[a-z]+}", "abc"))).as(route).isPresent();
        // Reserved names, and ids that are long for one kind, are known by what reads them.
        HostileIds.all()
            .filter(id -> !id.matches("[a-z0-9]+(\\.[a-z0-9]+)*") || id.length() > 128)
            .forEach(
                id ->
                    assertThat(Routes.of(route.replaceAll("\\{[a-z]+}", quote(id))))
                        .as(route)
                        .isEmpty());
      }
    }
  }

  private static List<String> routes() throws IOException {
    String table = Files.readString(Path.of("src/main/java/dev/sealward/web/Routes.java"));
    return Pattern.compile("entry\\(\\s*\"(/[^\"]*)\"")
        .matcher(table)
        .results()
        .map(route -> route.group(1))
        .toList();
  }

  private static String quote(String id) {
    return Matcher.quoteReplacement(id);
  }
}
