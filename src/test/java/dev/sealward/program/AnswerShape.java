package dev.sealward.program;

import java.net.http.HttpResponse;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an answer tells, without what differs from answer to answer: correlation ids, the time and
 * nonces. Names that were asked for stand in no refusal.
 */
record AnswerShape(int status, TreeMap<String, String> headers, String body) {
  private static final Set<String> OWN = Set.of("x-correlation-id", "date", "set-cookie");

  static AnswerShape of(HttpResponse<String> answer) {
    TreeMap<String, String> headers = new TreeMap<>();
    answer
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!OWN.contains(name)) {
                headers.put(name, plain(values.toString()));
              }
            });
    return new AnswerShape(answer.statusCode(), headers, plain(answer.body()));
  }

  private static String plain(String text) {
    String plain = text.replaceAll("nonce[-=]\"?[A-Za-z0-9+/=_-]+", "nonce");
    return plain.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "#");
  }
}
