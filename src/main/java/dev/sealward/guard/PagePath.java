package dev.sealward.guard;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** The path of a request inside the application, and its pattern. */
final class PagePath {
  private static final int MAX_SEGMENTS = 8;
  private static final Set<String> ROUTE_WORDS =
      Set.of(
          "account",
          "alerts",
          "api",
          "archive",
          "audit",
          "backup",
          "entities",
          "events",
          "export",
          "faces",
          "health",
          "keys",
          "people",
          "policies",
          "projects",
          "providers",
          "recovery-kit",
          "redaction",
          "restore",
          "runs",
          "secrets",
          "security",
          "settings",
          "setup",
          "sign-in",
          "sign-out",
          "skills",
          "story",
          "unlock",
          "v1",
          "webhooks");

  private PagePath() {}

  /** The decoded path the container chose the servlet by; begins with a slash. */
  static String of(HttpServletRequest request) {
    String path = request.getServletPath();
    String rest = request.getPathInfo();
    String whole = rest == null ? path : path + rest;
    return whole.isEmpty() ? "/" : whole;
  }

  /**
   * The path with everything but the routes' own words starred out: an address may hold anything,
   * the secret that is being reported too.
   */
  static String pattern(String path) {
    String pattern =
        Arrays.stream(path.split("/"))
            .skip(1)
            .limit(MAX_SEGMENTS)
            .map(segment -> ROUTE_WORDS.contains(segment) ? segment : "*")
            .collect(Collectors.joining("/"));
    return "/" + pattern;
  }

  /** Whether it asks how the server is. */
  static boolean isHealth(String path) {
    return path.equals("/health") || path.startsWith("/health/");
  }

  /** The product's own REST API, which guards what it gives out itself. */
  static boolean isApi(String path) {
    return path.equals("/api") || path.startsWith("/api/");
  }

  /** Files of the application; not what PrimeFaces streams from a bean under the same prefix. */
  static boolean isResource(String path) {
    return (path.startsWith("/jakarta.faces.resource/")
            || path.startsWith("/faces/jakarta.faces.resource/"))
        && !path.contains("dynamiccontent");
  }

  static boolean isUpgrade(HttpServletRequest request) {
    return request.getHeader("Upgrade") != null;
  }
}
