package dev.sealward.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.redaction.Finding;
import dev.sealward.redaction.RedactionFailure;
import dev.sealward.redaction.Redactor;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The last check before a page leaves: holds the whole response back, looks for secret values in
 * its bytes and headers, and sends a page of its own when there is one (ST-SEC-006).
 *
 * <p>Guarantees: no byte of a page, a Faces partial response or a feed for pages leaves unchecked;
 * a page that cannot be checked (no masks, over 8 MiB, encoded, engine failure) is not sent; a
 * finding raises an alert and an audit row that name the rule, the path's pattern and, in a partial
 * response, the component, never the text; a failure is reported as {@linkplain Guard#reportFailure
 * everywhere}. Lets through what {@link Guard#allowOnce} exempted in the same request, and to
 * somebody who is not signed in what their own request brought, and to everybody what Sealward's
 * own templates say anyway. Leaves alone the REST API, files of the application, WebSockets,
 * images, fonts, encrypted backups, artifacts of runs, exports of the trail and event streams.
 *
 * <p>Must be the first filter of all, but for {@link SteadyAnswersFilter}.
 */
public class RenderGuardFilter implements Filter {
  private static final System.Logger LOG = System.getLogger(RenderGuardFilter.class.getName());
  private static final WorkspaceId WORKSPACE = WorkspaceId.of("default");

  // Made by Sealward or the container, or random by nature.
  private static final Set<String> UNCHECKED_HEADERS =
      Set.of("content-security-policy", "content-type", "content-length", "date");

  @Inject private Guard guard;
  @Inject private Alerts alerts;
  @Inject private AuditTrail trail;
  @Inject private Instance<PageCaller> callers;

  private volatile @Nullable OwnWords ownWords;

  /** For the container, which injects the rest. */
  @SuppressWarnings("NullAway")
  public RenderGuardFilter() {}

  /** For tests, which have no container. */
  @SuppressWarnings("UnnecessaryAssignment")
  RenderGuardFilter(Guard guard, Alerts alerts, AuditTrail trail, Instance<PageCaller> callers) {
    this.guard = guard;
    this.alerts = alerts;
    this.trail = trail;
    this.callers = callers;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest page = (HttpServletRequest) request;
    HttpServletResponse target = (HttpServletResponse) response;
    String path = PagePath.of(page);
    if (PagePath.isApi(path) || PagePath.isResource(path)) {
      chain.doFilter(request, response);
      return;
    }
    HeldResponse held = new HeldResponse(target, passing -> headersAreClean(page, passing));
    chain.doFilter(new SynchronousRequest(page), held);
    if (!held.passed() && !held.upgraded()) {
      letGo(page, target, held, path);
    }
  }

  private void letGo(
      HttpServletRequest request, HttpServletResponse target, HeldResponse held, String path)
      throws IOException {
    String type = held.getContentType();
    Caller caller = callerOf(request);
    UUID correlationId = caller.correlationId();
    boolean anonymous = isNobody(caller);
    Target page = new Target("page", PagePath.pattern(path));
    try {
      Leaks leaks = leaks(request, held, redactors(caller, path), anonymous);
      if (leaks.isEmpty()) {
        held.release(!"HEAD".equals(request.getMethod()));
        return;
      }
      guard.countHeld(caller.tenant(), leaks.rules());
      report(() -> reportLeaks(caller, page, leaks));
    } catch (RedactionFailure e) {
      guard.countFailures(WayOut.PAGE_HELD, 1);
      report(() -> guard.reportFailure(caller, page, String.valueOf(e.getMessage())));
    } catch (Refused notLoaded) {
      SuppressedPage.notReady(correlationId, anonymous ? null : notLoaded.remedy())
          .send(request, target, type);
      return;
    }
    SuppressedPage.heldBack(correlationId).send(request, target, type);
  }

  private List<Redactor> redactors(Caller caller, String path) {
    if (PagePath.isHealth(path)) {
      return guard.forHealth();
    }
    guard.tellOfWithheld();
    return forPage(caller);
  }

  private List<Redactor> forPage(Caller caller) {
    return guard.forPage(isNobody(caller) ? null : caller.tenant());
  }

  private static boolean isNobody(Caller caller) {
    return caller.kind() == Caller.Kind.SYSTEM;
  }

  private Caller callerOf(HttpServletRequest request) {
    Optional<Caller> person =
        callers.isResolvable() ? callers.get().caller(request) : Optional.empty();
    return person.orElseGet(
        () ->
            new Caller(
                Caller.Kind.SYSTEM,
                "render-guard",
                Guard.INSTALLATION,
                WORKSPACE,
                Set.of(),
                ClientAddress.of(request),
                UUID.randomUUID()));
  }

  /** What is in the response and not exempt: the rules, and the components that show it. */
  private record Leaks(Set<String> rules, Set<String> components) {
    Leaks() {
      this(new TreeSet<>(), new TreeSet<>());
    }

    static Leaks of(String rule) {
      Leaks leaks = new Leaks();
      leaks.rules.add(rule);
      return leaks;
    }

    boolean isEmpty() {
      return rules.isEmpty();
    }

    /** As an alert says it. */
    @Override
    public String toString() {
      String found = "rules " + String.join(", ", rules);
      return components.isEmpty() ? found : found + "; in " + String.join(", ", components);
    }
  }

  /** The words and values that may stand in this response. */
  private record Exempt(List<ShownOnce> shown, Brought brought, OwnWords own) {
    boolean covers(byte[] text, Finding finding) {
      return shown.stream().anyMatch(once -> once.covers(text, finding))
          || brought.covers(text, finding)
          || own.cover(text, finding);
    }

    Exempt inHeaders() {
      return new Exempt(List.of(), brought, own);
    }
  }

  private Leaks leaks(
      HttpServletRequest request, HeldResponse held, List<Redactor> redactors, boolean anonymous) {
    if (held.tooLarge()) {
      return Leaks.of("page_too_large");
    }
    byte[] bytes = held.bytes();
    if (bytes.length > 0 && held.getHeader("Content-Encoding") != null) {
      return Leaks.of("page_encoded");
    }
    Leaks leaks = new Leaks();
    Exempt exempt = exempt(request, anonymous);
    for (Redactor redactor : redactors) {
      for (byte[] text : readings(bytes, held.getCharacterEncoding())) {
        for (Finding finding : collect(redactor, text, exempt, leaks)) {
          PartialUpdate.around(text, finding.offset())
              .filter(id -> redactor.findExact(id).isEmpty())
              .ifPresent(leaks.components::add);
        }
      }
      collectFromHeaders(redactor, held, exempt, leaks);
    }
    return leaks;
  }

  private Exempt exempt(HttpServletRequest request, boolean anonymous) {
    return new Exempt(
        ShownOnce.in(request),
        anonymous ? Brought.by(request) : Brought.NOTHING,
        ownWords(request));
  }

  private static void collectFromHeaders(
      Redactor redactor, HeldResponse held, Exempt exempt, Leaks leaks) {
    for (String header : headers(held)) {
      collect(redactor, header.getBytes(UTF_8), exempt.inHeaders(), leaks);
    }
  }

  /** Adds the rules of what is not exempt, and gives what was found. */
  private static List<Finding> collect(Redactor redactor, byte[] text, Exempt exempt, Leaks leaks) {
    List<Finding> findings = redactor.findExact(text);
    if (findings.size() >= Redactor.MAX_FINDINGS) {
      leaks.rules.add("too_many_findings");
    }
    List<Finding> bad = findings.stream().filter(finding -> !exempt.covers(text, finding)).toList();
    bad.forEach(finding -> leaks.rules.add(finding.rule()));
    return bad;
  }

  /** Whether the headers of what is not held, such as a download's name, may leave. */
  private boolean headersAreClean(HttpServletRequest request, HeldResponse passing) {
    try {
      Caller caller = callerOf(request);
      boolean anonymous = isNobody(caller);
      Leaks leaks = new Leaks();
      for (Redactor redactor : forPage(caller)) {
        collectFromHeaders(redactor, passing, exempt(request, anonymous), leaks);
      }
      return leaks.isEmpty();
    } catch (RedactionFailure | Refused notChecked) {
      return false;
    }
  }

  private OwnWords ownWords(HttpServletRequest request) {
    OwnWords known = ownWords;
    if (known == null) {
      known = new OwnWords(request.getServletContext());
      ownWords = known;
    }
    return known;
  }

  /** The bytes as they are, and as UTF-8 where the header claims another encoding. */
  private static List<byte[]> readings(byte[] bytes, String encoding) {
    Charset claimed = Charset.isSupported(encoding) ? Charset.forName(encoding) : UTF_8;
    byte[] recoded = claimed.equals(UTF_8) ? bytes : new String(bytes, claimed).getBytes(UTF_8);
    return Arrays.equals(bytes, recoded) ? List.of(bytes) : List.of(bytes, recoded);
  }

  private static List<String> headers(HeldResponse held) {
    List<String> values = new ArrayList<>(held.cookieValues());
    String redirect = held.redirect();
    if (redirect != null) {
      values.add(redirect);
    }
    for (String name : held.getHeaderNames()) {
      if (!UNCHECKED_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
        held.getHeaders(name).stream()
            .filter(value -> !value.startsWith(HeldResponse.SESSION_COOKIE + "="))
            .forEach(values::add);
      }
    }
    return values;
  }

  private void reportLeaks(Caller caller, Target page, Leaks leaks) {
    alerts.raise(
        caller,
        AlertKind.RENDER_LEAK,
        page.kind() + " " + page.id(),
        leaks + "; correlation " + caller.correlationId());
    trail.recordRefusal(caller, Action.PAGE_SUPPRESSED, page, AlertKind.RENDER_LEAK.name());
  }

  // The page stays held back whatever becomes of the report.
  private static void report(Runnable telling) {
    try {
      telling.run();
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.ERROR, "A page was held back, but that could not be recorded.", e);
    }
  }

  /** A page that went on writing after the filter is done could not be held back. */
  private static final class SynchronousRequest extends HttpServletRequestWrapper {
    SynchronousRequest(HttpServletRequest request) {
      super(request);
    }

    @Override
    public boolean isAsyncSupported() {
      return false;
    }

    @Override
    public AsyncContext startAsync() {
      throw new IllegalStateException("a page is not written asynchronously");
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
      throw new IllegalStateException("a page is not written asynchronously");
    }
  }
}
