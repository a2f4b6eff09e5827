package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.People;
import dev.sealward.access.SetUp;
import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.AlertRecord;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.AuditQuery;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.AuditTrail;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Role;
import dev.sealward.keys.KeySource;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
@Tag("VAULT-03")
class PeopleIT {
  private static final String PASSWORD = "a long enough pass phrase";

  @Inject Installed installed;
  @Inject People people;
  @Inject SetUp setUp;
  @Inject AuditTrail trail;
  @Inject Alerts alerts;
  @Inject Database database;

  private Caller admin;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
  }

  @Test
  void thereIsOneFirstAdminAndSetUpIsOver() {
    assertThat(people.anyone()).isTrue();
    assertRefused(
        "ADMIN_EXISTS",
        () -> people.createFirstAdmin(admin, "second", PASSWORD.toCharArray(), "Second"));
    assertThat(setUp.isComplete()).isTrue();
    assertThat(setUp.next(false)).isEqualTo(SetUp.Step.DONE);
    assertThat(setUp.next(true)).isEqualTo(SetUp.Step.DONE);
    assertRefused("SETUP_STEP_DONE", () -> setUp.acceptCode("ABCD-EFGH-JKLM", "192.0.2.1"));
    assertRefused(
        "SETUP_STEP_DONE", () -> setUp.createKey(true, KeySource.FILE, new char[0], "192.0.2.1"));
    assertRefused(
        "SETUP_STEP_DONE",
        () -> setUp.createAdmin(true, "second", PASSWORD.toCharArray(), "", "192.0.2.1"));
  }

  @Test
  void rightPasswordSignsInWithTheRolesAndIsAudited() {
    Caller signedIn =
        people.signIn("root-admin", PASSWORD.toCharArray(), "192.0.2.2").orElseThrow();
    assertThat(signedIn.id()).isEqualTo("root-admin");
    assertThat(signedIn.roles())
        .containsExactlyInAnyOrder(Role.ADMIN, Role.OPERATOR, Role.SECURITY_LEAD);
    assertThat(about(signedIn))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.action()).isEqualTo(Action.PERSON_SIGNED_IN);
              assertThat(row.address()).isEqualTo("192.0.2.2");
            });
    people.signOut(signedIn);
    assertThat(about(signedIn).get(0).action()).isEqualTo(Action.PERSON_SIGNED_OUT);
  }

  @Test
  void nameIsNormalised() {
    assertThat(people.signIn(" ROOT-Admin ", PASSWORD.toCharArray(), "192.0.2.3")).isPresent();
  }

  @Test
  void wrongPasswordAndUnknownNameGetOneAnswerAndOneKindOfRecord() {
    String address = "192.0.2.4";
    assertThat(people.signIn("root-admin", "not the pass phrase".toCharArray(), address)).isEmpty();
    assertThat(people.signIn("nobody-here", PASSWORD.toCharArray(), address)).isEmpty();
    assertThat(people.signIn("x".repeat(500), PASSWORD.toCharArray(), address)).isEmpty();
    assertThat(people.signIn(null, new char[0], address)).isEmpty();
    assertThat(people.signIn("root-admin", "x".repeat(5_000).toCharArray(), address)).isEmpty();

    List<AuditRecord> failures =
        trail
            .search(
                Installed.TENANT,
                new AuditQuery(null, "sign-in", Action.SIGN_IN_FAILED, null, null, null, 50))
            .stream()
            .filter(row -> row.address().equals(address))
            .toList();
    assertThat(failures).hasSize(5);
    assertThat(failures).extracting(AuditRecord::code).containsOnly("SIGN_IN_WRONG");
    assertThat(failures).extracting(row -> row.target().id()).containsOnly("sign-in");
    assertThat(failures.toString()).doesNotContain("root-admin", "nobody-here");
  }

  @Test
  @Tag("VAULT-09")
  void failuresOfOneNameFromOneAddressAreSlowedDownHoweverItIsTyped() {
    String address = "192.0.2.5";
    for (String name :
        List.of("root-admin", " root-admin", "ROOT-ADMIN", "Root-Admin ", "\troot-admin")) {
      assertThat(people.signIn(name, "wrong wrong wrong".toCharArray(), address)).isEmpty();
    }
    Refused refused =
        assertRefused(
            "SIGN_IN_TOO_MANY", () -> people.signIn("rOOt-admin", PASSWORD.toCharArray(), address));
    assertThat(refused.kind()).isEqualTo(Refused.Kind.TOO_MANY);
    assertThat(people.signIn("root-admin", PASSWORD.toCharArray(), "192.0.2.6"))
        .as("nobody can lock an admin out from elsewhere")
        .isPresent();
  }

  @Test
  @Tag("VAULT-09")
  void failuresFromOneAddressAddUpOverNamesAndRaiseAnAlert() {
    String address = "192.0.2.7";
    for (int i = 0; i < 20; i++) {
      assertThat(people.signIn("guess-" + i, "wrong wrong wrong".toCharArray(), address)).isEmpty();
    }
    assertRefused(
        "SIGN_IN_TOO_MANY", () -> people.signIn("root-admin", PASSWORD.toCharArray(), address));
    assertThat(alerts.latest(Installed.TENANT, true, 200))
        .extracting(AlertRecord::kind)
        .contains(AlertKind.SIGN_IN_BURST);
  }

  @Test
  @Tag("HOME-05")
  void databaseHoldsAnArgon2idHashAndNeverThePassword() throws SQLException {
    Object stored = database.one("select password_hash from person where name = 'root-admin'");
    assertThat(stored.toString()).startsWith("$argon2id$v=19$").doesNotContain(PASSWORD);
  }

  private List<AuditRecord> about(Caller caller) {
    return trail.search(
        Installed.TENANT, new AuditQuery(null, null, null, null, caller.correlationId(), null, 10));
  }
}
