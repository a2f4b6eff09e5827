package dev.sealward.inserver;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** Changes something and then has no stack left, in every kind of transaction. */
@ApplicationScoped
@Transactional
public class EndsInAnError {
  private static final Target PAGE = new Target("page", "/ends-in-an-error");

  @Inject AuditTrail trail;
  @Inject Inner inner;

  public void outside(Caller caller) {
    fail(caller);
  }

  @Transactional(TxType.REQUIRES_NEW)
  public void onItsOwn(Caller caller) {
    fail(caller);
  }

  /** The one who catches it must not keep half of it either. */
  public void caughtFromWithin(Caller caller) {
    try {
      inner.fail(caller);
    } catch (StackOverflowError caught) {
      trail.record(caller, Action.PAGE_SUPPRESSED, PAGE);
    }
  }

  private void fail(Caller caller) {
    trail.record(caller, Action.PAGE_SUPPRESSED, PAGE);
    throw new StackOverflowError("made by a test");
  }

  /** Within somebody's transaction. */
  @ApplicationScoped
  @Transactional(TxType.MANDATORY)
  public static class Inner {
    @Inject AuditTrail trail;

    public void fail(Caller caller) {
      trail.record(caller, Action.PAGE_SUPPRESSED, PAGE);
      throw new StackOverflowError("made by a test");
    }
  }
}
