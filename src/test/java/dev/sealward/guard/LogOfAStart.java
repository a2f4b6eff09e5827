package dev.sealward.guard;

import dev.sealward.audit.Alerts;
import dev.sealward.audit.AuditTrail;
import dev.sealward.kernel.DomainEvent.KeyRingOpened;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.security.SecureRandom;

/** A guard that has loaded nothing yet, on the database of the server, and a log that it masks. */
@ApplicationScoped
public class LogOfAStart {
  @Inject Instance<MaskSource> sources;
  @Inject Instance<PublicNames> names;
  @Inject AuditTrail trail;
  @Inject Alerts alerts;
  @Inject MaskingFailures failures;
  @Inject StoredRules rules;
  @Inject MaskCounts counts;

  /** From the moment the key ring is open until what is returned is closed. */
  public Start begin() {
    LogMasking logs = new LogMasking();
    Guard guard =
        new Guard(sources, names, trail, alerts, logs, failures, new SecureRandom(), rules, counts);
    logs.install();
    guard.holdLog(new KeyRingOpened(1));
    return new Start(guard, logs);
  }

  /** A start that has come so far. */
  public record Start(Guard guard, LogMasking logs) implements AutoCloseable {
    @Override
    public void close() {
      logs.uninstall();
    }
  }
}
