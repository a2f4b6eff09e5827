package dev.sealward.web;

import dev.sealward.access.Admission;
import dev.sealward.access.CurrentCaller;
import dev.sealward.access.HalfSignIn;
import dev.sealward.access.Permission;
import dev.sealward.access.Policies;
import dev.sealward.guard.ClientAddress;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One request for a page, as the page's bean sees it: who asks, for what, and where to go next. */
@RequestScoped
public class Visit {
  private final HttpServletRequest request;
  private final CurrentCaller current;
  private final Refusals refusals;
  private final Notices notices;
  private final Policies policies;
  private @Nullable Caller caller;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected Visit() {
    this(null, null, null, null, null);
  }

  @Inject
  Visit(
      HttpServletRequest request,
      CurrentCaller current,
      Refusals refusals,
      Notices notices,
      Policies policies) {
    this.request = request;
    this.current = current;
    this.refusals = refusals;
    this.notices = notices;
    this.policies = policies;
  }

  /** The signed-in person. */
  Caller caller() {
    if (caller == null) {
      caller = current.requirePerson();
    }
    return caller;
  }

  /** Refuses, before anything of a page is shown, who may not do what it is for. */
  void require(Permission permission) {
    policies.require(caller(), permission);
  }

  /** The signed-in person, if there is one. */
  Optional<Caller> person() {
    return current.person();
  }

  /** Nobody in particular: for the doors. */
  Caller anonymous(String part) {
    return current.anonymous(part);
  }

  /** Who asks: the signed-in person, or nobody yet. */
  Caller asking() {
    return person().orElseGet(() -> anonymous("sign-in"));
  }

  /** Somebody who took the first step of signing in and has a second before them. */
  Optional<HalfSignIn> half() {
    return current.half();
  }

  UUID correlationId() {
    return current.correlationId();
  }

  /** Where somebody goes on afterwards, if the address names a page; else home. */
  String next() {
    return Routes.localOrHome(query("next").orElse("/"));
  }

  /** A page that goes on where this one would. */
  String withNext(String path) {
    return withNext(path, next());
  }

  /** A page that goes on with another one afterwards. */
  static String withNext(String path, String next) {
    return next.equals("/")
        ? path
        : path + "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
  }

  /**
   * Leads somebody who opens a page for something dangerous to confirm first that it is them, so
   * that nothing they type there is lost to the question.
   *
   * @return whether they are on their way there
   */
  boolean confirmFirst() {
    boolean leads = hasToConfirm();
    if (leads) {
      goTo(proof());
    }
    return leads;
  }

  /** Whether somebody opens a page who did not prove lately who they are; a form is just sent. */
  boolean hasToConfirm() {
    return request.getMethod().equals("GET") && !policies.isProven(caller());
  }

  /** Where to confirm that it is them and come back here. */
  static String proof() {
    Object here = currentRequest().getAttribute(RequestDispatcher.FORWARD_REQUEST_URI);
    return proof(Routes.localOrHome(String.valueOf(here)));
  }

  /** Where to confirm that it is them and go on with a page. */
  static String proof(String page) {
    return withNext(AgainPage.ADDRESS, page);
  }

  /** The signed-in person has just proved anew who they are. */
  void proved() {
    current.proved(currentRequest());
  }

  String address() {
    return ClientAddress.of(request);
  }

  /** A variable part of the address, as {@link Routes} names it. */
  String part(String name) {
    if (request.getAttribute(Route.ATTRIBUTE) instanceof Route route) {
      String value = route.parts().get(name);
      if (value != null) {
        return value;
      }
    }
    throw Refused.missing("page");
  }

  /** A parameter of the query; empty when it is absent or blank. */
  Optional<String> query(String name) {
    return Optional.ofNullable(request.getParameter(name))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  /** The same, and empty when it is only a field of a form that was sent. */
  Optional<String> inAddress(String name) {
    String all = "&" + Optional.ofNullable(request.getQueryString()).orElse("");
    return all.contains("&" + name + "=") ? query(name) : Optional.empty();
  }

  /** The request as the container has it, for what must be bound to this very response. */
  static HttpServletRequest currentRequest() {
    ExternalContext external = FacesContext.getCurrentInstance().getExternalContext();
    return (HttpServletRequest) external.getRequest();
  }

  static HttpServletResponse currentResponse() {
    ExternalContext external = FacesContext.getCurrentInstance().getExternalContext();
    return (HttpServletResponse) external.getResponse();
  }

  /** What the browser says it was known by; null for nothing. */
  @Nullable String deviceCookie() {
    return current.deviceCookie();
  }

  /** Makes the person the session's, which begins anew. */
  void signIn(Admission admission) {
    current.signIn(currentRequest(), currentResponse(), admission);
    caller = null;
  }

  /** From the next request on the person works there. */
  void workIn(WorkspaceId workspace) {
    current.workIn(currentRequest(), workspace);
  }

  /** Whether the person gets no further than choosing a password. */
  boolean mustChangePassword() {
    return current.mustChangePassword();
  }

  void signOut() {
    current.signOut(currentRequest());
    caller = null;
  }

  /** Says on the next page what was done. */
  void say(String words) {
    notices.add(words);
  }

  /** Goes on with another page; what was posted is done. */
  void goTo(String path) {
    try {
      FacesContext.getCurrentInstance().getExternalContext().redirect(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Does what a person asked for; shows the refusal on the page if it is refused. */
  boolean attempt(Runnable deed) {
    try {
      deed.run();
      return true;
    } catch (RuntimeException thrown) {
      Optional<Refused> refused = PageFaults.refusalIn(thrown);
      if (refused.isEmpty()) {
        throw thrown;
      }
      refusals.show(refused.get());
      return false;
    }
  }
}
