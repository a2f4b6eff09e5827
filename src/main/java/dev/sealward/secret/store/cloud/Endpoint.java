package dev.sealward.secret.store.cloud;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Checks addresses that settings name: {@code https}, or {@code http} on this machine. */
final class Endpoint {
  private Endpoint() {}

  /**
   * A server's address, without a path.
   *
   * @throws IllegalArgumentException when it is none; the message names the variable and does not
   *     repeat the text
   */
  static URI bare(String variable, String text) {
    URI address = parsed(variable, text);
    String path = address.getRawPath();
    if (!path.isEmpty() && !path.equals("/")) {
      throw unusable(variable);
    }
    return URI.create(address.getScheme() + "://" + address.getRawAuthority());
  }

  /** An address with a path. */
  static URI withPath(String variable, String text) {
    return parsed(variable, text);
  }

  private static URI parsed(String variable, String text) {
    URI address;
    try {
      address = URI.create(text);
    } catch (IllegalArgumentException notAnAddress) {
      throw unusable(variable);
    }
    String host = address.getHost();
    boolean allowed =
        "https".equals(address.getScheme())
            || ("http".equals(address.getScheme()) && isThisMachine(host));
    if (host == null
        || !allowed
        || address.getRawUserInfo() != null
        || address.getRawQuery() != null
        || address.getRawFragment() != null) {
      throw unusable(variable);
    }
    return address;
  }

  /** By the look of it; outbound checks where a name leads. */
  private static boolean isThisMachine(@Nullable String host) {
    return host != null
        && (host.equals("localhost")
            || host.equals("[::1]")
            || host.matches("127(?:\\.[0-9]{1,3}){3}"));
  }

  private static IllegalArgumentException unusable(String variable) {
    return new IllegalArgumentException(
        variable
            + " must be an address such as https://secrets.example; http is for this machine"
            + " only.");
  }
}
