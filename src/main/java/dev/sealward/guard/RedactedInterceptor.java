package dev.sealward.guard;

import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.redaction.RedactedText;
import dev.sealward.redaction.RedactionFailure;
import dev.sealward.redaction.Redactor;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Masks what {@link Redacted} methods return. A text the engine fails on is replaced by a
 * placeholder, so that one event does not keep a run's other events from being seen; a result that
 * cannot be masked as a whole is not returned at all. Either is alerted, audited and counted. Runs
 * outside the transaction (priority below that of {@code @Transactional}), so that views are masked
 * after the method has committed.
 */
@Redacted
@Interceptor
@Priority(100)
public class RedactedInterceptor {
  private final Guard guard;

  @Inject
  public RedactedInterceptor(Guard guard) {
    this.guard = guard;
  }

  /** Refuses before the method runs when the tenant's masks are not there. */
  @AroundInvoke
  public @Nullable Object redact(InvocationContext call) throws Exception {
    Caller caller = callerOf(call);
    Redactor redactor = guard.redactor(caller.tenant());
    Object result = call.proceed();
    AtomicInteger blocked = new AtomicInteger();
    Object copy;
    try {
      copy = new MaskedCopy(text -> masked(caller, redactor, text, blocked)).of(result);
    } catch (MaskedCopy.NotPossible e) {
      guard.countFailures(WayOut.PAGE, 1);
      guard.reportFailure(caller, target(call), String.valueOf(e.getMessage()));
      throw Guard.couldNotMask();
    }
    if (blocked.get() > 0) {
      guard.countFailures(WayOut.PAGE, blocked.get());
      guard.reportFailure(caller, target(call), blocked + " texts blocked");
    }
    return copy;
  }

  private String masked(Caller caller, Redactor redactor, String text, AtomicInteger blocked) {
    try {
      return masked(caller, redactor.redact(text));
    } catch (RedactionFailure e) {
      blocked.incrementAndGet();
      return RedactedText.BLOCKED.toString();
    }
  }

  private static Target target(InvocationContext call) {
    return new Target(
        "page",
        call.getMethod().getDeclaringClass().getSimpleName() + "." + call.getMethod().getName());
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
