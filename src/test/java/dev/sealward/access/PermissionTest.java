package dev.sealward.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Role;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("VAULT-03")
class PermissionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "VIEWER        | SEE_METADATA SEE_RUNS",
        "OPERATOR      | SEE_METADATA SEE_RUNS MANAGE_SECRETS REVOKE_SECRETS MANAGE_ENTITIES"
            + " GRANT_ACCESS TAKE_ACCESS_AWAY MANAGE_PROJECTS SEE_ALERTS"
            + " ACKNOWLEDGE_ALERTS SEE_REDACTION",
        "SECURITY_LEAD | SEE_METADATA SEE_RUNS REVOKE_SECRETS TAKE_ACCESS_AWAY SEE_AUDIT SEE_ALERTS"
            + " ACKNOWLEDGE_ALERTS SEE_REDACTION",
        "ADMIN         | SEE_METADATA SEE_RUNS MANAGE_ENTITIES MANAGE_PROJECTS SEE_AUDIT SEE_ALERTS"
            + " ACKNOWLEDGE_ALERTS MANAGE_KEYS GRANT_ADMIN_LEVEL MANAGE_BACKUP MANAGE_PEOPLE"
            + " SEE_REDACTION MANAGE_REDACTION"
      })
  void eachRoleHoldsTheseAndNoOthers(Role role, String permissions) {
    Set<Permission> expected =
        Set.of(permissions.split(" ")).stream()
            .map(Permission::valueOf)
            .collect(Collectors.toSet());
    assertThat(EnumSet.allOf(Permission.class))
        .filteredOn(permission -> permission.isHeldBy(Set.of(role)))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void rolesAddUpAndNoRoleHoldsNothing() {
    assertThat(Permission.MANAGE_KEYS.isHeldBy(Set.of(Role.VIEWER, Role.ADMIN))).isTrue();
    for (Permission permission : Permission.values()) {
      assertThat(permission.isHeldBy(Set.of())).isFalse();
    }
  }

  @Test
  void higherLevelIncludesTheLower() {
    assertThat(Level.ADMIN.includes(Level.WRITE)).isTrue();
    assertThat(Level.WRITE.includes(Level.READ)).isTrue();
    assertThat(Level.READ.includes(Level.READ)).isTrue();
    assertThat(Level.READ.includes(Level.WRITE)).isFalse();
    assertThat(Level.WRITE.includes(Level.ADMIN)).isFalse();
  }

  @Test
  void textFormsAreParsedStrictly() {
    for (Level level : Level.values()) {
      assertThat(Level.parse(level.text())).isEqualTo(level);
    }
    for (EntityKind kind : EntityKind.values()) {
      assertThat(EntityKind.parse(kind.text())).isEqualTo(kind);
    }
    for (String text : new String[] {null, "", "READ", "root", " read"}) {
      assertThat(catchThrowableOfType(Refused.class, () -> Level.parse(text)).remedy().code())
          .isEqualTo("LEVEL_INVALID");
      assertThat(catchThrowableOfType(Refused.class, () -> EntityKind.parse(text)).remedy().code())
          .isEqualTo("KIND_INVALID");
    }
  }
}
