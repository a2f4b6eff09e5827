package dev.sealward.access;

import static jakarta.transaction.Transactional.TxType.REQUIRES_NEW;

import dev.sealward.kernel.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.function.Supplier;

/**
 * Transactions of their own within work that is none: what waits for something slow, such as the
 * turn to hash a password, must hold no connection to the database meanwhile.
 */
@ApplicationScoped
class ShortTransactions {
  /** Does work in a transaction that a refusal rolls back. */
  @Transactional(REQUIRES_NEW)
  <T> T of(Supplier<T> work) {
    return work.get();
  }

  /** Does work in a transaction in which what a refusal counted stays. */
  @Transactional(value = REQUIRES_NEW, dontRollbackOn = Refused.class)
  <T> T keeping(Supplier<T> work) {
    return work.get();
  }
}
