package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The simplest way to mask known values there is: writes each in every form, and looks for what was
 * written. Of an encoding whose first and last characters depend on what stands beside the value it
 * looks for those in between, and decodes what is there with those.
 */
final class SlowReference {
  /** Forms made of more than the value; of encodings there are {@link #encodings}. */
  private static final Pattern MIXED =
      Pattern.compile("(base64|basic|userinfo|behind|.* in (lines|blocks)).*");

  /** Quotes around the value, and zeros of UTF-16: nothing of it. */
  private static final Pattern EDGES = Pattern.compile("^(?:\\$?'|0x(?!.*0x))|'$|^\u0000|\u0000$");

  private static final Pattern FULL_LINE =
      Pattern.compile(
          "(?:.*[^A-Za-z0-9+/_\\]-]|.*(?:\\\\.|%[0-9a-fA-F]{2}|\\\\x..|\\\\u....))?"
              + "(?=[0-9a-fA-F]*[g-zG-Z+/_-])(?:[A-Za-z0-9+/_-]{64}|[A-Za-z0-9+/_-]{76})\\r?");

  /** Ends of lines that a dump goes on after. */
  private static final Pattern DUMPED =
      Pattern.compile(
          "(?<=[0-9a-fA-F]{60})\\r?\\n[ \\t]{0,64}(?=[0-9a-fA-F]{2})"
              + "|(?<=(?:[0-9a-fA-F]{2} ){14}[0-9a-fA-F]{2}|(?:[0-9a-fA-F]{2}:){14}[0-9a-fA-F]{2}:?)"
              + "[ \\t\\r]{0,16}\\n[ \\t]{0,64}(?=[0-9a-fA-F]{2})"
              + "|(?<=0x[0-9a-fA-F]{2},?)[ \\t\\r]{0,16}\\n[ \\t]{0,64}(?=0x[0-9a-fA-F]{2})");

  /** What parts runs of base64. */
  private static final Pattern BASE64 = Pattern.compile("[^A-Za-z0-9+/_-]+");

  /** Characters of base64 of base64 that may hold bits of a neighbour. */
  private static final int SHARED = 4;

  private final Set<String> dumps = new LinkedHashSet<>();
  private final Set<String> forms = new LinkedHashSet<>();

  /** Base64 without the characters that hold bits of a neighbour too, and the value it is of. */
  private final Map<String, byte[]> encodings = new LinkedHashMap<>();

  SlowReference(List<String> values) {
    for (String value : values) {
      Printed.all()
          .forEach(
              (name, form) -> {
                if (!MIXED.matcher(name).matches()) {
                  forms.add(EDGES.matcher(latin(form.apply(value))).replaceAll(""));
                }
              });
      value.lines().filter(line -> line.strip().length() >= 8).forEach(l -> forms.add(utf8(l)));
      encodings(value);
      dumps(value);
    }
  }

  private void dumps(String value) {
    for (HexFormat digits : List.of(HexFormat.of(), HexFormat.of().withUpperCase())) {
      dumps.add(digits.formatHex(bytes(value)));
      dumps.add(digits.withDelimiter(":").formatHex(bytes(value)));
    }
    dumps.add(HexFormat.of().withPrefix("0x").formatHex(bytes(value)));
    dumps.add(HexFormat.ofDelimiter(",").withPrefix("0x").formatHex(bytes(value)));
  }

  private void encodings(String value) {
    for (int before = 0; before < 3; before++) {
      String once = base64(bytes(value), before);
      for (String inner : List.of(once, once.replace('+', '-').replace('/', '_'))) {
        encodings.put(inner, bytes(value));
        for (int outer = 0; outer < 3; outer++) {
          String twice = base64(bytes(inner), outer);
          encodings.put(twice, bytes(value));
          encodings.put(twice.replace('+', '-').replace('/', '_'), bytes(value));
        }
      }
    }
  }

  /** Base64 of {@code bytes} behind {@code before} others, without the characters they share. */
  private static String base64(byte[] bytes, int before) {
    byte[] padded = new byte[before + bytes.length];
    System.arraycopy(bytes, 0, padded, before, bytes.length);
    String whole = Base64.getEncoder().encodeToString(padded);
    return whole.substring((before * 8 + 5) / 6, padded.length * 8 / 6);
  }

