package dev.sealward.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;

/** Which part of the application a request is for, by its decoded path. */
final class PagePaths {
  private static final String API = "/api";
  private static final String REST = "/api/v1";
  private static final String RESOURCES = "/jakarta.faces.resource/";
  private static final String PUSH = "/jakarta.faces.push/";

  /** What the server itself answers about Sealward; nothing beside or below these. */
  private static final Set<String> SERVER =
      Set.of(
          "/health",
          "/health/live",
          "/health/ready",
          "/health/started",
          "/metrics",
          "/openapi",
          "/jakarta.faces.push/run");

  private static final Set<String> READING = Set.of("GET", "HEAD");

  private PagePaths() {}

  /** The decoded path the container chose by; begins with a slash. */
  static String of(HttpServletRequest request) {
    String rest = request.getPathInfo();
    String path = request.getServletPath() + (rest == null ? "" : rest);
    return path.isEmpty() ? "/" : path;
  }

  /**
   * The methods by which others than pages answer at this address; empty when they do not. Servers
   * answer more than they were asked to: below an address that is theirs, and to every method.
   */
  static Optional<Set<String>> methodsOfOthers(String path) {
    boolean file = isResource(path) && path.endsWith(".xhtml");
    return SERVER.contains(path) || file ? Optional.of(READING) : Optional.empty();
  }

  /** The REST API, which knows its own addresses and methods. */
  static boolean isRest(String path) {
    return isUnder(path, REST);
  }

  /** What other parts of Sealward or the server answer and guard themselves. */
  static boolean isOthers(String path) {
    return isApi(path)
        || isUnder(path, "/health")
        || isUnder(path, "/metrics")
        || isUnder(path, "/openapi");
  }

  static boolean isApi(String path) {
    return isUnder(path, API);
  }

  /** Style sheets, scripts and pictures; the same for everybody. */
  static boolean isResource(String path) {
    return path.startsWith(RESOURCES) && !path.contains("dynamiccontent");
  }

  /** The live channel's WebSocket. */
  static boolean isLiveChannel(String path) {
    return path.startsWith(PUSH);
  }

  private static boolean isUnder(String path, String root) {
    return path.equals(root) || path.startsWith(root + "/");
  }
}
