package dev.sealward.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.kernel.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ST-SEC-006")
class MaskedCopyTest {
  private final MaskedCopy copy = new MaskedCopy(text -> text.replace("s3cret", "[masked]"));

  private enum Colour {
    RED
  }

  private record Leaf(String text, int number, Instant time, Colour colour) {}

  private record Tree(
      TenantId tenant,
      @Nullable String nothing,
      List<Leaf> leaves,
      Map<String, Optional<String>> named) {}

  private record Strict(String text) {
    Strict {
      if (text.startsWith("[")) {
        throw new IllegalArgumentException("not allowed: " + text);
      }
    }
  }

  private record Nested(@Nullable Object inside) {}

  @Test
  void everyStringInARecordIsMasked() {
    Leaf leaf = new Leaf("a s3cret b", 7, Instant.EPOCH, Colour.RED);
    Tree tree =
        new Tree(
            TenantId.of("acme"), null, List.of(leaf), Map.of("k-s3cret", Optional.of("s3cret")));

    Leaf maskedLeaf = new Leaf("a [masked] b", 7, Instant.EPOCH, Colour.RED);
    assertThat(copy.of(tree))
        .isEqualTo(
            new Tree(
                TenantId.of("acme"),
                null,
                List.of(maskedLeaf),
                Map.of("k-[masked]", Optional.of("[masked]"))));
  }

  @Test
  void whatHoldsNothingToMaskComesBackItself() {
    Tree tree = new Tree(TenantId.of("acme"), "x", List.of(), Map.of("a", Optional.empty()));
    assertThat(copy.of(tree)).isSameAs(tree);
    assertThat(copy.of(null)).isNull();
    assertThat(copy.of(42L)).isEqualTo(42L);
  }

  @Test
  void orderAndNullsOfCollectionsStay() {
    assertThat(copy.of(Arrays.asList("b", null, "s3cret", "a")))
        .isEqualTo(Arrays.asList("b", null, "[masked]", "a"));
    assertThat((Set<?>) copy.of(new LinkedHashSet<>(List.of("z", "s3cret", "a"))))
        .isEqualTo(Set.of("z", "[masked]", "a"))
        .extracting(Object::toString)
        .containsExactly("z", "[masked]", "a");
  }

  @Test
  void anUnknownTypeDoesNotComeBack() {
    assertThatThrownBy(() -> copy.of(new StringBuilder("s3cret")))
        .isInstanceOf(MaskedCopy.NotPossible.class)
        .hasMessageNotContaining("s3cret");
    assertThatThrownBy(() -> copy.of(List.of(new byte[] {1})))
        .isInstanceOf(MaskedCopy.NotPossible.class);
  }

  @Test
  void aConstructorThatRefusesTheMaskIsNotQuoted() {
    assertThatThrownBy(() -> copy.of(new Strict("s3cret and more")))
        .isInstanceOf(MaskedCopy.NotPossible.class)
        .hasNoCause()
        .hasMessageNotContaining("more");
  }

  @Test
  void nestingTooDeepDoesNotComeBack() {
    Object value = "s3cret";
    for (int i = 0; i <= MaskedCopy.MAX_DEPTH; i++) {
      value = new Nested(value);
    }
    Object tooDeep = value;
    assertThatThrownBy(() -> copy.of(tooDeep)).isInstanceOf(MaskedCopy.NotPossible.class);
    List<Object> cycle = new ArrayList<>();
    cycle.add(cycle);
    assertThatThrownBy(() -> copy.of(cycle)).isInstanceOf(MaskedCopy.NotPossible.class);
  }
}
