package dev.sealward.guard;

import dev.sealward.audit.Action;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Target;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Input;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.TenantId;
import dev.sealward.redaction.Finding;
import dev.sealward.redaction.RedactedText;
import dev.sealward.redaction.RedactionFailure;
import dev.sealward.redaction.Redactor;
import dev.sealward.redaction.RuleSet;
import dev.sealward.redaction.RuleTrial;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The rules operators add to redaction, and trials of them and of texts. Who may is for the caller
 * to ask.
 *
 * <p>Guarantees: each change is one transaction with its audit row; from its commit on every text
 * and every open stream of the tenant is masked by the changed rules on this node, and half a
 * minute later on the others; nothing that does not compile, or masks or allows more than was
 * accepted, is stored; a known value is masked whatever is allowed, and is not stored as a pattern,
 * unless the pattern spells it in a way of its own. A trial stores and logs nothing.
 */
@ApplicationScoped
@Transactional
public class RedactionRules {
  /** Longest text of a trial, in characters. */
  public static final int MAX_TEXT = 64 * 1024;

  /** Longest samples of a preview, in characters. */
  public static final int MAX_SAMPLES = 16 * 1024;

  private static final int TRIALS_A_MINUTE = 30;
  private static final int PREVIEWS_A_MINUTE = 120;
  private static final String ADDRESS = "/settings/redaction";

  private final StoredRules stored;
  private final Guard guard;
  private final AuditTrail trail;
  private final Clock clock;
  private final Event<TenantRules> changed;
  private final Pace trials;
  private final Pace previews;

