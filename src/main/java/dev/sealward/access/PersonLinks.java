package dev.sealward.access;

import dev.sealward.access.openid.OpenIdIdentity;
import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.guard.Guard;
import dev.sealward.guard.Redacted;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Input;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which account at an OpenID provider enters as which person.
 *
 * <p>Guarantees: nobody enters who was not made a person here and linked before; an account is
 * known by issuer and subject, which a provider never gives to another; an e-mail address leads to
 * a person at most once, only where an admin linked that address, the operator allowed it, and the
 * provider says it checked the address; roles stay Sealward's own; who has a second factor, or of
 * whom one is demanded, takes that step too, unless the provider shows one in a word the operator
 * takes for it. Entering and its audit row are one transaction.
 */
@ApplicationScoped
@Transactional
public class PersonLinks {
  private static final int MAX_SUBJECT_CHARS = 255;
  private static final int MAX_EMAIL_CHARS = 254;
  private static final int MAX_LINKS = 50;
  private static final Pattern EMAIL = Pattern.compile("[\\x21-\\x7e&&[^@]]+@[a-z0-9.-]+");
  private static final Pattern SUBJECT = Pattern.compile("[\\x20-\\x7e]+");

  private final EntityManager entityManager;
  private final AuditTrail auditTrail;
  private final Policies policies;
  private final SecondSteps secondSteps;
  private final Guard guard;
  private final Clock clock;

