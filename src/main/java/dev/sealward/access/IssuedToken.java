package dev.sealward.access;

import dev.sealward.kernel.SecretValue;

/** A machine token at the one moment it can be seen. The receiver closes {@code token}. */
public record IssuedToken(String tokenId, SecretValue token) {
  @Override
  public String toString() {
    return "IssuedToken[" + tokenId + ", hidden]";
  }
}
