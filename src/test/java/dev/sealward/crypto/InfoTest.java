package dev.sealward.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("FR-028-001c")
class InfoTest {

  @Test
  void everyPartIsPrefixedWithItsLength() {
    assertThat(HexFormat.of().formatHex(Info.of("d", "", "é")))
        .isEqualTo("00000001" + "64" + "00000000" + "00000002" + "c3a9");
  }

  @Test
  void differentPartsNeverShareBytes() {
    assertThat(Info.of("d", "ab", "c")).isNotEqualTo(Info.of("d", "a", "bc"));
    assertThat(Info.of("d", "ab")).isNotEqualTo(Info.of("d", "ab", ""));
    assertThat(Info.of("d", "a")).isNotEqualTo(Info.of("da"));
    assertThat(Info.of("d", "a\0\0\0\1b")).isNotEqualTo(Info.of("d", "a", "b"));
  }

  @Test
  void textWithoutUtf8FormIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Info.of("d", "\ud800"));
  }

  @Test
  void theDomainIsNeverEmpty() {
    assertThatIllegalArgumentException().isThrownBy(() -> Info.of("", "a"));
  }
}
