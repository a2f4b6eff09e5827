package dev.sealward.guard;

import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.DomainEvent.KeyRingOpened;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.SecretValue;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import dev.sealward.redaction.Finding;
import dev.sealward.redaction.LineSink;
import dev.sealward.redaction.Mask;
import dev.sealward.redaction.MaskOutcome;
import dev.sealward.redaction.RedactedText;
import dev.sealward.redaction.RedactionFailure;
import dev.sealward.redaction.Redactor;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.transaction.Transactional;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Knows every tenant's redactor and keeps secrets out of plain text.
 *
 * <p>A tenant's masks are loaded once, at the first call that needs them. Guarantees: a mask whose
 * {@link #register} has returned is seen by every text and every open stream from then on; while
 * masks cannot be loaded, callers are refused instead of served unmasked, and the next call tries
 * again. Thread-safe.
 */
@ApplicationScoped
public class Guard {
  /** The tenant that failures without a tenant of their own are reported to. */
  static final TenantId INSTALLATION = TenantId.of("default");

  private final Instance<PublicNames> publicNames;
  private final AuditTrail trail;
  private final Alerts alerts;
  private final LogMasking logs;
  private final MaskingFailures failures;
  private final SecureRandom random;
  private final MaskCounts counts;
  private final TenantRedactors redactors;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected Guard() {
    this.redactors = null;
    this.publicNames = null;
    this.trail = null;
    this.alerts = null;
    this.logs = null;
    this.failures = null;
    this.random = null;
    this.counts = null;
  }

  @Inject
  public Guard(
      Instance<MaskSource> sources,
      Instance<PublicNames> publicNames,
      AuditTrail trail,
      Alerts alerts,
      LogMasking logs,
      MaskingFailures failures,
      SecureRandom random,
      StoredRules storedRules,
      MaskCounts counts) {
    this.redactors = new TenantRedactors(sources, storedRules);
    this.publicNames = publicNames;
    this.trail = trail;
    this.alerts = alerts;
    this.logs = logs;
    this.failures = failures;
    this.random = random;
    this.counts = counts;
    logs.use(this::all, found -> counts.add(INSTALLATION, WayOut.SERVER_LOG, found));
  }

  /** From here on what is logged may hold a value that is not known yet. */
  void holdLog(@Observes @Priority(0) KeyRingOpened opened) {
    if (!isAllLoaded()) {
      logs.hold();
    }
  }

  /** What is logged to the end is masked; it is too late to count it. */
  @PreDestroy
  void stopCounting() {
    logs.use(this::all, found -> {});
  }

  /**
   * The redactor that knows the tenant's values, those other nodes stored before this call as well.
   *
   * @throws Refused UNAVAILABLE: {@code MASKS_LOADING} while they are being read, {@code
   *     MASKS_NOT_LOADED} while they cannot be
   */
  public Redactor redactor(TenantId tenant) {
    return redactors.get(tenant);
  }

  /** As {@link #redactor}, for what is masked aside: what other nodes stored is known after it. */
  public void catchUp(TenantId tenant) {
    redactors.get(tenant);
  }

  /** Refuses, as {@link #redactor}, while the tenant's values are not known. */
  public void requireLoaded(TenantId tenant) {
    redactors.require(tenant);
  }

  /**
   * The same bytes, each handed on only when every mask is known that was committed, on any node,
   * before it arrived: a stream that is masked while it comes in is masked by what is known then.
   */
  public InputStream arriving(TenantId tenant, InputStream body) {
    return new Arriving(body, () -> redactors.get(tenant));
  }

  void apply(@Observes(during = TransactionPhase.AFTER_SUCCESS) TenantRules latest) {
    redactors.apply(latest);
  }

  /** Lets rules take effect that were changed by another node. */
  void lookAtRules() {
    redactors.lookAtRules();
  }

  /**
   * Loads the values of every tenant that has some, one tenant after the other: the log is masked
   * by those of all. A tenant that cannot be loaded is tried again every two seconds; until then
   * the log shows no text.
   */
  public void loadAll() {
    boolean tried = true;
    try {
      tried = redactors.loadAll(INSTALLATION);
    } finally {
      if (isAllLoaded()) {
        logs.letGo();
      } else if (tried) {
        logs.withhold();
      }
    }
  }

  /** Whether the values of every tenant that had some at the start are known. */
  public boolean isAllLoaded() {
    return redactors.isComplete();
  }

  /** Why the values of a tenant are not known yet, if they could not be read. */
  public Optional<Remedy> trouble() {
    return redactors.trouble();
  }

  /** Learns what other nodes stored since, for what asks nobody before it masks: the log. */
  void catchUp() {
    loadAll();
    redactors.catchUp();
  }

  /** Hands lines on and counts what is masked in them. */
  public LineSink counted(TenantId tenant, WayOut way, LineSink sink) {
    return (id, text) -> {
      counts.add(tenant, way, text.findings());
      sink.line(id, text);
    };
  }

  /** Counts what was masked, or found where nothing may pass. */
  public void count(TenantId tenant, WayOut way, Collection<Finding> found) {
    counts.add(tenant, way, found);
  }

  /** Counts a page that was held back, once for each rule that held it. */
  void countHeld(TenantId tenant, Collection<String> found) {
    found.forEach(rule -> counts.add(tenant, WayOut.PAGE_HELD, rule, 1));
  }

  /** Masks a text by all that is known of the tenant; a failure is an alert and a refusal. */
  RedactedText redact(Caller caller, String page, String text) {
    try {
      return redactor(caller.tenant()).redact(text);
    } catch (RedactionFailure e) {
      throw heldBack(caller, page, e);
    }
  }

  /** Tells of what a page could not show masked; the refusal is for its reader. */
  Refused heldBack(Caller caller, String page, RedactionFailure failure) {
    countFailures(WayOut.PAGE, 1);
    reportFailure(caller, new Target("page", page), String.valueOf(failure.getMessage()));
    return couldNotMask();
  }

  /** Whether the tenant's values are known, so that its texts and pages can be answered. */
  public boolean isLoaded(TenantId tenant) {
    return redactors.atHand(tenant) != null;
  }

  /** The redactor for the time before any value can be known: formats only. */
  public Redactor formatsOnly() {
    return logs.formats();
  }

  /** The redactors of all tenants loaded so far: what the server log is masked with. */
  public List<Redactor> all() {
    return redactors.all();
  }

  /** Makes a value of the tenant ready for masking; the caller stores and registers the mask. */
  public MaskOutcome compile(TenantId tenant, String kind, byte[] value) {
    return redactor(tenant).compile(kind, value);
  }

  /** Makes masks known to every text and open stream of the tenant before it returns. */
  public void register(TenantId tenant, Collection<Mask> masks) {
    redactor(tenant).register(masks);
  }

  /**
   * Refuses text that holds a secret (ST-SEC-002). Before the key ring is open only formats are
   * recognised. The attempt is audited with its actor; the text is neither echoed nor kept.
   *
   * @param field the form field or JSON member the text came in
   */
  public void refusePlaintext(Caller caller, String field, @Nullable String text) {
    if (text == null || text.isEmpty()) {
      return;
    }
    List<Finding> found = findings(caller, field, text);
    if (!found.isEmpty()) {
      counts.add(caller.tenant(), WayOut.FIELD, found);
      trail.recordRefusal(
          caller, Action.PLAINTEXT_REFUSED, new Target("field", field), "SECRET_IN_PLAINTEXT");
      throw Refused.field(
          field,
          "SECRET_IN_PLAINTEXT",
          "This text looks like it holds a secret, and this field is stored and shown as plain"
              + " text.",
          "Store the secret as a secret and write its reference (secret://…) here instead.");
    }
  }

  private List<Finding> findings(Caller caller, String field, String text) {
    try {
      return forText(caller.tenant()).find(text);
    } catch (RedactionFailure e) {
      countFailures(WayOut.FIELD, 1);
      reportFailure(caller, new Target("field", field), String.valueOf(e.getMessage()));
      throw couldNotMask();
    }
  }

  /**
   * Lets a value be seen in this one response: the one exemption from the render guard that a
   * secret can have, for things shown once, such as a token that was just issued. Audits that it
   * was shown. The render guard keeps a keyed digest of the value, not the value.
   *
   * @param target what the value belongs to
   */
  @Transactional
  public void allowOnce(
      HttpServletRequest request, Caller caller, Target target, SecretValue shown) {
    Redactor redactor = forText(caller.tenant());
    trail.record(caller, Action.SHOWN_ONCE, target);
    byte[] key = new byte[32];
    random.nextBytes(key);
    ShownOnce exemption = shown.use(value -> ShownOnce.of(key, value, redactor));
    ShownOnce.addTo(request, exemption);
  }

  /**
   * Refuses, and audits it, a value that stands in a name some module shows to everybody.
   *
   * @param masks the value's
   */
  public void refusePublicValue(Caller caller, Collection<Mask> masks) {
    // Alone: a fingerprint is too short to tell it from another value that stands in a name.
    Redactor value = redactor(caller.tenant()).knowing(masks);
    for (PublicNames source : publicNames) {
      boolean isPublic =
          source.names(caller.tenant()).stream().anyMatch(name -> !value.findKnown(name).isEmpty());
      if (isPublic) {
        trail.recordRefusal(
            caller, Action.PLAINTEXT_REFUSED, new Target("field", "value"), "VALUE_IS_PUBLIC");
        throw Refused.field(
            "value",
            "VALUE_IS_PUBLIC",
            "This value is the name of something that is shown to everybody, so it is not secret.",
            "Make a new one where it is used, or change that name.");
      }
    }
  }

  /**
   * What a page is compared with: its tenant's values; without a tenant those of every tenant
   * loaded; formats alone while nothing can be known.
   */
  List<Redactor> forPage(@Nullable TenantId tenant) {
    if (tenant != null) {
      return List.of(forText(tenant));
    }
    Redactor installation = forText(INSTALLATION);
    List<Redactor> known = all();
    return known.isEmpty() ? List.of(installation) : known;
  }

  /**
   * What a word on the server's health is compared with: what is known by now. It is of fixed
   * words, and whether the process lives must not wait for a large store to be loaded.
   */
  List<Redactor> forHealth() {
    List<Redactor> known = all();
    return known.isEmpty() ? List.of(formatsOnly()) : known;
  }

  /** Tells of the texts of the log and of records that were withheld since the last call. */
  void tellOfWithheld() {
    long logged = logs.takeFailures();
    if (logged > 0) {
      failures.countToTell(INSTALLATION, WayOut.SERVER_LOG, logged);
    }
    failures.tell(
        (tenant, way, texts) ->
            reportFailure(
                Caller.system("masks", tenant, WorkspaceId.of("default")),
                new Target("installation", way.words().toLowerCase(Locale.ROOT)),
                texts + " texts withheld"));
  }

  /**
   * What follows when text could not be masked on its way out and was held back: a security alert
   * of high priority, unless an open one is about the same target, and an audit record, both
   * committed when this returns.
   *
   * @param target what the text belonged to
   * @param detail what failed, in words of Sealward's own; never the text
   */
  public void reportFailure(Caller caller, Target target, String detail) {
    alerts.raiseUnlessOpen(
        caller,
        AlertKind.REDACTION_FAILED,
        target.kind() + " " + target.id(),
        detail + "; correlation " + caller.correlationId());
    trail.recordRefusal(caller, Action.REDACTION_FAILED, target, "REDACTION_FAILED");
  }

  /** Counts texts that could not be masked and were held back. */
  public void countFailures(WayOut way, long texts) {
    failures.count(way, texts);
  }

  /**
   * Whether a text holds a known value of the tenant or a token of a known format; yes, while its
   * values are not loaded, and when the engine cannot tell.
   */
  public boolean holdsSecret(TenantId tenant, String text) {
    try {
      return !isLoaded(tenant) || !atHand(tenant).findExact(text).isEmpty();
    } catch (RedactionFailure notKnown) {
      return true;
    }
  }

  /** What callers hear when their text could not be masked. */
  public static Refused couldNotMask() {
    return Refused.unavailable(
        "REDACTION_FAILED",
        "This could not be masked, so it is held back.",
        "Try again; if it stays so, ask whoever watches the security alerts.");
  }

  /** The tenant's redactor if it is loaded, else formats only; never loads. */
  Redactor atHand(TenantId tenant) {
    Redactor ready = redactors.atHand(tenant);
    return ready == null ? formatsOnly() : ready;
  }

  private Redactor forText(TenantId tenant) {
    return isLoaded(tenant) || redactors.canLoad() ? redactor(tenant) : formatsOnly();
  }
}
