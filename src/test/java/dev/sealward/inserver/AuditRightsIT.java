package dev.sealward.inserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealward.access.ChainCustody;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Alerts;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the database itself lets the application's account do to the trail. */
@ExtendWith(ArquillianExtension.class)
@Tag("VAULT-05")
@Tag("ST-SEC-010")
class AuditRightsIT {
  private static final String INSUFFICIENT_PRIVILEGE = "42501";
  private static final List<String> TABLES =
      List.of("audit_event", "audit_seal", "audit_link", "audit_break");

  @Inject Installed installed;
  @Inject ChainCustody custody;
  @Inject Alerts alerts;
  @Inject Database database;

  @Test
  void applicationsAccountOnPostgresAddsRowsAndCanDoNothingElse() throws SQLException {
    assertThat(custody.state(installed.admin()).account()).isNull();
    assertThat(alerts.wasRaised(Installed.TENANT, AlertKind.AUDIT_ACCOUNT)).isFalse();
    boolean refusesAll = true;
    for (String table : TABLES) {
      String column = table.equals("audit_event") ? "actor" : "tenant";
      refusesAll &= refuses("update " + table + " set " + column + " = 'x' where 1 = 0");
      refusesAll &= refuses("delete from " + table + " where 1 = 0");
    }
    // H2 has one account; nothing here is true there.
    assertThat(refusesAll).isEqualTo(database.isPostgres());
    if (database.isPostgres()) {
      for (String table : TABLES) {
        assertThat(refuses("truncate " + table)).as(table).isTrue();
        assertThat(refuses("drop table " + table)).as(table).isTrue();
        assertThat(refuses("alter table " + table + " add column mine integer")).as(table).isTrue();
      }
      assertThat(refuses("create table mine (id integer)")).isTrue();
      assertThat(refuses("update \"flyway_schema_history\" set success = true")).isTrue();
      assertThat(refuses("delete from audit_chain where 1 = 0")).isFalse();
    }
  }

  private boolean refuses(String statement) {
    SQLException thrown =
        catchThrowableOfType(SQLException.class, () -> database.updateAsApplication(statement));
    return thrown != null && INSUFFICIENT_PRIVILEGE.equals(thrown.getSQLState());
  }
}
