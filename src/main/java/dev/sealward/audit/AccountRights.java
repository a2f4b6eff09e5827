package dev.sealward.audit;

import dev.sealward.kernel.DomainEvent.KeyRingOpened;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Whether the application's account in the database could change the trail; PostgreSQL knows. If it
 * could, each start says so in the log, and the first one by an alert.
 */
@ApplicationScoped
@Transactional
class AccountRights {
  private static final Logger LOG = Logger.getLogger(AccountRights.class.getName());
  private static final TenantId INSTALLATION = TenantId.of("default");

  private final EntityManager rows;
  private final Alerts alerts;

  @Inject
  AccountRights(EntityManager rows, Alerts alerts) {
    this.rows = rows;
    this.alerts = alerts;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected AccountRights() {
    this(null, null);
  }

  void onOpened(@Observes KeyRingOpened opened) {
    try {
      finding().ifPresent(this::tell);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "What the database lets this account do could not be asked.", e);
    }
  }

  private void tell(Remedy remedy) {
    String steps = String.join(" ", remedy.steps());
    LOG.log(Level.WARNING, "{0} {1}", new Object[] {remedy.problem(), steps});
    if (!alerts.wasRaised(INSTALLATION, AlertKind.AUDIT_ACCOUNT)) {
      alerts.raise(INSTALLATION, AlertKind.AUDIT_ACCOUNT, "database account", steps);
    }
  }

  /** What is open, and how it is closed; empty when the account can only add and read. */
  Optional<Remedy> finding() {
    Sql sql = Sql.of(rows);
    if (!sql.isPostgres() || !mayChange(sql)) {
      return Optional.empty();
    }
    return Optional.of(
        Remedy.of(
            "AUDIT_ACCOUNT",
            "The account Sealward uses in the database may change and delete audit rows.",
            "Let another account own the schema: set SEALWARD_DB_OWNER_USER and"
                + " SEALWARD_DB_OWNER_PASSWORD, as docs/audit-chain.md describes."));
  }

  private static boolean mayChange(Sql sql) {
    return sql.first(
            row -> row.getBoolean(1),
            "select has_table_privilege('audit_event', 'update')"
                + " or has_table_privilege('audit_event', 'delete')"
                + " or has_table_privilege('audit_event', 'truncate')")
        .orElse(true);
  }
}
