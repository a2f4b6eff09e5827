package dev.sealward.secret.store.cloud;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks an AWS Signature Version 4, as AWS's documentation says one is made ("Create a signed AWS
 * API request"): canonical request, string to sign, derived key.
 */
record AwsSignature(
    String keyId, String date, String region, String service, List<String> signed, String hex) {
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=([^/]+)/([0-9]{8})/([^/]+)/([^/]+)/aws4_request,"
              + " ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})");

  /** What was sent; names of headers in lower case. */
  record Sent(String method, String path, String query, Map<String, String> headers, byte[] body) {}

  static AwsSignature parse(String authorization) {
    Matcher matcher = AUTHORIZATION.matcher(authorization);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no signature: " + authorization);
    }
    return new AwsSignature(
        matcher.group(1),
        matcher.group(2),
        matcher.group(3),
        matcher.group(4),
        List.of(matcher.group(5).split(";", -1)),
        matcher.group(6));
  }

  /** It is the one that secret makes, and covers the host and all headers of AWS's own. */
  boolean isOf(Sent sent, String secret) {
    boolean covers =
        signed.contains("host")
            && sent.headers().keySet().stream()
                .filter(name -> name.startsWith("x-amz-"))
                .allMatch(signed::contains);
    return covers && expected(sent, secret).equals(hex);
  }

  String expected(Sent sent, String secret) {
    StringBuilder headers = new StringBuilder();
    for (String name : signed) {
      String value = sent.headers().get(name);
      headers.append(name).append(':').append(String.valueOf(value).strip()).append('\n');
    }
    String canonical =
        String.join(
            "\n",
            sent.method(),
            sent.path(),
            canonicalQuery(sent.query()),
            headers,
            String.join(";", signed),
            sha256(sent.body()));
    String scope = String.join("/", date, region, service, "aws4_request");
    String toSign =
        String.join(
            "\n",
            "AWS4-HMAC-SHA256",
            String.valueOf(sent.headers().get("x-amz-date")),
            scope,
            sha256(canonical.getBytes(StandardCharsets.UTF_8)));
    byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (String part : List.of(date, region, service, "aws4_request")) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, toSign));
  }

  private static String canonicalQuery(String query) {
    String[] parts = query.isEmpty() ? new String[0] : query.split("&", -1);
    Arrays.sort(parts);
    return String.join("&", parts);
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
