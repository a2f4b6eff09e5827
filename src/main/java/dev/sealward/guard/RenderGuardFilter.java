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
 * finding raises an alert and an audit row that name the rule and the path's pattern, never the
 * text. Lets through what {@link Guard#allowOnce} exempted in the same request, and to somebody who
 * is not signed in what their own request brought, and to everybody what Sealward's own templates
 * say anyway. Leaves alone the REST API, files of the application, WebSockets, images, fonts,
 * encrypted backups, artifacts of runs and event streams.
 *
 * <p>Must be the first filter of all.
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
    HeldResponse held = new HeldResponse(target);
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
    try {
      guard.reportLogFailures();
      boolean anonymous = caller.kind() == Caller.Kind.SYSTEM;
      List<Redactor> redactors = guard.forPage(anonymous ? null : caller.tenant());
      Set<String> rules = leaks(request, held, redactors, anonymous);
      if (rules.isEmpty()) {
        held.release(!"HEAD".equals(request.getMethod()));
        return;
      }
      guard.countHeld(caller.tenant(), rules);
      report(caller, AlertKind.RENDER_LEAK, path, "rules " + String.join(", ", rules));
    } catch (RedactionFailure e) {
      report(caller, AlertKind.REDACTION_FAILED, path, String.valueOf(e.getMessage()));
    } catch (Refused notLoaded) {
      SuppressedPage.notReady(correlationId).send(request, target, type);
      return;
    }
    SuppressedPage.heldBack(correlationId).send(request, target, type);
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
                request.getRemoteAddr(),
                UUID.randomUUID()));
  }

  /** The rules of what is in the response and not exempt; empty when it may go. */
  private Set<String> leaks(
      HttpServletRequest request, HeldResponse held, List<Redactor> redactors, boolean anonymous) {
    Set<String> rules = new TreeSet<>();
    if (held.tooLarge()) {
      rules.add("page_too_large");
      return rules;
    }
    byte[] bytes = held.bytes();
    if (bytes.length > 0 && held.getHeader("Content-Encoding") != null) {
      rules.add("page_encoded");
      return rules;
    }
    List<ShownOnce> exemptions = ShownOnce.in(request);
    Brought brought = anonymous ? Brought.by(request) : Brought.NOTHING;
    OwnWords own = ownWords(request);
    for (Redactor redactor : redactors) {
      for (byte[] text : readings(bytes, held.getCharacterEncoding())) {
        collect(redactor, text, exemptions, brought, own, rules);
      }
      for (String header : headers(held)) {
        collect(redactor, header.getBytes(UTF_8), List.of(), brought, own, rules);
      }
    }
    return rules;
  }

  private static void collect(
      Redactor redactor,
      byte[] text,
      List<ShownOnce> exemptions,
      Brought brought,
      OwnWords own,
      Set<String> rules) {
    List<Finding> findings = redactor.findExact(text);
    for (Finding finding : findings) {
      if (exemptions.stream().noneMatch(exempt -> exempt.covers(text, finding))
          && !brought.covers(text, finding)
          && !own.cover(text, finding)) {
        rules.add(finding.rule());
      }
    }
    if (findings.size() >= Redactor.MAX_FINDINGS) {
      rules.add("too_many_findings");
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

  // The page stays held back whatever becomes of the report.
  private void report(Caller caller, AlertKind kind, String path, String detail) {
    String pattern = PagePath.pattern(path);
    try {
      alerts.raise(
          caller.tenant(),
          kind,
          "page " + pattern,
          detail + "; correlation " + caller.correlationId());
      trail.recordRefusal(caller, Action.PAGE_SUPPRESSED, new Target("page", pattern), kind.name());
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
