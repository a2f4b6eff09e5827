package dev.sealward.program;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Somebody who writes requests by hand, byte for byte: any host, any header, any session cookie.
 * Follows no redirect.
 */
final class Visitor {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final String COOKIE = "JSESSIONID";

  private final URI server;
  private String session = "";

  Visitor(URI server) {
    this.server = server;
  }

  /** An answer with its headers as they were sent. */
  record Reply(int status, List<String> headers, String body, URI address) {
    Optional<String> header(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
          .map(line -> line.substring(start.length()).strip())
          .findFirst();
    }

    String location() {
      return header("Location").orElse("");
    }

    Page page() {
      return new Page(address, status, body);
    }
  }

  /** The session's id as the browser holds it; empty before there is one. */
  String session() {
    return session;
  }

  void holdSession(String id) {
    session = id;
  }

  Visitor signedIn() {
    Page door = get("/sign-in").page();
    Reply in =
        submit(
            door, "door", "signIn", Map.of("name", Operator.NAME, "password", Operator.PASSWORD));
    if (!in.location().equals("/")) {
      throw new AssertionError("Not signed in: " + in.status() + " " + in.page().words());
    }
    return this;
  }

  Reply get(String path, String... headers) {
    return send("GET", path, "", headers);
  }

  /** Fills in a form of the page and presses one of its buttons. */
  Reply submit(
      Page page, String form, String button, Map<String, String> typed, String... headers) {
    Map<String, String> fields = new LinkedHashMap<>(page.fields(form));
    fields.putAll(typed);
    fields.put(button, "");
    fields.put("primefaces.nonce", page.nonce());
    URI action = page.action(form);
    String query = action.getRawQuery() == null ? "" : "?" + action.getRawQuery();
    return post(action.getRawPath() + query, fields, headers);
  }

  Reply post(String path, Map<String, String> fields, String... headers) {
    String body =
        fields.entrySet().stream()
            .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Content-Type: application/x-www-form-urlencoded");
    return send("POST", path, body, all.toArray(String[]::new));
  }

  Reply send(String method, String target, String body, String... headers) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    boolean ownHost = List.of(headers).stream().noneMatch(line -> line.startsWith("Host:"));
    if (ownHost) {
      head.append("Host: ").append(server.getAuthority()).append("\r\n");
    }
    if (!session.isEmpty()) {
      head.append("Cookie: " + COOKIE + "=").append(session).append("\r\n");
    }
    for (String line : headers) {
      head.append(line).append("\r\n");
    }
    if (!method.equals("GET")) {
      head.append("Content-Length: ").append(bytes.length).append("\r\n");
    }
    head.append("Connection: close\r\n\r\n");
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return read(socket.getInputStream().readAllBytes(), target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reply read(byte[] answer, String target) {
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new AssertionError("no answer to " + target + ": " + text);
    }
    List<String> lines = List.of(text.substring(0, end).split("\r\n"));
    List<String> headers = lines.subList(1, lines.size());
    boolean chunked =
        headers.stream().anyMatch(line -> line.equalsIgnoreCase("Transfer-Encoding: chunked"));
    byte[] rest = text.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1);
    for (String line : headers) {
      if (line.regionMatches(true, 0, "Set-Cookie: " + COOKIE + "=", 0, 23)) {
        session = line.substring(23).split(";", 2)[0];
      }
    }
    URI address = server.resolve(target.startsWith("/") ? target.split("\\?", 2)[0] : "/");
    return new Reply(
        Integer.parseInt(lines.get(0).split(" ", 3)[1]),
        headers,
        new String(chunked ? joined(rest) : rest, StandardCharsets.UTF_8),
        target.contains("?") ? withQuery(address, target) : address);
  }

  private static URI withQuery(URI address, String target) {
    return URI.create(address + "?" + target.split("\\?", 2)[1]);
  }

  private static byte[] joined(byte[] chunked) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    int at = 0;
    while (at < chunked.length) {
      int line = at;
      while (chunked[line] != '\r') {
        line++;
      }
      String size = new String(chunked, at, line - at, StandardCharsets.US_ASCII);
      int length = Integer.parseInt(size.split(";", 2)[0].strip(), 16);
      whole.write(chunked, line + 2, length);
      at = line + 2 + length + 2;
      if (length == 0) {
        break;
      }
    }
    return whole.toByteArray();
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
