package dev.sealward.inserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.audit.AlertKind;
import dev.sealward.audit.AlertRecord;
import dev.sealward.audit.Alerts;
import dev.sealward.kernel.Remedy;
import dev.sealward.keys.FolderFinding;
import dev.sealward.keys.FolderFindings;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
@Tag("HOME-01")
class FolderFindingsIT {
  private static final String DETAIL = "db/file-0 OPEN_TO_OTHERS (mended)";

  @Inject Installed installed;
  @Inject Alerts alerts;
  @Inject FolderFindings findings;

  @AfterEach
  void forget() {
    findings.report(List.of());
  }

  @Test
  void oneAlertIsRaisedUntilItWasSeen() {
    List<FolderFinding> found = found(1);
    findings.report(found);
    findings.report(found);
    assertThat(findings.all()).isEqualTo(found);
    assertThat(open()).singleElement().extracting(AlertRecord::detail).isEqualTo(DETAIL);

    alerts.acknowledge(installed.admin(), open().get(0).id());
    assertThat(open()).isEmpty();
    findings.report(found);
    assertThat(open()).hasSize(1);
    alerts.acknowledge(installed.admin(), open().get(0).id());
  }

  @Test
  void manyFindingsAreCountedNotListed() {
    findings.report(found(50));
    assertThat(open())
        .singleElement()
        .satisfies(alert -> assertThat(alert.detail()).endsWith("; and 45 more"));
    alerts.acknowledge(installed.admin(), open().get(0).id());
  }

  @Test
  void nothingFoundSaysNothing() {
    findings.report(List.of());
    assertThat(findings.all()).isEmpty();
    assertThat(open()).isEmpty();
  }

  private static List<FolderFinding> found(int count) {
    Remedy remedy = Remedy.of("OPEN_TO_OTHERS", "It was open.", "See who read it.");
    List<FolderFinding> found = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      found.add(new FolderFinding("db/file-" + i, remedy, true));
    }
    return found;
  }

  private List<AlertRecord> open() {
    return alerts.latest(Installed.TENANT, true, 200).stream()
        .filter(alert -> alert.kind() == AlertKind.DATA_FOLDER_OPEN)
        .toList();
  }
}
