package dev.sealward.web;

import jakarta.servlet.http.HttpServletRequest;

/** Which part of the application a request is for, by its decoded path. */
final class PagePaths {
  private PagePaths() {}

  /** The decoded path the container chose by; begins with a slash. */
  static String of(HttpServletRequest request) {
    String rest = request.getPathInfo();
    String path = request.getServletPath() + (rest == null ? "" : rest);
    return path.isEmpty() ? "/" : path;
  }

  /** What other parts of Sealward or the server answer and guard themselves. */
  static boolean isOthers(String path) {
    return isApi(path)
        || isUnder(path, "/health")
        || isUnder(path, "/metrics")
        || isUnder(path, "/openapi");
  }

  static boolean isApi(String path) {
    return isUnder(path, "/api");
  }

  /** Style sheets, scripts and pictures; the same for everybody. */
  static boolean isResource(String path) {
    return path.startsWith("/jakarta.faces.resource/") && !path.contains("dynamiccontent");
  }

  /** The live channel's WebSocket. */
  static boolean isLiveChannel(String path) {
    return path.startsWith("/jakarta.faces.push/");
  }

  private static boolean isUnder(String path, String root) {
    return path.equals(root) || path.startsWith(root + "/");
  }
}
