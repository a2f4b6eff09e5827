package dev.sealward.inserver;

import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.AuditSearch;
import dev.sealward.audit.Place;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** What the trail holds, as the product finds it. */
@ApplicationScoped
public class Recorded {
  @Inject AuditSearch trail;

  /** The rows that answer a query, newest first. */
  List<AuditRecord> search(TenantId tenant, AuditQuery query) {
    return trail.find(tenant, query.filter(), Place.NEWEST, AuditSearch.MAX_LIMIT).rows().stream()
        .filter(query::isAbout)
        .limit(query.limit())
        .toList();
  }
}
