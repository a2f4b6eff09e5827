package dev.sealward.guard;

import static dev.sealward.guard.GuardFixture.KNOWN;
import static dev.sealward.guard.GuardFixture.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.kernel.Refused;
import dev.sealward.redaction.AddedRule;
import dev.sealward.redaction.Allowance;
import dev.sealward.redaction.LineRedaction;
import dev.sealward.redaction.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ST-SEC-004")
@Tag("ST-SEC-005")
class RulesInEffectTest {
  private final GuardFixture fixture = new GuardFixture();

  private static TenantRules badges(long epoch) {
    RuleSet set = RuleSet.of(List.of(AddedRule.of("r1", "badge", "BADGE-[0-9]{6}")), List.of());
    return new TenantRules(TENANT, epoch, set);
  }

  private static TenantRules none(long epoch) {
    return new TenantRules(TENANT, epoch, RuleSet.NONE);
  }

  private String masked(String text) {
    return fixture.guard.redactor(TENANT).redact(text).toString();
  }

  @Test
  void storedRulesAreThereWithTheFirstTextThatIsMasked() {
    fixture.rules.stored = badges(3);
    fixture.open();
    assertThat(masked("BADGE-123456")).startsWith("[masked:badge:");
  }

  @Test
  void openStreamIsMaskedByAChangedRuleFromItsNextLineOn() {
    fixture.open();
    List<String> out = new ArrayList<>();
    LineRedaction stream =
        fixture
            .guard
            .redactor(TENANT)
            .lines(
                fixture.guard.counted(
                    TENANT, WayOut.RUN_EVENT, (id, text) -> out.add(text.toString())));
    stream.accept(1, "BADGE-123456");
    fixture.guard.apply(badges(1));
    stream.accept(2, "BADGE-123456");
    fixture.guard.apply(none(2));
    stream.accept(3, "BADGE-123456");
    stream.finish();
    assertThat(out.get(0)).isEqualTo("BADGE-123456");
    assertThat(out.get(1)).startsWith("[masked:badge:");
    assertThat(out.get(2)).isEqualTo("BADGE-123456");
    assertThat(fixture.counts.take())
        .isEqualTo(Map.of(new MaskCounts.Key(TENANT, WayOut.RUN_EVENT, "badge"), 1L));
  }

  @Test
  void laterChangeWinsWhicheverIsHeardOfFirst() {
    fixture.open();
    fixture.guard.apply(none(2));
    fixture.guard.apply(badges(1));
    assertThat(masked("BADGE-123456")).isEqualTo("BADGE-123456");
  }

  @Test
  void changeOfAnotherNodeIsSeenAtTheNextLook() {
    fixture.open();
    fixture.rules.stored = badges(1);
    assertThat(masked("BADGE-123456")).isEqualTo("BADGE-123456");
    fixture.guard.lookAtRules();
    assertThat(masked("BADGE-123456")).startsWith("[masked:badge:");
  }

  @Test
  void allowanceNeverUnmasksAKnownValue() {
    fixture.open();
    RuleSet set = RuleSet.of(List.of(), List.of(new Allowance("a1", Allowance.Form.PATTERN, ".+")));
    fixture.guard.apply(new TenantRules(TENANT, 1, set));
    assertThat(masked("x " + KNOWN)).doesNotContain(KNOWN);
  }

  @Test
  void refusedFieldIsCountedByKindAndWayOut() {
    fixture.open();
    assertThatThrownBy(
            () -> fixture.guard.refusePlaintext(fixture.caller, "reason", "it is " + KNOWN))
        .isInstanceOf(Refused.class);
    assertThat(fixture.counts.take())
        .isEqualTo(Map.of(new MaskCounts.Key(TENANT, WayOut.FIELD, "api_key"), 1L));
    assertThat(fixture.counts.total(WayOut.FIELD)).isEqualTo(1);
  }

  @Test
  void whatTheServerLogMasksIsCounted() {
    fixture.open();
    fixture.logs.mask("x " + KNOWN + " " + KNOWN);
    assertThat(fixture.counts.pending(TENANT))
        .isEqualTo(Map.of(new MaskCounts.Key(TENANT, WayOut.SERVER_LOG, "api_key"), 2L));
  }
}
