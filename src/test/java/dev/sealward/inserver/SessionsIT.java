package dev.sealward.inserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.Accounts;
import dev.sealward.access.Admission;
import dev.sealward.access.People;
import dev.sealward.access.PersonDraft;
import dev.sealward.access.SessionsUnderTest;
import dev.sealward.access.SessionsUnderTest.Browser;
import dev.sealward.access.SignIns;
import dev.sealward.access.Workspaces;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.WorkspaceId;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a session is good for, and when it ends. */
@ExtendWith(ArquillianExtension.class)
@Tag("FR-028-002")
class SessionsIT {
  private static final String CHOSEN = "nine otters under the pier";
  private static final String ADDRESS = "192.0.2.40";

  @Inject Installed installed;
  @Inject People people;
  @Inject Accounts accounts;
  @Inject Workspaces workspaces;
  @Inject SignIns signIns;
  @Inject SessionsUnderTest underTest;
  @Inject Database database;

  private Caller admin;
  private String name;
  private String password;
  private Browser browser;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
    name = "s-" + UUID.randomUUID();
    browser = underTest.browser();
  }

  @Test
  void sessionEndsIdleAndAfterItsLongestTime() throws SQLException {
    browser.signIn(operator());
    for (int i = 0; i < 24; i++) {
      browser.pass(Duration.ofMinutes(29));
      assertThat(browser.open("/projects")).as("used every half hour").isPresent();
    }
    browser.pass(Duration.ofMinutes(24));
    assertThat(browser.open("/projects")).as("twelve hours after signing in").isEmpty();
    assertThat(browser.hasSession()).isFalse();

    browser.signIn(again());
    browser.pass(Duration.ofMinutes(30));
    assertThat(browser.open("/")).as("thirty minutes idle").isEmpty();
  }

  @Test
  void whatAPageFetchesByItselfDoesNotKeepASessionAlive() throws SQLException {
    browser.signIn(operator());
    for (int i = 0; i < 5; i++) {
      browser.pass(Duration.ofMinutes(5));
      assertThat(browser.open("/projects/demo/runs/1/feed")).isPresent();
      assertThat(browser.open("/jakarta.faces.push/run")).isPresent();
    }
    browser.pass(Duration.ofMinutes(5));
    assertThat(browser.open("/projects/demo/runs/1/feed")).isEmpty();
  }

  @Test
  void whatARoleChangeTakesAwayIsGoneWithTheNextRequest() throws SQLException {
    workspaces.create(admin, name + "-w");
    browser.signIn(operator());
    assertThat(browser.open("/").orElseThrow().roles()).containsExactly(Role.OPERATOR);
    people.place(admin, name, Set.of(Role.VIEWER), Set.of(WorkspaceId.of(name + "-w")));
    Caller now = browser.open("/").orElseThrow();
    assertThat(now.roles()).containsExactly(Role.VIEWER);
    assertThat(now.workspace()).isEqualTo(WorkspaceId.of(name + "-w"));
    assertThat(now.reach().covers(Installed.WORKSPACE)).isFalse();
    people.place(admin, name, Set.of(Role.SECURITY_LEAD), Set.of());
    assertThat(browser.open("/").orElseThrow().reach().everyWorkspace()).isTrue();
  }

  @Test
  void whatIsServedForLongSeesRolesThatAreTakenAwayMeanwhile() throws SQLException {
    browser.signIn(operator());
    Supplier<Optional<Caller>> person = browser.openForLong();
    people.place(admin, name, Set.of(Role.SECURITY_LEAD), Set.of());
    assertThat(person.get().orElseThrow().roles()).containsExactly(Role.SECURITY_LEAD);
    people.place(admin, name, Set.of(Role.VIEWER), Set.of(Installed.WORKSPACE));
    assertThat(person.get().orElseThrow().roles()).containsExactly(Role.VIEWER);
    people.disable(admin, name);
    assertThat(person.get()).isEmpty();
    people.enable(admin, name);
    assertThat(person.get()).as("the session stays ended").isEmpty();
  }

  @Test
  void sessionEndsWhenThePersonIsDisabledAndStaysEnded() throws SQLException {
    browser.signIn(operator());
    people.disable(admin, name);
    assertThat(browser.open("/")).isEmpty();
    people.enable(admin, name);
    assertThat(browser.open("/")).as("enabled again").isEmpty();
  }

  @Test
  void adminAndPersonEndAllSessions() throws SQLException {
    browser.signIn(operator());
    Browser other = underTest.browser();
    other.signIn(again());
    people.endSessions(admin, name);
    assertThat(browser.open("/")).isEmpty();
    assertThat(other.open("/")).isEmpty();

    browser.signIn(again());
    accounts.signOutEverywhere(other.signIn(again()));
    assertThat(browser.open("/")).isEmpty();
    assertThat(other.open("/")).isEmpty();
  }

  @Test
  void newPasswordEndsTheOtherSessionsAndOneThatWasJustBegunWithTheOld() throws SQLException {
    browser.signIn(operator());
    Admission meanwhile = again();
    Caller caller = browser.open("/").orElseThrow();
    browser.signIn(accounts.changePassword(caller, password.toCharArray(), CHOSEN.toCharArray()));
    assertThat(browser.open("/")).as("the one that changed it").isPresent();
    Browser other = underTest.browser();
    other.signIn(meanwhile);
    assertThat(other.open("/")).isEmpty();
  }

  @Test
  void signingInOverALiveSessionStartsAnEmptyOneUnderAnotherId() throws SQLException {
    browser.keep("something", "of the visitor's");
    int before = browser.sessionId();
    browser.signIn(operator());
    int first = browser.sessionId();
    assertThat(first).isNotEqualTo(before);
    assertThat(browser.keeps("something")).isFalse();
    browser.keep("something", "of the first person's");
    browser.workIn("default");
    browser.signIn(again());
    assertThat(browser.sessionId()).isNotEqualTo(first);
    assertThat(browser.keeps("something")).isFalse();
    browser.signOut();
    assertThat(browser.hasSession()).isFalse();
  }

  @Test
  void callerSaysWhenThePersonLastProvedWhoTheyAre() throws SQLException {
    Instant signedIn = browser.signIn(operator()).provenAt().orElseThrow();
    browser.pass(Duration.ofMinutes(10));
    assertThat(browser.open("/").orElseThrow().provenAt()).contains(signedIn);
    browser.proved();
    assertThat(browser.open("/").orElseThrow().provenAt())
        .contains(signedIn.plus(Duration.ofMinutes(10)));
  }

  @Test
  @Tag("FOUND-07")
  void chosenWorkspaceHoldsAsLongAsItIsReached() throws SQLException {
    workspaces.create(admin, name + "-w");
    WorkspaceId given = WorkspaceId.of(name + "-w");
    browser.signIn(operator());
    browser.workIn(given.value());
    assertThat(browser.open("/").orElseThrow().workspace())
        .as("not reached, so it is as if it had not been chosen")
        .isEqualTo(Installed.WORKSPACE);
    people.place(admin, name, Set.of(Role.OPERATOR), Set.of(Installed.WORKSPACE, given));
    assertThat(browser.open("/").orElseThrow().workspace()).isEqualTo(given);
    people.place(admin, name, Set.of(Role.OPERATOR), Set.of(Installed.WORKSPACE));
    assertThat(browser.open("/").orElseThrow().workspace()).isEqualTo(Installed.WORKSPACE);
  }

  @Test
  void whoMustChooseAPasswordHoldsNothingBeforeThat() {
    newcomer();
    browser.signIn(again());
    Caller caller = browser.open("/").orElseThrow();
    assertThat(browser.mustChangePassword()).isTrue();
    assertThat(caller.roles()).isEmpty();
    assertThat(caller.reach().covers(Installed.WORKSPACE)).isFalse();
    browser.signIn(accounts.changePassword(caller, password.toCharArray(), CHOSEN.toCharArray()));
    assertThat(browser.mustChangePassword()).isFalse();
    assertThat(browser.open("/").orElseThrow().roles()).containsExactly(Role.OPERATOR);
  }

  /** An operator of the default workspace, past choosing a password. */
  private Admission operator() throws SQLException {
    newcomer();
    database.update("update person set must_change_password = false where name = ?", name);
    return again();
  }

  private void newcomer() {
    PersonDraft draft =
        new PersonDraft(name, "", Set.of(Role.OPERATOR), Set.of(Installed.WORKSPACE));
    password = PeopleIT.text(people.create(admin, draft));
  }

  private Admission again() {
    return signIns
        .signIn(name, password.toCharArray(), ADDRESS, null)
        .map(Installed::admitted)
        .orElseThrow();
  }
}
