package dev.sealward.guard;

import static dev.sealward.guard.GuardFixture.KNOWN;
import static dev.sealward.guard.GuardFixture.TENANT;
import static dev.sealward.guard.GuardFixture.TOKEN;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.audit.Target;
import dev.sealward.kernel.SecretValue;
import dev.sealward.redaction.BreakingMask;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("ST-SEC-006")
class RenderGuardFilterTest {
  private final GuardFixture fixture = new GuardFixture().open();
  private final PageCaller signedIn = request -> Optional.of(fixture.caller);
  private final RenderGuardFilter filter =
      new RenderGuardFilter(
          fixture.guard, fixture.alerts, fixture.trail, GuardFixture.instance(signedIn));

  private Exchange page(String path, Exchange.Page page) {
    return new Exchange(path).through(filter, page);
  }

  private Exchange html(String text) {
    return page(
        "/settings/security",
        (request, response) -> {
          response.setContentType("text/html;charset=UTF-8");
          response.getWriter().write(text);
        });
  }

  private void assertHeldBack(Exchange exchange) {
    assertThat(exchange.status).isEqualTo(500);
    assertThat(exchange.body())
        .contains("This page was held back", fixture.caller.correlationId().toString())
        .doesNotContain(KNOWN, TOKEN);
    assertThat(exchange.headers.values().toString()).doesNotContain(KNOWN, TOKEN);
  }

  @Test
  void aCleanPageLeavesAsItWas() {
    Exchange exchange = html("<p>grün</p>");
    assertThat(exchange.body()).isEqualTo("<p>grün</p>");
    assertThat(exchange.header("Content-Length")).isEqualTo("12");
    assertThat(fixture.alerted).isEmpty();
  }

  @Test
  void aKnownValueHoldsThePageBackAndRaisesAnAlert() {
    assertHeldBack(html("<p>" + KNOWN + "</p>"));
    assertThat(fixture.alerted)
        .singleElement()
        .asString()
        .startsWith("RENDER_LEAK page /settings/security rules api_key")
        .doesNotContain(KNOWN);
    assertThat(fixture.audited)
        .containsExactly("PAGE_SUPPRESSED page /settings/security RENDER_LEAK");
  }

  @Test
  @Tag("FOUND-07")
  void whoIsNotSignedInLearnsNothingFromAGuess() {
    PageCaller nobody = request -> Optional.empty();
    RenderGuardFilter door =
        new RenderGuardFilter(
            fixture.guard, fixture.alerts, fixture.trail, GuardFixture.instance(nobody));
    Exchange.Page saysIt =
        (request, response) -> {
          response.setContentType("text/html;charset=UTF-8");
          response.getWriter().write("<input value='" + KNOWN + "'/>");
        };

    Exchange guess = new Exchange("/sign-in");
    guess.parameters.put("name", new String[] {"x " + KNOWN});
    assertThat(guess.through(door, saysIt).body()).contains(KNOWN);
    assertThat(fixture.alerted).isEmpty();

    Exchange unasked = new Exchange("/sign-in").through(door, saysIt);
    assertThat(unasked.status).isEqualTo(500);
    assertThat(unasked.body()).doesNotContain(KNOWN);

    Exchange personsOwn = new Exchange("/audit");
    personsOwn.parameters.put("q", new String[] {KNOWN});
    assertHeldBack(personsOwn.through(filter, saysIt));
  }