  /** Which bytes of {@code text} belong to a value. */
  boolean[] hides(byte[] text) {
    boolean[] hidden = new boolean[text.length];
    int[] places = new int[text.length];
    Arrays.setAll(places, i -> i);
    find(forms, latin(text), places, hidden);
    findEncoded(latin(text), places, hidden);
    unwrapped(latin(text), hidden);
    undumped(latin(text), hidden);
    return hidden;
  }

  /** Looks for octets across the ends of lines of a dump. */
  private void undumped(String text, boolean[] hidden) {
    boolean[] white = new boolean[text.length()];
    boolean[] dumped = new boolean[text.length()];
    int from = 0;
    for (Matcher wrap = DUMPED.matcher(text); wrap.find(); from = wrap.end()) {
      Arrays.fill(white, wrap.start(), wrap.end(), true);
      int first = Math.max(from, text.lastIndexOf('\n', wrap.start() - 1) + 1);
      int last = text.indexOf('\n', wrap.end());
      Arrays.fill(dumped, first, last < 0 ? text.length() : last, true);
    }
    StringBuilder joined = new StringBuilder();
    int[] places = new int[text.length()];
    for (int at = 0; at < text.length(); at++) {
      if (!white[at] && !(dumped[at] && text.charAt(at) == ' ')) {
        places[joined.length()] = at;
        joined.append(text.charAt(at));
      }
    }
    find(dumps, joined.toString(), places, hidden);
  }

  private static void find(Set<String> wanted, String text, int[] places, boolean[] hidden) {
    for (String form : wanted) {
      for (int at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
        Arrays.fill(hidden, places[at], places[at + form.length() - 1] + 1, true);
      }
    }
  }

  private void findEncoded(String text, int[] places, boolean[] hidden) {
    for (Map.Entry<String, byte[]> form : encodings.entrySet()) {
      int length = form.getKey().length();
      for (int at = text.indexOf(form.getKey());
          at >= 0;
          at = text.indexOf(form.getKey(), at + 1)) {
        if (isAllThere(text, at, at + length, form.getValue())) {
          Arrays.fill(hidden, places[at], places[at + length - 1] + 1, true);
        }
      }
    }
  }

  /** Whether the characters beside it hold the bits that are left of the value. */
  private static boolean isAllThere(String text, int from, int to, byte[] value) {
    int first = from;
    while (first > Math.max(0, from - SHARED) && Bytes.isBase64((byte) text.charAt(first - 1))) {
      first--;
    }
    int last = to;
    while (last < Math.min(text.length(), to + SHARED)
        && Bytes.isBase64((byte) text.charAt(last))) {
      last++;
    }
    return decodes(text.substring(first, last), latin(value), 2);
  }

  private static boolean decodes(String text, String value, int times) {
    String standard = text.replace('-', '+').replace('_', '/');
    for (int skipped = 0; skipped < Math.min(4, standard.length()); skipped++) {
      String characters = standard.substring(skipped);
      int left = characters.length() % 4;
      int length = characters.length() - (left == 1 ? 1 : 0);
      String decoded = latin(Base64.getDecoder().decode(characters.substring(0, length)));
      if (decoded.contains(value)
          || times > 1
              && BASE64.splitAsStream(decoded).anyMatch(run -> decodes(run, value, times - 1))) {
        return true;
      }
    }
    return false;
  }

  /** Looks for encodings across the ends of full lines. */
  private void unwrapped(String text, boolean[] hidden) {
    StringBuilder joined = new StringBuilder();
    int[] places = new int[text.length()];
    boolean full = false;
    for (int from = 0; from < text.length(); ) {
      int feed = text.indexOf('\n', from);
      int end = feed < 0 ? text.length() : feed + 1;
      String line = text.substring(from, feed < 0 ? end : feed);
      int at = from;
      while (full && at < end && " \t".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      full = FULL_LINE.matcher(line).matches();
      int last = full ? from + line.stripTrailing().length() : end;
      for (; at < last; at++) {
        places[joined.length()] = at;
        joined.append(text.charAt(at));
      }
      from = end;
    }
    findEncoded(joined.toString(), places, hidden);
  }

  private static String utf8(String text) {
    return latin(bytes(text));
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
