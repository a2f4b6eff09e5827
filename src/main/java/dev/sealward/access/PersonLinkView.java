package dev.sealward.access;

import java.time.Instant;
import java.util.Optional;

/**
 * An account at an OpenID provider that may enter as a person, as pages show it.
 *
 * @param subject the provider's name for the account; empty until somebody entered by the e-mail
 * @param email the address the link was made for, if it was made for one
 * @param accountName what the provider calls the account, masked where it has to be; may be empty
 */
public record PersonLinkView(
    String id,
    String person,
    String issuer,
    Optional<String> subject,
    Optional<String> email,
    String accountName,
    Instant linkedAt,
    String linkedBy,
    Optional<Instant> lastUsedAt) {

  /** What people know the account by: its name, else its e-mail address, else its subject. */
  public String account() {
    return accountName.isEmpty() ? email.or(() -> subject).orElse("") : accountName;
  }
}
