package dev.sealward.guard;

import jakarta.servlet.http.HttpServletRequest;

/**
 * The address a request came from, as every record has it: noted once, when it is found out who
 * calls, behind whichever proxies the operator trusts.
 */
public final class ClientAddress {
  private static final String ATTRIBUTE = "dev.sealward.address";

  private ClientAddress() {}

  /** Says where the request came from, for everybody who asks later. */
  public static void note(HttpServletRequest request, String address) {
    request.setAttribute(ATTRIBUTE, address);
  }

  /** Where the request came from; the peer itself when nobody said otherwise. */
  public static String of(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof String noted
        ? noted
        : request.getRemoteAddr();
  }
}
