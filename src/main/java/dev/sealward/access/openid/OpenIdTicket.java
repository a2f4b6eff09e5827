package dev.sealward.access.openid;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * One sign-in that was begun and waits for the provider's answer: what ties the answer to the
 * session it was begun in. Kept in that session, used once, for ten minutes.
 *
 * <p>Guarantees: state, nonce and code verifier are 256 random bits each, and are not printed. They
 * are text because the protocol's library and the session ask for text.
 *
 * @param purpose what a good answer is for
 * @param next where the person wanted to go; a page of Sealward's
 */
public record OpenIdTicket(
    String state, String nonce, String verifier, Purpose purpose, String next, Instant begunAt)
    implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Duration LIFE = Duration.ofMinutes(10);
  private static final int RANDOM_BYTES = 32;

  /** What a sign-in at the provider is begun for. */
  public enum Purpose {
    /** To enter. */
    SIGN_IN,
    /** To let the one who is signed in enter this way from now on. */
    LINK
  }

  public static OpenIdTicket random(
      SecureRandom random, Purpose purpose, String next, Instant now) {
    return new OpenIdTicket(text(random), text(random), text(random), purpose, next, now);
  }

  boolean isFor(String sentState, Instant now) {
    boolean same =
        MessageDigest.isEqual(
            state.getBytes(StandardCharsets.UTF_8), sentState.getBytes(StandardCharsets.UTF_8));
    return same && now.isBefore(begunAt.plus(LIFE));
  }

  private static String text(SecureRandom random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return "OpenIdTicket[" + purpose + "]";
  }
}
