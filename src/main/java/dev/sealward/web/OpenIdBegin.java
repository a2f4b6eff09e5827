package dev.sealward.web;

import dev.sealward.access.CurrentCaller;
import dev.sealward.access.OpenIdRefusal;
import dev.sealward.access.OpenIdSignIn;
import dev.sealward.access.openid.OpenIdTicket;
import dev.sealward.access.openid.OpenIdTicket.Purpose;
import dev.sealward.kernel.Refused;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * {@code GET /sign-in/oidc}: leads to the OpenID provider. A link and no form, since the answer to
 * a form may not lead to another site; not from another site's page either, as the browser tells,
 * so that nobody begins a sign-in for somebody else.
 */
public class OpenIdBegin extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final String TICKET = "dev.sealward.web.openid";
  private static final Set<String> OWN = Set.of("same-origin", "none");

  @Inject private transient OpenIdSignIn openId;
  @Inject private transient CurrentCaller current;

  /** For the container, which injects the rest. */
  @SuppressWarnings("NullAway")
  public OpenIdBegin() {}

  /** Keeps what the answer will be compared with; an earlier one is void from now on. */
  static void keep(HttpSession session, OpenIdTicket ticket) {
    session.setAttribute(TICKET, ticket);
  }

  /** What was kept, once. */
  static Optional<OpenIdTicket> take(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session == null) {
      return Optional.empty();
    }
    synchronized (session) {
      OpenIdTicket ticket = (OpenIdTicket) session.getAttribute(TICKET);
      session.removeAttribute(TICKET);
      return Optional.ofNullable(ticket);
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (openId.issuer().isEmpty()) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    String next = Routes.localOrHome(Optional.ofNullable(request.getParameter("next")).orElse("/"));
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null && !OWN.contains(site)) {
      response.sendRedirect("/sign-in");
    } else if (current.person().isPresent()) {
      response.sendRedirect(next);
    } else {
      leave(request, response, next);
    }
  }

  private void leave(HttpServletRequest request, HttpServletResponse response, String next)
      throws IOException {
    try {
      OpenIdSignIn.Begun begun = openId.begin(Purpose.SIGN_IN, next);
      keep(request.getSession(true), begun.ticket());
      // The one redirect that leads elsewhere: to the provider the operator named.
      response.setStatus(HttpServletResponse.SC_FOUND);
      response.setHeader("Location", begun.address().toString());
    } catch (Refused refused) {
      OpenIdRefusal why = OpenIdRefusal.of(refused).orElseThrow(() -> refused);
      response.sendRedirect("/sign-in?sso=" + why.word());
    }
  }
}
