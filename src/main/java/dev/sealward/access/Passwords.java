package dev.sealward.access;

import dev.sealward.crypto.PasswordHash;
import dev.sealward.kernel.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.nio.CharBuffer;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Passwords as they are checked, compared and hashed: in Unicode's form NFC, so that one typed on
 * another keyboard is the same.
 *
 * <p>Guarantees: an unknown person costs the same work as a wrong password, whatever was typed;
 * what is longer than any password is never hashed; within a transaction nothing is, since whoever
 * waits for their turn would hold a connection. Does not protect against: copies that the
 * platform's normaliser makes of a password that is not in normal form as it is typed; most are.
 *
 * <p>Callers zero what they hand in. Thread-safe.
 */
@ApplicationScoped
@Transactional(TxType.NEVER)
class Passwords {
  private static final int MAX_UNITS = 2 * PasswordRules.MAX_CHARS;

  private final PasswordHash hashes;
  private final PasswordRules rules;
  private final SecureRandom random;

  @Inject
  Passwords(SecureRandom random) {
    // Two at once: each takes 19 MiB and a core.
    this(new PasswordHash(2, Duration.ofSeconds(5)), random);
  }

  Passwords(PasswordHash hashes, SecureRandom random) {
    this.hashes = hashes;
    this.rules = new PasswordRules();
    this.random = random;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  Passwords() {
    this.hashes = null;
    this.rules = null;
    this.random = null;
  }

  /**
   * Refuses, at {@code field}, what is no good password.
   *
   * @param names the person's
   */
  void check(String field, char[] typed, String... names) {
    char[] normal = normal(typed);
    try {
      rules.check(field, normal, names);
    } finally {
      Arrays.fill(normal, '\0');
    }
  }

  String hash(char[] typed) {
    char[] normal = normal(typed);
    try {
      return hashes.hash(normal, random);
    } finally {
      Arrays.fill(normal, '\0');
    }
  }

  /**
   * Whether what was typed is the password; no, after the same work, when there is none.
   *
   * @throws Refused {@code PASSWORD_CHECK_BUSY} if its turn did not come in time
   */
  boolean match(char[] typed, Optional<String> hash) {
    char[] normal = normal(typed);
    try {
      boolean right = matchExactly(normal, hash);
      // Passwords were once hashed as they were typed.
      return isNormal(typed) ? right : right | matchExactly(bounded(typed), hash);
    } finally {
      Arrays.fill(normal, '\0');
    }
  }

  private boolean matchExactly(char[] password, Optional<String> hash) {
    return hash.isPresent()
        ? hashes.verify(password, hash.get())
        : hashes.verifyAgainstNobody(password);
  }

  /** Whether a password that matched should be hashed anew. */
  boolean needsRehash(char[] typed, String hash) {
    return hashes.needsRehash(hash) || !isNormal(typed);
  }

  /** A copy in normal form; empty when it is longer than any password. */
  private static char[] normal(char[] typed) {
    return isNormal(typed)
        ? bounded(typed).clone()
        : Normalizer.normalize(CharBuffer.wrap(typed), Normalizer.Form.NFC).toCharArray();
  }

  private static boolean isNormal(char[] typed) {
    return typed.length > MAX_UNITS
        || Normalizer.isNormalized(CharBuffer.wrap(typed), Normalizer.Form.NFC);
  }

  private static char[] bounded(char[] typed) {
    return typed.length > MAX_UNITS ? new char[0] : typed;
  }
}
