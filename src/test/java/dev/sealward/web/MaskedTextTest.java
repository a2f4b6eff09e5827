package dev.sealward.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.web.MaskedText.Chip;
import dev.sealward.web.MaskedText.Part;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("PAGE-01")
class MaskedTextTest {

  @Test
  void masksAndTextKeepTheirOrder() {
    assertThat(MaskedText.parts("key [masked:api_key:7f3a][masked:jwt:0000] done"))
        .containsExactly(
            new Part("key ", null),
            new Part(null, new Chip("api_key", "7f3a")),
            new Part(null, new Chip("jwt", "0000")),
            new Part(" done", null));
  }

  @Test
  void anEmptyLineHasNoParts() {
    assertThat(MaskedText.parts("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[masked:api_key:7f3]",
        "[masked:API:7f3a]",
        "[masked::7f3a]",
        "[masked:<b>:7f3a]",
        "[masked:api_key:7f3a"
      })
  void whatOnlyLooksLikeAMaskStaysText(String text) {
    assertThat(MaskedText.parts(text)).containsExactly(new Part(text, null));
  }
}
