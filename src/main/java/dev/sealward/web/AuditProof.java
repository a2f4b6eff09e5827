package dev.sealward.web;

import dev.sealward.access.ChainCustody;
import dev.sealward.access.CurrentCaller;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * {@code GET /audit/checkpoint}: a signed checkpoint of the trail, to be kept elsewhere; {@code GET
 * /audit/public-key}: the key it is verified with, as PEM. Both are read by {@code sealward.jar
 * audit-verify}.
 */
public class AuditProof extends HttpServlet {
  private static final String KEY = "/audit-key";

  private static final long serialVersionUID = 1L;

  @Inject private transient ChainCustody custody;
  @Inject private transient CurrentCaller current;

  /** For the container, which injects the rest. */
  @SuppressWarnings("NullAway")
  public AuditProof() {}

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<Caller> person = current.person();
    if (person.isEmpty()) {
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
      return;
    }
    boolean key = request.getServletPath().equals(KEY);
    try {
      String text = key ? custody.publicKey(person.get()) : custody.checkpoint(person.get());
      answer(response, key ? "sealward-audit.pem" : "sealward-checkpoint.txt", text);
    } catch (RuntimeException thrown) {
      Optional<Refused> refused = PageFaults.refusalIn(thrown);
      if (refused.isEmpty()) {
        throw thrown;
      }
      response.sendError(refused.get().kind().status());
    }
  }

  private static void answer(HttpServletResponse response, String name, String text)
      throws IOException {
    response.setContentType("text/plain");
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
    response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }
}
