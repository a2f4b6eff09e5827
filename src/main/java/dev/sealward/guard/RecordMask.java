package dev.sealward.guard;

import dev.sealward.audit.TextMask;
import dev.sealward.kernel.TenantId;
import dev.sealward.redaction.RedactedText;
import dev.sealward.redaction.Redactor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Masks what goes into audit rows and alerts, with what is known of the tenant at that moment:
 * loading its values here could itself have to be recorded. Guesses alone change nothing, so that
 * Sealward's own words stay as they are. A text it cannot mask is replaced by a placeholder, and
 * people are told of that {@linkplain MaskingFailures#countToTell later}.
 */
@ApplicationScoped
public class RecordMask implements TextMask {
  private final Guard guard;
  private final MaskCounts counts;
  private final MaskingFailures failures;

  @Inject
  RecordMask(Guard guard, MaskCounts counts, MaskingFailures failures) {
    this.guard = guard;
    this.counts = counts;
    this.failures = failures;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected RecordMask() {
    this(null, null, null);
  }

  @Override
  public String masked(TenantId tenant, String text) {
    try {
      Redactor redactor = guard.atHand(tenant);
      if (redactor.findExact(text).isEmpty()) {
        return text;
      }
      RedactedText masked = redactor.redact(text);
      counts.add(tenant, WayOut.RECORD, masked.findings());
      return masked.toString();
    } catch (RuntimeException | StackOverflowError failure) {
      // What it says may quote the text.
      failures.countToTell(tenant, WayOut.RECORD, 1);
      return RedactedText.BLOCKED.toString();
    }
  }
}