  @Test
  @Tag("ST-SEC-004")
  void pageTheEngineFailsOnIsHeldBackCountedAndAuditedUnderOneOpenAlert() {
    String mark = "engine-fails on 4kq8zv1m7";
    try (BreakingMask breaking = BreakingMask.in(fixture.guard.redactor(TENANT), mark)) {
      for (int i = 0; i < 9; i++) {
        Exchange exchange = html("<p>before " + mark + "</p>");
        assertHeldBack(exchange);
        assertThat(exchange.body()).doesNotContain("before", mark);
      }
      Exchange partial = new Exchange("/settings/security");
      partial.asked.put("Faces-Request", "partial/ajax");
      partial.through(filter, (request, response) -> response.getWriter().write("before " + mark));
      assertThat(partial.body()).contains("PAGE_SUPPRESSED").doesNotContain("before", mark);
      assertHeldBack(page("/audit", (request, response) -> response.setHeader("X-Note", mark)));
    }
    assertThat(fixture.alerted).hasSize(2);
    assertThat(fixture.alerted.get(0))
        .startsWith("REDACTION_FAILED page /settings/security redaction failed: ")
        .contains("; correlation " + fixture.caller.correlationId())
        .doesNotContain(mark);
    assertThat(fixture.alerted.get(1)).startsWith("REDACTION_FAILED page /audit ");
    assertThat(fixture.audited)
        .hasSize(11)
        .startsWith("REDACTION_FAILED page /settings/security REDACTION_FAILED")
        .allMatch(row -> row.startsWith("REDACTION_FAILED page /"));
    assertThat(fixture.failures.total(WayOut.PAGE_HELD)).isEqualTo(11);
    assertThat(html("<p>before " + mark + "</p>").body()).contains(mark);
  }

  @Test
  @Tag("ST-SEC-004")
  void pageTheEngineFailsOnIsHeldBackThoughThatCannotBeRecorded() {
    fixture.unrecorded = new IllegalStateException("the database is away");
    String mark = "engine-fails on 4kq8zv1m7";
    try (BreakingMask breaking = BreakingMask.in(fixture.guard.redactor(TENANT), mark)) {
      Exchange exchange = html(mark);
      assertHeldBack(exchange);
      assertThat(exchange.body()).doesNotContain(mark, "database");
    }
    assertThat(fixture.failures.total(WayOut.PAGE_HELD)).isEqualTo(1);
  }

  @Test
  void aTokenFormatHoldsThePageBackToo() {
    assertHeldBack(html(TOKEN));
  }

  @Test
  void bytesAndFlushesAreHeldAsWell() {
    assertHeldBack(
        page(
            "/audit",
            (request, response) -> {
              response.getOutputStream().write(("x " + KNOWN).getBytes(ISO_8859_1));
              response.flushBuffer();
            }));
  }

  @Test
  void theReportNamesRouteWordsOnly() {
    assertHeldBack(
        page("/projects/" + KNOWN, (request, response) -> response.getWriter().write(KNOWN)));
    assertThat(fixture.alerted.toString()).contains("page /projects/* ").doesNotContain(KNOWN);
  }

  @Test
  void headersCookiesAndRedirectsAreChecked() {
    assertHeldBack(page("/", (request, response) -> response.setHeader("X-Note", KNOWN)));
    Exchange redirect =
        page("/", (request, response) -> response.sendRedirect("/audit?q=" + KNOWN));
    assertHeldBack(redirect);
    assertThat(redirect.headers).doesNotContainKey("Location");
  }

