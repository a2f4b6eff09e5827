package dev.sealward.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.kernel.Remedy;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("PAGE-01")
class ErrorPageTest {

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 405, 429, 500, 503})
  void everyErrorSaysWhatToDoAndItsReference(int status) {
    String page = new String(ErrorPage.page(status, null, "", "c-1"), StandardCharsets.UTF_8);
    assertThat(page).contains("<li>").contains(">" + status + "<").contains("c-1");
    assertThat(page).doesNotContain("{").doesNotContain("style=");
  }

  @Test
  void aDefectIsNotBlamedOnThePerson() {
    String page = new String(ErrorPage.page(500, null, "", "c-1"), StandardCharsets.UTF_8);
    assertThat(page).contains("not yours");
  }

  @Test
  void whoAsksForTooMuchAtOnceIsToldToWait() {
    String page = new String(ErrorPage.page(429, null, "", "c-1"), StandardCharsets.UTF_8);
    assertThat(page).contains("Try again in a while").doesNotContain("fault");
  }

  @Test
  void refusalIsToldInItsOwnWords() {
    Remedy remedy = Remedy.of("FILE_GONE", "The file is <gone>.", "Fetch A & B back.");
    String page = new String(ErrorPage.page(409, remedy, "", "c-1"), StandardCharsets.UTF_8);
    assertThat(page)
        .contains("This was refused", ">409<", "The file is &lt;gone&gt;.", "Fetch A &amp; B back.")
        .doesNotContain("fault");
  }
}
