package dev.sealward.secret.store.cloud;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import dev.sealward.outbound.Outbound;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Google library's requests, sent as {@link VendorCalls} sends. */
final class GcpHttp extends HttpTransport {
  private final VendorCalls calls;

  GcpHttp(VendorCalls calls) {
    this.calls = calls;
  }

  @Override
  protected LowLevelHttpRequest buildRequest(String method, String url) {
    return new Request(method, URI.create(url));
  }

  private final class Request extends LowLevelHttpRequest {
    private final String method;
    private final URI address;
    private final Map<String, String> headers = new HashMap<>();

    Request(String method, URI address) {
      this.method = method;
      this.address = address;
    }

    @Override
    public void addHeader(String name, String value) {
      headers.merge(name, value, (before, more) -> before + "," + more);
    }

    @Override
    public LowLevelHttpResponse execute() throws IOException {
      byte[] body = null;
      if (getStreamingContent() != null) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        getStreamingContent().writeTo(out);
        body = out.toByteArray();
        if (getContentType() != null) {
          headers.put("Content-Type", getContentType());
        }
        if (getContentEncoding() != null) {
          headers.put("Content-Encoding", getContentEncoding());
        }
      }
      return new Response(calls.send(method, address, headers, body));
    }
  }

  /** An answer without its headers: nothing in them is followed or believed. */
  private static final class Response extends LowLevelHttpResponse {
    private final Outbound.Answer answer;

    Response(Outbound.Answer answer) {
      this.answer = answer;
    }

    @Override
    public InputStream getContent() {
      return new ByteArrayInputStream(answer.body());
    }

    @Override
    public @Nullable String getContentEncoding() {
      return null;
    }

    @Override
    public long getContentLength() {
      return answer.body().length;
    }

    /** What both APIs promise; anything else does not parse. */
    @Override
    public String getContentType() {
      return "application/json; charset=UTF-8";
    }

    @Override
    public String getStatusLine() {
      return "HTTP/1.1 " + answer.status();
    }

    @Override
    public int getStatusCode() {
      return answer.status();
    }

    @Override
    public @Nullable String getReasonPhrase() {
      return null;
    }

    @Override
    public int getHeaderCount() {
      return 0;
    }

    @Override
    public String getHeaderName(int index) {
      throw new IndexOutOfBoundsException(index);
    }

    @Override
    public String getHeaderValue(int index) {
      throw new IndexOutOfBoundsException(index);
    }
  }
}
