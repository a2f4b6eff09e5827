package dev.sealward.access;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** Browsers without a network, whose sessions live by a clock that moves when it is told to. */
@ApplicationScoped
public class SessionsUnderTest {
  @Inject EntityManager entityManager;
  @Inject Config config;

  public Browser browser() {
    return new Browser(entityManager, config);
  }

  /** One cookie jar: at most one session at a time, over the real sessions and database. */
  public static final class Browser {
    private final Ticking clock = new Ticking();
    private final Sessions sessions;
    private @Nullable Map<String, Object> attributes;
    private int made;
    private int id;

    Browser(EntityManager entityManager, Config config) {
      this.sessions = new Sessions(entityManager, clock, config);
    }

    public Caller signIn(Admission admission) {
      return sessions.begin(request("/sign-in"), admission);
    }

    public void signOut() {
      sessions.end(request("/"));
    }

    public Optional<Caller> open(String path) {
      return sessions.present(request(path), UUID.randomUUID()).map(Sessions.Present::caller);
    }

    /** How the person of a request stands, whenever it is asked while that is served. */
    public Supplier<Optional<Caller>> openForLong() {
      Caller first = open("/audit").orElseThrow();
      Sessions.SignedIn signedIn = sessions.signedIn(request("/audit")).orElseThrow();
      return () -> sessions.anew(signedIn, first);
    }

    public boolean mustChangePassword() {
      return sessions.present(request("/"), UUID.randomUUID()).orElseThrow().mustChangePassword();
    }

    public void workIn(String workspace) {
      sessions.workIn(request("/"), WorkspaceId.of(workspace));
    }

    public void proved() {
      sessions.proved(request("/"));
    }

    /** Keeps something in the session, as other parts of the application do. */
    public void keep(String name, Object value) {
      session(true).setAttribute(name, value);
    }

    public boolean keeps(String name) {
      return attributes != null && attributes.containsKey(name);
    }

    public int sessionId() {
      return id;
    }

    public boolean hasSession() {
      return attributes != null;
    }

    public void pass(Duration time) {
      clock.pass(time);
    }

    private HttpServletRequest request(String path) {
      return proxy(
          HttpServletRequest.class,
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "getSession" -> session((Boolean) arguments[0]);
                case "changeSessionId" -> String.valueOf(id = ++made);
                case "getServletPath" -> path;
                case "getPathInfo" -> null;
                case "getRemoteAddr" -> "192.0.2.99";
                case "getAttribute" -> null;
                default -> throw new UnsupportedOperationException(method.getName());
              });
    }

    private @Nullable HttpSession session(boolean create) {
      if (attributes == null) {
        if (!create) {
          return null;
        }
        attributes = new HashMap<>();
        id = ++made;
      }
      Map<String, Object> own = attributes;
      return proxy(
          HttpSession.class,
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "getAttribute" -> own.get((String) arguments[0]);
                case "setAttribute" -> own.put((String) arguments[0], arguments[1]);
                case "invalidate" -> attributes = null;
                case "setMaxInactiveInterval" -> null;
                default -> throw new UnsupportedOperationException(method.getName());
              });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
      return type.cast(
          Proxy.newProxyInstance(
              SessionsUnderTest.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
  }
}
