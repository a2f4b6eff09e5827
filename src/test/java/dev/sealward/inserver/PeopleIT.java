package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealward.access.Accounts;
import dev.sealward.access.InitialPassword;
import dev.sealward.access.PasswordsUnderTest;
import dev.sealward.access.People;
import dev.sealward.access.PersonDraft;
import dev.sealward.access.PersonView;
import dev.sealward.access.SetUp;
import dev.sealward.access.SignIns;
import dev.sealward.access.WorkspaceView;
import dev.sealward.access.Workspaces;
import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.AlertRecord;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Reach;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.keys.KeySource;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionalException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
  @Inject SignIns signIns;
  @Inject Accounts accounts;
  @Inject Workspaces workspaces;
  @Inject SetUp setUp;
  @Inject Recorded recorded;
  @Inject Alerts alerts;
  @Inject Database database;
  @Inject PasswordsUnderTest passwords;
  @Inject ServerTransaction transaction;

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
        signIns
            .signIn("root-admin", PASSWORD.toCharArray(), "192.0.2.2", null)
            .map(Installed::admitted)
            .orElseThrow()
            .caller();
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
    signIns.signOut(signedIn);
    assertThat(about(signedIn).get(0).action()).isEqualTo(Action.PERSON_SIGNED_OUT);
  }

  @Test
  void nameIsNormalised() {
    assertThat(signIns.signIn(" ROOT-Admin ", PASSWORD.toCharArray(), "192.0.2.3", null))
        .isPresent();
  }

  @Test
  @Tag("ATTACK-03")
  void wrongPasswordAndUnknownNameGetOneAnswerAndOneKindOfRecord() {
    String address = "192.0.2.4";
    assertThat(signIns.signIn("root-admin", "not the pass phrase".toCharArray(), address, null))
        .isEmpty();
    assertThat(signIns.signIn("nobody-here", PASSWORD.toCharArray(), address, null)).isEmpty();
    assertThat(signIns.signIn("x".repeat(500), PASSWORD.toCharArray(), address, null)).isEmpty();
    assertThat(signIns.signIn(null, new char[0], address, null)).isEmpty();
    assertThat(signIns.signIn("root-admin", "x".repeat(5_000).toCharArray(), address, null))
        .isEmpty();

    List<AuditRecord> failures =
        recorded
            .search(
                Installed.TENANT,
                new AuditQuery(null, "sign-in", Action.SIGN_IN_FAILED, null, null, 50))
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
  @Tag("ATTACK-02")
  void failuresOfOneNameFromOneAddressAreSlowedDownHoweverItIsTyped() {
    String address = "192.0.2.5";
    for (String name :
        List.of("root-admin", " root-admin", "ROOT-ADMIN", "\u2003Root-Admin ", "\troot-admin")) {
      assertThat(signIns.signIn(name, "wrong wrong wrong".toCharArray(), address, null)).isEmpty();
    }
    Refused refused =
        assertRefused(
            "SIGN_IN_TOO_MANY",
            () -> signIns.signIn("rOOt-admin", PASSWORD.toCharArray(), address, null));
    assertThat(refused.kind()).isEqualTo(Refused.Kind.TOO_MANY);
    assertThat(signIns.signIn("root-admin", PASSWORD.toCharArray(), "192.0.2.6", null))
        .as("nobody can lock an admin out from elsewhere")
        .isPresent();
  }

  @Test
  @Tag("VAULT-09")
  void failuresFromOneAddressAddUpOverNamesAndRaiseAnAlert() {
    String address = "192.0.2.7";
    for (int i = 0; i < 20; i++) {
      assertThat(signIns.signIn("guess-" + i, "wrong wrong wrong".toCharArray(), address, null))
          .isEmpty();
    }
    assertRefused(
        "SIGN_IN_TOO_MANY",
        () -> signIns.signIn("root-admin", PASSWORD.toCharArray(), address, null));
    assertThat(alerts.latest(Installed.TENANT, true, 200))
        .extracting(AlertRecord::kind)
        .contains(AlertKind.SIGN_IN_BURST);
  }

  /** Else those who wait for their turn to be looked at would hold every connection there is. */
  @Test
  @Tag("VAULT-09")
  void noPasswordIsLookedAtWhileATransactionIsOpen() throws Exception {
    String hash = passwords.hash(PASSWORD);
    transaction.begin();
    try {
      for (ThrowingCallable look :
          List.<ThrowingCallable>of(
              () -> passwords.match(PASSWORD, hash),
              () -> passwords.match(PASSWORD, null),
              () -> passwords.hash(PASSWORD))) {
        assertThat(catchThrowable(look)).isInstanceOf(TransactionalException.class);
      }
    } finally {
      transaction.rollback();
    }
    assertThat(passwords.match(PASSWORD, hash)).isTrue();
  }

  @Test
  @Tag("HOME-05")
  void databaseHoldsAnArgon2idHashAndNeverThePassword() throws SQLException {
    Object stored = database.one("select password_hash from person where name = 'root-admin'");
    assertThat(stored.toString()).startsWith("$argon2id$v=19$").doesNotContain(PASSWORD);
  }

  @Test
  @Tag("ATTACK-02")
  void nameGuessedFromManyAddressesIsSlowedDownButNotWhereThePersonSignedInBefore() {
    String name = newcomer(Set.of(Role.VIEWER));
    String home = "192.0.2.8";
    assertThat(signIns.signIn(name, password.toCharArray(), home, null)).isPresent();
    for (int i = 0; i < 30; i++) {
      // Each of a network of its own; a wrong password as short as can be costs the same work.
      assertThat(signIns.signIn(name, new char[] {'x'}, "198.51.100." + i, null)).isEmpty();
    }
    assertRefused(
        "SIGN_IN_TOO_MANY",
        () -> signIns.signIn(name, password.toCharArray(), "203.0.113.1", null));
    assertThat(signIns.signIn(name, password.toCharArray(), home, null)).isPresent();
  }

  @Test
  void personIsCreatedWithAPasswordSeenOnceAndOnlyItsDigestKept() throws SQLException {
    String name = newcomer(Set.of(Role.OPERATOR));
    assertThat(password).hasSize(23).matches("[a-z0-9]{5}(-[a-z0-9]{5}){3}");
    assertThat(database.places(password)).isEmpty();
    PersonView view = people.get(admin, name);
    assertThat(view.roles()).containsExactly(Role.OPERATOR);
    assertThat(view.workspaces()).containsExactly(Installed.WORKSPACE);
    assertThat(view.everyWorkspace()).isFalse();
    assertThat(view.enabled()).isTrue();
    assertThat(view.mustChangePassword()).isTrue();
    assertThat(view.lastSignedInAt()).isNull();
    signIns.signIn(name, password.toCharArray(), "192.0.2.9", null);
    assertThat(people.get(admin, name).lastAddress()).isEqualTo("192.0.2.9");
    assertThat(people.list(admin, null, 200)).extracting(PersonView::name).isSorted();
    assertThat(people.list(admin, name, 1)).noneMatch(other -> other.name().equals(name));
    assertAudited(name, Action.PERSON_CREATED, "operator in default");
  }

  @Test
  @Tag("FR-028-002b")
  void nameIsUniqueOverCaseAndNoneOfSealwardsOwn() {
    String name = newcomer(Set.of(Role.VIEWER));
    assertRefused("PERSON_EXISTS", () -> create(" " + name.toUpperCase(Locale.ROOT), VIEWER));
    for (String reserved :
        List.of("root", " Root", "ADMIN", "system", "Sealward", "render-guard")) {
      Refused refused = assertRefused("NAME_RESERVED", () -> create(reserved, VIEWER));
      assertThat(refused.field()).contains("name");
    }
    for (String none : List.of("", "a b", "..", "a/b", "\u0430da", "ada\u200b", "x".repeat(64))) {
      assertThat(catchThrowableOfType(Refused.class, () -> create(none, VIEWER)).field())
          .contains("name");
    }
  }

  @Test
  void rolesAndWorkspacesMustBeThere() {
    String name = "p-" + UUID.randomUUID();
    assertRefused("ROLES_MISSING", () -> create(name, Set.of()));
    assertRefused(
        "WORKSPACES_MISSING",
        () -> people.create(admin, new PersonDraft(name, "", VIEWER, Set.of())));
    assertRefused(
        "WORKSPACE_MISSING",
        () ->
            people.create(
                admin, new PersonDraft(name, "", VIEWER, Set.of(WorkspaceId.of("nowhere")))));
    people.create(admin, new PersonDraft(name, "", Set.of(Role.SECURITY_LEAD), Set.of()));
    assertThat(people.get(admin, name).everyWorkspace()).isTrue();
  }

  @Test
  void everyChangeIsAuditedAndDisabledPeopleLookLikeNobody() {
    String name = newcomer(Set.of(Role.VIEWER));
    people.place(admin, name, Set.of(Role.OPERATOR, Role.VIEWER), Set.of(Installed.WORKSPACE));
    people.endSessions(admin, name);
    people.disable(admin, name);
    people.disable(admin, name);
    assertThat(signIns.signIn(name, password.toCharArray(), "192.0.2.10", null)).isEmpty();
    people.enable(admin, name);
    assertThat(signIns.signIn(name, password.toCharArray(), "192.0.2.10", null)).isPresent();
    String old = password;
    password = text(people.resetPassword(admin, name));
    assertThat(signIns.signIn(name, old.toCharArray(), "192.0.2.10", null)).isEmpty();
    assertThat(
            signIns
                .signIn(name, password.toCharArray(), "192.0.2.10", null)
                .map(Installed::admitted)
                .orElseThrow())
        .satisfies(back -> assertThat(back.mustChangePassword()).isTrue());
    assertAudited(name, Action.PERSON_ROLES_CHANGED, "operator, viewer in default");
    assertThat(actionsOn(name))
        .contains(
            Action.PERSON_SESSIONS_ENDED,
            Action.PERSON_DISABLED,
            Action.PERSON_ENABLED,
            Action.PASSWORD_RESET);
    assertThat(actionsOn(name)).filteredOn(Action.PERSON_DISABLED::equals).hasSize(1);
  }

  @Test
  void nobodyChangesTheirOwnRolesStateOrPasswordHere() {
    for (ThrowingCallable act :
        List.<ThrowingCallable>of(
            () -> people.place(admin, admin.id(), VIEWER, Set.of(Installed.WORKSPACE)),
            () -> people.disable(admin, admin.id()),
            () -> people.enable(admin, admin.id()),
            () -> people.resetPassword(admin, admin.id()))) {
      assertRefused("OWN_ACCOUNT", act);
    }
  }

  @Test
  @Tag("FOUND-07")
  @Tag("ATTACK-09")
  void adminsManageThePeopleOfTheirOwnTenantOnly() {
    String name = newcomer(Set.of(Role.VIEWER));
    Caller foreigner = installed.foreigner();
    for (ThrowingCallable act :
        List.<ThrowingCallable>of(
            () -> people.get(foreigner, name),
            () -> people.place(foreigner, name, Set.of(Role.ADMIN), Set.of()),
            () -> people.disable(foreigner, name),
            () -> people.endSessions(foreigner, name),
            () -> people.resetPassword(foreigner, name))) {
      assertRefused("NOT_FOUND", act);
    }
    assertThat(people.list(foreigner, null, 200)).noneMatch(one -> one.name().equals(name));
    assertRefused(
        "PERSON_EXISTS",
        () -> people.create(foreigner, new PersonDraft(name, "", Set.of(Role.ADMIN), Set.of())));
  }

  @Test
  void onlyAdminsManagePeople() {
    Caller others = installed.person("p-x", EnumSet.complementOf(EnumSet.of(Role.ADMIN)));
    for (ThrowingCallable act :
        List.<ThrowingCallable>of(
            () -> people.list(others, null, 10),
            () -> people.get(others, "root-admin"),
            () -> people.create(others, draft("p-y", VIEWER)),
            () -> people.place(others, "root-admin", VIEWER, Set.of(Installed.WORKSPACE)),
            () -> people.disable(others, "root-admin"),
            () -> people.enable(others, "root-admin"),
            () -> people.endSessions(others, "root-admin"),
            () -> people.resetPassword(others, "root-admin"),
            () -> workspaces.create(others, "p-w"))) {
      assertRefused("PERMISSION_MISSING", act);
    }
    assertThat(
            catchThrowableOfType(Refused.class, () -> accounts.mine(installed.entity("some-agent")))
                .kind())
        .isEqualTo(Refused.Kind.DENIED);
  }

  @Test
  void ofTwoAdminsWhoRemoveEachOtherOneRemains() throws Exception {
    TenantId tenant = TenantId.of("t-" + UUID.randomUUID());
    Caller founder = adminOf(tenant, "founder-" + UUID.randomUUID());
    String ann = "a-" + UUID.randomUUID();
    String bob = "b-" + UUID.randomUUID();
    people.create(founder, draft(ann, Set.of(Role.ADMIN)));
    assertRefused("LAST_ADMIN", () -> people.resetPassword(founder, ann));
    people.create(founder, draft(bob, Set.of(Role.ADMIN)));
    database.update(
        "update person set must_change_password = false where tenant = ?", tenant.value());

    ExecutorService both = Executors.newFixedThreadPool(2);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<String>> ends =
          List.of(
              both.submit(() -> end(start, () -> people.disable(adminOf(tenant, ann), bob))),
              both.submit(
                  () ->
                      end(
                          start,
                          () ->
                              people.place(
                                  adminOf(tenant, bob),
                                  ann,
                                  Set.of(Role.SECURITY_LEAD),
                                  Set.of()))));
      start.countDown();
      List<String> said = new ArrayList<>();
      for (Future<String> end : ends) {
        said.add(end.get());
      }
      assertThat(said).containsExactlyInAnyOrder("done", "LAST_ADMIN");
    } finally {
      both.shutdownNow();
    }
    assertThat(
            database.column(
                "select name from person where tenant = ? and disabled_at is null"
                    + " and roles like '%ADMIN%'",
                tenant.value()))
        .hasSize(1);
  }

  @Test
  void accountIsTheCallersOwn() {
    String name = newcomer(Set.of(Role.VIEWER));
    Caller caller =
        signIns
            .signIn(name, password.toCharArray(), "192.0.2.11", null)
            .map(Installed::admitted)
            .orElseThrow()
            .caller();
    accounts.rename(caller, "  Ada Lind ");
    assertThat(accounts.mine(caller).displayName()).isEqualTo("Ada Lind");
    assertRefused("PASSWORD_IN_NAME", () -> accounts.rename(caller, password));
    assertRefused(
        "PASSWORD_WRONG",
        () -> accounts.changePassword(caller, "no".toCharArray(), PASSWORD.toCharArray()));
    assertRefused(
        "PASSWORD_SAME",
        () -> accounts.changePassword(caller, password.toCharArray(), password.toCharArray()));
    assertRefused(
        "PASSWORD_GUESSABLE",
        () ->
            accounts.changePassword(
                caller, password.toCharArray(), "ada lind ada lind 1".toCharArray()));
    accounts.changePassword(caller, password.toCharArray(), PASSWORD.toCharArray());
    assertThat(signIns.signIn(name, PASSWORD.toCharArray(), "192.0.2.11", null)).isPresent();
    assertThat(actionsOn(name)).contains(Action.PASSWORD_CHANGED, Action.PERSON_RENAMED);
    for (int i = 0; i < 5; i++) {
      assertRefused(
          "PASSWORD_WRONG",
          () -> accounts.changePassword(caller, "no".toCharArray(), PASSWORD.toCharArray()));
    }
    assertRefused(
        "PASSWORD_TOO_MANY",
        () -> accounts.changePassword(caller, PASSWORD.toCharArray(), password.toCharArray()));
  }

  @Test
  @Tag("ATTACK-15")
  void signInWhoseAuditRowCannotBeWrittenLetsNobodyIn() throws SQLException {
    String name = newcomer(Set.of(Role.VIEWER));
    String marker = name.replace('-', '_');
    database.update(
        "alter table audit_event add constraint not_"
            + marker
            + " check (actor <> '"
            + name
            + "')");
    try {
      assertThat(
              catchThrowable(
                  () -> signIns.signIn(name, password.toCharArray(), "192.0.2.12", null)))
          .isNotNull();
    } finally {
      database.update("alter table audit_event drop constraint not_" + marker);
    }
    assertThat(database.column("select last_address from person where name = ?", name))
        .containsExactly((Object) null);
  }

  @Test
  void workspaceIsMadeOnceSeenByThoseWhoReachItAndEnteredByNobodyElse() {
    String made = "w-" + UUID.randomUUID();
    assertThat(workspaces.create(admin, made).id()).isEqualTo(WorkspaceId.of(made));
    assertRefused("WORKSPACE_EXISTS", () -> workspaces.create(admin, made));
    assertRefused("ID_INVALID", () -> workspaces.create(admin, "../" + made));
    assertThat(workspaces.list(admin))
        .extracting(WorkspaceView::id)
        .contains(Installed.WORKSPACE, WorkspaceId.of(made));
    Caller operator = installed.person("p-w", Set.of(Role.OPERATOR));
    assertThat(workspaces.list(operator))
        .extracting(WorkspaceView::id)
        .containsExactly(Installed.WORKSPACE);
    workspaces.requireReach(operator, Installed.WORKSPACE);
    assertRefused(
        "CREDENTIAL_ACCESS_DENIED", () -> workspaces.requireReach(operator, WorkspaceId.of(made)));
    assertRefused(
        "CREDENTIAL_ACCESS_DENIED",
        () -> workspaces.requireReach(admin, WorkspaceId.of("nowhere")));
    assertThat(workspaces.list(installed.foreigner())).isEmpty();
  }

  private static final Set<Role> VIEWER = Set.of(Role.VIEWER);
  private String password;

  private String newcomer(Set<Role> roles) {
    String name = "p-" + UUID.randomUUID();
    password = create(name, roles);
    return name;
  }

  private String create(String name, Set<Role> roles) {
    return text(people.create(admin, draft(name, roles)));
  }

  private static PersonDraft draft(String name, Set<Role> roles) {
    Set<WorkspaceId> in = roles.contains(Role.ADMIN) ? Set.of() : Set.of(Installed.WORKSPACE);
    return new PersonDraft(name, "", roles, in);
  }

  /** The password, which the one who made it reads out. */
  static String text(InitialPassword made) {
    try (SecretValue password = made.password()) {
      assertThat(made.toString()).contains("hidden");
      return password.use(bytes -> new String(bytes, US_ASCII));
    }
  }

  private static Caller adminOf(TenantId tenant, String name) {
    return new Caller(
            Caller.Kind.PERSON,
            name,
            tenant,
            Installed.WORKSPACE,
            Set.of(Role.ADMIN),
            "127.0.0.1",
            UUID.randomUUID())
        .within(Reach.tenantWide())
        .provenAt(Clock.systemUTC().instant());
  }

  /** How an attempt ends that begins with the others. */
  private static String end(CountDownLatch start, Runnable act) throws InterruptedException {
    start.await();
    try {
      act.run();
      return "done";
    } catch (Refused refused) {
      return refused.remedy().code();
    }
  }

  private void assertAudited(String name, Action action, String detail) {
    assertThat(on(name))
        .filteredOn(row -> row.action() == action)
        .extracting(AuditRecord::detail)
        .contains(detail);
  }

  private List<Action> actionsOn(String name) {
    return on(name).stream().map(AuditRecord::action).toList();
  }

  private List<AuditRecord> on(String name) {
    Target target = new Target("person", name);
    return recorded.search(Installed.TENANT, AuditQuery.about(target, 50));
  }

  private List<AuditRecord> about(Caller caller) {
    return recorded.search(Installed.TENANT, AuditQuery.under(caller.correlationId(), 10));
  }
}
