package dev.sealward.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Leads each address to its view. What is not in {@link Routes} does not exist, the views' own file
 * names included; an address written in any other way than its plain one (escapes, path parameters)
 * does not either.
 */
public class RoutingFilter implements Filter {
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest asked = (HttpServletRequest) request;
    HttpServletResponse answer = (HttpServletResponse) response;
    String path = PagePaths.of(asked);
    if (isElsewhere(asked, path)) {
      chain.doFilter(request, response);
      return;
    }
    Optional<Route> route = isPlain(asked, path) ? Routes.of(path) : Optional.empty();
    if (route.isEmpty()) {
      answer.sendError(HttpServletResponse.SC_NOT_FOUND);
    } else if (!METHODS.contains(asked.getMethod())) {
      answer.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    } else {
      asked.setAttribute(Route.ATTRIBUTE, route.get());
      asked.getRequestDispatcher(route.get().target()).forward(request, response);
    }
  }

  /** Whether others answer. The API knows its own paths; what the server adds does not. */
  private static boolean isElsewhere(HttpServletRequest request, String path) {
    return PagePaths.isApi(path)
        || PagePaths.isResource(path)
        || PagePaths.isLiveChannel(path)
        || (PagePaths.isOthers(path) && isPlain(request, path));
  }

  private static boolean isPlain(HttpServletRequest request, String path) {
    String written = request.getRequestURI().substring(request.getContextPath().length());
    return written.equals(path) || (written.isEmpty() && path.equals("/"));
  }
}
