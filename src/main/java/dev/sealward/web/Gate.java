package dev.sealward.web;

import dev.sealward.access.CurrentCaller;
import dev.sealward.access.NewSessions;
import dev.sealward.access.PublicAddress;
import dev.sealward.access.SetUp;
import dev.sealward.guard.ClientAddress;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeyState;
import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides whether a page may be asked for at all, before anything of it runs: until set-up is
 * complete there is set-up only; while the key ring is locked there is unlocking only; after that
 * everything but the ways to sign in needs somebody signed in, and who was given a password gets no
 * further than choosing one. What changes something must come from a page's own form: a POST
 * without a Faces view state is refused. Under a host's name that is not this server's there is no
 * page at all.
 *
 * <p>Leaves alone what guards itself (API, health) and the files every page needs.
 */
public class Gate implements Filter {
  // No form, and it takes only what no form of another site can send.
  private static final String UPLOAD = "/setup/upload";
  private static final Set<String> STEPS =
      Set.of("/sign-in", CodePage.CODE, CodePage.ENROL, "/sign-in/oidc", "/sign-in/oidc/callback");
  private static final String VIEW_STATE = "jakarta.faces.ViewState";
  // Where the state is kept on the server; not the state, and not the word for having none.
  private static final Pattern STATE = Pattern.compile("-?[0-9]{1,20}:-?[0-9]{1,20}");
  private static final int MISDIRECTED = 421;
  private static final int TOO_MANY_REQUESTS = 429;

  @Inject private SetUp setUp;
  @Inject private KeyRing keyRing;
  @Inject private CurrentCaller current;
  @Inject private PublicAddress address;
  @Inject private NewSessions newSessions;

  /** For the container, which injects the rest. */
  @SuppressWarnings("NullAway")
  public Gate() {}

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest asked = (HttpServletRequest) request;
    HttpServletResponse answer = (HttpServletResponse) response;
    String path = PagePaths.of(asked);
    if (PagePaths.isOthers(path) || PagePaths.isResource(path)) {
      chain.doFilter(request, response);
      return;
    }
    if (!address.isOwn(asked.getHeader("Host"))) {
      answer.sendError(MISDIRECTED);
      return;
    }
    if (asked.isRequestedSessionIdFromURL()) {
      // The container takes one from there, whatever web.xml says; addresses are passed on and
      // kept.
      answer.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    // Before the first parameter is read: forms are UTF-8, whatever the client says.
    asked.setCharacterEncoding(StandardCharsets.UTF_8.name());
    if (asked.getMethod().equals("POST") && !path.equals(UPLOAD)) {
      int refused = refused(asked);
      if (refused != 0) {
        answer.sendError(refused);
        return;
      }
    }
    String door = door(path, asked.getMethod());
    if (door.equals(path)) {
      if (maySeeForms(asked, answer)) {
        chain.doFilter(request, response);
      }
    } else if (path.endsWith("/feed") || PagePaths.isLiveChannel(path)) {
      answer.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
    } else {
      answer.sendRedirect(asked.getContextPath() + door + next(asked, path, door));
    }
  }

  /** Whether there may be one more session, where the page begins one; refused if not. */
  private boolean maySeeForms(HttpServletRequest asked, HttpServletResponse answer)
      throws IOException {
    Optional<Duration> wait =
        asked.getSession(false) == null
            ? newSessions.begin(ClientAddress.of(asked))
            : Optional.empty();
    if (wait.isPresent()) {
      answer.setHeader("Retry-After", Long.toString(wait.get().toSeconds() + 1));
      answer.sendError(TOO_MANY_REQUESTS);
    }
    return wait.isEmpty();
  }

  /** The status a form is refused with before anything of it is taken; 0 when it is not. */
  private static int refused(HttpServletRequest form) {
    try {
      String state = form.getParameter(VIEW_STATE);
      return state != null && STATE.matcher(state).matches() ? 0 : HttpServletResponse.SC_FORBIDDEN;
    } catch (IllegalStateException tooLarge) {
      return HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE;
    }
  }

  /** Where a request for {@code path} has to go now: there, or to a door first. */
  private String door(String path, String method) {
    boolean signedIn = current.person().isPresent();
    if (!setUp.isComplete()) {
      // Somebody whose session ended between making the account and the last step signs in again.
      boolean returning = STEPS.contains(path) && setUp.next(false) == SetUp.Step.CREDENTIAL;
      // A start between two steps may find the key locked; set-up cannot go on before it is open.
      boolean unlocking = path.equals("/unlock") && keyRing.state() instanceof KeyState.Locked;
      boolean restoring = path.startsWith("/setup/");
      boolean proving = path.equals(AgainPage.ADDRESS) && signedIn;
      return returning || unlocking || restoring || proving ? path : "/setup";
    }
    if (keyRing.state() instanceof KeyState.Locked) {
      return "/unlock";
    }
    if (path.equals("/unlock")) {
      return "/";
    }
    // Codes that were shown to nobody yet must not be lost to the form for a password.
    boolean readsCodes = path.equals(FactorPage.ADDRESS) && method.equals("GET");
    if (signedIn && current.mustChangePassword() && !readsCodes) {
      return AccountPage.PASSWORD_ADDRESS;
    }
    return signedIn || STEPS.contains(path) ? path : "/sign-in";
  }

  /** What the sign-in page is told: where to go on, and whether a form was not taken. */
  private static String next(HttpServletRequest asked, String path, String door) {
    if (!door.equals("/sign-in")) {
      return "";
    }
    boolean form = asked.getMethod().equals("POST");
    String to = Routes.localOrHome(path).equals(path) ? path : "/";
    if (!form && to.equals("/")) {
      return "";
    }
    return "?next=" + URLEncoder.encode(to, StandardCharsets.UTF_8) + (form ? "&expired=1" : "");
  }
}
