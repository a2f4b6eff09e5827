package dev.sealward.audit;

import java.util.Arrays;
import java.util.List;

/** The closed set of things a security lead is alerted to. */
public enum AlertKind {
  RENDER_LEAK(
      Severity.HIGH, "A page was held back because a secret value was found in it before it left."),
  REDACTION_FAILED(
      Severity.HIGH,
      "Text could not be masked; it was held back instead of being shown or stored."),
  DATA_FOLDER_OPEN(
      Severity.HIGH, "Files of the data folder were open to other users of this machine."),
  SEALED_BYTES_CHANGED(
      Severity.HIGH, "Something stored encrypted was altered, moved or cut, and does not open."),
  ARTIFACT_CHANGED(
      Severity.HIGH,
      "The file of a stored artifact was altered or cut outside Sealward, and is held back."),
  SIGN_IN_BURST(Severity.MEDIUM, "Many sign-ins failed within a short time."),
  DENIED_BURST(Severity.MEDIUM, "Access to secrets was denied many times within a short time."),
  KEY_OLD(Severity.MEDIUM, "The master key has grown old and should be rotated."),
  PLAINTEXT_BURST(
      Severity.MEDIUM, "Secret values were typed into plain text fields many times over."),
  SECOND_FACTOR_GUESSED(
      Severity.HIGH,
      "Somebody who knows a person's password typed wrong codes of the second factor many times."),
  RECOVERY_CODE_USED(
      Severity.MEDIUM, "Somebody signed in with a recovery code instead of their app."),
  REDACTION_RULE_BROKEN(
      Severity.HIGH, "A rule of redaction does not compile any more and was switched off."),
  TOKEN_FROM_ELSEWHERE(
      Severity.HIGH,
      "A working machine token came from an address it is not bound to, and was refused."),
  TOKEN_USED_AFTER_END(
      Severity.MEDIUM, "A machine token was presented after it was revoked or had expired."),
  TOKEN_ENDING(
      Severity.MEDIUM, "Machine tokens end soon; rotate them before what uses them is refused."),
  SECRET_WANTED_AFTER_END(
      Severity.MEDIUM, "An entity asked for a secret it may read no more, or that is revoked."),
  ENTITY_NEW_ADDRESS(Severity.MEDIUM, "An entity called from an address it never used before."),
  ENTITY_UNUSUAL_HOUR(
      Severity.MEDIUM, "An entity called at an hour of the week at which it hardly ever does."),
  AUDIT_CHANGED(
      Severity.HIGH,
      "Rows of the audit trail were changed, removed or added in the database itself."),
  VALUES_GUESSED(
      Severity.MEDIUM,
      "Many stored values that an entity may not read stood in what it sent: it may be trying"
          + " guesses."),
  AUDIT_ACCOUNT(
      Severity.MEDIUM,
      "The account Sealward uses in the database may change and delete the audit trail.");

  /** How soon someone has to look. */
  public enum Severity {
    HIGH,
    MEDIUM
  }

  private final Severity severity;
  private final String sentence;

  AlertKind(Severity severity, String sentence) {
    this.severity = severity;
    this.sentence = sentence;
  }

  /** The kinds of a severity. */
  static List<AlertKind> of(Severity severity) {
    return Arrays.stream(values()).filter(kind -> kind.severity == severity).toList();
  }

  public Severity severity() {
    return severity;
  }

  /** What happened, in one sentence for people. */
  public String sentence() {
    return sentence;
  }
}
