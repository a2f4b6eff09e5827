package dev.sealward.access;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditCounts;
import dev.sealward.audit.AuditFilter;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.AuditSearch;
import dev.sealward.audit.AuditSummary;
import dev.sealward.audit.FoundRows;
import dev.sealward.audit.Place;
import dev.sealward.audit.Target;
import dev.sealward.audit.Timeline;
import dev.sealward.guard.Redacted;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who may read the trail: security leads and admins, of their own tenant; and taking rows out of
 * it, which is itself recorded.
 *
 * <p>Guarantees: every method asks before it acts, and a refusal is audited; texts come back masked
 * by what is known now; no row leaves as an export before its beginning is recorded.
 */
@ApplicationScoped
public class AuditCustody {
  private final AuditSearch search;
  private final AuditCounts counts;
  private final ExportRecords records;
  private final Policies policies;

  // By person, on this node.
  private final Map<String, Long> exports = new ConcurrentHashMap<>();

  @Inject
  AuditCustody(AuditSearch search, AuditCounts counts, ExportRecords records, Policies policies) {
    this.search = search;
    this.counts = counts;
    this.records = records;
    this.policies = policies;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected AuditCustody() {
    this(null, null, null, null);
  }

  /** Refuses who may not read the trail. */
  @Needs(Permission.SEE_AUDIT)
  public void require(Caller caller) {
    policies.require(caller, Permission.SEE_AUDIT);
  }

  /** A page of what any of the filters asks for. */
  @Needs(Permission.SEE_AUDIT)
  @Redacted
  public FoundRows find(Caller caller, Collection<AuditFilter> filters, Place place, int limit) {
    require(caller);
    return search.find(caller.tenant(), filters, place, limit);
  }

  /** One row by its id. */
  @Needs(Permission.SEE_AUDIT)
  @Redacted
  public AuditRecord get(Caller caller, long id) {
    require(caller);
    return search.one(caller.tenant(), id).orElseThrow(() -> Refused.missing("record"));
  }

  /** How many rows there were when. */
  @Needs(Permission.SEE_AUDIT)
  public Timeline timeline(Caller caller, AuditFilter filter, Instant from, Instant until) {
    require(caller);
    return counts.timeline(caller.tenant(), filter, from, until);
  }

  /** A span in numbers. */
  @Needs(Permission.SEE_AUDIT)
  @Redacted
  public AuditSummary summary(Caller caller, Instant from, Instant until) {
    require(caller);
    return counts.summary(caller.tenant(), from, until);
  }

  /** Who read a secret, or tried to, lately. */
  @Needs(Permission.SEE_AUDIT)
  @Redacted
  public List<AuditCounts.Reader> readers(Caller caller, Target secret) {
    require(caller);
    return counts.readers(caller.tenant(), secret);
  }

  /**
   * Begins to take rows out; one export at a time for each person. What was begun is {@link
   * #endExport ended}.
   *
   * @param what the format and the filter, in words made by Sealward
   */
  @Needs(Permission.SEE_AUDIT)
  public void beginExport(Caller caller, String what) {
    require(caller);
    if (exports.putIfAbsent(key(caller), 0L) != null) {
      throw Refused.conflict(
          "EXPORT_RUNNING",
          "You are exporting the trail already.",
          "Wait until that download is complete, or cancel it.");
    }
    try {
      records.record(caller, Action.AUDIT_EXPORT_BEGUN, what);
    } catch (RuntimeException e) {
      exports.remove(key(caller));
      throw e;
    }
  }

  /** Says how many rows have left. */
  @ForAnyone("It is about an export the caller was let begin.")
  public void exported(Caller caller, long rows) {
    exports.computeIfPresent(key(caller), (person, before) -> rows);
  }

  /** How many rows of the caller's running export have left; empty when none runs. */
  @ForAnyone("It is about an export the caller was let begin.")
  public Optional<Long> running(Caller caller) {
    return Optional.ofNullable(exports.get(key(caller)));
  }

  /**
   * Ends the export that the caller began, whether or not it was complete; without one nothing is
   * recorded.
   *
   * @param how the number of rows, in words made by Sealward
   */
  @ForAnyone("It is about an export the caller was let begin.")
  public void endExport(Caller caller, String how) {
    if (exports.remove(key(caller)) != null) {
      records.record(caller, Action.AUDIT_EXPORTED, how);
    }
  }

  private static String key(Caller caller) {
    return caller.tenant() + "/" + caller.id();
  }
}
