package dev.sealward.web;

import dev.sealward.access.CurrentCaller;
import dev.sealward.guard.ClientAddress;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request for a page, as the page's bean sees it: who asks, for what, and where to go next. */
@RequestScoped
public class Visit {
  private final HttpServletRequest request;
  private final CurrentCaller current;
  private final Refusals refusals;
  private final Notices notices;
  private @Nullable Caller caller;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected Visit() {
    this(null, null, null, null);
  }

  @Inject
  Visit(HttpServletRequest request, CurrentCaller current, Refusals refusals, Notices notices) {
    this.request = request;
    this.current = current;
    this.refusals = refusals;
    this.notices = notices;
  }

  /** The signed-in person. */
  Caller caller() {
    if (caller == null) {
      caller = current.requirePerson();
    }
    return caller;
  }

  /** The signed-in person, if there is one. */
  Optional<Caller> person() {
    return current.person();
  }

  /** Nobody in particular: for the doors. */
  Caller anonymous(String part) {
    return current.anonymous(part);
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

  /** The request as the container has it, for what must be bound to this very response. */
  static HttpServletRequest currentRequest() {
    ExternalContext external = FacesContext.getCurrentInstance().getExternalContext();
    return (HttpServletRequest) external.getRequest();
  }

  /** Makes the person the session's. */
  void signIn(Caller person) {
    current.signIn(currentRequest(), person);
    caller = person;
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
