package dev.sealward.crypto;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.SecretValue;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Hashes and checks people's passwords with Argon2id (RFC 9106): 19 MiB, two passes, one lane, a
 * 16-byte random salt and a 32-byte tag.
 *
 * <p>Text form (PHC string format): {@code $argon2id$v=19$m=19456,t=2,p=1$<salt>$<tag>}.
 *
 * <p>Guarantees: tags are compared in constant time; an unknown user can be made to cost as much as
 * a known one ({@link #verifyAgainstNobody}); no more than the given number of computations run at
 * once, so that a flood of sign-ins cannot take all memory. Those who wait are served in order and
 * refused with {@code PASSWORD_CHECK_BUSY} when it takes too long. Does not protect against: a
 * password that is guessed in a few tries; limiting tries is the caller's.
 *
 * <p>Passwords are taken as UTF-8 as typed, without Unicode normalisation; the caller zeroes its
 * array. Safe for use by many threads.
 */
public final class PasswordHash {
  private final Argon2Cost cost;
  private final Semaphore permits;
  private final Duration maxWait;

  /**
   * Hashes at the recommended cost, so many at a time.
   *
   * @param maxConcurrent how many computations may run at once, each taking 19 MiB; from 1
   * @param maxWait how long one may wait for its turn; zero means not at all
   */
  public PasswordHash(int maxConcurrent, Duration maxWait) {
    this(Argon2Cost.DEFAULT, new Semaphore(atLeastOne(maxConcurrent), true), maxWait);
  }

  PasswordHash(Argon2Cost cost, Semaphore permits, Duration maxWait) {
    this.cost = cost;
    this.permits = permits;
    this.maxWait = maxWait;
  }

  /**
   * Hashes under a new salt.
   *
   * @return the PHC string to store
   * @throws Refused {@code PASSWORD_CHECK_BUSY} if its turn did not come in time
   */
  public String hash(char[] password, SecureRandom random) {
    byte[] salt = new byte[StoredPassword.SALT_BYTES];
    random.nextBytes(salt);
    return new StoredPassword(cost, salt, tag(password, cost, salt)).encode();
  }

  /**
   * Whether the password is the one that was hashed.
   *
   * @param phc what {@link #hash} gave, perhaps at another cost
   * @throws Refused {@code PASSWORD_CHECK_BUSY} if its turn did not come in time
   * @throws IllegalArgumentException if the stored text is malformed or out of bounds
   */
  public boolean verify(char[] password, String phc) {
    StoredPassword stored = StoredPassword.parse(phc);
    byte[] tag = tag(password, stored.cost(), stored.salt());
    try {
      return MessageDigest.isEqual(tag, stored.tag());
    } finally {
      Arrays.fill(tag, (byte) 0);
    }
  }

  /**
   * Does the work of {@link #verify} where there is no such person, so that the time taken does not
   * tell who exists.
   *
   * @return false, always
   * @throws Refused {@code PASSWORD_CHECK_BUSY} as {@code verify} does
   */
  public boolean verifyAgainstNobody(char[] password) {
    byte[] tag = tag(password, cost, new byte[StoredPassword.SALT_BYTES]);
    Arrays.fill(tag, (byte) 0);
    return false;
  }

  /**
   * Whether a stored hash has another cost than today's and should be replaced at the next sign-in.
   *
   * @throws IllegalArgumentException if the stored text is malformed or out of bounds
   */
  public boolean needsRehash(String phc) {
    return !StoredPassword.parse(phc).cost().equals(cost);
  }

  private byte[] tag(char[] password, Argon2Cost atCost, byte[] salt) {
    acquire();
    try (SecretValue utf8 = SecretValue.copyOf(password)) {
      return utf8.use(bytes -> atCost.derive(bytes, salt, StoredPassword.TAG_BYTES));
    } finally {
      permits.release();
    }
  }

  private void acquire() {
    try {
      if (permits.tryAcquire(maxWait.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw Refused.unavailable(
        "PASSWORD_CHECK_BUSY",
        "Too many passwords are being checked at once.",
        "Try again in a moment.");
  }

  private static int atLeastOne(int maxConcurrent) {
    if (maxConcurrent < 1) {
      throw new IllegalArgumentException("at least one computation must be allowed at a time");
    }
    return maxConcurrent;
  }

  @Override
  public String toString() {
    return "PasswordHash[" + cost + "]";
  }
}
