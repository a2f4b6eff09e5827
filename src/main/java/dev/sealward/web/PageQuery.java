package dev.sealward.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Texts as they stand in the query of an address. */
final class PageQuery {
  private PageQuery() {}

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
