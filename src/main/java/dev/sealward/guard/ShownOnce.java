package dev.sealward.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sealward.redaction.Finding;
import dev.sealward.redaction.Redactor;
import jakarta.servlet.ServletRequest;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A value that one response may show, as keyed digests: of the whole value, and of the parts of it
 * that a redactor finds by itself.
 *
 * <p>Guarantees: holds no plaintext; a finding passes only when the very bytes it covers are the
 * value or such a part. Immutable.
 */
final class ShownOnce {
  private static final String ATTRIBUTE = ShownOnce.class.getName();
  private static final String HMAC = "HmacSHA256";

  private final byte[] key;
  private final Set<String> digests;

  private ShownOnce(byte[] key, Set<String> digests) {
    this.key = key;
    this.digests = Set.copyOf(digests);
  }

  /** Digests {@code value} under {@code key}, which becomes the exemption's own. */
  static ShownOnce of(byte[] key, byte[] value, Redactor redactor) {
    Set<String> digests = new HashSet<>();
    digests.add(digest(key, value));
    for (Finding finding : redactor.findExact(value)) {
      digests.add(digest(key, covered(value, finding)));
    }
    return new ShownOnce(key, digests);
  }

  static void addTo(ServletRequest request, ShownOnce exemption) {
    List<ShownOnce> all = new ArrayList<>(in(request));
    all.add(exemption);
    request.setAttribute(ATTRIBUTE, List.copyOf(all));
  }

  static List<ShownOnce> in(ServletRequest request) {
    List<ShownOnce> all = new ArrayList<>();
    if (request.getAttribute(ATTRIBUTE) instanceof List<?> exemptions) {
      for (Object exemption : exemptions) {
        all.add((ShownOnce) exemption);
      }
    }
    return all;
  }

  /** Whether {@code finding} in {@code text} (UTF-8) is this value, as it is or HTML-escaped. */
  boolean covers(byte[] text, Finding finding) {
    byte[] found = covered(text, finding);
    return digests.contains(digest(key, found)) || digests.contains(digest(key, unescaped(found)));
  }

  static byte[] covered(byte[] text, Finding finding) {
    int from = (int) Math.min(finding.offset(), text.length);
    int to = Math.min(from + finding.length(), text.length);
    return Arrays.copyOfRange(text, from, to);
  }

  static byte[] unescaped(byte[] html) {
    return new String(html, UTF_8)
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
        .getBytes(UTF_8);
  }

  private static String digest(byte[] key, byte[] bytes) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return HexFormat.of().formatHex(mac.doFinal(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + HMAC, e);
    }
  }

  @Override
  public String toString() {
    return "ShownOnce[hidden]";
  }
}
