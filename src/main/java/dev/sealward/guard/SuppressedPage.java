package dev.sealward.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sealward.kernel.Remedy;
import jakarta.json.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is sent in the place of a page that was held back: a page, a Faces partial response or a
 * problem document, by what was asked for. Holds nothing but Sealward's own words and the
 * correlation id.
 */
final class SuppressedPage {
  private final int status;
  private final String title;
  private final String explanation;
  private final UUID correlationId;

  private SuppressedPage(int status, String title, String explanation, UUID correlationId) {
    this.status = status;
    this.title = title;
    this.explanation = explanation;
    this.correlationId = correlationId;
  }

  /** Something was found in the page, or the page could not be checked. */
  static SuppressedPage heldBack(UUID correlationId) {
    return new SuppressedPage(
        HttpServletResponse.SC_INTERNAL_SERVER_ERROR,
        "This page was held back",
        "It may have held a secret value, so none of it was sent. A security alert was raised.",
        correlationId);
  }

  /**
   * The values to compare with are not loaded yet.
   *
   * @param why what the reader of the page may know of it; null for a stranger
   */
  static SuppressedPage notReady(UUID correlationId, @Nullable Remedy why) {
    return new SuppressedPage(
        HttpServletResponse.SC_SERVICE_UNAVAILABLE,
        "This page has to wait",
        why == null
            ? "The secret values that pages are checked against are not loaded yet. Try again in a"
                + " moment; if it stays so, /health/ready says what keeps them."
            : why.sentence(),
        correlationId);
  }

  /** Replaces all of {@code response}, which must not be committed. */
  void send(HttpServletRequest request, HttpServletResponse response, @Nullable String type)
      throws IOException {
    response.reset();
    SecurityHeaders.put(response);
    SecurityHeaders.forbidCaching(response);
    if ("partial/ajax".equals(request.getHeader("Faces-Request"))) {
      // the Faces script shows an error document only when the request as such went well
      write(request, response, HttpServletResponse.SC_OK, "text/xml", partial());
    } else if (type != null && type.toLowerCase(Locale.ROOT).contains("json")) {
      write(request, response, status, "application/problem+json", problem());
    } else {
      write(request, response, status, "text/html", page(request.getContextPath()));
    }
  }

  private static void write(
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      String type,
      String text)
      throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    response.setStatus(status);
    response.setContentType(type + ";charset=UTF-8");
    response.setContentLength(bytes.length);
    if (!"HEAD".equals(request.getMethod())) {
      response.getOutputStream().write(bytes);
    }
  }

  private String partial() {
    return String.format(
        Locale.ROOT,
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <partial-response><error><error-name>PAGE_SUPPRESSED</error-name>\
        <error-message><![CDATA[%s. %s Correlation id: %s]]></error-message>\
        </error></partial-response>
        """,
        title,
        explanation,
        correlationId);
  }

  private String problem() {
    return String.format(
        Locale.ROOT,
        """
        {"type":"about:blank","title":"%s","status":%d,"code":"PAGE_SUPPRESSED",\
        "detail":%s,"correlationId":"%s"}
        """,
        title,
        status,
        Json.createValue(explanation),
        correlationId);
  }

  private String page(String contextPath) {
    return String.format(
        Locale.ROOT,
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="UTF-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>%1$s · Sealward</title>
        <link rel="stylesheet" href="%2$s/jakarta.faces.resource/css/tokens.css.xhtml?ln=sealward">
        <link rel="stylesheet" href="%2$s/jakarta.faces.resource/css/sealward.css.xhtml?ln=sealward">
        </head>
        <body>
        <div class="door">
        <header class="door-top"><a class="brand" href="%2$s/">\
        <img class="brand-mark" src="%2$s/jakarta.faces.resource/img/logo.svg.xhtml?ln=sealward" alt="">\
        <span>Sealward</span></a></header>
        <main class="door-main">
        <div class="door-card">
        <h1>%1$s</h1>
        <p>%3$s</p>
        <p class="faint small">Reference <code>%4$s</code></p>
        <div class="form-actions"><a class="btn is-primary" href="%2$s/">To the overview</a></div>
        </div>
        </main>
        </div>
        </body>
        </html>
        """,
        title,
        contextPath,
        explanation.replace("&", "&amp;").replace("<", "&lt;"),
        correlationId);
  }
}
