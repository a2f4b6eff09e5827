package dev.sealward.secret.store.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The verifier the AWS tests trust agrees with the example in AWS's documentation. */
@Tag("FOUND-01")
class AwsSignatureTest {
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final AwsSignature SIGNATURE =
      AwsSignature.parse(
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request,"
              + " SignedHeaders=content-type;host;x-amz-date, Signature="
              + "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");

  @Test
  void publishedExampleIsRight() {
    assertThat(SIGNATURE.isOf(sent(Map.of(), ""), SECRET)).isTrue();
  }

  @Test
  void anythingElseIsWrong() {
    assertThat(SIGNATURE.isOf(sent(Map.of(), ""), SECRET + "x")).isFalse();
    assertThat(SIGNATURE.isOf(sent(Map.of(), "body"), SECRET)).isFalse();
    assertThat(SIGNATURE.isOf(sent(Map.of("x-amz-target", "unsigned"), ""), SECRET)).isFalse();
    assertThat(SIGNATURE.isOf(sent(Map.of("x-amz-date", "20150830T123601Z"), ""), SECRET))
        .isFalse();
  }

  private static AwsSignature.Sent sent(Map<String, String> more, String body) {
    Map<String, String> headers = new HashMap<>();
    headers.put("content-type", "application/x-www-form-urlencoded; charset=utf-8");
    headers.put("host", "iam.amazonaws.com");
    headers.put("x-amz-date", "20150830T123600Z");
    headers.putAll(more);
    return new AwsSignature.Sent(
        "GET",
        "/",
        "Action=ListUsers&Version=2010-05-08",
        headers,
        body.getBytes(StandardCharsets.UTF_8));
  }
}
