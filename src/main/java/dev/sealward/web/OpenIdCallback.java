package dev.sealward.web;

import dev.sealward.access.CurrentCaller;
import dev.sealward.access.OpenIdRefusal;
import dev.sealward.access.OpenIdSignIn;
import dev.sealward.access.PasswordStep;
import dev.sealward.access.openid.OpenIdTicket;
import dev.sealward.access.openid.OpenIdTicket.Purpose;
import dev.sealward.guard.ClientAddress;
import dev.sealward.kernel.Refused;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * {@code GET /sign-in/oidc/callback}: takes the OpenID provider's answer, for the sign-in that this
 * very session began, once. Whatever is wrong with it ends on a page with fixed words; nothing of
 * the answer is shown or kept.
 */
public class OpenIdCallback extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Inject private transient OpenIdSignIn openId;
  @Inject private transient CurrentCaller current;
  @Inject private transient Notices notices;
  @Inject private transient SecondStepDoor secondStep;

  /** For the container, which injects the rest. */
  @SuppressWarnings("NullAway")
  public OpenIdCallback() {}

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<OpenIdTicket> ticket = OpenIdBegin.take(request);
    boolean linking = ticket.filter(of -> of.purpose() == Purpose.LINK).isPresent();
    if (ticket.isEmpty()) {
      response.sendRedirect(door(false, OpenIdRefusal.EXPIRED));
      return;
    }
    try {
      String next = Routes.localOrHome(ticket.get().next());
      if (linking) {
        openId.link(current.requirePerson(), ticket.get(), request.getParameterMap());
        notices.add("The account is linked. You can sign in with it from now on.");
      } else {
        PasswordStep step =
            openId.signIn(ticket.get(), request.getParameterMap(), ClientAddress.of(request));
        next = secondStep.pass(request, response, step, next);
      }
      response.sendRedirect(next);
    } catch (RuntimeException thrown) {
      Refused refused = PageFaults.refusalIn(thrown).orElseThrow(() -> thrown);
      Optional<OpenIdRefusal> why = OpenIdRefusal.of(refused);
      if (why.isPresent()) {
        response.sendRedirect(door(linking, why.get()));
      } else {
        response.sendError(refused.kind().status());
      }
    }
  }

  private static String door(boolean linking, OpenIdRefusal why) {
    return (linking ? OwnLinksPage.PATH : "/sign-in") + "?sso=" + why.word();
  }
}
