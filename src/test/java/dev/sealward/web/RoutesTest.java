package dev.sealward.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("PAGE-01")
class RoutesTest {

  @Test
  void partsOfAnAddressAreNamed() {
    Route route = Routes.of("/projects/invoices/runs/7f3a").orElseThrow();
    assertThat(route.target()).isEqualTo("/pages/projects/run.xhtml");
    assertThat(route.parts()).containsEntry("project", "invoices").containsEntry("run", "7f3a");
  }

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
}
