package dev.sealward.web;

import dev.sealward.access.CurrentCaller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import jakarta.inject.Inject;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is sent when a request ends in an error: a refusal's remedy or fixed words by status, and
 * the correlation id; never an exception's text. What may not be seen and what is not there look
 * the same whatever refused them. Needs neither Faces nor the database, so that it cannot fail with
 * them.
 */
public class ErrorPage extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final System.Logger LOG = System.getLogger(ErrorPage.class.getName());

  private static final String REMEDY = ErrorPage.class.getName() + ".remedy";

  /** Statuses whose words are all that is said. */
  private static final Set<Integer> SILENT =
      Set.of(
          Refused.Kind.UNAUTHENTICATED.status(),
          Refused.Kind.DENIED.status(),
          Refused.Kind.MISSING.status());

  @Inject private transient CurrentCaller current;

  /** For the container, which injects the rest. */
  @SuppressWarnings("NullAway")
  public ErrorPage() {}

  /** Lets the request's error page say what was refused, and how to mend it. */
  static void tell(HttpServletRequest request, Refused refused) {
    request.setAttribute(REMEDY, refused.remedy());
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    int status =
        request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
            ? code
            : HttpServletResponse.SC_NOT_FOUND;
    String correlation = current.correlationId().toString();
    if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable defect) {
      LOG.log(
          System.Logger.Level.ERROR, "A page failed; correlation id " + correlation + ".", defect);
    }
    response.setStatus(status);
    response.setContentType("text/html;charset=UTF-8");
    response.setHeader("Cache-Control", "no-store");
    Remedy told =
        request.getAttribute(REMEDY) instanceof Remedy remedy && !SILENT.contains(status)
            ? remedy
            : null;
    byte[] page = page(status, told, request.getContextPath(), correlation);
    response.getOutputStream().write(page);
  }

  static byte[] page(int status, @Nullable Remedy told, String root, @Nullable String correlation) {
    Words words = told == null ? Words.of(status) : Words.of(told);
    StringBuilder steps = new StringBuilder();
    for (String step : words.steps()) {
      steps.append("<li>").append(escaped(step)).append("</li>");
    }
    return TEMPLATE
        .replace("{root}", root)
        .replace("{status}", Integer.toString(status))
        .replace("{title}", words.title())
        .replace("{lead}", escaped(words.lead()))
        .replace("{steps}", steps)
        .replace("{correlation}", String.valueOf(correlation))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private record Words(String title, String lead, List<String> steps) {
    Words(String title, String lead, String... steps) {
      this(title, lead, List.of(steps));
    }

    static Words of(Remedy remedy) {
      return new Words("This was refused", remedy.problem(), remedy.steps());
    }

    static Words of(int status) {
      return switch (status) {
        case 401, 403 ->
            new Words(
                "This is not for you to see",
                "Your roles do not allow it, or the form was sent from somewhere else.",
                "Go back and load the page again.",
                "If you need it for your work, ask an admin for a role that allows it.");
        case 404 ->
            new Words(
                "There is no such page",
                "Nothing is kept at this address, or it was not copied whole.",
                "Check the address.",
                "Start from the overview and follow the links.");
        case 405 ->
            new Words(
                "This address takes no such request",
                "Pages are read and their forms sent; nothing else.",
                "Start from the overview and follow the links.");
        case 413 ->
            new Words(
                "This is too much at once",
                "A form takes a value of at most 64 KiB. Nothing was changed by this request.",
                "Go back and send less.");
        case 421 ->
            new Words(
                "This server has another name",
                "Pages are given under its own address only.",
                "Use the address you were given, or this machine's IP address.",
                "If the name is right, whoever runs the server has to set SEALWARD_PUBLIC_URL to"
                    + " it.");
        case 429 ->
            new Words(
                "This is too much at a time",
                "Sealward does only so much of this at once, in all and for each person.",
                "Wait until what you began has ended.",
                "Try again in a while.");
        case 503 ->
            new Words(
                "This has to wait",
                "Sealward cannot do it now: it is locked, or still loading what it needs.",
                "Try again in a moment.",
                "If it stays so, look into the server's log.");
        default ->
            new Words(
                "Something went wrong here",
                "It is Sealward's fault, not yours. What was asked for may have been done or not.",
                "Go back, look whether it was done, and try again if it was not.",
                "If it happens again, look for the reference below in the server's log.");
      };
    }
  }

  private static final String TEMPLATE =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="UTF-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <title>{title} · Sealward</title>
      <link rel="icon" type="image/svg+xml" href="{root}/jakarta.faces.resource/img/favicon.svg.xhtml?ln=sealward"/>
      <link rel="stylesheet" href="{root}/jakarta.faces.resource/css/tokens.css.xhtml?ln=sealward"/>
      <link rel="stylesheet" href="{root}/jakarta.faces.resource/css/icons.css.xhtml?ln=sealward"/>
      <link rel="stylesheet" href="{root}/jakarta.faces.resource/css/sealward.css.xhtml?ln=sealward"/>
      <script src="{root}/jakarta.faces.resource/js/theme.js.xhtml?ln=sealward"></script>
      </head>
      <body>
      <a class="skip-link" href="#main">Skip to content</a>
      <div class="door">
      <header class="door-top"><a class="brand" href="{root}/">\
      <img class="brand-mark" src="{root}/jakarta.faces.resource/img/logo.svg.xhtml?ln=sealward" alt=""/>\
      <span>Sealward</span></a></header>
      <main class="door-main" id="main" tabindex="-1">
      <div class="door-card">
      <div><p class="error-code">{status}</p><h1>{title}</h1><p>{lead}</p></div>
      <ol class="remedy-steps">{steps}</ol>
      <div class="form-actions"><a class="btn is-primary" href="{root}/">To the overview</a></div>
      <p class="faint small">Reference <code>{correlation}</code></p>
      </div>
      </main>
      <footer class="door-foot">Your keys stay on this machine</footer>
      </div>
      </body>
      </html>
      """;
}
