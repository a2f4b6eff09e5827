package dev.sealward.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.kernel.Remedy;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ST-SEC-005")
class MaskReadinessTest {
  private static final Optional<Remedy> TROUBLE =
      Optional.of(
          Remedy.of("MASKS_NOT_LOADED", "They cannot be read.", "Look after the database."));

  @Test
  void saysWhatKeepsItsTextsBackAndNoMoreThanTheCodeOfIt() {
    assertThat(MaskReadiness.state(false, false, Optional.empty()))
        .isEqualTo("waiting for the key ring");
    assertThat(MaskReadiness.state(false, true, Optional.empty())).isEqualTo("loading");
    assertThat(MaskReadiness.state(false, true, TROUBLE)).isEqualTo("MASKS_NOT_LOADED");
    assertThat(MaskReadiness.state(true, true, Optional.empty())).isEqualTo("loaded");
  }

  @Test
  void keyRingIsToBeOpenedFirstWhateverElseIsWrong() {
    assertThat(MaskReadiness.state(false, false, TROUBLE)).isEqualTo("waiting for the key ring");
  }
}
