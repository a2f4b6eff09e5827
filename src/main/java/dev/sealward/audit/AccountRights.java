package dev.sealward.audit;

import dev.sealward.kernel.Remedy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.Optional;

/** Whether the application's account in the database could change the trail; PostgreSQL knows. */
@ApplicationScoped
@Transactional
class AccountRights {
  private final EntityManager rows;

  @Inject
  AccountRights(EntityManager rows) {
    this.rows = rows;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected AccountRights() {
    this(null);
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
                + " SEALWARD_DB_OWNER_PASSWORD, as docs/security.md describes."));
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
