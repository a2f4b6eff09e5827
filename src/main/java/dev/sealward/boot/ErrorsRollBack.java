package dev.sealward.boot;

import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import org.jspecify.annotations.Nullable;

/**
 * Takes back what a transaction did when it ends in an {@link Error}, such as a full stack or heap
 * (START-02): the server's own interceptors know exceptions only, and commit the half that was
 * done.
 *
 * <p>Runs within the transaction, so just after theirs. One class for each kind, since the kind is
 * part of the binding; the kinds without a transaction need none.
 */
abstract class ErrorsRollBack {
  /** After the server's, which begin and end the transaction. */
  private static final int WITHIN = Interceptor.Priority.PLATFORM_BEFORE + 300;

  // The container injects resources into fields only.
  @Resource private @Nullable TransactionSynchronizationRegistry transactions;

  @AroundInvoke
  @Nullable Object call(InvocationContext call) throws Exception {
    try {
      return call.proceed();
    } catch (Error e) {
      TransactionSynchronizationRegistry registry = transactions;
      if (registry != null && registry.getTransactionStatus() == Status.STATUS_ACTIVE) {
        registry.setRollbackOnly();
      }
      throw e;
    }
  }

  @Interceptor
  @Priority(WITHIN)
  @Transactional(TxType.REQUIRED)
  static class InRequired extends ErrorsRollBack {}

  @Interceptor
  @Priority(WITHIN)
  @Transactional(TxType.REQUIRES_NEW)
  static class InNew extends ErrorsRollBack {}

  @Interceptor
  @Priority(WITHIN)
  @Transactional(TxType.MANDATORY)
  static class InMandatory extends ErrorsRollBack {}

  @Interceptor
  @Priority(WITHIN)
  @Transactional(TxType.SUPPORTS)
  static class InSupports extends ErrorsRollBack {}
}
