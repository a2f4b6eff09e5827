package dev.sealward.boot;

import dev.sealward.guard.MaskingFormatter;
import dev.sealward.redaction.RedactionFailure;
import dev.sealward.redaction.Redactor;
import java.security.SecureRandom;
import java.util.function.UnaryOperator;

/** Masks by formats alone, for what is printed before the application knows any value. */
final class LaunchMasks implements UnaryOperator<String> {
  private final Redactor formats;

  LaunchMasks() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    this.formats = Redactor.of(key);
  }

  @Override
  public String apply(String text) {
    try {
      return formats.redact(text).toString();
    } catch (RedactionFailure failure) {
      return MaskingFormatter.WITHHELD;
    }
  }
}
