package dev.sealward.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.crypto.Binding;
import dev.sealward.crypto.CountingRandom;
import dev.sealward.crypto.Envelope;
import dev.sealward.crypto.ScopeKey;
import dev.sealward.crypto.Vectors;
import dev.sealward.crypto.Vectors.Case;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.ProviderId;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("FR-028-001c")
class ScopeKeyVectorsTest {
  private static final Binding BINDING = Binding.of("test", new byte[] {1}, 1);

  static List<Case> scopeKeys() {
    return Vectors.of("scope-key.txt");
  }

  /** A scope key is never handed out: two are the same when they seal to the same bytes. */
  @ParameterizedTest
  @MethodSource("scopeKeys")
  void scopeKeysHaveTheirBytes(Case vector) {
    int version = vector.number("key-version");
    MasterKeys masters = MasterKeys.of(version, vector.bytes("master-key"));
    try (ScopeKey derived = masters.scopeKey(version, scope(vector), purpose(vector));
        ScopeKey expected = ScopeKey.of(version, vector.bytes("scope-key"))) {
      assertThat(seal(derived)).isEqualTo(seal(expected));
    }
  }

  private static byte[] seal(ScopeKey key) {
    return Envelope.seal(new byte[1], BINDING, key, new CountingRandom());
  }

  private static Scope scope(Case vector) {
    String[] parts = vector.parts("scope");
    Environment environment =
        Arrays.stream(Environment.values())
            .filter(e -> e.text().equals(parts[2]))
            .findFirst()
            .orElseThrow();
    return new Scope(
        TenantId.of(parts[0]), WorkspaceId.of(parts[1]), environment, ProviderId.of(parts[3]));
  }

  private static Purpose purpose(Case vector) {
    return Arrays.stream(Purpose.values())
        .filter(p -> p.text().equals(vector.text("purpose")))
        .findFirst()
        .orElseThrow();
  }
}
