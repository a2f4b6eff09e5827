package dev.sealward.web;

import dev.sealward.access.RuleCustody;
import dev.sealward.guard.RuleDraft;
import dev.sealward.guard.RuleForm;
import dev.sealward.guard.RulePreview;
import dev.sealward.guard.RuleView;
import dev.sealward.kernel.Refused;
import dev.sealward.redaction.RuleSet;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code /settings/redaction/new}: adds a rule, and shows as one types what it would do. The
 * samples are not shown again but masked.
 */
@Named
@RequestScoped
public class RulePage {
  private static final int SHOWN_KINDS = 8;

  private final Visit visit;
  private final RuleCustody custody;
  private final SecretField samples = new SecretField();
  private String form = RuleForm.MASK.name();
  private String name = "";
  private String kind = "";
  private String pattern = "";
  private String anchor = "";
  private boolean accepted;
  private @Nullable RulePreview preview;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected RulePage() {
    this(null, null);
  }

  @Inject
  RulePage(Visit visit, RuleCustody custody) {
    this.visit = visit;
    this.custody = custody;
  }

  public void load() {
    custody.requireChanging(visit.caller());
    visit.confirmFirst();
  }

  /** A form and what it does. */
  public record Choice(String value, String words) {}

  public List<Choice> getForms() {
    return List.of(
        new Choice(RuleForm.MASK.name(), "Mask what a pattern matches"),
        new Choice(RuleForm.ALLOW_TEXT.name(), "Leave one text readable"),
        new Choice(RuleForm.ALLOW_PATTERN.name(), "Leave readable what a pattern matches"));
  }

  private RuleDraft draft() {
    RuleForm chosen =
        Arrays.stream(RuleForm.values())
            .filter(one -> one.name().equals(form))
            .findFirst()
            .orElseThrow(
                () ->
                    Refused.field(
                        "form", "FORM_INVALID", "This is no kind of rule.", "Choose one."));
    return new RuleDraft(chosen, name, kind, pattern, anchor, accepted);
  }

  /** Says what the rule would do; nothing is stored. */
  public void show() {
    if (!pattern.isBlank()) {
      visit.attempt(() -> preview = custody.preview(visit.caller(), draft(), samples.takeText()));
    }
    samples.forget();
  }

  public void add() {
    visit.attempt(
        () -> {
          RuleView added = custody.add(visit.caller(), draft());
          visit.say(added.name() + " is on, for every text from now on.");
          visit.goTo(RedactionPage.ADDRESS);
        });
    samples.forget();
  }

  /** What the rule would do; null before there is one. */
  public @Nullable RulePreview getPreview() {
    return preview;
  }

  public List<MaskedText.Part> getParts() {
    RulePreview shown = preview;
    return shown == null ? List.of() : MaskedText.parts(shown.shown());
  }

  /** How many lines of ordinary text a rule is tried on. */
  public int getOrdinaryLines() {
    return RuleSet.ordinaryLines();
  }

  /** The first kinds of secrets of which whole formats would stay readable. */
  public String getFormats() {
    RulePreview shown = preview;
    if (shown == null) {
      return "";
    }
    List<String> kinds = shown.formatsAllowed();
    String first = kinds.stream().limit(SHOWN_KINDS).collect(Collectors.joining(", "));
    return kinds.size() > SHOWN_KINDS
        ? first + " and " + (kinds.size() - SHOWN_KINDS) + " more"
        : first;
  }

  public boolean isRule() {
    return form.equals(RuleForm.MASK.name());
  }

  /** Lines to try the rule on; they are not shown again. */
  public SecretField getSamples() {
    return samples;
  }

  public String getForm() {
    return form;
  }

  public void setForm(String form) {
    this.form = form == null ? "" : form;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String getKind() {
    return kind;
  }

  public void setKind(String kind) {
    this.kind = kind;
  }

  public String getPattern() {
    return pattern;
  }

  public void setPattern(String pattern) {
    this.pattern = pattern;
  }

  public String getAnchor() {
    return anchor;
  }

  public void setAnchor(String anchor) {
    this.anchor = anchor;
  }

  public boolean isAccepted() {
    return accepted;
  }

  public void setAccepted(boolean accepted) {
    this.accepted = accepted;
  }
}
