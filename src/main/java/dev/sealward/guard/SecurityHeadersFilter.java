package dev.sealward.guard;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sets the security headers of every response and refuses requests that another site makes a
 * browser send.
 *
 * <p>The second line against cross-site request forgery, behind the Faces view state: a request
 * that changes something, or opens a WebSocket, must come from Sealward's own pages, as the browser
 * tells in {@code Sec-Fetch-Site} or, where it does not say so (plain HTTP), in {@code Origin}. API
 * calls with a bearer token carry nothing a browser would add by itself and are exempt.
 */
public class SecurityHeadersFilter implements Filter {
  private static final System.Logger LOG = System.getLogger(SecurityHeadersFilter.class.getName());
  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest asked = (HttpServletRequest) request;
    PolicedResponse answer =
        new PolicedResponse(
            (HttpServletResponse) response, PagePath.isResource(PagePath.of(asked)));
    answer.putHeaders();
    if (asked.getDispatcherType() == DispatcherType.REQUEST && isForeign(asked)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "A request to {0} was refused: another site made the browser send it.",
          PagePath.pattern(PagePath.of(asked)));
      answer.sendError(HttpServletResponse.SC_FORBIDDEN);
      return;
    }
    chain.doFilter(request, answer);
  }

  private static boolean isForeign(HttpServletRequest request) {
    boolean upgrade = PagePath.isUpgrade(request);
    if ((SAFE_METHODS.contains(request.getMethod()) && !upgrade) || isBearerCall(request)) {
      return false;
    }
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return !site.equals("same-origin") && !site.equals("none");
    }
    String origin = request.getHeader("Origin");
    // without either header it is no browser, and there is no one to be tricked
    return origin != null && !isOwn(origin, request.getHeader("Host"));
  }

  private static boolean isBearerCall(HttpServletRequest request) {
    String authorization = request.getHeader("Authorization");
    return PagePath.isApi(PagePath.of(request))
        && authorization != null
        && authorization.regionMatches(true, 0, "Bearer ", 0, 7);
  }

  // The scheme is left out: behind a proxy that ends TLS the server does not know it.
  private static boolean isOwn(String origin, @Nullable String host) {
    int authority = origin.indexOf("://");
    return host != null
        && authority > 0
        && withoutDefaultPort(origin.substring(authority + 3)).equals(withoutDefaultPort(host));
  }

  private static String withoutDefaultPort(String authority) {
    return authority.toLowerCase(Locale.ROOT).replaceFirst(":(?:80|443)$", "");
  }

  /** Completes the policy PrimeFaces sets, and keeps the headers through a reset. */
  private static final class PolicedResponse extends HttpServletResponseWrapper {
    private final boolean cacheable;

    PolicedResponse(HttpServletResponse response, boolean cacheable) {
      super(response);
      this.cacheable = cacheable;
    }

    void putHeaders() {
      HttpServletResponse target = (HttpServletResponse) getResponse();
      SecurityHeaders.put(target);
      if (!cacheable) {
        SecurityHeaders.forbidCaching(target);
      }
    }

    @Override
    public void setHeader(String name, String value) {
      super.setHeader(name, completed(name, value));
    }

    @Override
    public void addHeader(String name, String value) {
      if (name.equalsIgnoreCase(SecurityHeaders.POLICY)) {
        setHeader(name, value);
      } else if (name.equalsIgnoreCase("Cache-Control") && !cacheable) {
        return;
      } else {
        super.addHeader(name, value);
      }
    }

    @Override
    public void reset() {
      super.reset();
      putHeaders();
    }

    private String completed(String name, String value) {
      if (name.equalsIgnoreCase(SecurityHeaders.POLICY)) {
        return SecurityHeaders.policy(value);
      }
      return name.equalsIgnoreCase("Cache-Control") && !cacheable ? "no-store" : value;
    }
  }
}
