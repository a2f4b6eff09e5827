package dev.sealward.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("FOUND-04")
class BindingTest {
  private static final byte[] ROW = {1, 2};

  @Test
  void differentBindingsNeverShareBytes() {
    List<Binding> bindings =
        List.of(
            Binding.of("secret", ROW, 1, "a", "b"),
            Binding.of("secre", ROW, 1, "a", "b"),
            Binding.of("secret", new byte[] {1}, 1, "a", "b"),
            Binding.of("secret", new byte[] {1, 2, 0}, 1, "a", "b"),
            Binding.of("secret", ROW, 2, "a", "b"),
            Binding.of("secret", ROW, 1, "ab"),
            Binding.of("secret", ROW, 1, "ab", ""),
            Binding.of("secret", ROW, 1, "", "ab"),
            Binding.of("secret", ROW, 1, "a"),
            Binding.of("secret", ROW, 1));
    Set<String> seen = new HashSet<>();
    for (Binding binding : bindings) {
      assertThat(seen.add(hex(binding.valueAad(1)))).isTrue();
      assertThat(seen.add(hex(binding.valueAad(2)))).isTrue();
      assertThat(seen.add(hex(binding.wrapAad(1, 1)))).isTrue();
      assertThat(seen.add(hex(binding.wrapAad(1, 2)))).isTrue();
      assertThat(seen.add(hex(binding.wrapAad(2, 1)))).isTrue();
    }
  }

  @Test
  void aScopeIsBoundAsItsFourParts() {
    UUID row = UUID.fromString("00010203-0405-0607-0809-0a0b0c0d0e0f");
    Scope scope =
        new Scope(
            TenantId.of("acme"),
            WorkspaceId.of("web"),
            Environment.STAGING,
            ProviderId.of("github"));

    assertThat(Binding.of("secret", row, 3, scope).valueAad(1))
        .isEqualTo(
            Binding.of(
                    "secret",
                    HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f"),
                    3,
                    "acme",
                    "web",
                    "staging",
                    "github")
                .valueAad(1));
  }

  @Test
  void theRowIdIsCopiedIn() {
    byte[] row = ROW.clone();
    Binding binding = Binding.of("secret", row, 1);
    row[0] = 9;
    assertThat(binding.valueAad(1)).isEqualTo(Binding.of("secret", ROW, 1).valueAad(1));
  }

  @Test
  void purposeRowAndVersionAreRequired() {
    assertThatIllegalArgumentException().isThrownBy(() -> Binding.of("", ROW, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Binding.of("secret", new byte[0], 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Binding.of("secret", ROW, -1));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
