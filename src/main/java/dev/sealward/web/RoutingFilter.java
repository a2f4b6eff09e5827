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
import java.util.TreeSet;

/**
 * Leads each address to its view. What is not in {@link Routes} does not exist, the views' own file
 * names included; an address written in any other way than its plain one (escapes, path parameters)
 * does not either. What others answer is let through to them at their own addresses only, and by
 * the methods they are for.
 */
public class RoutingFilter implements Filter {
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest asked = (HttpServletRequest) request;
    HttpServletResponse answer = (HttpServletResponse) response;
    String path = PagePaths.of(asked);
    boolean plain = isPlain(asked, path);
    Optional<Set<String>> others = plain ? PagePaths.methodsOfOthers(path) : Optional.empty();
    Optional<Route> route = plain ? Routes.of(path) : Optional.empty();
    if (PagePaths.isRest(path)) {
      chain.doFilter(request, response);
    } else if (others.isEmpty() && route.isEmpty()) {
      answer.sendError(HttpServletResponse.SC_NOT_FOUND);
    } else if (!others.orElse(METHODS).contains(asked.getMethod())) {
      answer.setHeader("Allow", String.join(", ", new TreeSet<>(others.orElse(METHODS))));
      answer.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    } else if (others.isPresent()) {
      chain.doFilter(request, response);
    } else {
      asked.setAttribute(Route.ATTRIBUTE, route.get());
      asked.getRequestDispatcher(route.get().target()).forward(request, response);
    }
  }

  private static boolean isPlain(HttpServletRequest request, String path) {
    String written = request.getRequestURI().substring(request.getContextPath().length());
    return written.equals(path) || (written.isEmpty() && path.equals("/"));
  }
}
