package dev.sealward.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.Converter;

/** Retention as it would be with another setting, and some time from now. */
@ApplicationScoped
public class RetentionUnderTest {
  @Inject EntityManager rows;
  @Inject Archiving archiving;
  @Inject Archive archive;
  @Inject OwnerConnections owner;
  @Inject AuditTrail trail;
  @Inject SegmentFiles files;
  @Inject Sealer sealer;
  @Inject HourCounts hours;
  @Inject ChainKey chainKey;
  @Inject Clock clock;

  public Retention keeping(Duration keep, Duration from) {
    return new Retention(
        rows,
        archiving,
        archive,
        sealer,
        hours,
        chainKey,
        Clock.offset(clock, from),
        new Keeping(keep));
  }

  /**
   * As another node would have it, between whose looks at where the chain goes on and at its seals
   * something happens.
   */
  public Retention overtakenBy(Runnable meanwhile) {
    AtomicBoolean happened = new AtomicBoolean();
    OwnerConnections watched =
        () -> {
          Connection connection = owner.openAsOwner();
          return (Connection)
              Proxy.newProxyInstance(
                  getClass().getClassLoader(),
                  new Class<?>[] {Connection.class},
                  (proxy, method, given) -> {
                    boolean looks =
                        method.getName().equals("prepareStatement")
                            && ((String) given[0]).contains("from audit_seal");
                    if (looks && happened.compareAndSet(false, true)) {
                      meanwhile.run();
                    }
                    try {
                      return method.invoke(connection, given);
                    } catch (InvocationTargetException e) {
                      throw e.getCause();
                    }
                  });
        };
    Archiving other = new Archiving(watched, chainKey, trail, archive, files, clock);
    return new Retention(
        rows, other, archive, sealer, hours, chainKey, clock, new Keeping(Duration.ofDays(30)));
  }

  private record Keeping(Duration keep) implements Config {
    @Override
    public <T> Optional<T> getOptionalValue(String name, Class<T> type) {
      return name.equals("sealward.audit.keep") ? Optional.of(type.cast(keep)) : Optional.empty();
    }

    @Override
    public <T> T getValue(String name, Class<T> type) {
      return getOptionalValue(name, type).orElseThrow();
    }

    @Override
    public ConfigValue getConfigValue(String name) {
      throw new UnsupportedOperationException(name);
    }

    @Override
    public Iterable<String> getPropertyNames() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Iterable<ConfigSource> getConfigSources() {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> Optional<Converter<T>> getConverter(Class<T> type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> T unwrap(Class<T> type) {
      throw new UnsupportedOperationException();
    }
  }
}
