package dev.sealward.access;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Input;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeySource;
import dev.sealward.keys.KeyState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * The way from an empty installation to one with a master key and an admin.
 *
 * <p>Guarantees: until there is an admin, only who typed the set-up code gets past the first step;
 * the code works once, for 30 minutes after the start, and wrong ones are slowed down; no step can
 * be done twice; each is audited.
 */
@ApplicationScoped
public class SetUp {
  private static final Duration CODE_LIFE = Duration.ofMinutes(30);
  private static final Target INSTALLATION = new Target("installation", "1");

  /** The steps in their order. */
  public enum Step {
    CODE,
    KEY,
    ADMIN,
    /**
     * Never required, and so never the answer of {@link #next}: a session settles it for itself.
     */
    RECOVERY,
    CREDENTIAL,
    DONE
  }

  private final EntityManager entityManager;
  private final KeyRing keyRing;
  private final People people;
  private final AuditTrail auditTrail;
  private final ShortTransactions transactions;
  private final Clock clock;
  private final Attempts attempts;
  private final Instant startedAt;
  private Optional<byte[]> codeDigest;
  private volatile boolean complete;

  @Inject
  SetUp(
      EntityManager entityManager,
      KeyRing keyRing,
      People people,
      AuditTrail auditTrail,
      ShortTransactions transactions,
      Clock clock,
      Config config) {
    this.entityManager = entityManager;
    this.keyRing = keyRing;
    this.people = people;
    this.auditTrail = auditTrail;
    this.transactions = transactions;
    this.clock = clock;
    this.attempts = new Attempts(clock, 5);
    this.startedAt = clock == null ? Instant.EPOCH : clock.instant();
    this.codeDigest =
        config == null
            ? Optional.empty()
            : config
                .getOptionalValue("sealward.setup.code.sha256", String.class)
                .map(HexFormat.of()::parseHex);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected SetUp() {
    this(null, null, null, null, null, null, null);
  }

  /** Whether set-up is done; once it is, it stays so. */
  @ForAnyone("Before set-up is complete there is nobody; the set-up code guards it.")
  @Transactional
  public boolean isComplete() {
    if (!complete) {
      complete = row().isSetUp();
    }
    return complete;
  }

  /**
   * The step that comes next.
   *
   * @param codeAccepted whether this session typed the right code
   */
  @ForAnyone("Before set-up is complete there is nobody; the set-up code guards it.")
  @Transactional
  public Step next(boolean codeAccepted) {
    if (isComplete()) {
      return Step.DONE;
    }
    boolean restoring = row().isRestoring();
    if (!restoring && people.anyone()) {
      return Step.CREDENTIAL;
    }
    if (!codeAccepted) {
      return Step.CODE;
    }
    if (restoring) {
      return Step.KEY;
    }
    return keyRing.state() instanceof KeyState.NotMade ? Step.KEY : Step.ADMIN;
  }

  /**
   * Takes the set-up code; returns normally when it is right, once. Not transactional itself: a
   * code is used once its use is committed.
   */
  @ForAnyone("Before set-up is complete there is nobody; the set-up code guards it.")
  public synchronized void acceptCode(@Nullable String typed, String address) {
    transactions.keeping(
        () -> {
          requireCode(typed, address);
          return INSTALLATION;
        });
    codeDigest = Optional.empty();
  }

  private void requireCode(@Nullable String typed, String address) {
    Caller caller = Caller.unknown("set-up", address);
    if (people.anyone()) {
      throw done();
    }
    Input.required("code", typed);
    String from = AddressKey.of(address);
    if (!attempts.allows(from)) {
      throw Refused.of(
          Refused.Kind.TOO_MANY,
          Remedy.of(
              "SETUP_CODE_TOO_MANY",
              "Too many wrong codes.",
              "Wait a few minutes, then try again."));
    }
    boolean expired = clock.instant().isAfter(startedAt.plus(CODE_LIFE));
    if (codeDigest.isEmpty()
        || expired
        || !MessageDigest.isEqual(codeDigest.get(), digest(typed))) {
      attempts.failed(from);
      auditTrail.recordRefusal(
          caller, Action.SETUP_CODE_REFUSED, INSTALLATION, "SETUP_CODE_REFUSED");
      throw Refused.field(
          "code",
          "SETUP_CODE_REFUSED",
          "This is not the set-up code, or it has been used or is older than 30 minutes.",
          "Type the code from the console Sealward was started in; a new start prints a new one.");
    }
    auditTrail.record(caller, Action.SETUP_CODE_ACCEPTED, INSTALLATION);
  }

  /**
   * Makes the master key. Not transactional itself: the ring's memory follows its committed row.
   */
  @ForAnyone("Before set-up is complete there is nobody; the set-up code guards it.")
  public void createKey(boolean codeAccepted, KeySource source, char[] passphrase, String address) {
    requireStep(codeAccepted, Step.KEY);
    keyRing.create(Caller.unknown("set-up", address), source, passphrase);
  }

  /** Refuses unless this is an installation without a master key, for who typed the code. */
  public void requireEmpty(boolean codeAccepted) {
    requireStep(codeAccepted, Step.KEY);
  }

  /**
   * Creates the first admin and signs them in. Not transactional itself: the password is hashed
   * before its row is written.
   */
  @ForAnyone("Before set-up is complete there is nobody; the set-up code guards it.")
  public synchronized Admission createAdmin(
      boolean codeAccepted,
      @Nullable String name,
      char[] password,
      @Nullable String displayName,
      String address) {
    requireStep(codeAccepted, Step.ADMIN);
    keyRing.requireOpen();
    return people.createFirstAdmin(Caller.unknown("set-up", address), name, password, displayName);
  }

  /** Ends set-up, with a first credential stored or left for later. */
  @ForAnyone("Before set-up is complete there is nobody; the set-up code guards it.")
  @Transactional
  public void complete(Caller admin) {
    if (!admin.isPerson()) {
      throw Refused.accessDenied();
    }
    InstallationRow row = row();
    if (!row.isSetUp()) {
      row.setUp(clock.instant());
      auditTrail.record(admin, Action.SETUP_COMPLETED, INSTALLATION);
    }
  }

  private void requireStep(boolean codeAccepted, Step step) {
    Step next = transactions.of(() -> next(codeAccepted));
    if (next != step) {
      throw next == Step.CODE
          ? Refused.of(
              Refused.Kind.DENIED,
              Remedy.of("SETUP_CODE_NEEDED", "Set-up starts with its code.", "Open /setup."))
          : done();
    }
  }

  private static Refused done() {
    return Refused.conflict("SETUP_STEP_DONE", "This step of set-up is done.", "Open /setup.");
  }

  private InstallationRow row() {
    return entityManager.find(InstallationRow.class, InstallationRow.ONLY);
  }

  private static byte[] digest(@Nullable String typed) {
    String plain =
        typed == null || typed.length() > 64
            ? ""
            : typed.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
    return MachineToken.sha256(plain.getBytes(StandardCharsets.UTF_8));
  }
}