  @Inject
  PersonLinks(
      EntityManager entityManager,
      AuditTrail auditTrail,
      Policies policies,
      SecondSteps secondSteps,
      Guard guard,
      Clock clock) {
    this.entityManager = entityManager;
    this.auditTrail = auditTrail;
    this.policies = policies;
    this.secondSteps = secondSteps;
    this.guard = guard;
    this.clock = clock;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected PersonLinks() {
    this(null, null, null, null, null, null);
  }

  /**
   * A page of the links of the caller's tenant, by person, with all of each.
   *
   * @param after the name to go on after; null from the first
   */
  @Needs(Permission.MANAGE_PEOPLE)
  @Redacted
  public PersonLinkPage list(Caller caller, @Nullable String after) {
    policies.require(caller, Permission.MANAGE_PEOPLE);
    TypedQuery<Object[]> query =
        entityManager
            .createQuery(
                "select l, p.name from PersonLinkRow l, PersonRow p where l.tenant = :tenant"
                    + " and p.id = l.person and p.tenant = :tenant"
                    + (after == null ? "" : " and p.name > :after")
                    + " order by p.name, l.linkedAt",
                Object[].class)
            .setParameter("tenant", caller.tenant().value());
    if (after != null) {
      query.setParameter("after", after);
    }
    return PersonLinkPage.of(views(query.setMaxResults(PersonLinkPage.ROWS + 1).getResultList()));
  }

  /** The caller's own links. */
  @ForAnyone("It is about the person who calls, and refuses who is none.")
  @Redacted
  public List<PersonLinkView> own(Caller caller) {
    return views(
        entityManager
            .createQuery(
                "select l, p.name from PersonLinkRow l, PersonRow p where l.tenant = :tenant"
                    + " and p.id = l.person and p.tenant = :tenant and p.name = :name"
                    + " order by l.linkedAt",
                Object[].class)
            .setParameter("tenant", caller.tenant().value())
            .setParameter("name", caller.id())
            .getResultList());
  }

  private static List<PersonLinkView> views(List<Object[]> rows) {
    return rows.stream().map(row -> ((PersonLinkRow) row[0]).view((String) row[1])).toList();
  }

  /**
   * Links an account to a person: by its subject, or by an e-mail address whose holder gets the
   * link when they first enter.
   *
   * @param byEmail whether the operator lets an address stand for an account
   */
  @Needs(Permission.MANAGE_PEOPLE)
  public void link(
      Caller caller,
      String issuer,
      @Nullable String personName,
      @Nullable String typedSubject,
      @Nullable String typedEmail,
      boolean byEmail) {
    policies.requireProven(caller, Permission.MANAGE_PEOPLE);
    String subject = Input.line("subject", typedSubject, MAX_SUBJECT_CHARS);
    String email = Input.line("email", typedEmail, MAX_EMAIL_CHARS).toLowerCase(Locale.ROOT);
    guard.refusePlaintext(caller, "subject", subject);
    guard.refusePlaintext(caller, "email", email);
    requireOne(subject, email, byEmail);
    PersonRow person =
        person(caller, Input.required("person", personName))
            .orElseThrow(
                () ->
                    Refused.field(
                        "person",
                        "PERSON_UNKNOWN",
                        "There is nobody of this name.",
                        "Type the name they sign in with."));
    add(
        caller,
        new PersonLinkRow(
            person,
            issuer,
            subject.isEmpty() ? null : subject,
            email.isEmpty() ? null : email,
            "",
            clock.instant(),
            caller.id()),
        person);
  }

  private static void requireOne(String subject, String email, boolean byEmail) {
    if (subject.isEmpty() == email.isEmpty()) {
      throw Refused.field(
          "subject",
          "LINK_UNCLEAR",
          "A link is for a subject or for an e-mail address.",
          "Fill in one of the two.");
    }
    if (!subject.isEmpty() && !SUBJECT.matcher(subject).matches()) {
      throw Refused.field(
          "subject",
          "SUBJECT_INVALID",
          "A subject has letters, digits and signs of ASCII only.",
          "Copy it from the provider's page of the account.");
    }
    if (!email.isEmpty() && !byEmail) {
      throw Refused.field(
          "email",
          "LINK_BY_EMAIL_OFF",
          "Links by e-mail address are switched off.",
          "Type the subject, or let the operator set SEALWARD_OIDC_LINK_BY_EMAIL.");
    }
    if (!email.isEmpty() && !EMAIL.matcher(email).matches()) {
      throw Refused.field(
          "email", "EMAIL_INVALID", "This is no e-mail address.", "For example: ada@example.org.");
    }
  }

  /**
   * Links the account the caller has just signed in to at the provider to the caller.
   *
   * @throws Refused unless they proved who they are within the last minutes
   */
  @ForAnyone("It is about the person who calls, and refuses who is none.")
  public void linkOwn(Caller caller, OpenIdIdentity identity) {
    requireProven(caller);
    if (linked(identity.issuer(), identity.subject()).isPresent()) {
      throw OpenIdRefusal.TAKEN.refused();
    }
    PersonRow person = person(caller, caller.id()).orElseThrow(Refused::accessDenied);
    PersonLinkRow row =
        new PersonLinkRow(
            person,
            identity.issuer(),
            identity.subject(),
            null,
            fitToShow(caller.tenant(), identity.name()),
            clock.instant(),
            caller.id());
    add(caller, row, person);
  }

  /** Refuses a person whose proof of who they are is too old to change how they enter. */
  @ForAnyone("It is about the person who calls, and refuses who is none.")
  public void requireProven(Caller caller) {
    if (!policies.isProven(caller)) {
      throw OpenIdRefusal.STALE.refused();
    }
  }

  private void add(Caller caller, PersonLinkRow row, PersonRow person) {
    requireRoom(person);
    entityManager.persist(row);
    Rows.flushNew(
        entityManager,
        () ->
            Refused.conflict(
                "LINK_EXISTS",
                "This account is linked already.",
                "Take the other link away first, if it is wrong."));
    auditTrail.record(
        caller, Action.PERSON_LINKED, new Target("person", person.name()), "OpenID Connect");
  }

  private void requireRoom(PersonRow person) {
    entityManager.lock(person, LockModeType.PESSIMISTIC_WRITE);
    long held =
        entityManager
            .createQuery("select count(l) from PersonLinkRow l where l.person = :id", Long.class)
            .setParameter("id", person.id())
            .getSingleResult();
    if (held >= MAX_LINKS) {
      throw Refused.conflict(
          "LINKS_TOO_MANY",
          "This person has " + MAX_LINKS + " linked accounts, which is as many as one may have.",
          "Take a link away that is not used any more.");
    }
  }

  /** Takes a link away: nobody enters by it from now on. Everybody may take their own away. */
  @ForAnyone("One's own; another's takes MANAGE_PEOPLE, which it checks.")
  public void unlink(Caller caller, @Nullable String id) {
    PersonLinkRow row = find(caller, id);
    PersonRow person = entityManager.find(PersonRow.class, row.person());
    if (!person.name().equals(caller.id())) {
      policies.requireProven(caller, Permission.MANAGE_PEOPLE);
    }
    entityManager.remove(row);
    auditTrail.record(
        caller, Action.PERSON_UNLINKED, new Target("person", person.name()), "OpenID Connect");
  }

  private PersonLinkRow find(Caller caller, @Nullable String id) {
    try {
      return entityManager
          .createQuery(
              "select l from PersonLinkRow l where l.tenant = :tenant and l.id = :id",
              PersonLinkRow.class)
          .setParameter("tenant", caller.tenant().value())
          .setParameter("id", UUID.fromString(String.valueOf(id)))
          .getResultStream()
          .findFirst()
          .orElseThrow(() -> Refused.missing("link"));
    } catch (IllegalArgumentException notOne) {
      throw Refused.missing("link");
    }
  }

  private Optional<PersonRow> person(Caller caller, String name) {
    return entityManager
        .createQuery(
            "select p from PersonRow p where p.tenant = :tenant and p.name = :name",
            PersonRow.class)
        .setParameter("tenant", caller.tenant().value())
        .setParameter("name", name.strip().toLowerCase(Locale.ROOT))
        .getResultStream()
        .findFirst();
  }

  /**
   * Lets the person in whom the identity is linked to, or leads them to the second step; empty when
   * it is linked to nobody, or to somebody who is disabled.
   */
  Optional<PasswordStep> enter(OpenIdIdentity identity, boolean byEmail, String address) {
    Optional<PersonLinkRow> link = linked(identity.issuer(), identity.subject());
    if (link.isEmpty() && byEmail && identity.email().isPresent()) {
      link = waiting(identity.issuer(), identity.email().get());
    }
    if (link.isEmpty()) {
      return Optional.empty();
    }
    PersonRow person = entityManager.find(PersonRow.class, link.get().person());
    if (!person.isEnabled()) {
      return Optional.empty();
    }
    TenantId tenant = TenantId.of(person.tenant());
    link.get().used(identity.subject(), fitToShow(tenant, identity.name()), clock.instant());
    Optional<HalfSignIn> half =
        identity.secondFactor() ? Optional.empty() : secondSteps.after(person, true);
    if (half.isPresent()) {
      return half.map(PasswordStep.Half::new);
    }
    Admission admission = person.admission(address, UUID.randomUUID());
    person.signedIn(clock.instant(), address);
    auditTrail.record(
        admission.caller(),
        Action.PERSON_SIGNED_IN,
        new Target("person", person.name()),
        "OpenID Connect");
    return Optional.of(new PasswordStep.Admitted(admission.onAnothersWord()));
  }

  /** What the provider calls the account; nothing when a secret stands in it. */
  private String fitToShow(TenantId tenant, String name) {
    return guard.holdsSecret(tenant, name) ? "" : name;
  }

  private Optional<PersonLinkRow> linked(String issuer, String subject) {
    return entityManager
        .createQuery(
            "select l from PersonLinkRow l where l.issuer = :issuer and l.subject = :subject",
            PersonLinkRow.class)
        .setParameter("issuer", issuer)
        .setParameter("subject", subject)
        .getResultStream()
        .findFirst();
  }

  /** A link by e-mail that nobody took yet. */
  private Optional<PersonLinkRow> waiting(String issuer, String email) {
    return entityManager
        .createQuery(
            "select l from PersonLinkRow l where l.issuer = :issuer and l.email = :email"
                + " and l.subject is null",
            PersonLinkRow.class)
        .setParameter("issuer", issuer)
        .setParameter("email", email)
        .getResultStream()
        .findFirst();
  }
}
