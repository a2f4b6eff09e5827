package dev.sealward.plain;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import jakarta.transaction.TransactionalException;
import jakarta.transaction.UserTransaction;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jboss.weld.transaction.spi.TransactionServices;

/**
 * What {@code @Transactional} means in the server, for one database and one thread at a time: a
 * transaction is an entity manager of its own, bound to the thread.
 */
final class Transactions implements TransactionServices {
  private final EntityManagerFactory factory;
  private final ThreadLocal<Acting> acting = new ThreadLocal<>();

  private static final class Acting {
    private final EntityManager entityManager;
    private final List<Synchronization> synchronizations = new ArrayList<>();
    private boolean rollbackOnly;

    private Acting(EntityManager entityManager) {
      this.entityManager = entityManager;
    }
  }

  Transactions(EntityManagerFactory factory) {
    this.factory = factory;
  }

  /** The entity manager of whatever transaction acts; outside of one, a new one for each call. */
  EntityManager entityManager() {
    return proxy(
        EntityManager.class,
        (proxy, method, arguments) -> {
          Acting now = acting.get();
          EntityManager target = now == null ? factory.createEntityManager() : now.entityManager;
          return method.invoke(target, arguments);
        });
  }

  Object run(Transactional how, Callable<Object> work) throws Exception {
    Acting outer = acting.get();
    return switch (how.value()) {
      case REQUIRED -> outer == null ? inNew(how, work) : joined(outer, how, work);
      case REQUIRES_NEW -> inNew(how, work);
      case MANDATORY -> joined(required(outer), how, work);
      case SUPPORTS -> outer == null ? work.call() : joined(outer, how, work);
      case NOT_SUPPORTED, NEVER -> outside(how.value(), outer, work);
    };
  }

  private static Acting required(Acting outer) {
    if (outer == null) {
      throw new TransactionalException("no transaction acts", new IllegalStateException());
    }
    return outer;
  }

  private static Object joined(Acting outer, Transactional how, Callable<Object> work)
      throws Exception {
    try {
      return work.call();
    } catch (RuntimeException | Error e) {
      outer.rollbackOnly |= rollsBack(how, e);
      throw e;
    }
  }

  private Object outside(TxType type, Acting outer, Callable<Object> work) throws Exception {
    if (type == TxType.NEVER && outer != null) {
      throw new TransactionalException("a transaction acts", new IllegalStateException());
    }
    acting.remove();
    try {
      return work.call();
    } finally {
      restore(outer);
    }
  }

  private Object inNew(Transactional how, Callable<Object> work) throws Exception {
    Acting outer = acting.get();
    Acting own = new Acting(factory.createEntityManager());
    own.entityManager.getTransaction().begin();
    acting.set(own);
    int status = Status.STATUS_ROLLEDBACK;
    try {
      Object result = joined(own, how, work);
      own.synchronizations.forEach(Synchronization::beforeCompletion);
      if (own.rollbackOnly) {
        throw new TransactionalException("marked for rollback", new RollbackException());
      }
      commit(own);
      status = Status.STATUS_COMMITTED;
      return result;
    } catch (RuntimeException e) {
      if (!own.rollbackOnly && own.entityManager.getTransaction().isActive()) {
        commit(own);
        status = Status.STATUS_COMMITTED;
      }
      throw e;
    } finally {
      if (own.entityManager.getTransaction().isActive()) {
        own.entityManager.getTransaction().rollback();
      }
      own.entityManager.close();
      restore(outer);
      int ended = status;
      own.synchronizations.forEach(one -> one.afterCompletion(ended));
    }
  }

  private static void commit(Acting own) {
    try {
      own.entityManager.getTransaction().commit();
    } catch (RollbackException e) {
      throw new TransactionalException("not committed", e);
    }
  }

  private static boolean rollsBack(Transactional how, Throwable thrown) {
    return Arrays.stream(how.dontRollbackOn()).noneMatch(kind -> kind.isInstance(thrown));
  }

  private void restore(Acting outer) {
    if (outer == null) {
      acting.remove();
    } else {
      acting.set(outer);
    }
  }

  @Override
  public void registerSynchronization(Synchronization synchronization) {
    required(acting.get()).synchronizations.add(synchronization);
  }

  @Override
  public boolean isTransactionActive() {
    return acting.get() != null;
  }

  int status() {
    Acting now = acting.get();
    if (now == null) {
      return Status.STATUS_NO_TRANSACTION;
    }
    return now.rollbackOnly ? Status.STATUS_MARKED_ROLLBACK : Status.STATUS_ACTIVE;
  }

  @Override
  public UserTransaction getUserTransaction() {
    throw new UnsupportedOperationException("transactions are declared");
  }

  @Override
  public void cleanup() {
    if (factory.isOpen()) {
      factory.close();
    }
  }

  static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            Transactions.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              try {
                return handler.invoke(proxy, method, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
