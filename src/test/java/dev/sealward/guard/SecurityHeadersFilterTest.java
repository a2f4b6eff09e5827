package dev.sealward.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("ATTACK-10")
class SecurityHeadersFilterTest {
  private final SecurityHeadersFilter filter = new SecurityHeadersFilter();

  private Exchange get(String path, Exchange.Page page) {
    return new Exchange(path).through(filter, page);
  }

  @Test
  void aPageCarriesEveryHeader() {
    Exchange page = get("/", (request, response) -> {});
    assertThat(page.header("Content-Security-Policy"))
        .contains("default-src 'self'", "frame-ancestors 'none'", "object-src 'none'")
        .doesNotContain("script-src 'unsafe-inline'");
    assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(page.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void theScriptPolicyOfPrimeFacesIsTakenAndNothingElse() {
    Exchange page =
        get(
            "/",
            (request, response) ->
                response.addHeader(
                    "Content-Security-Policy", "script-src 'self' 'nonce-x'; object-src *"));
    assertThat(page.headers.get("Content-Security-Policy"))
        .singleElement()
        .asString()
        .contains("script-src 'self' 'nonce-x'; ", "object-src 'none'");
  }

  @Test
  void headersOutliveAReset() {
    Exchange page = get("/", (request, response) -> response.reset());
    assertThat(page.headers).containsKeys("Content-Security-Policy", "X-Frame-Options");
  }

  @Test
  void pagesAreNeverCachedAndResourcesMayBe() {
    Exchange.Page caching =
        (request, response) -> response.setHeader("Cache-Control", "max-age=60");
    assertThat(get("/", caching).header("Cache-Control")).isEqualTo("no-store");
    assertThat(get("/jakarta.faces.resource/a.css.xhtml", caching).header("Cache-Control"))
        .isEqualTo("max-age=60");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, Sec-Fetch-Site, cross-site, false",
    "POST, Sec-Fetch-Site, same-site, false",
    "POST, Sec-Fetch-Site, same-origin, true",
    "POST, Origin, http://evil.example, false",
    "POST, Origin, null, false",
    "POST, Origin, http://sealward.example:8080, true",
    "POST, Origin, http://sealward.example.evil:8080, false",
    "POST, X-None, x, true",
    "GET, Sec-Fetch-Site, cross-site, true"
  })
  void aChangeMustComeFromOwnPages(String method, String header, String value, boolean allowed) {
    Exchange exchange = new Exchange("/settings/security");
    exchange.method = method;
    exchange.asked.put("Host", "sealward.example:8080");
    exchange.asked.put(header, value);
    exchange.through(filter, (request, response) -> {});
    assertThat(exchange.reached).isEqualTo(allowed);
    assertThat(exchange.status).isEqualTo(allowed ? 200 : 403);
  }

  @Test
  void aWebSocketOfAnotherSiteIsRefused() {
    Exchange exchange = new Exchange("/live");
    exchange.asked.put("Host", "sealward.example");
    exchange.asked.put("Upgrade", "websocket");
    exchange.asked.put("Origin", "https://evil.example");
    exchange.through(filter, (request, response) -> {});
    assertThat(exchange.reached).isFalse();
  }

  @Test
  void anApiCallWithABearerTokenIsExemptAndOneWithoutIsNot() {
    for (boolean bearer : new boolean[] {true, false}) {
      Exchange exchange = new Exchange("/api/v1/resolve");
      exchange.method = "POST";
      exchange.asked.put("Sec-Fetch-Site", "cross-site");
      if (bearer) {
        exchange.asked.put("Authorization", "Bearer x");
      }
      exchange.through(filter, (request, response) -> {});
      assertThat(exchange.reached).isEqualTo(bearer);
    }
  }
}
