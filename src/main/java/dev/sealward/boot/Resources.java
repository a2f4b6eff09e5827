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
 */
@ApplicationScoped
@DataSourceDefinition(
    name = "java:app/jdbc/sealward",
    className = "dev.sealward.boot.ConfiguredDataSource",
    minPoolSize = 2,
    maxPoolSize = 32)
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
