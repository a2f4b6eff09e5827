package dev.sealward.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;

/** Commands to copy: how an entity asks for a secret and streams a run, at this very address. */
@Named
@ApplicationScoped
public class Snippets {
  private final HttpServletRequest request;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected Snippets() {
    this(null);
  }

  @Inject
  Snippets(HttpServletRequest request) {
    this.request = request;
  }

  private String root() {
    int port = request.getServerPort();
    String scheme = request.getScheme();
    boolean usual = port == (scheme.equals("https") ? 443 : 80);
    return scheme + "://" + request.getServerName() + (usual ? "" : ":" + port);
  }

  public String getResolve() {
    return String.format(
        Locale.ROOT,
        """
        curl -sS -X POST %s/api/v1/resolve \\
          -H "Authorization: Bearer $SEALWARD_TOKEN" \\
          -H "Content-Type: application/json" \\
          -d '{"ref": "secret://…"}'\
        """,
        root());
  }

  /** Starts a run in a project, sends its lines and ends it. */
  public String run(String project) {
    return String.format(
        Locale.ROOT,
        """
        API=%s/api/v1/projects/%s/runs
        AUTH="Authorization: Bearer $SEALWARD_TOKEN"
        JSON="Content-Type: application/json"

        RUN=$(curl -sS -X POST $API -H "$AUTH" -H "$JSON" \\
          -d '{"title": "First run"}' | jq -r .id)
        echo '{"seq": 1, "stream": "stdout", "text": "hello"}' |
          curl -sS -X POST $API/$RUN/events -H "$AUTH" \\
            -H "Content-Type: application/x-ndjson" --data-binary @-
        curl -sS -X POST $API/$RUN/finish -H "$AUTH" -H "$JSON" \\
          -d '{"state": "succeeded"}'\
        """,
        root(),
        project);
  }
}
