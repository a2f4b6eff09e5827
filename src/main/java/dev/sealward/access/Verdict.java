package dev.sealward.access;

import java.util.Locale;

/** How a question for access ends, and what decided it. */
public enum Verdict {
  /** A policy in force allows it. */
  ALLOWED,
  /** Only entities hold policies. */
  NOT_AN_ENTITY,
  /** It is another tenant's, which no policy changes. */
  OTHER_TENANT,
  /** It lies in a workspace the entity does not reach, which no policy changes. */
  OTHER_WORKSPACE,
  /** It is another provider's than the one the entity is bound to, which no policy changes. */
  OTHER_PROVIDER,
  /** There is no such thing. */
  MISSING,
  /** No policy is about it. */
  NO_POLICY,
  /** Policies are about it; all of them have ended. */
  EXPIRED,
  /** A policy in force is about it, and allows less. */
  LEVEL_TOO_LOW;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
