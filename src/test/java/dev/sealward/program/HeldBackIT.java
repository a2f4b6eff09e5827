package dev.sealward.program;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A page that would show a stored value never leaves; one that says only our own words does. */
class HeldBackIT {
  @Test
  @Tag("ST-SEC-006")
  @Tag("FOUND-10")
  void pageThatWouldShowAValueIsReplacedAndRaisesAnAlert() {
    try (RunningSealward program = RunningSealward.start()) {
      Operator operator = new Operator(program.address());
      operator.setUp(program.setUpCode(), "file", "");
      operator.storeSecret("OWN_WORDS", "Overview");
      String page = operator.storeSecret("SHOWN_BY_ITS_ID", "some other value").page();
      assertThat(operator.open("/").status()).as("our own words are no leak").isEqualTo(200);
      assertThat(operator.open("/alerts").words()).contains("Nothing had to be stopped");
      String id = page.substring(page.lastIndexOf('/') + 1);
      assertThat(operator.open("/settings/security").html()).contains(id);

      // An id that stands in the list's links, stored as a value: now the list would show it.
      operator.storeSecret("UNLUCKY_VALUE", id);
      Page held = operator.open("/settings/security");

      assertThat(held.status()).isEqualTo(500);
      assertThat(held.html()).contains("held back").doesNotContain(id);
      Page alerts = operator.open("/alerts");
      assertThat(alerts.words()).contains("page /settings/security");
      assertThat(alerts.html()).doesNotContain(id);
    }
  }
}
