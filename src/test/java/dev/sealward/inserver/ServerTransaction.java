package dev.sealward.inserver;

import jakarta.enterprise.context.Dependent;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * A transaction a test begins and ends itself.
 *
 * <p>Not by way of {@code UserTransaction}: the server keeps in the interceptor of a bean whether
 * the calling thread may use that, and threads share the bean. Work in the background then now and
 * then takes it from a test.
 */
@Dependent
class ServerTransaction {
  void begin() throws NotSupportedException, SystemException {
    manager().begin();
  }

  void commit()
      throws RollbackException,
          HeuristicMixedException,
          HeuristicRollbackException,
          SystemException {
    manager().commit();
  }

  void rollback() throws SystemException {
    manager().rollback();
  }

  private static TransactionManager manager() {
    try {
      return InitialContext.doLookup("java:appserver/TransactionManager");
    } catch (NamingException e) {
      throw new IllegalStateException(e);
    }
  }
}
