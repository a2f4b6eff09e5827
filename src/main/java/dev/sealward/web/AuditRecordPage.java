package dev.sealward.web;

import dev.sealward.access.AuditCustody;
import dev.sealward.audit.AuditFilter;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.FoundRows;
import dev.sealward.audit.Place;
import dev.sealward.kernel.Refused;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /audit/{id}}: one record whole, and what else the same call did (VAULT-05). */
@Named
@RequestScoped
public class AuditRecordPage {
  private static final int NEIGHBOURS = 50;

  private final Visit visit;
  private final AuditCustody custody;
  private final AuditLinks links;
  private @Nullable AuditRecord row;
  private @Nullable FoundRows neighbours;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected AuditRecordPage() {
    this(null, null, null);
  }

  @Inject
  AuditRecordPage(Visit visit, AuditCustody custody, AuditLinks links) {
    this.visit = visit;
    this.custody = custody;
    this.links = links;
  }

  public void load() {
    links.prepare(List.of(getRow()));
  }

  public AuditRecord getRow() {
    AuditRecord found = row;
    if (found == null) {
      found = custody.get(visit.caller(), id());
      row = found;
    }
    return found;
  }

  private long id() {
    String id = visit.part("record");
    if (id.length() > 18 || !id.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw Refused.missing("record");
    }
    return Long.parseLong(id);
  }

  private FoundRows neighbours() {
    FoundRows found = neighbours;
    if (found == null) {
      AuditFilter call = AuditFilter.ALL.under(Set.of(getRow().correlationId()));
      found = custody.find(visit.caller(), List.of(call), Place.OLDEST, NEIGHBOURS);
      links.prepare(found.rows());
      neighbours = found;
    }
    return found;
  }

  /** What the same call did, in the order it was done, this record among it. */
  public List<AuditRecord> getNeighbours() {
    List<AuditRecord> inOrder = new ArrayList<>(neighbours().rows());
    Collections.reverse(inOrder);
    return inOrder;
  }

  /** Whether the call did more than is shown. */
  public boolean isMore() {
    return neighbours().more();
  }

  /** The search for everything this call did. */
  public String getCall() {
    return AuditForm.ADDRESS + "?correlation=" + getRow().correlationId();
  }
}
