package dev.sealward.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("VAULT-09")
@Tag("FR-028-009")
class UnrecordedTokensTest {
  private final Trail trail = new Trail();
  private final UnrecordedTokens unrecorded = new UnrecordedTokens(trail);

  @Test
  void eachAddressIsSummedUpOnceAndAnIpv6NetworkIsOne() {
    unrecorded.add("192.0.2.7");
    unrecorded.add("192.0.2.7");
    unrecorded.add("2001:db8:1:2::1");
    unrecorded.add("2001:db8:1:2::2");
    unrecorded.add("2001:db8:1:2::3");
    unrecorded.record();
    assertThat(trail.rows)
        .containsExactly(
            "2001:db8:1:2::3 3 more, not recorded one by one, from 2001:db8:1:2::/64",
            "192.0.2.7 2 more, not recorded one by one, from 192.0.2.7");
    unrecorded.record();
    assertThat(trail.rows).hasSize(2);
  }

  @Test
  void floodFromManyAddressesIsFewRowsAndNoneIsMissingInTheirSum() {
    for (int i = 0; i < 3_000; i++) {
      unrecorded.add("10.0." + i / 250 + "." + i % 250);
    }
    for (int i = 0; i < 50; i++) {
      unrecorded.add("198.51.100.9");
    }
    unrecorded.record();
    assertThat(trail.rows).hasSize(21);
    assertThat(trail.rows.get(0)).startsWith("198.51.100.9 50 more");
    assertThat(trail.rows.get(20)).startsWith("others 2981 more").endsWith("from others");
  }

  @Test
  void whatCouldNotBeRecordedIsCountedOn() {
    unrecorded.add("192.0.2.7");
    unrecorded.add("192.0.2.8");
    trail.writable = 1;
    assertThatThrownBy(unrecorded::record).isInstanceOf(IllegalStateException.class);
    assertThat(trail.rows).hasSize(1);
    unrecorded.add("192.0.2.9");
    trail.writable = 10;
    unrecorded.record();
    assertThat(trail.rows).hasSize(3).allMatch(row -> row.contains(" 1 more"));
  }

  /** Keeps what it is given while it can be written. */
  private static final class Trail extends AuditTrail {
    private final List<String> rows = new ArrayList<>();
    private int writable = 100;

    @Override
    public void recordRefusal(
        Caller caller, Action action, Target target, String code, String detail) {
      if (writable-- <= 0) {
        throw new IllegalStateException("no trail");
      }
      rows.add(caller.address() + " " + detail);
    }
  }
}
