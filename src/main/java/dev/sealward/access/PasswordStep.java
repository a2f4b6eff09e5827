package dev.sealward.access;

/** What follows a right password, or the word of an OpenID provider. */
public sealed interface PasswordStep {
  /** Nothing: the sign-in is complete and audited. */
  record Admitted(Admission admission) implements PasswordStep {}

  /** The second step; nobody is signed in before it. */
  record Half(HalfSignIn half) implements PasswordStep {}
}
