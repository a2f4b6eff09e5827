package dev.sealward.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** Looks at passwords for in-server tests, which may have a transaction open. */
@ApplicationScoped
public class PasswordsUnderTest {
  @Inject Passwords passwords;

  public String hash(String password) {
    return passwords.hash(password.toCharArray());
  }

  public boolean match(String password, String hash) {
    return passwords.match(password.toCharArray(), Optional.ofNullable(hash));
  }
}
