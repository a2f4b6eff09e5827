package dev.sealward.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something shown once, between the request that made it and the page that shows it: taken by the
 * first that asks, closed when the session ends or something takes its place, and never written out
 * with the session.
 */
final class Handover implements HttpSessionBindingListener, Serializable {
  private static final long serialVersionUID = 1L;
  private static final String PREFIX = Handover.class.getName() + ".";

  private transient @Nullable AutoCloseable kept;

  private Handover(AutoCloseable kept) {
    this.kept = kept;
  }

  /** Takes ownership of {@code thing}, for the next page of the request's session. */
  static void keep(HttpServletRequest request, AutoCloseable thing) {
    request
        .getSession(true)
        .setAttribute(PREFIX + thing.getClass().getSimpleName(), new Handover(thing));
  }

  /** Hands the thing of this type over, for the receiver to close. */
  static <T extends AutoCloseable> Optional<T> take(HttpServletRequest request, Class<T> type) {
    HttpSession session = request.getSession(false);
    String name = PREFIX + type.getSimpleName();
    if (session == null || !(session.getAttribute(name) instanceof Handover handover)) {
      return Optional.empty();
    }
    Optional<T> taken = Optional.ofNullable(handover.take()).map(type::cast);
    session.removeAttribute(name);
    return taken;
  }

  private synchronized @Nullable AutoCloseable take() {
    AutoCloseable taken = kept;
    kept = null;
    return taken;
  }

  @Override
  public void valueUnbound(HttpSessionBindingEvent event) {
    try (AutoCloseable left = take()) {
      // closed, if nobody took it
    } catch (Exception e) {
      throw new IllegalStateException("what was to be shown once did not close", e);
    }
  }

  @Override
  public String toString() {
    return "Handover[hidden]";
  }
}
