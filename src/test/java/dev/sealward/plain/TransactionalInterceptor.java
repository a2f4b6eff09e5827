package dev.sealward.plain;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.transaction.Transactional;
import java.io.Serializable;

/** Runs a method in the transaction its annotation, or its class's, asks for. */
@Interceptor
@Transactional
@Priority(Interceptor.Priority.PLATFORM_BEFORE + 200)
public class TransactionalInterceptor implements Serializable {
  private static final long serialVersionUID = 1L;

  @Inject transient Transactions transactions;

  @AroundInvoke
  Object around(InvocationContext context) throws Exception {
    Transactional how = context.getMethod().getAnnotation(Transactional.class);
    for (Class<?> type = context.getTarget().getClass(); how == null; type = type.getSuperclass()) {
      how = type.getDeclaredAnnotation(Transactional.class);
    }
    return transactions.run(how, context::proceed);
  }
}
