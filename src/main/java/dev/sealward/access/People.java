package dev.sealward.access;

import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.crypto.PasswordHash;
import dev.sealward.guard.Guard;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Input;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * People and their sign-in.
 *
 * <p>Guarantees: passwords are kept as Argon2id only; an unknown name and a wrong password get the
 * same answer and cost the same work; failures are counted on the normalised name together with the
 * address, and on the address alone, so that nobody can lock somebody else out from elsewhere.
 */
@ApplicationScoped
@Transactional
public class People {
  private static final TenantId DEFAULT_TENANT = TenantId.of("default");
  private static final WorkspaceId DEFAULT_WORKSPACE = WorkspaceId.of("default");
  private static final Target SIGN_IN = new Target("session", "sign-in");
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
  private static final int MIN_PASSWORD_CHARS = 12;
  private static final int MAX_PASSWORD_CHARS = 256;
  private static final int MAX_DISPLAY_CHARS = 100;
  private static final Set<Role> FIRST_ADMIN =
      EnumSet.of(Role.ADMIN, Role.OPERATOR, Role.SECURITY_LEAD);

  private final EntityManager entityManager;
  private final AuditTrail auditTrail;
  private final Alerts alerts;
  private final Guard guard;
  private final Clock clock;
  private final SecureRandom random;
  // Two at once: each takes 19 MiB and a core.
  private final PasswordHash passwords = new PasswordHash(2, Duration.ofSeconds(5));
  private final Attempts byNameAndAddress;
  private final Attempts byAddress;
  // One record, one alert at first, then ever fewer: nobody fills the trail by knocking.
  private final Attempts throttlesRecorded;
  private final Attempts burstsAlerted;

