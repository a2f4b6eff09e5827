package dev.sealward.guard;

import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Alerts;
import dev.sealward.kernel.Caller;
import dev.sealward.redaction.RedactedText;
import dev.sealward.redaction.RedactionFailure;
import dev.sealward.redaction.Redactor;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import org.jspecify.annotations.Nullable;

/**
 * Masks what {@link Redacted} methods return. Runs outside the transaction (priority below that of
 * {@code @Transactional}), so that views are masked after the method has committed.
 */
@Redacted
@Interceptor
@Priority(100)
public class RedactedInterceptor {
  private final Guard guard;
  private final Alerts alerts;

  @Inject
  public RedactedInterceptor(Guard guard, Alerts alerts) {
    this.guard = guard;
    this.alerts = alerts;
  }

  /** Refuses before the method runs when the tenant's masks are not there. */
  @AroundInvoke
  public @Nullable Object redact(InvocationContext call) throws Exception {
    Caller caller = callerOf(call);
    Redactor redactor = guard.redactor(caller.tenant());
    Object result = call.proceed();
    try {
      return new MaskedCopy(text -> masked(caller, redactor.redact(text))).of(result);
    } catch (RedactionFailure | MaskedCopy.NotPossible e) {
      String method =
          call.getMethod().getDeclaringClass().getSimpleName() + "." + call.getMethod().getName();
      alerts.raise(
          caller.tenant(),
          AlertKind.REDACTION_FAILED,
          method,
          e.getMessage() + "; correlation " + caller.correlationId());
      throw Guard.couldNotMask();
    }
  }

  private String masked(Caller caller, RedactedText text) {
    if (text.isMasked()) {
      guard.count(caller.tenant(), WayOut.PAGE, text.findings());
    }
    return text.toString();
  }

  private static Caller callerOf(InvocationContext call) {
    for (Object argument : call.getParameters()) {
      if (argument instanceof Caller caller) {
        return caller;
      }
    }
    throw new IllegalStateException(
        "a @Redacted method needs a Caller argument: " + call.getMethod().getName());
  }
}
