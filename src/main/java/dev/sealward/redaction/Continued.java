package dev.sealward.redaction;

/**
 * A text that was masked as what follows another one ({@link Redactor#redactAfter}).
 *
 * @param before the other one, masked with what is known of {@code text}
 * @param isOpen whether a secret may go on behind {@code text}; what might be part of one is masked
 */
public record Continued(RedactedText before, RedactedText text, boolean isOpen) {}
