package dev.sealward.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealward.kernel.Refused;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("VAULT-09")
class SourceBoundsTest {

  @Test
  void typedListIsKeptInOneForm() {
    SourceBounds bounds = SourceBounds.typed(" 10.20.0.0/16,\n2001:DB8::/32 10.20.0.0/16 ");
    assertThat(bounds).hasToString("10.20.0.0/16 2001:db8::/32");
    assertThat(SourceBounds.stored(bounds.toString())).isEqualTo(bounds);
    assertThat(SourceBounds.stored("").texts()).isEmpty();
  }

  @Test
  void onlyAddressesWithinAreAllowed() {
    SourceBounds bounds = SourceBounds.typed("10.20.0.0/16 2001:db8::/32 192.0.2.7");
    for (String inside :
        new String[] {"10.20.3.4", "::ffff:10.20.3.4", "2001:db8::1", "192.0.2.7"}) {
      assertThat(bounds.allow(inside)).as(inside).isTrue();
    }
    for (String outside :
        new String[] {"10.21.0.1", "::1", "192.0.2.8", "local", "", "10.20.0.0/16"}) {
      assertThat(bounds.allow(outside)).as(outside).isFalse();
    }
    assertThat(SourceBounds.typed(null).allow("anything")).as("no bounds").isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"zq7marker", "10.0.0.1/8", "10.0.0.1;10.0.0.2", ",", "10.0.0.1 zq7marker"})
  void whatIsNoListIsRefusedWithoutAnEcho(String typed) {
    Refused refused = catchThrowableOfType(Refused.class, () -> SourceBounds.typed(typed));
    assertThat(refused.field()).contains("sources");
    assertThat(refused.remedy().code()).isEqualTo("SOURCES_INVALID");
    assertThat(refused.getMessage()).doesNotContain("zq7marker");
  }

  @Test
  void sixteenAreEnough() {
    assertThat(SourceBounds.typed(addresses(16)).texts()).hasSize(16);
    assertThat(catchThrowableOfType(Refused.class, () -> SourceBounds.typed(addresses(17))))
        .isNotNull();
    String widest =
        IntStream.range(0, 16)
            .mapToObj(i -> String.format("2001:db8:1111:2222:3333:4444:5555:66%02x", i))
            .collect(Collectors.joining(" "));
    assertThat(SourceBounds.typed(widest).toString().length()).isLessThanOrEqualTo(800);
  }

  private static String addresses(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> "192.0.2." + i)
        .collect(Collectors.joining(","));
  }
}
