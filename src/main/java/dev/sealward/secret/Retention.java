package dev.sealward.secret;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/**
 * How long things stay: {@code SEALWARD_ROTATION_OVERLAP} (default PT15M), the time a superseded
 * version stays readable, and {@code SEALWARD_MASK_RETENTION} (default P90D), the time a destroyed
 * value stays masked. Both in ISO-8601.
 */
@ApplicationScoped
class Retention {
  private final Duration overlap;
  private final Duration masks;

  @Inject
  Retention(Config config) {
    this.overlap = read(config, "sealward.rotation.overlap", Duration.ofMinutes(15));
    this.masks = read(config, "sealward.mask.retention", Duration.ofDays(90));
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  Retention() {
    this.overlap = Duration.ZERO;
    this.masks = Duration.ZERO;
  }

  private static Duration read(Config config, String name, Duration otherwise) {
    return config.getOptionalValue(name, Duration.class).orElse(otherwise);
  }

  Duration overlap() {
    return overlap;
  }

  Duration masks() {
    return masks;
  }
}
