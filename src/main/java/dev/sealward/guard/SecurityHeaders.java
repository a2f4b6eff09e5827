package dev.sealward.guard;

import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The headers that tell a browser what Sealward's pages never need. */
final class SecurityHeaders {
  static final String POLICY = "Content-Security-Policy";

  private static final Map<String, String> FIXED =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          // with no-referrer browsers would send "Origin: null" with forms, and the check of where
          // a request comes from needs the origin
          "Referrer-Policy", "same-origin",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Permissions-Policy",
              "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(),"
                  + " magnetometer=(), microphone=(), midi=(), payment=(), usb=()");

  private SecurityHeaders() {}

  /** Sets all of them, with the policy for pages that bring no script policy of their own. */
  static void put(HttpServletResponse response) {
    FIXED.forEach(response::setHeader);
    response.setHeader(POLICY, policy(""));
  }

  static void forbidCaching(HttpServletResponse response) {
    response.setHeader("Cache-Control", "no-store");
  }

  /**
   * The whole policy, taking only what {@code scripts} says about scripts: PrimeFaces knows the
   * nonces and sends {@code script-src}; everything else is decided here.
   */
  static String policy(String scripts) {
    Map<String, String> directives = new LinkedHashMap<>();
    directives.put("default-src", "'self'");
    directives.put("script-src", "'self'");
    directives.put("style-src", "'self'");
    directives.put("style-src-elem", "'self'");
    // PrimeFaces renders style attributes (widths, hidden panels)
    directives.put("style-src-attr", "'unsafe-inline'");
    directives.put("img-src", "'self' data:");
    directives.put("font-src", "'self'");
    directives.put("connect-src", "'self'");
    directives.put("object-src", "'none'");
    directives.put("base-uri", "'self'");
    directives.put("form-action", "'self'");
    directives.put("frame-ancestors", "'none'");
    for (String directive : scripts.split(";", -1)) {
      String[] parts = directive.strip().split("\\s+", 2);
      String name = parts[0].toLowerCase(Locale.ROOT);
      if (parts.length == 2 && name.startsWith("script-src")) {
        directives.put(name, parts[1]);
      }
    }
    return directives.entrySet().stream()
        .map(directive -> directive.getKey() + " " + directive.getValue())
        .collect(Collectors.joining("; "));
  }
}
