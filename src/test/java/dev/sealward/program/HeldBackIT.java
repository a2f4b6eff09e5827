package dev.sealward.program;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A page that would show a stored value never leaves. */
class HeldBackIT {
  /** Words that stand on one page, whoever looks at it: stored as a value they are a leak. */
  private static final String ON_THE_PROJECTS_PAGE = "What your agents work on";

  @Test
  @Tag("ST-SEC-006")
  @Tag("FOUND-10")
  void pageThatWouldShowAValueIsReplacedAndRaisesAnAlert() {
    try (RunningSealward program = RunningSealward.start()) {
      Operator operator = new Operator(program.address());
      operator.setUp(program.setUpCode(), "file", "");
      assertThat(operator.open("/projects").html()).contains(ON_THE_PROJECTS_PAGE);
      assertThat(operator.open("/alerts").words()).contains("Nothing had to be stopped");

      operator.storeSecret("UNLUCKY_VALUE", ON_THE_PROJECTS_PAGE);
      Page held = operator.open("/projects");

      assertThat(held.status()).isEqualTo(500);
      assertThat(held.html()).contains("held back").doesNotContain(ON_THE_PROJECTS_PAGE);
      Page alerts = operator.open("/alerts");
      assertThat(alerts.words()).contains("page /projects").doesNotContain("Nothing had to be");
      assertThat(alerts.html()).doesNotContain(ON_THE_PROJECTS_PAGE);
      assertThat(operator.open("/audit").html()).contains("pages.suppressed");
    }
  }
}