  @Test
  void aCleanRedirectIsSent() {
    Exchange exchange = page("/", (request, response) -> response.sendRedirect("/audit"));
    assertThat(exchange.status).isEqualTo(302);
    assertThat(exchange.header("Location")).as("names no host").isEqualTo("/audit");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "evil.example",
        "/audit\r\nSet-Cookie: a=b",
        "/audit\u0000",
        "javascript:alert(1)",
        ""
      })
  void aRedirectThatLeadsElsewhereIsADefect(String location) {
    assertThatThrownBy(() -> page("/", (request, response) -> response.sendRedirect(location)))
        .hasRootCauseInstanceOf(IllegalArgumentException.class)
        .hasRootCauseMessage("this redirect does not lead to a page");
  }

  @Test
  void anErrorsMessageIsNotPassedOn() {
    Exchange exchange =
        page(
            "/",
            (request, response) -> {
              response.getWriter().write("half a page");
              response.sendError(404, KNOWN);
            });
    assertThat(exchange.status).isEqualTo(404);
    assertThat(exchange.body()).isEmpty();
  }

  @Test
  void aPartialResponseIsAnsweredInKind() {
    Exchange exchange = new Exchange("/audit");
    exchange.asked.put("Faces-Request", "partial/ajax");
    exchange.through(filter, (request, response) -> response.getWriter().write(KNOWN));
    assertThat(exchange.status).isEqualTo(200);
    assertThat(exchange.header("Content-Type")).startsWith("text/xml");
    assertThat(exchange.body())
        .startsWith("<?xml")
        .contains("<partial-response><error><error-name>PAGE_SUPPRESSED");
  }

  @Test
  void alertOfAPartialResponseNamesItsComponent() {
    Exchange exchange = new Exchange("/audit");
    exchange.asked.put("Faces-Request", "partial/ajax");
    exchange.through(
        filter,
        (request, response) -> {
          response.setContentType("text/xml;charset=UTF-8");
          response
              .getWriter()
              .write(
                  "<?xml version='1.0' encoding='UTF-8'?>\n<partial-response id=\"j_id1\"><changes>"
                      + "<update id=\"list:0:row\"><![CDATA[fine]]></update>"
                      + "<update id=\"list:1:row\"><![CDATA["
                      + KNOWN
                      + "]]></update><update id=\"x "
                      + TOKEN
                      + "\"><![CDATA["
                      + TOKEN
                      + "]]></update></changes></partial-response>");
        });
    assertThat(exchange.body()).contains("PAGE_SUPPRESSED").doesNotContain(KNOWN, TOKEN);
    assertThat(fixture.alerted)
        .singleElement()
        .asString()
        .contains("RENDER_LEAK page /audit rules ", "; in list:1:row; ")
        .doesNotContain(KNOWN, TOKEN, "list:0:row");
  }

  @Test
  void headersOfWhatGoesStraightThroughAreCheckedFirst() {
    Exchange.Page picture =
        (request, response) -> {
          response.setContentType("image/png");
          response.setHeader("Content-Disposition", "attachment; filename=\"" + KNOWN + ".png\"");
          response.getOutputStream().write(KNOWN.getBytes(UTF_8));
        };
    assertHeldBack(page("/settings/backup", picture));

    Exchange late =
        page(
            "/settings/backup",
            (request, response) -> {
              response.setContentType("image/png");
              response.getOutputStream().write(1);
              response.setHeader("X-Note", KNOWN);
            });
    assertThat(late.status).isEqualTo(200);
    assertThat(late.headers.values().toString()).doesNotContain(KNOWN);
  }

  private static void beginDownload(HttpServletResponse response) throws IOException {
    response.setContentType("application/vnd.sealward.artifact");
    response.setHeader("Content-Disposition", "attachment; filename=\"log.txt\"");
    response.setHeader("Connection", "close");
    response.setContentLengthLong(10);
    response.getOutputStream().write(1);
  }

  private static void assertNothingOfTheDownload(Exchange exchange) {
    assertThat(exchange.body()).isEmpty();
    assertThat(exchange.headers)
        .doesNotContainKeys("Content-Disposition", "Content-Length", "Content-Type", "Connection")
        .containsKeys("Content-Security-Policy", "X-Content-Type-Options");
    assertThat(exchange.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void aRefusalBeforeADownloadsFirstByteHasLeftIsAnswered() {
    Exchange refused =
        page(
            "/audit/export",
            (request, response) -> {
              beginDownload(response);
              response.sendError(429);
              response.getOutputStream().write(2);
            });
    assertThat(refused.status).isEqualTo(429);
    assertNothingOfTheDownload(refused);
  }

  @Test
  void aRedirectBeforeADownloadsFirstByteHasLeftIsSentOnceItWasChecked() {
    Exchange.Page elsewhere =
        (request, response) -> {
          beginDownload(response);
          response.sendRedirect("/audit");
        };
    Exchange redirect = page("/audit/export", elsewhere);
    assertThat(redirect.status).isEqualTo(302);
    assertThat(redirect.header("Location")).isEqualTo("/audit");
    assertNothingOfTheDownload(redirect);
    assertHeldBack(
        page(
            "/audit/export",
            (request, response) -> {
              beginDownload(response);
              response.sendRedirect("/audit?q=" + KNOWN);
            }));
  }

  @Test
  void whatHasLeftIsNotTakenBack() {
    Exchange exchange =
        page(
            "/audit/export",
            (request, response) -> {
              beginDownload(response);
              response.flushBuffer();
              assertThatThrownBy(() -> response.sendError(429))
                  .isInstanceOf(IllegalStateException.class);
            });
    assertThat(exchange.status).isEqualTo(200);
    assertThat(exchange.body()).hasSize(1);
  }

  @Test
  void aJsonFeedIsAnsweredInKind() {
    Exchange exchange =
        page(
            "/projects/demo/runs/1/feed",
            (request, response) -> {
              response.setContentType("application/json");
              response.getOutputStream().write(("{\"t\":\"" + KNOWN + "\"}").getBytes(UTF_8));
            });
    assertThat(exchange.status).isEqualTo(500);
    assertThat(exchange.header("Content-Type")).startsWith("application/problem+json");
    assertThat(exchange.body()).contains("PAGE_SUPPRESSED").doesNotContain(KNOWN);
  }

  @Test
  void aPageTooLargeToCheckIsNotSent() {
    byte[] mebibyte = "a ".repeat(1 << 19).getBytes(UTF_8);
    assertHeldBack(
        page(
            "/",
            (request, response) -> {
              for (int i = 0; i < 9; i++) {
                response.getOutputStream().write(mebibyte);
              }
            }));
  }

  @Test
  void encodedContentIsNotSent() {
    assertHeldBack(
        page(
            "/",
            (request, response) -> {
              response.setHeader("Content-Encoding", "gzip");
              response.getOutputStream().write(31);
            }));
  }

  @Test
  void aValueShownOncePassesInItsOwnResponseOnly() {
    Exchange.Page showing =
        (request, response) -> {
          try (SecretValue shown = SecretValue.copyOf(TOKEN.getBytes(UTF_8))) {
            fixture.guard.allowOnce(request, fixture.caller, new Target("token", "t1"), shown);
          }
          response.getWriter().write("<code>" + TOKEN + "</code>");
        };
    assertThat(page("/", showing).body()).isEqualTo("<code>" + TOKEN + "</code>");
    assertThat(fixture.audited).containsExactly("SHOWN_ONCE token t1");
    assertHeldBack(html(TOKEN));
  }

  @Test
  void anExemptionCoversNoOtherValue() {
    assertHeldBack(
        page(
            "/",
            (request, response) -> {
              try (SecretValue shown = SecretValue.copyOf(TOKEN.getBytes(UTF_8))) {
                fixture.guard.allowOnce(request, fixture.caller, new Target("token", "t1"), shown);
              }
              response.getWriter().write(TOKEN + " " + KNOWN);
            }));
  }

  @Test
  void withoutMasksAPageWaits() {
    GuardFixture failing = new GuardFixture();
    failing.source.ready = true;
    failing.source.failure = new IllegalStateException("the database is away");
    Exchange exchange =
        new Exchange("/")
            .through(
                new RenderGuardFilter(
                    failing.guard,
                    failing.alerts,
                    failing.trail,
                    GuardFixture.<PageCaller>instance(null)),
                (request, response) -> response.getWriter().write("hello"));
    assertThat(exchange.status).isEqualTo(503);
    assertThat(exchange.body()).doesNotContain("hello", "database").contains("/health/ready");
  }

  @Test
  void theApiAndResourcesAreLeftAlone() {
    for (String path : new String[] {"/api/v1/resolve", "/jakarta.faces.resource/a.css.xhtml"}) {
      Exchange exchange =
          page(
              path, (request, response) -> response.getOutputStream().write(KNOWN.getBytes(UTF_8)));
      assertThat(exchange.body()).isEqualTo(KNOWN);
    }
    assertHeldBack(
        page(
            "/jakarta.faces.resource/dynamiccontent.properties.xhtml",
            (request, response) -> response.getOutputStream().write(KNOWN.getBytes(UTF_8))));
  }

  @Test
  void anUpgradeHeaderDoesNotSwitchTheGuardOff() {
    Exchange exchange = new Exchange("/");
    exchange.asked.put("Upgrade", "websocket");
    assertHeldBack(
        exchange.through(filter, (request, response) -> response.getWriter().write(KNOWN)));
  }
}
