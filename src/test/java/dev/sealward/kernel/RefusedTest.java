package dev.sealward.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ST-SEC-001")
class RefusedTest {

  @Test
  void carriesCodeProblemAndStepsInOneLine() {
    Refused refused = Refused.unavailable("KEY_UNAVAILABLE", "Locked.", "Open /unlock.", "Type.");
    assertThat(refused.remedy().steps()).containsExactly("Open /unlock.", "Type.");
    assertThat(refused).hasMessage("KEY_UNAVAILABLE: Locked. Open /unlock. Type.");
    assertThat(refused.field()).isEmpty();
    assertThat(Refused.missing("secret").remedy().sentence()).isEqualTo("There is no such secret.");
  }

  @Test
  void everyKindHasAnHttpStatusOfItsOwn() {
    assertThat(EnumSet.allOf(Refused.Kind.class))
        .extracting(Refused.Kind::status)
        .doesNotHaveDuplicates()
        .allMatch(status -> status >= 400 && status <= 503);
    assertThat(Refused.accessDenied().kind().status()).isEqualTo(403);
    assertThat(Refused.conflict("A", "b").kind().status()).isEqualTo(409);
  }

  @Test
  void stepsAndRolesAreCopies() {
    List<String> steps = new ArrayList<>(List.of("one"));
    Remedy remedy = new Remedy("A", "b", steps);
    steps.add("two");
    assertThat(remedy.steps()).containsExactly("one");
    assertThatThrownBy(() -> remedy.steps().add("three"))
        .isInstanceOf(UnsupportedOperationException.class);

    Set<Role> roles = EnumSet.of(Role.VIEWER);
    Caller caller =
        new Caller(
            Caller.Kind.PERSON,
            "ann",
            TenantId.of("default"),
            WorkspaceId.of("default"),
            roles,
            "local",
            UUID.randomUUID());
    roles.add(Role.ADMIN);
    assertThat(caller.roles()).containsExactly(Role.VIEWER);
    assertThat(caller.isPerson()).isTrue();
    assertThat(caller.isEntity()).isFalse();
  }

  @Test
  void systemCallersHoldNoRole() {
    Caller system = Caller.system("sweeper", TenantId.of("default"), WorkspaceId.of("default"));
    assertThat(system.roles()).isEmpty();
    assertThat(system.address()).isEqualTo("local");
    assertThat(Role.SECURITY_LEAD.text()).isEqualTo("security_lead");
  }
}
