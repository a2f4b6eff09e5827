package dev.sealward.web;

import dev.sealward.access.ChainCustody;
import dev.sealward.kernel.Caller;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * {@code GET /audit/checkpoint}: a signed checkpoint of the trail, to be kept elsewhere; {@code GET
 * /audit/public-key}: the key it is verified with, as PEM. Both are read by {@code sealward.jar
 * audit-verify}.
 */
public class AuditProof extends Download {
  private static final String KEY = "/audit-key";

  private static final long serialVersionUID = 1L;

  @Inject private transient ChainCustody custody;

  /** For the container, which injects the rest. */
  @SuppressWarnings("NullAway")
  public AuditProof() {}

  @Override
  void give(Caller person, Route route, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean key = request.getServletPath().equals(KEY);
    String text = key ? custody.publicKey(person) : custody.checkpoint(person);
    begin(response, TEXT, key ? "sealward-audit.pem" : "sealward-checkpoint.txt");
    response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }
}
