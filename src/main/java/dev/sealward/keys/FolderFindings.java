package dev.sealward.keys;

import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Alerts;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What this start found wrong about the data directory, for pages to show. */
@ApplicationScoped
public class FolderFindings {
  private static final Logger LOG = Logger.getLogger(FolderFindings.class.getName());
  private static final TenantId INSTALLATION = TenantId.of("default");
  private static final int NAMED = 5;

  private final Alerts alerts;
  private volatile List<FolderFinding> found = List.of();

  @Inject
  FolderFindings(Alerts alerts) {
    this.alerts = alerts;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected FolderFindings() {
    this(null);
  }

  /**
   * Takes what the start found: one line in the log and one alert, unless the same one is still
   * open. Called once, after the migrations.
   */
  public void report(List<FolderFinding> findings) {
    found = List.copyOf(findings);
    if (found.isEmpty()) {
      return;
    }
    String detail = detail(found);
    LOG.log(Level.WARNING, "The data folder was open to others: {0}", detail);
    if (!alerts.isOpen(INSTALLATION, AlertKind.DATA_FOLDER_OPEN, detail)) {
      alerts.raise(INSTALLATION, AlertKind.DATA_FOLDER_OPEN, "data folder", detail);
    }
  }

  /** What this start found; empty when all was well. */
  public List<FolderFinding> all() {
    return found;
  }

  private static String detail(List<FolderFinding> findings) {
    StringBuilder text = new StringBuilder();
    for (FolderFinding finding : findings.subList(0, Math.min(NAMED, findings.size()))) {
      text.append(text.isEmpty() ? "" : "; ")
          .append(finding.path())
          .append(' ')
          .append(finding.remedy().code())
          .append(finding.fixed() ? " (mended)" : "");
    }
    int more = findings.size() - NAMED;
    return more > 0 ? text + "; and " + more + " more" : text.toString();
  }
}
