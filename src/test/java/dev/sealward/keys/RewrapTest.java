package dev.sealward.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.audit.AuditTrail;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("VAULT-06")
class RewrapTest {
  private final List<String> asked = new ArrayList<>();

  /** What was done before in the batch's transaction may hold locks the row's own waits for. */
  @Test
  void whatIsDoneApartIsTheFirstOfItsBatch() {
    Rewrap rewrap =
        new Rewrap(
            new Ring(),
            new Versions(),
            found(List.of(new Kind("a", false), new Kind("b", true), new Kind("c", false))),
            new AuditTrail() {},
            new Unopenable() {},
            Clock.systemUTC(),
            null);

    assertThat(batches(rewrap))
        .containsExactly(
            List.of("a of 1"), List.of("b of 1", "c of 1", "a of 2"), List.of("b of 2", "c of 2"));
  }

  private List<List<String>> batches(Rewrap rewrap) {
    Caller caller = Caller.system("rewrap", TenantId.of("default"), WorkspaceId.of("default"));
    List<List<String>> batches = new ArrayList<>();
    String after = null;
    do {
      after = rewrap.batch(caller, 250, after).next();
      batches.add(List.copyOf(asked));
      asked.clear();
    } while (after != null);
    return batches;
  }

  private final class Kind implements Rewrappable {
    private final String name;
    private final boolean apart;

    Kind(String name, boolean apart) {
      this.name = name;
      this.apart = apart;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean isApart() {
      return apart;
    }

    @Override
    public Map<Integer, Long> countByVersion() {
      return Map.of();
    }

    @Override
    public Rewrapped rewrap(KeySession session, int version, int limit, @Nullable String after) {
      asked.add(name + " of " + version);
      return new Rewrapped(0, List.of(), null);
    }
  }

  private static final class Ring extends KeyRing {
    @Override
    @SuppressWarnings("NullAway") // nothing is wrapped here
    public KeySession session() {
      return null;
    }
  }

  private static final class Versions extends KeyVersions {
    @Override
    List<KeyVersionRow> rotated() {
      return Stream.of(2, 1)
          .map(n -> new KeyVersionRow(n, KeySource.FILE, new byte[8], null, Instant.EPOCH, "test"))
          .toList();
    }
  }

  @SuppressWarnings("unchecked")
  private static Instance<Rewrappable> found(List<Rewrappable> kinds) {
    return (Instance<Rewrappable>)
        Proxy.newProxyInstance(
            RewrapTest.class.getClassLoader(),
            new Class<?>[] {Instance.class},
            (proxy, method, arguments) -> kinds.stream());
  }
}
