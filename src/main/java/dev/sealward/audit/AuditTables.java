package dev.sealward.audit;

import dev.sealward.kernel.BackedUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/**
 * The trail and the alerts, as a backup takes them. Of what is archived it takes the list: the
 * files stay as they are for ever, and are copied beside it.
 */
@ApplicationScoped
class AuditTables implements BackedUp {
  @Override
  public List<Table> tables() {
    return List.of(
        Table.continued("audit_event", "audit_event_seq"),
        Table.continued("security_alert", "security_alert_seq"),
        Table.of("audit_chain"),
        Table.of("audit_seal"),
        Table.of("audit_link"),
        Table.of("audit_break"),
        Table.of("audit_segment"));
  }

  @Override
  public Set<String> appendOnly() {
    return Set.of("audit_event", "audit_seal", "audit_link", "audit_break", "audit_segment");
  }

  /** What is counted is counted again from the trail. */
  @Override
  public Set<String> leftOut() {
    return Set.of("trail_count", "trail_day", "trail_counted");
  }
}
