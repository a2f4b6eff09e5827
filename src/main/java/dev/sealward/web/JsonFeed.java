package dev.sealward.web;

import dev.sealward.kernel.Refused;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * What a page asks for again and again while it shows: JSON that is not kept, or a refusal's
 * status; never a redirect to a page.
 */
abstract class JsonFeed extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /**
   * What to answer, in UTF-8.
   *
   * @throws Refused also when nobody is signed in
   */
  abstract byte[] read(HttpServletRequest request);

  @Override
  protected final void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] json;
    try {
      json = read(request);
    } catch (RuntimeException thrown) {
      Optional<Refused> refused = PageFaults.refusalIn(thrown);
      if (refused.isEmpty()) {
        throw thrown;
      }
      response.setStatus(refused.get().kind().status());
      return;
    }
    response.setContentType("application/json");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.getOutputStream().write(json);
  }
}
