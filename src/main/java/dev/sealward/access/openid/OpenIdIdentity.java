package dev.sealward.access.openid;

import java.time.Instant;
import java.util.Optional;

/**
 * Whom a provider vouches for.
 *
 * @param issuer the provider, as configured
 * @param subject the provider's own name for the account, never given to another; up to 255
 *     printable ASCII characters
 * @param email the account's e-mail address in lower case; present only when the provider says it
 *     checked it
 * @param name what the provider calls the account, one line of up to 100 characters; may be empty
 * @param authenticatedAt when the person last proved to the provider who they are, if it says so
 * @param secondFactor whether the provider says, in a word the operator takes for that, that more
 *     than one factor was shown to it
 */
public record OpenIdIdentity(
    String issuer,
    String subject,
    Optional<String> email,
    String name,
    Optional<Instant> authenticatedAt,
    boolean secondFactor) {}
