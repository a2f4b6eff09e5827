package dev.sealward.plain;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.spi.ConfigBuilder;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.Converter;

/** Configuration from a map. */
record Settings(Map<String, String> values) implements Config {
  Settings {
    values = Map.copyOf(values);
  }

  /** Makes it the configuration of this process. */
  void provide() {
    ConfigProviderResolver.setInstance(
        new ConfigProviderResolver() {
          @Override
          public Config getConfig() {
            return Settings.this;
          }

          @Override
          public Config getConfig(ClassLoader loader) {
            return Settings.this;
          }

          @Override
          public ConfigBuilder getBuilder() {
            throw new UnsupportedOperationException();
          }

          @Override
          public void registerConfig(Config config, ClassLoader loader) {
            throw new UnsupportedOperationException();
          }

          @Override
          public void releaseConfig(Config config) {
            // There is one, and it stays.
          }
        });
  }

  @Override
  public <T> T getValue(String name, Class<T> type) {
    return getOptionalValue(name, type).orElseThrow();
  }

  @Override
  public <T> Optional<T> getOptionalValue(String name, Class<T> type) {
    return Optional.ofNullable(values.get(name)).map(text -> type.cast(converted(text, type)));
  }

  private static Object converted(String text, Class<?> type) {
    if (type == Integer.class) {
      return Integer.valueOf(text);
    }
    if (type == Long.class) {
      return Long.valueOf(text);
    }
    return type == Duration.class ? Duration.parse(text) : text;
  }

  @Override
  public ConfigValue getConfigValue(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Iterable<String> getPropertyNames() {
    return values.keySet();
  }

  @Override
  public Iterable<ConfigSource> getConfigSources() {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> Optional<Converter<T>> getConverter(Class<T> type) {
    return Optional.empty();
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    throw new UnsupportedOperationException();
  }
}
