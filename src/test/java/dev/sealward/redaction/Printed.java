package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.bytes;

import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Every form of the specification in which a program may print a value, written independently. */
final class Printed {
  private static final char[] DIGITS = "0123456789abcdef".toCharArray();

  private Printed() {}

  /** All forms that are text, by name. */
  static Map<String, UnaryOperator<String>> forms() {
    Map<String, UnaryOperator<String>> forms = new LinkedHashMap<>();
    forms.put("raw", v -> v);
    escapes(forms);
    base64(forms);
    hex(forms);
    lines(forms);
    around(forms);
    return forms;
  }

  /** All forms, as bytes: those of {@link #forms}, single lines, and UTF-16. */
  static Map<String, Function<String, byte[]>> all() {
    Map<String, Function<String, byte[]>> all = new LinkedHashMap<>();
    forms().forEach((name, form) -> all.put(name, v -> bytes(form.apply(v))));
    all.put("behind prefixes", v -> bytes("web_1 | " + v.replace("\n", "\nweb_1 | ")));
    for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      all.put(charset.name(), v -> v.getBytes(charset));
    }
    return all;
  }

  private static void escapes(Map<String, UnaryOperator<String>> forms) {
    forms.put("json", Printed::json);
    forms.put("json twice", v -> json(json(v)));
    forms.put("json three times", v -> json(json(json(v))));
    forms.put("json with slashes", v -> json(v).replace("/", "\\/"));
    forms.put("json in ascii", v -> units(json(v), c -> c > '~'));
    forms.put("json for html", v -> units(json(v), c -> "<>&'=".indexOf(c) >= 0));
    forms.put("url", Printed::url);
    forms.put(
        "url lower case", v -> url(v).toLowerCase(Locale.ROOT).length() > 0 ? lowerUrl(v) : v);
    forms.put("url twice", v -> url(url(v)));
    forms.put("url in full", v -> octets(v, "%", ""));
    forms.put("form", v -> URLEncoder.encode(v, StandardCharsets.UTF_8));
    forms.put("form twice", v -> form(form(v)));
    forms.put("html", v -> html(v, "&#39;"));
    forms.put("html decimal", v -> html(v, "&#039;").replace("&quot;", "&#34;"));
    forms.put("xml", v -> html(v, "&apos;"));
    forms.put("html hex", v -> html(v, "&#x27;").replace("&quot;", "&#x22;"));
    forms.put("html twice", v -> html(html(v, "&#39;"), "&#39;"));
    forms.put("shell", v -> "'" + v.replace("'", "'\\''") + "'");
    forms.put("shell double", v -> "'" + v.replace("'", "'\"'\"'") + "'");
    forms.put(
        "shell backslashes", v -> v.replaceAll("([^A-Za-z0-9_\\n\\u0080-\\uffff])", "\\\\$1"));
    forms.put("c", v -> json(v).replace("'", "\\'"));
    forms.put("c octal", v -> json(v).replace("'", "\\047").replace("&", "\\046"));
    forms.put("c octal in full", v -> octal(v));
    forms.put("shell with escapes", v -> "$'" + json(v).replace("'", "\\'") + "'");
    forms.put("java", v -> units(json(v), c -> c > '~'));
    forms.put("sql", v -> "'" + v.replace("'", "''") + "'");
    forms.put("sql backslashes", v -> v.replace("\\", "\\\\").replace("'", "\\'"));
    forms.put("octets \\x", v -> octets(v, "\\x", ""));
    forms.put("octets 0x", v -> octets(v, "0x", ", ").replaceAll(", $", ""));
    forms.put("octets 0x spaced", v -> octets(v, "0x", " ").stripTrailing());
    forms.put("octets 0x close", v -> octets(v, "0x", ",").replaceAll(",$", ""));
    for (int padding = 0; padding < 12; padding += 2) {
      String before = "p".repeat(padding);
      String name = " after " + padding;
      forms.put("octets 0x in lines" + name, v -> dump(before + v, "0x", ", ", ",", 12, "\n  "));
      forms.put("octets 0x in blocks" + name, v -> dump(before + v, "0x", " ", "", 8, " \r\n\t"));
    }
    forms.put("json in url", v -> url(json(v)));
    forms.put("url in json", v -> json(url(v)));
    forms.put("html in json", v -> json(html(v, "&#39;")));
    forms.put("json in html", v -> html(json(v), "&#39;"));
    forms.put("html in url", v -> url(html(v, "&#39;")));
    forms.put("sql in json", v -> json(v.replace("'", "''")));
  }

  private static void base64(Map<String, UnaryOperator<String>> forms) {
    Base64.Encoder standard = Base64.getEncoder();
    Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
    for (String before : new String[] {"", "u", "us", "user:", "user1:"}) {
      for (String after : new String[] {"", "x", "yz"}) {
        String name = " of " + before + "…" + after;
        forms.put("base64" + name, v -> encode(standard, before + v + after));
        forms.put("base64url" + name, v -> encode(url, before + v + after));
        forms.put(
            "base64 twice" + name, v -> encode(standard, encode(standard, before + v + after)));
        forms.put("base64url twice" + name, v -> encode(url, before + encode(url, after + v)));
        forms.put("base64 in json" + name, v -> encode(standard, before + v).replace("/", "\\/"));
        forms.put("base64 in url" + name, v -> url(encode(standard, before + v + after)));
      }
    }
    for (int columns : new int[] {64, 76}) {
      for (String lineBreak : new String[] {"\n", "\r\n", "\n    "}) {
        for (int padding = 0; padding < 70; padding += 7) {
          String before = "p".repeat(padding) + "/" + "q".repeat(60);
          Base64.Encoder wrapping =
              Base64.getMimeEncoder(columns, lineBreak.getBytes(StandardCharsets.US_ASCII));
          forms.put(
              "base64 at " + columns + " " + lineBreak.length() + " after " + padding,
              v -> "data:\n" + encode(wrapping, before + v + "q".repeat(90)));
        }
      }
    }
    forms.put(
        "base64 at 64 in json",
        v -> json(encode(Base64.getMimeEncoder(64, bytes("\n")), "q".repeat(44) + v)));
  }

  private static void hex(Map<String, UnaryOperator<String>> forms) {
    HexFormat hex = HexFormat.of();
    forms.put("hex", v -> hex.formatHex(bytes(v)));
    forms.put("hex upper case", v -> hex.withUpperCase().formatHex(bytes(v)));
    forms.put("hex 0x", v -> "0x" + hex.formatHex(bytes(v)));
    forms.put("hex spaced", v -> HexFormat.ofDelimiter(" ").formatHex(bytes(v)));
    forms.put(
        "hex spaced upper", v -> HexFormat.ofDelimiter(" ").withUpperCase().formatHex(bytes(v)));
    forms.put("hex colons", v -> HexFormat.ofDelimiter(":").formatHex(bytes(v)));
    for (int padding = 0; padding < 40; padding += 3) {
      String before = "p".repeat(padding);
      String after = "q".repeat(64);
      dump(forms, "plain", padding, v -> dump(before + v + after, "", "", "", 30, "\n"));
      dump(forms, "64", padding, v -> dump(before + v + after, "", "", "", 32, "\r\n"));
      dump(forms, "indented", padding, v -> dump(before + v + after, "", "", "", 40, "\n    "));
      dump(forms, "spaced", padding, v -> dump(before + v + after, "", " ", " ", 16, "\r\n "));
      dump(forms, "colons", padding, v -> dump(before + v + after, "", ":", ":", 15, "\n    "));
    }
  }

  private static void dump(
      Map<String, UnaryOperator<String>> forms,
      String name,
      int padding,
      UnaryOperator<String> form) {
    forms.put("hex in lines " + name + " after " + padding, form);
  }

  /** So many octets a line. */
  private static String dump(
      String text, String before, String between, String last, int octets, String lineBreak) {
    byte[] all = bytes(text);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < all.length; i++) {
      if (i > 0) {
        out.append(i % octets == 0 ? last + lineBreak : between);
      }
      out.append(before).append(DIGITS[all[i] >> 4 & 15]).append(DIGITS[all[i] & 15]);
    }
    return out.toString();
  }

  private static void lines(Map<String, UnaryOperator<String>> forms) {
    forms.put("crlf", v -> v.replace("\n", "\r\n"));
    forms.put("indented", v -> v.replace("\n", "\n    "));
    forms.put("indented with tabs", v -> v.replace("\n", "\r\n\t\t"));
    forms.put("indented differently", v -> "  " + v.replace("\n", "\n        "));
    forms.put("with blanks at the ends", v -> v.replace("\n", "  \n"));
    forms.put("on one line", v -> v.replace("\n", " "));
    forms.put("breaks escaped", v -> v.replace("\n", "\\n"));
    forms.put("crlf in json", v -> json(v.replace("\n", "\r\n")));
  }

  private static void around(Map<String, UnaryOperator<String>> forms) {
    forms.put("basic auth", v -> "Basic " + encode(Base64.getEncoder(), "someone:" + v));
    forms.put("userinfo", v -> "https://someone:" + url(v) + "@host.example/path");
  }

  private static String encode(Base64.Encoder encoder, String text) {
    return encoder.encodeToString(bytes(text));
  }

  static String json(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  private static String units(String text, java.util.function.IntPredicate escaped) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      if (escaped.test(c)) {
        out.append("\\u").append(HexFormat.of().toHexDigits(c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static String octets(String text, String before, String after) {
    StringBuilder out = new StringBuilder();
    for (byte b : bytes(text)) {
      out.append(before).append(DIGITS[b >> 4 & 15]).append(DIGITS[b & 15]).append(after);
    }
    return out.toString();
  }

  private static String octal(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : bytes(text)) {
      out.append('\\').append(DIGITS[b >> 6 & 3]);
      out.append(DIGITS[b >> 3 & 7]).append(DIGITS[b & 7]);
    }
    return out.toString();
  }

  private static String form(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String url(String text) {
    return form(text).replace("+", "%20");
  }

  private static String lowerUrl(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : bytes(text)) {
      char c = (char) (b & 0xff);
      if (c < 128 && Character.isLetterOrDigit(c)) {
        out.append(c);
      } else {
        out.append('%').append(DIGITS[b >> 4 & 15]).append(DIGITS[b & 15]);
      }
    }
    return out.toString();
  }

  private static String html(String text, String apostrophe) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", apostrophe);
  }
}
