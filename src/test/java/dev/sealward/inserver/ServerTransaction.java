package dev.sealward.inserver;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;

/**
 * A transaction a test begins and ends itself.
 *
 * <p>The server keeps in the interceptor of a bean whether the thread that calls it may use {@link
 * UserTransaction}, though threads share the bean. So work in the background now and then takes
 * that from a test, which takes it back here.
 */
@Dependent
class ServerTransaction {
  private static final String CURRENT = "org.glassfish.api.invocation.InvocationManager";

  @Inject UserTransaction transaction;

  void begin() throws NotSupportedException, SystemException {
    allow();
    transaction.begin();
  }

  void commit()
      throws RollbackException,
          HeuristicMixedException,
          HeuristicRollbackException,
          SystemException {
    allow();
    transaction.commit();
  }

  void rollback() throws SystemException {
    allow();
    transaction.rollback();
  }

  private static void allow() {
    try {
      Class<?> globals = Class.forName("org.glassfish.internal.api.Globals");
      Class<?> type = Class.forName(CURRENT);
      Object calls = globals.getMethod("get", Class.class).invoke(null, type);
      Object call = type.getMethod("getCurrentInvocation").invoke(calls);
      call.getClass()
          .getMethod("setTransactionOperationsManager", Object.class)
          .invoke(call, (Object) null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
