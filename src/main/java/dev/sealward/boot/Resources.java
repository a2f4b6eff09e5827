package dev.sealward.boot;

import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;

/**
 * What the container gives and every module may ask for: the entity manager, the clock, randomness.
 *
 * <p>A connection that was not asked for a second is tried before it is given out: the database may
 * have ended it meanwhile, or something on the way there.
 */
@ApplicationScoped
@DataSourceDefinition(
    name = "java:app/jdbc/sealward",
    className = "dev.sealward.boot.ConfiguredDataSource",
    minPoolSize = 2,
    maxPoolSize = 32,
    properties = {
      "fish.payara.is-connection-validation-required=true",
      "fish.payara.connection-validation-method=table",
      // what "select count(*) from" is put before
      "fish.payara.validation-table-name=(select 1) alive",
      "fish.payara.validate-atmost-once-period-in-seconds=1"
    })
public class Resources {
  // The container injects fields only; the proxy it injects is bound to the acting transaction.
  @Produces
  @PersistenceContext(unitName = "sealward")
  @SuppressWarnings("NullAway.Init")
  private EntityManager entityManager;

  private final Clock clock = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
  private final SecureRandom random = new SecureRandom();

  /**
   * Ticks in microseconds: what both databases keep, so that what is read equals what was written.
   */
  @Produces
  Clock clock() {
    return clock;
  }

  @Produces
  SecureRandom random() {
    return random;
  }
}