  @Inject
  RedactionRules(
      StoredRules stored, Guard guard, AuditTrail trail, Clock clock, Event<TenantRules> changed) {
    this.stored = stored;
    this.guard = guard;
    this.trail = trail;
    this.clock = clock;
    this.changed = changed;
    this.trials = new Pace(clock, TRIALS_A_MINUTE);
    this.previews = new Pace(clock, PREVIEWS_A_MINUTE);
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected RedactionRules() {
    this(null, null, null, null, null);
  }

  /** The tenant's rules in the order they were added. */
  public List<RuleView> list(Caller caller) {
    return stored.all(caller.tenant()).stream().map(RuleRow::view).toList();
  }

  /** Adds a rule, which takes effect at once. */
  public RuleView add(Caller caller, RuleDraft typed) {
    RuleDraft draft = checked(caller, typed);
    requireAccepted(draft, trial(guard.redactor(caller.tenant()), draft, List.of()));
    stored.beginChange(caller.tenant());
    List<RuleRow> there = stored.all(caller.tenant());
    requireRoom(draft.form() == RuleForm.MASK, there);
    if (there.stream().anyMatch(row -> row.name().equals(draft.name()))) {
      throw Refused.field(
          "name",
          "RULE_EXISTS",
          "There is a rule of this name.",
          "Choose another name, or delete that one first.");
    }
    RuleRow row = new RuleRow(caller.tenant(), draft, clock.instant(), caller.id());
    stored.add(row);
    trail.record(caller, Action.RULE_ADDED, target(row), word(draft.form()));
    commit(caller.tenant());
    return row.view();
  }

  /** Those that are off count too, so that each can be switched on again. */
  private static void requireRoom(boolean rule, List<RuleRow> there) {
    int most = rule ? RuleSet.MAX_RULES : RuleSet.MAX_ALLOWANCES;
    if (there.stream().filter(row -> row.isRule() == rule).count() >= most) {
      throw Refused.conflict(
          "RULES_TOO_MANY",
          "There are " + most + (rule ? " rules" : " allowances") + " already, which is the limit.",
          "Put several of them into one pattern, or delete what is no longer needed.");
    }
  }

  /** Switches a rule on or off. */
  public void turn(Caller caller, UUID id, boolean on) {
    stored.beginChange(caller.tenant());
    RuleRow row = require(caller, id);
    if (on) {
      named(() -> StoredRules.compiled(List.of(row)));
    }
    row.become(on ? RuleState.ON : RuleState.OFF, clock.instant(), caller.id());
    trail.record(caller, Action.RULE_SWITCHED, target(row), on ? "on" : "off");
    commit(caller.tenant());
  }

  /** Removes a rule. */
  public void delete(Caller caller, UUID id) {
    stored.beginChange(caller.tenant());
    RuleRow row = require(caller, id);
    stored.remove(row);
    trail.record(caller, Action.RULE_DELETED, target(row), word(row.view().form()));
    commit(caller.tenant());
  }

  private void commit(TenantId tenant) {
    changed.fire(stored.changed(tenant));
  }

  /**
   * What a rule would do to samples, beside those there are, and to ordinary text. Its name may be
   * missing.
   */
  public RulePreview preview(Caller caller, RuleDraft typed, String samples) {
    previews.require(caller);
    requireLength("samples", samples, MAX_SAMPLES);
    RuleDraft draft = nameless(typed);
    requireNotKnown(caller, draft);
    try {
      return previewed(caller.tenant(), draft, lines(samples));
    } catch (RedactionFailure e) {
      throw guard.heldBack(caller, ADDRESS, e);
    }
  }

  private RulePreview previewed(TenantId tenant, RuleDraft draft, String text) {
    Redactor redactor = guard.redactor(tenant);
    RuleTrial trial = trial(redactor, draft, text.lines().limit(RuleSet.MAX_SAMPLES).toList());
    List<RuleRow> on = new ArrayList<>(stored.all(tenant).stream().filter(RuleRow::isOn).toList());
    RedactedText now = redactor.with(StoredRules.compiled(on)).redact(text);
    on.add(new RuleRow(tenant, draft, clock.instant(), ""));
    RedactedText then = redactor.with(named(() -> StoredRules.compiled(on))).redact(text);
    return new RulePreview(
        draft.form() == RuleForm.MASK ? then : now,
        then.findings().size(),
        without(then.findings(), now.findings()).size(),
        without(now.findings(), then.findings()).stream()
            .map(finding -> new RulePreview.Place(finding.rule(), line(text, finding.offset())))
            .toList(),
        trial.cleanLines(),
        trial.cleanMasked(),
        trial.withoutAnchor(),
        trial.formatsAllowed(),
        isBroad(trial));
  }

  /** Masks a text as the tenant's logs are; that it was done is audited, the text goes nowhere. */
  public TriedText tryText(Caller caller, String typed) {
    trials.require(caller);
    requireLength("text", typed, MAX_TEXT);
    RedactedText masked = guard.redact(caller, ADDRESS, lines(Input.required("text", typed)));
    trail.record(
        caller,
        Action.TEXT_TRIED,
        new Target("page", ADDRESS),
        masked.findings().size() + " places masked");
    return new TriedText(masked);
  }

  private RuleDraft checked(Caller caller, RuleDraft typed) {
    String name = Input.id("name", typed.name());
    guard.refusePlaintext(caller, "name", name);
    boolean rule = typed.form() == RuleForm.MASK;
    String kind = rule ? Input.requiredLine("kind", typed.kind(), 40) : "";
    guard.refusePlaintext(caller, "kind", kind);
    RuleDraft draft =
        new RuleDraft(
            typed.form(),
            name,
            kind,
            Input.requiredLine("pattern", typed.pattern(), RuleSet.MAX_ALLOWED_BYTES),
            rule ? Input.line("anchor", typed.anchor(), 64) : "",
            typed.accepted());
    requireNotKnown(caller, draft);
    return draft;
  }

  private static RuleDraft nameless(RuleDraft typed) {
    boolean rule = typed.form() == RuleForm.MASK;
    String kind = typed.kind() == null ? "" : typed.kind().strip();
    return new RuleDraft(
        typed.form(),
        "preview-" + UUID.randomUUID(),
        rule ? (kind.isEmpty() ? "added" : kind) : "",
        Input.requiredLine("pattern", typed.pattern(), RuleSet.MAX_ALLOWED_BYTES),
        rule ? Input.line("anchor", typed.anchor(), 64) : "",
        false);
  }

  private void requireNotKnown(Caller caller, RuleDraft draft) {
    Redactor redactor = guard.redactor(caller.tenant());
    boolean known =
        !redactor.findKnown(draft.pattern()).isEmpty()
            || !redactor.findKnown(draft.anchor()).isEmpty();
    if (known) {
      trail.recordRefusal(
          caller, Action.PLAINTEXT_REFUSED, new Target("field", "pattern"), "VALUE_KNOWN");
      throw Refused.field(
          "pattern",
          "VALUE_KNOWN",
          "This holds the value of a stored secret. It is masked already, and cannot be allowed.",
          "Describe it without the value itself.");
    }
  }

  private static RuleTrial trial(Redactor redactor, RuleDraft draft, List<String> samples) {
    RuleRow row = new RuleRow(TenantId.of("default"), draft, Instant.EPOCH, "");
    return named(() -> StoredRules.compiled(List.of(row))).check(redactor, samples);
  }

  private static boolean isBroad(RuleTrial trial) {
    return trial.masksTooMuch() || !trial.formatsAllowed().isEmpty();
  }

  private static void requireAccepted(RuleDraft draft, RuleTrial trial) {
    if (draft.accepted() || !isBroad(trial)) {
      return;
    }
    throw Refused.field(
        "accepted",
        "RULE_TOO_BROAD",
        trial.masksTooMuch()
            ? "It would mask "
                + trial.cleanMasked()
                + " of "
                + trial.cleanLines()
                + " lines of ordinary text."
            : "It would leave whole formats of secrets readable, "
                + trial.formatsAllowed().size()
                + " kinds of them.",
        "Narrow the pattern, or say here that it is meant so.");
  }

  /** Names the form's field where the set names a place in its lists. */
  private static <T> T named(Supplier<T> compile) {
    try {
      return compile.get();
    } catch (Refused refused) {
      String field = refused.field().orElse("");
      String last = field.substring(field.lastIndexOf('.') + 1);
      if (!field.endsWith("." + last)) {
        throw refused;
      }
      throw Refused.field(
          last.equals("value") ? "pattern" : last,
          refused.remedy().code(),
          refused.remedy().problem(),
          String.join(" ", refused.remedy().steps()));
    }
  }

  private RuleRow require(Caller caller, UUID id) {
    return stored.find(caller.tenant(), id).orElseThrow(() -> Refused.missing("rule"));
  }

  private static void requireLength(String field, String text, int most) {
    if (text.length() > most) {
      throw Refused.field(
          field,
          "FIELD_TOO_LONG",
          "This takes at most " + most + " characters.",
          "Give the lines that matter.");
    }
  }

  /** With line breaks as the engine counts them, not as forms send them. */
  private static String lines(String text) {
    return text.replace("\r\n", "\n");
  }

  /** Those of {@code all} at whose place {@code others} has none. */
  private static List<Finding> without(List<Finding> all, List<Finding> others) {
    Set<Long> places = new HashSet<>();
    others.forEach(finding -> places.add(finding.offset()));
    return all.stream().filter(finding -> !places.contains(finding.offset())).toList();
  }

  private static int line(String text, long offset) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int line = 1;
    for (int at = 0; at < Math.min(offset, bytes.length); at++) {
      line += bytes[at] == '\n' ? 1 : 0;
    }
    return line;
  }

  private static Target target(RuleRow row) {
    return new Target("rule", row.name());
  }

  private static String word(RuleForm form) {
    return form.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