  @Inject
  People(
      EntityManager entityManager,
      AuditTrail auditTrail,
      Alerts alerts,
      Guard guard,
      Clock clock,
      SecureRandom random) {
    this.entityManager = entityManager;
    this.auditTrail = auditTrail;
    this.alerts = alerts;
    this.guard = guard;
    this.clock = clock;
    this.random = random;
    this.byNameAndAddress = new Attempts(clock, 5);
    this.byAddress = new Attempts(clock, 20);
    this.throttlesRecorded = new Attempts(clock, 1);
    this.burstsAlerted = new Attempts(clock, 1);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected People() {
    this(null, null, null, null, null, null);
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
  public Caller createFirstAdmin(
      Caller caller, @Nullable String name, char[] password, @Nullable String displayName) {
    if (anyone()) {
      throw Refused.conflict(
          "ADMIN_EXISTS", "The first admin has been created already.", "Open /sign-in.");
    }
    String id = Input.id("name", name == null ? null : normalised(name));
    String display = Input.line("displayName", displayName, MAX_DISPLAY_CHARS);
    checkPassword(password, id);
    if (contains(display, password) || contains(id, password)) {
      throw Refused.field(
          "displayName",
          "PASSWORD_IN_NAME",
          "This name holds the password, and names are shown to everybody.",
          "Choose another name, or another password.");
    }
    guard.refusePlaintext(caller, "name", id);
    guard.refusePlaintext(caller, "displayName", display);
    PersonRow person =
        new PersonRow(
            DEFAULT_TENANT.value(),
            id,
            display.isEmpty() ? id : display,
            passwords.hash(password, random),
            FIRST_ADMIN,
            clock.instant(),
            caller.id());
    entityManager.persist(person);
    entityManager.flush();
    auditTrail.record(caller, Action.PERSON_CREATED, new Target("person", id), "first admin");
    Caller admin = caller(person, caller.address());
    auditTrail.record(admin, Action.PERSON_SIGNED_IN, new Target("person", id));
    return admin;
  }

  private static void checkPassword(char[] password, String name) {
    if (password.length < MIN_PASSWORD_CHARS || password.length > MAX_PASSWORD_CHARS) {
      throw Refused.field(
          "password",
          "PASSWORD_LENGTH",
          "A password has "
              + MIN_PASSWORD_CHARS
              + " to "
              + MAX_PASSWORD_CHARS
              + " characters; any characters will do.",
          "A few random words make a good one.");
    }
    boolean oneCharacter = true;
    for (char c : password) {
      oneCharacter &= c == password[0];
    }
    if (oneCharacter || startsWithTwice(password, name)) {
      throw Refused.field(
          "password",
          "PASSWORD_GUESSABLE",
          "This password is one character repeated, or the name.",
          "A few random words make a good one.");
    }
  }

  private static boolean contains(String text, char[] password) {
    for (int start = 0; start + password.length <= text.length(); start++) {
      int same = 0;
      while (same < password.length && text.charAt(start + same) == password[same]) {
        same++;
      }
      if (same == password.length) {
        return true;
      }
    }
    return false;
  }

  private static boolean startsWithTwice(char[] password, String name) {
    for (int i = 0; i < password.length; i++) {
      if (Character.toLowerCase(password[i]) != name.charAt(i % name.length())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Signs somebody in. Empty means "name or password wrong", whichever it was.
   *
   * @throws Refused TOO_MANY after too many failures
   */
  @ForAnyone("It finds out who calls.")
  public Optional<Caller> signIn(@Nullable String name, char[] password, String address) {
    String typed = normalised(name == null ? "" : name);
    // Whatever cannot be a name is one and the same unknown name.
    String known = NAME.matcher(typed).matches() ? typed : "";
    String key = known + " " + address;
    if (!begins(key, address)) {
      if (throttlesRecorded.begins(address)) {
        auditTrail.recordRefusal(
            nobody(address), Action.SIGN_IN_FAILED, SIGN_IN, "SIGN_IN_TOO_MANY");
      }
      throw Refused.of(
          Refused.Kind.TOO_MANY,
          Remedy.of(
              "SIGN_IN_TOO_MANY",
              "Too many failed attempts to sign in from here.",
              "Wait a few minutes and try again."));
    }
    Optional<PersonRow> person = find(known);
    char[] bounded = password.length > MAX_PASSWORD_CHARS ? new char[0] : password;
    boolean right;
    try {
      right =
          person.isPresent()
              ? passwords.verify(bounded, person.get().passwordHash())
              : passwords.verifyAgainstNobody(bounded);
    } catch (Refused notChecked) {
      byNameAndAddress.withdrawn(key);
      byAddress.withdrawn(address);
      throw notChecked;
    }
    if (person.isEmpty() || !right) {
      failed(address);
      return Optional.empty();
    }
    byNameAndAddress.succeeded(key);
    byAddress.withdrawn(address);
    PersonRow row = person.get();
    if (passwords.needsRehash(row.passwordHash())) {
      row.rehash(passwords.hash(password, random));
    }
    row.signedIn(clock.instant());
    Caller caller = caller(row, address);
    auditTrail.record(caller, Action.PERSON_SIGNED_IN, new Target("person", row.name()));
    return Optional.of(caller);
  }

  /** Counts the attempt before it is checked: what is tried all at once counts all the same. */
  private boolean begins(String key, String address) {
    if (!byAddress.begins(address)) {
      return false;
    }
    if (!byNameAndAddress.begins(key)) {
      byAddress.withdrawn(address);
      return false;
    }
    return true;
  }

  private void failed(String address) {
    // Not the typed name: people type passwords into the wrong field.
    auditTrail.recordRefusal(nobody(address), Action.SIGN_IN_FAILED, SIGN_IN, "SIGN_IN_WRONG");
    if (!byAddress.allows(address) && burstsAlerted.begins(address)) {
      alerts.raise(
          DEFAULT_TENANT, AlertKind.SIGN_IN_BURST, "sign-in", "many failures from one address");
    }
  }

  private static Caller nobody(String address) {
    return new Caller(
        Caller.Kind.SYSTEM,
        "sign-in",
        DEFAULT_TENANT,
        DEFAULT_WORKSPACE,
        Set.of(),
        address,
        UUID.randomUUID());
  }

  /** Records that somebody left. */
  @ForAnyone("Everybody ends their own session.")
  public void signOut(Caller caller) {
    auditTrail.record(caller, Action.PERSON_SIGNED_OUT, new Target("person", caller.id()));
  }

  private Optional<PersonRow> find(String name) {
    return entityManager
        .createQuery("select p from PersonRow p where p.name = :name", PersonRow.class)
        .setParameter("name", name)
        .getResultStream()
        .findFirst();
  }

  private static Caller caller(PersonRow person, String address) {
    return new Caller(
        Caller.Kind.PERSON,
        person.name(),
        TenantId.of(person.tenant()),
        DEFAULT_WORKSPACE,
        person.roles(),
        address,
        UUID.randomUUID());
  }

  /** Names are compared, counted and stored in one form: stripped and lower case. */
  private static String normalised(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }
}
