package dev.sealward.guard;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A response that keeps everything to itself until it is released: body, redirect and error.
 *
 * <p>Nothing is committed before {@link #release}. A body over {@link #MAX_BYTES} is dropped and
 * remembered as {@link #tooLarge}. Content that cannot hold text of a page (images, fonts, event
 * streams, encrypted backups, artifacts, exports) goes straight through once its headers have been
 * looked at; headers that come later are dropped then. An error or a redirect before its first byte
 * has left takes its place, and is held as any other. One request, one thread.
 */
final class HeldResponse extends HttpServletResponseWrapper {
  static final int MAX_BYTES = 8 << 20;
  static final String SESSION_COOKIE = "JSESSIONID";

  /** Files that are encrypted as a whole. */
  private static final String ENCRYPTED = "application/vnd.sealward.backup";

  /** Files of runs, masked when they were stored and looked through again as they leave. */
  private static final String ARTIFACT = "application/vnd.sealward.artifact";

  /** Rows of the audit trail, masked as they leave. */
  private static final String AUDIT = "application/vnd.sealward.audit";

  private static final int ORDINARY_BUFFER_BYTES = 8192;

  /** A path of visible ASCII; two slashes would begin a host, and browsers read a backslash so. */
  private static final Pattern LOCAL = Pattern.compile("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]*");

  private static final Set<String> UNHELD =
      Set.of("text/event-stream", "text/css", ENCRYPTED, ARTIFACT, AUDIT);

  private final Predicate<HeldResponse> mayPass;
  private final Body body = new Body();
  private final List<String> cookieValues = new ArrayList<>();
  private @Nullable PrintWriter writer;
  private @Nullable ServletOutputStream stream;
  private @Nullable String writerEncoding;
  private @Nullable String redirect;
  private int error;
  private boolean passing;

  /**
   * @param mayPass whether the headers so far may leave without the rest being looked at
   */
  HeldResponse(HttpServletResponse response, Predicate<HeldResponse> mayPass) {
    super(response);
    this.mayPass = mayPass;
  }

  /** The bytes written so far. */
  byte[] bytes() {
    if (writer != null && !passing) {
      writer.flush();
    }
    return body.held.toByteArray();
  }

  boolean tooLarge() {
    return body.tooLarge;
  }

  /** Whether the content went straight through. */
  boolean passed() {
    return passing;
  }

  /** Whether the connection now belongs to a WebSocket; such a response has no body. */
  boolean upgraded() {
    return getStatus() == SC_SWITCHING_PROTOCOLS;
  }

  @Nullable String redirect() {
    return redirect;
  }

  List<String> cookieValues() {
    return cookieValues;
  }

  /** Sends what was held. */
  void release(boolean withBody) throws IOException {
    if (passing) {
      return;
    }
    byte[] bytes = bytes();
    if (redirect != null) {
      // Not the container's way: that would name the host as the request did.
      super.setStatus(SC_FOUND);
      super.setHeader("Location", redirect);
    } else if (error != 0) {
      super.sendError(error);
    } else if (bytes.length > 0) {
      super.setContentLength(bytes.length);
      if (withBody) {
        super.getOutputStream().write(bytes);
      }
    }
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    if (stream != null) {
      throw new IllegalStateException("getOutputStream was called before");
    }
    if (writer == null) {
      if (passesNow()) {
        writer = super.getWriter();
      } else {
        writerEncoding = getCharacterEncoding();
        super.setCharacterEncoding(writerEncoding);
        writer = new PrintWriter(new OutputStreamWriter(body, writerEncoding));
      }
    }
    return writer;
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    if (writer != null) {
      throw new IllegalStateException("getWriter was called before");
    }
    if (stream == null) {
      stream = passesNow() ? super.getOutputStream() : body;
    }
    return stream;
  }

  // What has bad headers is held instead, and found to have them when it is looked at.
  private boolean passesNow() {
    passing = goesStraightThrough() && mayPass.test(this);
    return passing;
  }

  private boolean goesStraightThrough() {
    String type = getContentType();
    if (type == null) {
      return false;
    }
    String plain = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return UNHELD.contains(plain)
        || plain.startsWith("font/")
        || (plain.startsWith("image/") && !plain.contains("svg"));
  }

  @Override
  public void flushBuffer() throws IOException {
    if (passing || upgraded()) {
      super.flushBuffer();
    } else if (writer != null) {
      writer.flush();
    }
  }

  @Override
  public boolean isCommitted() {
    return redirect != null || error != 0 || super.isCommitted();
  }

  /** Leads to another page of this server, and nowhere else. */
  @Override
  public void sendRedirect(String location) throws IOException {
    if (!LOCAL.matcher(location).matches()) {
      throw new IllegalArgumentException("this redirect does not lead to a page");
    }
    takeBack();
    redirect = location;
    body.closed = true;
  }

  @Override
  public void sendError(int status) throws IOException {
    takeBack();
    error = status;
    body.closed = true;
  }

  // A message would be shown by the container's own error page, and it may quote anything.
  @Override
  public void sendError(int status, String message) throws IOException {
    sendError(status);
  }

  /** Drops what was written; what was to go straight through goes with the headers it had. */
  private void takeBack() {
    if (passing) {
      reset();
      SecurityHeaders.put(this);
      SecurityHeaders.forbidCaching(this);
    } else {
      resetBuffer();
    }
  }

  @Override
  public void reset() {
    resetBuffer();
    super.reset();
    cookieValues.clear();
    writer = null;
    stream = null;
    writerEncoding = null;
    passing = false;
  }

  @Override
  public void resetBuffer() {
    if (isCommitted()) {
      throw new IllegalStateException("the response has been sent");
    }
    if (passing) {
      super.resetBuffer();
      return;
    }
    if (writer != null) {
      writer.flush();
    }
    body.held.reset();
    body.tooLarge = false;
  }

  // The container would commit once its buffer is full, and a huge answer makes Faces allocate it.
  @Override
  public void setBufferSize(int size) {}

  @Override
  public int getBufferSize() {
    return ORDINARY_BUFFER_BYTES;
  }

  @Override
  public void addCookie(Cookie cookie) {
    if (passing) {
      return;
    }
    if (!cookie.getName().equals(SESSION_COOKIE)) {
      cookieValues.add(cookie.getValue());
    }
    super.addCookie(cookie);
  }

  @Override
  public void setContentLength(int length) {}

  @Override
  public void setContentLengthLong(long length) {
    if (goesStraightThrough()) {
      super.setContentLengthLong(length);
    }
  }

  @Override
  public void setHeader(String name, String value) {
    if (!isContentLength(name) && !passing) {
      super.setHeader(name, value);
      keepEncoding();
    }
  }

  @Override
  public void addHeader(String name, String value) {
    if (!isContentLength(name) && !passing) {
      super.addHeader(name, value);
      keepEncoding();
    }
  }

  @Override
  public void setIntHeader(String name, int value) {
    if (!isContentLength(name)) {
      super.setIntHeader(name, value);
    }
  }

  @Override
  public void addIntHeader(String name, int value) {
    if (!isContentLength(name)) {
      super.addIntHeader(name, value);
    }
  }

  @Override
  public void setContentType(String type) {
    super.setContentType(type);
    keepEncoding();
  }

  @Override
  public void setCharacterEncoding(String encoding) {
    if (writerEncoding == null) {
      super.setCharacterEncoding(encoding);
    }
  }

  @Override
  public void setLocale(Locale locale) {
    super.setLocale(locale);
    keepEncoding();
  }

  // Once there is a writer, its encoding is fixed, and the header has to say so.
  private void keepEncoding() {
    if (writerEncoding != null) {
      super.setCharacterEncoding(writerEncoding);
    }
  }

  private static boolean isContentLength(String name) {
    return name.equalsIgnoreCase("Content-Length");
  }

  private static final class Body extends ServletOutputStream {
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean tooLarge;
    private boolean closed;

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      if (closed || tooLarge) {
        return;
      }
      if (held.size() + (long) length > MAX_BYTES) {
        tooLarge = true;
        held.reset();
      } else {
        held.write(bytes, from, length);
      }
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new IllegalStateException("a page is not written asynchronously");
    }
  }
}
