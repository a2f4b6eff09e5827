package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.access.People;
import dev.sealward.access.PersonDraft;
import dev.sealward.access.PersonLinkView;
import dev.sealward.access.PersonLinks;
import dev.sealward.access.PersonLinksUnderTest;
import dev.sealward.audit.Action;
import dev.sealward.audit.AuditRecord;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Role;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
@Tag("ATTACK-12")
class PersonLinksIT {
  private static final String ISSUER = "https://login.example/realms/staff";
  private static final String ADMIN = "root-admin";

  @Inject Installed installed;
  @Inject People people;
  @Inject PersonLinks links;
  @Inject PersonLinksUnderTest underTest;
  @Inject Recorded recorded;
  @Inject Database database;
  @Inject Clock clock;

  private Caller admin;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
  }

  @Test
  void linkedSubjectEntersWithSealwardsRolesAndIsAudited() {
    links.link(admin, ISSUER, " ROOT-admin ", "subject-1", "", false);

    Caller entered = enter("subject-1").orElseThrow();

    assertThat(entered.id()).isEqualTo(ADMIN);
    assertThat(entered.roles()).contains(Role.ADMIN);
    assertThat(about(admin)).extracting(AuditRecord::action).containsExactly(Action.PERSON_LINKED);
    assertThat(about(entered))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.action()).isEqualTo(Action.PERSON_SIGNED_IN);
              assertThat(row.address()).isEqualTo("192.0.2.77");
            });
    assertThat(view("subject-1").lastUsedAt()).isPresent();
  }

  @Test
  void subjectOfAnotherIssuerAndOneInAnotherCaseAreStrangers() {
    links.link(admin, ISSUER, ADMIN, "Subject-2", "", false);

    assertThat(underTest.enter("https://other.example", "Subject-2", Optional.empty(), true))
        .isEmpty();
    assertThat(enter("subject-2")).isEmpty();
    assertThat(enter("Subject-2 ")).isEmpty();
  }

  @Test
  void emailLeadsToSomebodyOnceAndOnlyWhenItIsSwitchedOn() {
    links.link(admin, ISSUER, ADMIN, "", "Ada@Example.org", true);
    Optional<String> email = Optional.of("ada@example.org");

    assertThat(underTest.enter(ISSUER, "subject-3", email, false)).isEmpty();
    assertThat(underTest.enter(ISSUER, "subject-3", Optional.empty(), true)).isEmpty();
    assertThat(underTest.enter(ISSUER, "subject-3", email, true)).isPresent();
    assertThat(underTest.enter(ISSUER, "subject-3b", email, true)).isEmpty();
    assertThat(underTest.enter(ISSUER, "subject-3", Optional.empty(), false)).isPresent();
  }

  @Test
  void onlyWhoManagesPeopleLinksAndSeesLinks() {
    Caller operator = installed.person("link-operator", EnumSet.of(Role.OPERATOR));

    assertRefused(
        "PERMISSION_MISSING", () -> links.link(operator, ISSUER, ADMIN, "subject-4", "", false));
    assertRefused("PERMISSION_MISSING", () -> links.list(operator, null));
    assertThat(about(operator)).extracting(AuditRecord::action).contains(Action.ACCESS_DENIED);
    assertThat(enter("subject-4")).isEmpty();
  }

  @Test
  void oneAccountIsOnePersons() {
    links.link(admin, ISSUER, ADMIN, "subject-5", "", false);

    Refused refused =
        assertRefused(
            "LINK_EXISTS", () -> links.link(admin, ISSUER, ADMIN, "subject-5", "", false));
    assertThat(refused.kind()).isEqualTo(Refused.Kind.CONFLICT);
    Caller proven = admin.provenAt(clock.instant());
    assertRefused("OIDC_TAKEN", () -> underTest.linkOwn(proven, ISSUER, "subject-5", ""));
  }

  @Test
  @Tag("INPUT-01")
  void whatNamesNoAccountOrNobodyIsRefusedAtItsField() {
    assertField("subject", "LINK_UNCLEAR", () -> links.link(admin, ISSUER, ADMIN, "", " ", true));
    assertField(
        "subject",
        "LINK_UNCLEAR",
        () -> links.link(admin, ISSUER, ADMIN, "s", "a@b.example", true));
    assertField(
        "subject", "SUBJECT_INVALID", () -> links.link(admin, ISSUER, ADMIN, "s\u00e9", "", true));
    assertField(
        "email", "EMAIL_INVALID", () -> links.link(admin, ISSUER, ADMIN, "", "a@b@c", true));
    assertField(
        "email",
        "LINK_BY_EMAIL_OFF",
        () -> links.link(admin, ISSUER, ADMIN, "", "a@b.example", false));
    assertField(
        "person", "PERSON_UNKNOWN", () -> links.link(admin, ISSUER, "no-one", "s6", "", false));
    assertField("person", "FIELD_MISSING", () -> links.link(admin, ISSUER, " ", "s6", "", false));
  }

  private static void assertField(String field, String code, Runnable deed) {
    assertThat(assertRefused(code, deed::run).field()).contains(field);
  }

  @Test
  @Tag("ATTACK-13")
  void ownLinkNeedsAFreshProof() {
    Caller unproven =
        new Caller(
            admin.kind(),
            admin.id(),
            admin.tenant(),
            admin.workspace(),
            admin.roles(),
            admin.address(),
            admin.correlationId());
    assertRefused("OIDC_STALE", () -> underTest.linkOwn(unproven, ISSUER, "subject-7", "Ada"));
    Caller stale = admin.provenAt(clock.instant().minus(Duration.ofMinutes(6)));
    assertRefused("OIDC_STALE", () -> underTest.linkOwn(stale, ISSUER, "subject-7", "Ada"));
    Caller fresh = admin.provenAt(clock.instant());
    underTest.linkOwn(fresh, ISSUER, "subject-7", "Ada");

    assertThat(enter("subject-7")).isPresent();
    assertThat(links.own(admin))
        .filteredOn(link -> link.subject().equals(Optional.of("subject-7")))
        .singleElement()
        .satisfies(link -> assertThat(link.linkedBy()).isEqualTo(ADMIN));
  }

  @Test
  @Tag("ATTACK-09")
  void linkOfAnotherTenantIsNotThere() {
    links.link(admin, ISSUER, ADMIN, "subject-8", "", false);
    String id = view("subject-8").id();
    Caller foreigner = installed.foreigner();

    assertRefused("NOT_FOUND", () -> links.unlink(foreigner, id));
    assertThat(links.list(foreigner, null).rows())
        .extracting(PersonLinkView::id)
        .doesNotContain(id);
    assertThat(links.own(foreigner)).isEmpty();
    assertRefused(
        "PERSON_UNKNOWN", () -> links.link(foreigner, ISSUER, ADMIN, "subject-8f", "", false));
    assertThat(enter("subject-8")).isPresent();
  }

  @Test
  void linkIsTakenAwayByAdminsAndItsOwnPersonOnly() {
    links.link(admin, ISSUER, ADMIN, "subject-9", "", false);
    String id = view("subject-9").id();
    Caller viewer = installed.person("link-viewer", Set.of(Role.VIEWER));

    assertRefused("PERMISSION_MISSING", () -> links.unlink(viewer, id));
    assertRefused("NOT_FOUND", () -> links.unlink(admin, "no-id"));
    links.unlink(installed.person(ADMIN, Set.of(Role.VIEWER)), id);

    assertThat(enter("subject-9")).isEmpty();
  }

  @Test
  @Tag("ATTACK-15")
  @Tag("ST-SEC-010")
  void nobodyEntersWhenItCannotBeAudited() throws SQLException {
    links.link(admin, ISSUER, ADMIN, "subject-10", "", false);
    database.update(
        "alter table audit_event add constraint no_entry check (address <> '192.0.2.78')");
    try {
      assertThatThrownBy(() -> underTest.enterFrom("192.0.2.78", ISSUER, "subject-10"))
          .isInstanceOf(RuntimeException.class);
    } finally {
      database.update("alter table audit_event drop constraint no_entry");
    }
    assertThat(view("subject-10").lastUsedAt()).isEmpty();
  }

  @Test
  void linksOfAPersonAreBounded() {
    String name = "linked-" + UUID.randomUUID();
    people.create(
        admin, new PersonDraft(name, "", Set.of(Role.VIEWER), Set.of(Installed.WORKSPACE)));
    for (int link = 0; link < 50; link++) {
      links.link(admin, ISSUER, name, name + "/" + link, "", false);
    }
    assertRefused(
        "LINKS_TOO_MANY", () -> links.link(admin, ISSUER, name, name + "/one-too-many", "", false));
    assertThat(links.list(admin, name.substring(0, name.length() - 1)).rows())
        .filteredOn(link -> link.person().equals(name))
        .hasSize(50);
    assertThat(links.list(admin, name).rows()).noneMatch(link -> link.person().equals(name));
  }

  private Optional<Caller> enter(String subject) {
    return underTest.enter(ISSUER, subject, Optional.empty(), false);
  }

  private PersonLinkView view(String subject) {
    return links.own(admin).stream()
        .filter(link -> link.subject().equals(Optional.of(subject)))
        .findFirst()
        .orElseThrow();
  }

  private List<AuditRecord> about(Caller caller) {
    return recorded.search(Installed.TENANT, AuditQuery.under(caller.correlationId(), 10));
  }
}
