package dev.sealward.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request and a response without a server: just as much of them as the filters use. */
final class Exchange {
  /** What the page does. */
  interface Page {
    void write(HttpServletRequest request, HttpServletResponse response) throws IOException;
  }

  final Map<String, String> asked = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  String method = "GET";
  int status = 200;
  final Map<String, String[]> parameters = new HashMap<>();
  boolean reached;
  private boolean committed;

  private final String path;
  private final Map<String, Object> attributes = new HashMap<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private String encoding = "ISO-8859-1";

  Exchange(String path) {
    this.path = path;
  }

  String body() {
    return body.toString(UTF_8);
  }

  String header(String name) {
    return String.join(", ", headers.getOrDefault(name, List.of()));
  }

  Exchange through(Filter filter, Page page) {
    try {
      filter.doFilter(
          request(),
          response(),
          (request, response) -> {
            reached = true;
            page.write((HttpServletRequest) request, (HttpServletResponse) response);
          });
      return this;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private HttpServletRequest request() {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            Exchange.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, called, arguments) ->
                switch (called.getName()) {
                  case "getServletPath" -> path;
                  case "getPathInfo", "getQueryString", "getServletContext" -> null;
                  case "getRequestURI" -> path;
                  case "getParameterMap" -> parameters;
                  case "getContextPath" -> "";
                  case "getMethod" -> method;
                  case "getRemoteAddr" -> "127.0.0.1";
                  case "getDispatcherType" -> DispatcherType.REQUEST;
                  case "getHeader" -> asked.get((String) arguments[0]);
                  case "getAttribute" -> attributes.get((String) arguments[0]);
                  case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
                  default -> throw new UnsupportedOperationException(called.getName());
                });
  }

  private HttpServletResponse response() {
    return (HttpServletResponse)
        Proxy.newProxyInstance(
            Exchange.class.getClassLoader(),
            new Class<?>[] {HttpServletResponse.class},
            (proxy, called, arguments) -> answer(called.getName(), arguments));
  }

  private @Nullable Object answer(String called, Object[] arguments) {
    switch (called) {
      case "isCommitted":
        return committed;
      case "flushBuffer":
        committed = true;
        return null;
      case "getStatus":
        return status;
      case "setStatus", "sendError":
        status = (int) arguments[0];
        return null;
      case "setHeader":
        headers.put((String) arguments[0], new ArrayList<>(List.of((String) arguments[1])));
        return null;
      case "addHeader":
        headers
            .computeIfAbsent((String) arguments[0], any -> new ArrayList<>())
            .add((String) arguments[1]);
        return null;
      case "getHeader":
        return headers.containsKey((String) arguments[0]) ? header((String) arguments[0]) : null;
      case "getHeaders":
        return headers.getOrDefault((String) arguments[0], List.of());
      case "getHeaderNames":
        return headers.keySet();
      case "setContentLength", "setContentLengthLong":
        headers.put("Content-Length", List.of(arguments[0].toString()));
        return null;
      case "setContentType":
        contentType((String) arguments[0]);
        return null;
      case "getContentType":
        return headers.containsKey("Content-Type") ? header("Content-Type") : null;
      case "getCharacterEncoding":
        return encoding;
      case "setCharacterEncoding":
        encoding = (String) arguments[0];
        return null;
      case "getOutputStream":
        return new Out(body);
      case "resetBuffer":
        body.reset();
        return null;
      case "reset":
        headers.clear();
        body.reset();
        status = 200;
        return null;
      default:
        throw new UnsupportedOperationException(called);
    }
  }

  private void contentType(String type) {
    headers.put("Content-Type", List.of(type));
    int charset = type.toLowerCase(Locale.ROOT).indexOf("charset=");
    if (charset >= 0) {
      encoding = type.substring(charset + "charset=".length());
    }
  }

  private static final class Out extends ServletOutputStream {
    private final ByteArrayOutputStream target;

    Out(ByteArrayOutputStream target) {
      this.target = target;
    }

    @Override
    public void write(int b) {
      target.write(b);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new UnsupportedOperationException();
    }
  }
}
