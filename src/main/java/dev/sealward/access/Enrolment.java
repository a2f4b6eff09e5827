package dev.sealward.access;

import dev.sealward.kernel.SecretValue;

/**
 * The seed of a second factor at the one moment it can be seen. The receiver closes it.
 *
 * @param person whose it is
 * @param uri what an authenticator app reads from a picture, in ASCII
 * @param seed what one types into an app that reads none: 32 letters and digits
 */
public record Enrolment(String person, SecretValue uri, SecretValue seed) implements AutoCloseable {
  @Override
  public void close() {
    uri.close();
    seed.close();
  }

  @Override
  public String toString() {
    return "Enrolment[" + person + ", hidden]";
  }
}
