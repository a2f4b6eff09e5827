package dev.sealward.access;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.guard.Guard;
import dev.sealward.guard.Redacted;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The people of a tenant, as admins manage them.
 *
 * <p>Guarantees: nobody changes their own roles or disables themselves; one enabled admin who has a
 * password of their own always remains, whoever acts at the same time; what is taken away is gone
 * with the person's next request; who changes what somebody is or may proved within five minutes
 * who they are, who only ends sessions need not; each change has its audit row. A password made
 * here can be seen once and opens nothing but the form to choose another.
 */
@ApplicationScoped
@Transactional
public class People {
  private static final TenantId DEFAULT_TENANT = TenantId.of("default");
  private static final int MAX_LISTED = 200;
  private static final Set<Role> FIRST_ADMIN =
      EnumSet.of(Role.ADMIN, Role.OPERATOR, Role.SECURITY_LEAD);

  private final EntityManager entityManager;
  private final Policies policies;
  private final Workspaces workspaces;
  private final AuditTrail auditTrail;
  private final Guard guard;
  private final Passwords passwords;
  private final ShortTransactions transactions;
  private final Clock clock;
  private final SecureRandom random;

  @Inject
  People(
      EntityManager entityManager,
      Policies policies,
      Workspaces workspaces,
      AuditTrail auditTrail,
      Guard guard,
      Passwords passwords,
      ShortTransactions transactions,
      Clock clock,
      SecureRandom random) {
    this.entityManager = entityManager;
    this.policies = policies;
    this.workspaces = workspaces;
    this.auditTrail = auditTrail;
    this.guard = guard;
    this.passwords = passwords;
    this.transactions = transactions;
    this.clock = clock;
    this.random = random;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected People() {
    this(null, null, null, null, null, null, null, null, null);
  }

  /** Whether there is anybody yet. */
  public boolean anyone() {
    return !entityManager
        .createQuery("select p.id from PersonRow p", UUID.class)
        .setMaxResults(1)
        .getResultList()
        .isEmpty();
  }

  /** Creates the first person, who holds every role but viewer's. Refused when there is one. */
  @ForAnyone("Before set-up is complete there is nobody; the set-up code guards it.")
  @Transactional(TxType.NEVER)
  public Admission createFirstAdmin(
      Caller caller, @Nullable String name, char[] password, @Nullable String displayName) {
    String id = PersonNames.chosen(name);
    String display = PersonNames.shown(displayName, id);
    passwords.check("password", password, id, display);
    PersonNames.refusePassword(display, password);
    guard.refusePlaintext(caller, "name", id);
    guard.refusePlaintext(caller, "displayName", display);
    String hash = passwords.hash(password);
    return transactions.of(() -> createFirstAdmin(caller, id, display, hash));
  }

  private Admission createFirstAdmin(Caller caller, String id, String display, String hash) {
    // Held until the commit: of two who get here at once, the second finds the first's admin.
    lockInstallation();
    if (anyone()) {
      throw Refused.conflict(
          "ADMIN_EXISTS", "The first admin has been created already.", "Open /sign-in.");
    }
    PersonRow person =
        new PersonRow(
            DEFAULT_TENANT.value(), id, display, hash, FIRST_ADMIN, clock.instant(), caller.id());
    person.signedIn(clock.instant(), caller.address());
    entityManager.persist(person);
    entityManager.flush();
    auditTrail.record(caller, Action.PERSON_CREATED, target(id), "first admin");
    Admission admin = person.admission(caller.address(), UUID.randomUUID());
    auditTrail.record(admin.caller(), Action.PERSON_SIGNED_IN, target(id));
    return admin;
  }

  /**
   * The tenant's people by name.
   *
   * @param after the name to go on after; null from the first
   * @param limit how many at most, 1 to 200
   */
  @Needs(Permission.MANAGE_PEOPLE)
  @Redacted
  public List<PersonView> list(Caller caller, @Nullable String after, int limit) {
    policies.require(caller, Permission.MANAGE_PEOPLE);
    return entityManager
        .createQuery(
            "select p from PersonRow p where p.tenant = :tenant and p.name > :after order by"
                + " p.name",
            PersonRow.class)
        .setParameter("tenant", caller.tenant().value())
        .setParameter("after", after == null ? "" : after)
        .setMaxResults(Math.max(1, Math.min(limit, MAX_LISTED)))
        .getResultStream()
        .map(PersonRow::view)
        .toList();
  }

  @Needs(Permission.MANAGE_PEOPLE)
  @Redacted
  public PersonView get(Caller caller, String name) {
    policies.require(caller, Permission.MANAGE_PEOPLE);
    return find(caller, name, LockModeType.NONE).view();
  }

  /** Lets somebody in, with a password that can be seen this once. */
  @Needs(Permission.MANAGE_PEOPLE)
  @Transactional(TxType.NEVER)
  public InitialPassword create(Caller caller, PersonDraft draft) {
    policies.requireProven(caller, Permission.MANAGE_PEOPLE);
    String name = PersonNames.chosen(draft.name());
    String display = PersonNames.shown(draft.displayName(), name);
    guard.refusePlaintext(caller, "name", name);
    guard.refusePlaintext(caller, "displayName", display);
    return withInitialPassword(name, hash -> create(caller, draft, name, display, hash));
  }

  private void create(Caller caller, PersonDraft draft, String name, String display, String hash) {
    checkPlace(caller, draft.roles(), draft.workspaces());
    // Installation-wide, since a name alone is typed at the door.
    boolean taken =
        !entityManager
            .createQuery("select p.id from PersonRow p where p.name = :name", UUID.class)
            .setParameter("name", name)
            .getResultList()
            .isEmpty();
    if (taken) {
      throw exists();
    }
    PersonRow person =
        new PersonRow(
            caller.tenant().value(),
            name,
            display,
            hash,
            draft.roles(),
            clock.instant(),
            caller.id());
    person.resetPassword(hash);
    person.be(draft.roles(), draft.workspaces());
    entityManager.persist(person);
    Rows.flushNew(entityManager, People::exists);
    auditTrail.record(
        caller, Action.PERSON_CREATED, target(name), words(draft.roles(), draft.workspaces()));
  }

  /** Gives somebody other roles and workspaces, from their next request on. */
  @Needs(Permission.MANAGE_PEOPLE)
  public void place(Caller caller, String name, Set<Role> roles, Set<WorkspaceId> in) {
    PersonRow person = requireOther(caller, name);
    checkPlace(caller, roles, in);
    if (!roles.contains(Role.ADMIN)) {
      requireAnotherAdmin(person);
    }
    person.be(roles, in);
    auditTrail.record(caller, Action.PERSON_ROLES_CHANGED, target(name), words(roles, in));
  }

  /** Keeps somebody out; their sessions end at once. */
  @Needs(Permission.MANAGE_PEOPLE)
  public void disable(Caller caller, String name) {
    PersonRow person = requireOther(caller, name);
    if (person.isEnabled()) {
      requireAnotherAdmin(person);
      person.disable(clock.instant());
      auditTrail.record(caller, Action.PERSON_DISABLED, target(name));
    }
  }

  @Needs(Permission.MANAGE_PEOPLE)
  public void enable(Caller caller, String name) {
    PersonRow person = requireOther(caller, name);
    if (!person.isEnabled()) {
      person.enable();
      auditTrail.record(caller, Action.PERSON_ENABLED, target(name));
    }
  }

  /** Ends all sessions somebody has. */
  @Needs(Permission.MANAGE_PEOPLE)
  public void endSessions(Caller caller, String name) {
    policies.require(caller, Permission.MANAGE_PEOPLE);
    find(caller, name, LockModeType.PESSIMISTIC_WRITE).endSessions();
    auditTrail.record(caller, Action.PERSON_SESSIONS_ENDED, target(name));
  }

  /** Gives somebody a new password that can be seen this once; their sessions end at once. */
  @Needs(Permission.MANAGE_PEOPLE)
  @Transactional(TxType.NEVER)
  public InitialPassword resetPassword(Caller caller, String name) {
    policies.requireProven(caller, Permission.MANAGE_PEOPLE);
    return withInitialPassword(name, hash -> resetPassword(caller, name, hash));
  }

  private void resetPassword(Caller caller, String name, String hash) {
    PersonRow person = requireOther(caller, name);
    requireAnotherAdmin(person);
    person.resetPassword(hash);
    auditTrail.record(caller, Action.PASSWORD_RESET, target(name));
  }

  /** Makes a password, and does {@code work} with its hash in a transaction. */
  private InitialPassword withInitialPassword(String person, Consumer<String> work) {
    InitialPassword initial = InitialPassword.make(person, random);
    try {
      String hash = hash(initial);
      transactions.of(
          () -> {
            work.accept(hash);
            return hash;
          });
      return initial;
    } catch (RuntimeException notDone) {
      initial.password().close();
      throw notDone;
    }
  }

  /** Somebody who is not the caller, while nobody else manages people. */
  private PersonRow requireOther(Caller caller, String name) {
    policies.requireProven(caller, Permission.MANAGE_PEOPLE);
    if (caller.id().equals(name)) {
      throw Refused.conflict(
          "OWN_ACCOUNT",
          "Nobody changes their own roles, state or password here.",
          "Your own password is changed at /account; for the rest ask another admin.");
    }
    // One at a time in the whole installation, so that two admins cannot remove each other.
    lockInstallation();
    return find(caller, name, LockModeType.PESSIMISTIC_WRITE);
  }

  private void lockInstallation() {
    entityManager.find(InstallationRow.class, InstallationRow.ONLY, LockModeType.PESSIMISTIC_WRITE);
  }

  /** Refuses what would leave nobody who can manage people. */
  private void requireAnotherAdmin(PersonRow leaving) {
    boolean another =
        entityManager
            .createQuery(
                "select p from PersonRow p where p.tenant = :tenant and p.name <> :name"
                    + " and p.disabledAt is null and p.mustChangePassword = false",
                PersonRow.class)
            .setParameter("tenant", leaving.tenant())
            .setParameter("name", leaving.name())
            .getResultStream()
            .anyMatch(person -> person.roles().contains(Role.ADMIN));
    if (!another) {
      throw Refused.conflict(
          "LAST_ADMIN",
          "This is the last admin who can sign in.",
          "Make somebody else an admin first, and let them choose their password.");
    }
  }

  private void checkPlace(Caller caller, Set<Role> roles, Set<WorkspaceId> in) {
    if (roles.isEmpty()) {
      throw Refused.field(
          "roles", "ROLES_MISSING", "A person holds one role or more.", "Choose at least one.");
    }
    if (in.isEmpty() && !Standing.isTenantWide(roles)) {
      throw Refused.field(
          "workspaces",
          "WORKSPACES_MISSING",
          "Operators and viewers reach the workspaces they are given, and none was chosen.",
          "Choose at least one.");
    }
    for (WorkspaceId workspace : in) {
      if (!workspaces.exists(caller.tenant(), workspace)) {
        throw Refused.field(
            "workspaces",
            "WORKSPACE_MISSING",
            "There is no such workspace.",
            "Choose from the list.");
      }
    }
  }

  private PersonRow find(Caller caller, String name, LockModeType lock) {
    return entityManager
        .createQuery(
            "select p from PersonRow p where p.tenant = :tenant and p.name = :name",
            PersonRow.class)
        .setParameter("tenant", caller.tenant().value())
        .setParameter("name", name)
        .setLockMode(lock)
        .getResultStream()
        .findFirst()
        .orElseThrow(() -> Refused.missing("person"));
  }

  private String hash(InitialPassword initial) {
    char[] chars = initial.chars();
    try {
      return passwords.hash(chars);
    } finally {
      Arrays.fill(chars, '\0');
    }
  }

  private static String words(Set<Role> roles, Set<WorkspaceId> in) {
    String held = roles.stream().sorted().map(Role::text).collect(Collectors.joining(", "));
    if (Standing.isTenantWide(roles)) {
      return held + " in every workspace";
    }
    return held
        + " in "
        + in.stream().map(WorkspaceId::value).sorted().limit(5).collect(Collectors.joining(", "))
        + (in.size() > 5 ? " and " + (in.size() - 5) + " more" : "");
  }

  private static Target target(String name) {
    return new Target("person", name);
  }

  private static Refused exists() {
    return Refused.field(
        "name", "PERSON_EXISTS", "There is a person of this name.", "Choose another name.");
  }
}
