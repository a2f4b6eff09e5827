package dev.sealward.access;

import dev.sealward.audit.Action;
import dev.sealward.audit.Archive;
import dev.sealward.audit.ArchiveState;
import dev.sealward.audit.Retention;
import dev.sealward.audit.SegmentView;
import dev.sealward.guard.Redacted;
import dev.sealward.kernel.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;

/**
 * Who may see and take what has left the trail's table: who may see the trail, of their own tenant.
 *
 * <p>Guarantee: every method asks before it acts, and a refusal is audited; that a segment was
 * taken is recorded before it leaves. How long rows stay is a setting of the start and changed by
 * nobody here.
 */
@ApplicationScoped
@Transactional
public class ArchiveCustody {
  private static final int SHOWN = 50;

  private final Archive archive;
  private final Retention retention;
  private final ExportRecords records;
  private final Policies policies;

  @Inject
  ArchiveCustody(Archive archive, Retention retention, ExportRecords records, Policies policies) {
    this.archive = archive;
    this.retention = retention;
    this.records = records;
    this.policies = policies;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected ArchiveCustody() {
    this(null, null, null, null);
  }

  /** How long rows stay, and what has left. */
  @Needs(Permission.SEE_AUDIT)
  public ArchiveState state(Caller caller) {
    policies.require(caller, Permission.SEE_AUDIT);
    return retention.state(caller.tenant());
  }

  /**
   * Segments, newest first.
   *
   * @param before only those of a lower number
   */
  @Redacted
  @Needs(Permission.SEE_AUDIT)
  public List<SegmentView> segments(Caller caller, long before) {
    policies.require(caller, Permission.SEE_AUDIT);
    return archive.list(caller.tenant(), before, SHOWN);
  }

  /**
   * A segment as it lies in the archive, signed; what it holds was masked when it was recorded.
   *
   * @throws dev.sealward.kernel.Refused MISSING when there is none of this number, CONFLICT when
   *     its file is not what was archived
   */
  @Needs(Permission.SEE_AUDIT)
  public Archive.Taken take(Caller caller, long number) {
    policies.require(caller, Permission.SEE_AUDIT);
    Archive.Taken taken = archive.take(caller.tenant(), number);
    records.record(
        caller,
        Action.AUDIT_EXPORTED,
        "archived segment " + number + ", " + taken.segment().rows() + " rows");
    return taken;
  }
}
