package dev.sealward.secret.store.cloud;

import dev.sealward.outbound.Outbound;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/** The AWS library's requests, sent as {@link VendorCalls} sends. */
final class AwsHttp implements SdkHttpClient {
  private final VendorCalls calls;

  AwsHttp(VendorCalls calls) {
    this.calls = calls;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        return send(request);
      }

      @Override
      public void abort() {
        // Outbound ends every request at its time.
      }
    };
  }

  private HttpExecuteResponse send(HttpExecuteRequest request) throws IOException {
    SdkHttpRequest http = request.httpRequest();
    Map<String, String> headers = new HashMap<>();
    http.headers().forEach((name, values) -> headers.put(name, String.join(",", values)));
    byte[] body = null;
    if (request.contentStreamProvider().isPresent()) {
      ContentStreamProvider content = request.contentStreamProvider().get();
      try (InputStream in = content.newStream()) {
        body = in.readAllBytes();
      }
    }
    Outbound.Answer answer = calls.send(http.method().name(), http.getUri(), headers, body);
    return HttpExecuteResponse.builder()
        .response(SdkHttpResponse.builder().statusCode(answer.status()).build())
        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(answer.body())))
        .build();
  }

  @Override
  public void close() {
    // Whoever made the calls closes them: two clients of the library share this.
  }
}
