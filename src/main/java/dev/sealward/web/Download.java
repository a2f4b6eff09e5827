package dev.sealward.web;

import dev.sealward.access.CurrentCaller;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * A file for a signed-in person. Nobody keeps it on the way and no browser guesses what it is; a
 * refusal is answered with its status, as long as nothing of the file has left.
 */
abstract class Download extends HttpServlet {
  /** Text, as the render guard looks through it. */
  static final String TEXT = "text/plain;charset=UTF-8";

  private static final long serialVersionUID = 1L;

  @Inject private transient CurrentCaller current;

  /** For the container, which injects the rest. */
  @SuppressWarnings("NullAway")
  Download() {}

  /**
   * Decides whether the person gets the file, then begins it and writes it.
   *
   * @throws Refused when they do not
   */
  abstract void give(
      Caller person, Route route, HttpServletRequest request, HttpServletResponse response)
      throws IOException;

  /** Answers a refusal, while nothing of the file has left. */
  void refuse(Refused refused, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ErrorPage.tell(request, refused);
    response.sendError(refused.kind().status());
  }

  /**
   * Says what follows, before its first byte.
   *
   * @param name the file's, of characters that need no escape in a quoted string
   */
  static void begin(HttpServletResponse response, String type, String name) {
    response.setContentType(type);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
  }

  /** The same for what may be long: should it break off, its reader knows at once. */
  static void beginLong(HttpServletResponse response, String type, String name) {
    begin(response, type, name);
    response.setHeader("Connection", "close");
  }

  @Override
  protected final void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<Caller> person = current.person();
    if (person.isEmpty() || !(request.getAttribute(Route.ATTRIBUTE) instanceof Route route)) {
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
      return;
    }
    try {
      give(person.get(), route, request, response);
    } catch (RuntimeException thrown) {
      Optional<Refused> refused = PageFaults.refusalIn(thrown);
      if (refused.isEmpty() || response.isCommitted()) {
        throw thrown;
      }
      refuse(refused.get(), request, response);
    }
  }
}
