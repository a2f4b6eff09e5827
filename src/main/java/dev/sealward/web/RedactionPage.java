package dev.sealward.web;

import dev.sealward.access.RuleCustody;
import dev.sealward.guard.MaskHistory;
import dev.sealward.guard.RuleForm;
import dev.sealward.guard.RuleState;
import dev.sealward.guard.RuleView;
import dev.sealward.guard.TriedText;
import dev.sealward.guard.WayOut;
import dev.sealward.kernel.Refused;
import dev.sealward.secret.Secrets;
import dev.sealward.secret.Unmaskable;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code /settings/redaction}: what is masked where, the rules operators added, a text to try, and
 * what cannot be masked (ST-SEC-002, -004, -005, -006).
 */
@Named
@RequestScoped
public class RedactionPage {
  static final String ADDRESS = "/settings/redaction";

  private static final int SHOWN_KINDS = 12;
  private static final int DAYS = 30;
  private static final Pattern KIND = Pattern.compile("[a-z0-9_]{1,40}");

  private final Visit visit;
  private final RuleCustody custody;
  private final Secrets secrets;
  private final Clock clock;
  private final SecretField text = new SecretField();
  private @Nullable List<RuleView> rules;
  private @Nullable MaskHistory history;
  private @Nullable MaskChart chart;
  private @Nullable List<Unmaskable> unmaskable;
  private @Nullable TriedText tried;

  /**
   * A number and what it counts.
   *
   * @param address of the page with a chart of that alone
   */
  public record Count(String name, String address, String count, boolean stopped) {}

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected RedactionPage() {
    this(null, null, null, null);
  }

  @Inject
  RedactionPage(Visit visit, RuleCustody custody, Secrets secrets, Clock clock) {
    this.visit = visit;
    this.custody = custody;
    this.secrets = secrets;
    this.clock = clock;
  }

  public void load() {
    custody.requireSeeing(visit.caller());
  }

  /** Whether days are shown, and not hours. */
  public boolean isByDay() {
    return visit.query("last").filter("month"::equals).isPresent();
  }

  /** The kind the chart is of; null when of all. */
  public @Nullable String getOnlyKind() {
    return visit.query("kind").filter(kind -> KIND.matcher(kind).matches()).orElse(null);
  }

  /** The way out the chart is of; null when of all. */
  public @Nullable WayOut getOnlyWay() {
    Optional<String> asked = visit.query("way");
    return Arrays.stream(WayOut.values())
        .filter(way -> asked.filter(id(way)::equals).isPresent())
        .findFirst()
        .orElse(null);
  }

  private static String id(WayOut way) {
    return way.name().toLowerCase(Locale.ROOT);
  }

  /** What the chart is of, in words; empty when of all. */
  public String getOnlyWords() {
    WayOut way = getOnlyWay();
    String kind = getOnlyKind();
    return Stream.of(way == null ? "" : way.words(), kind == null ? "" : kind)
        .filter(word -> !word.isEmpty())
        .collect(Collectors.joining(", "));
  }

  /** The page for a span of time, of what is shown now. */
  public String over(String last) {
    WayOut way = getOnlyWay();
    String kind = getOnlyKind();
    return ADDRESS
        + "?last="
        + last
        + (way == null ? "" : "&way=" + id(way))
        + (kind == null ? "" : "&kind=" + kind);
  }

  /** The page with a chart of everything. */
  public String getOfAll() {
    return ADDRESS + "?last=" + (isByDay() ? "month" : "day");
  }

  private MaskHistory history() {
    MaskHistory seen = history;
    if (seen == null) {
      seen = custody.lastHours(visit.caller(), isByDay() ? DAYS * 24 : 24, getOnlyKind());
      history = seen;
    }
    return seen;
  }

  public MaskChart getChart() {
    MaskChart drawn = chart;
    if (drawn == null) {
      List<MaskHistory.Hour> hours =
          history().hours().stream()
              .filter(hour -> getOnlyWay() == null || hour.way() == getOnlyWay())
              .toList();
      MaskHistory wanted = new MaskHistory(hours, List.of());
      drawn =
          isByDay()
              ? MaskChart.days(wanted, clock.instant())
              : MaskChart.hours(wanted, clock.instant());
      chart = drawn;
    }
    return drawn;
  }

  /** Every way out, with what was masked or stopped there. */
  public List<Count> getWays() {
    Map<WayOut, Long> sums = new LinkedHashMap<>();
    Arrays.stream(WayOut.values()).forEach(way -> sums.put(way, 0L));
    history().kinds().forEach(kind -> sums.merge(kind.way(), kind.masked(), Long::sum));
    return sums.entrySet().stream()
        .map(
            sum ->
                new Count(
                    sum.getKey().words(),
                    getOfAll() + "&way=" + id(sum.getKey()),
                    Numbers.grouped(sum.getValue()),
                    sum.getKey().stopped() && sum.getValue() > 0))
        .toList();
  }

  /** The kinds masked most often. */
  public List<Count> getKinds() {
    Map<String, Long> sums = new LinkedHashMap<>();
    history().kinds().forEach(kind -> sums.merge(kind.kind(), kind.masked(), Long::sum));
    return sums.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(SHOWN_KINDS)
        .map(
            sum ->
                new Count(
                    sum.getKey(),
                    getOfAll() + "&kind=" + sum.getKey(),
                    Numbers.grouped(sum.getValue()),
                    false))
        .toList();
  }

  public List<RuleView> getRules() {
    List<RuleView> seen = rules;
    if (seen == null) {
      seen = custody.list(visit.caller());
      rules = seen;
    }
    return seen;
  }

  /** What a rule does, in words. */
  public String does(RuleView rule) {
    return switch (rule.form()) {
      case MASK -> "Masks as " + rule.kind();
      case ALLOW_TEXT -> "Leaves this text readable";
      case ALLOW_PATTERN -> "Leaves readable what matches";
    };
  }

  public Pill pill(RuleView rule) {
    return switch (rule.state()) {
      case ON -> new Pill("is-ok", "ok", "On");
      case OFF -> new Pill("", "pause", "Off");
      case BROKEN -> new Pill("is-bad", "error", "Does not compile");
    };
  }

  public boolean isOn(RuleView rule) {
    return rule.state() == RuleState.ON;
  }

  /** Switches the rule whose id the row's form sent along. */
  public void turn() {
    visit.attempt(
        () -> {
          RuleView rule = named("rule");
          custody.turn(visit.caller(), rule.id(), !isOn(rule));
          visit.say(rule.name() + (isOn(rule) ? " is off." : " is on."));
          visit.goTo(ADDRESS);
        });
  }

  /** The rule that is about to be deleted, if the address names one. */
  public @Nullable RuleView getLeaving() {
    return visit.query("delete").flatMap(this::find).orElse(null);
  }

  /** What deleting a rule means. */
  public String afterDeleting(RuleView rule) {
    return rule.form() == RuleForm.MASK
        ? "From this moment on nothing is masked by it. What it masked before stays masked."
        : "From this moment on it is masked again where a format says so.";
  }

  public void delete() {
    visit.attempt(
        () -> {
          RuleView rule = named("delete");
          custody.delete(visit.caller(), rule.id());
          visit.say(rule.name() + " is deleted.");
          visit.goTo(ADDRESS);
        });
  }

  private RuleView named(String parameter) {
    return visit.query(parameter).flatMap(this::find).orElseThrow(() -> Refused.missing("rule"));
  }

  private Optional<RuleView> find(String id) {
    return getRules().stream().filter(rule -> rule.id().equals(uuid(id))).findFirst();
  }

  private static @Nullable UUID uuid(String text) {
    try {
      return text.length() == 36 ? UUID.fromString(text) : null;
    } catch (IllegalArgumentException notAnId) {
      return null;
    }
  }

  /** Secrets that cannot be masked. */
  public List<Unmaskable> getUnmaskable() {
    List<Unmaskable> seen = unmaskable;
    if (seen == null) {
      seen = secrets.unmaskable(visit.caller());
      unmaskable = seen;
    }
    return seen;
  }

  /** The text to try; it is not shown again. */
  public SecretField getText() {
    return text;
  }

  public void tryText() {
    visit.attempt(() -> tried = custody.tryText(visit.caller(), text.takeText()));
    text.forget();
  }

  /** What became of the text; null when none was tried. */
  public @Nullable TriedText getTried() {
    return tried;
  }

  public List<MaskedText.Part> getTriedParts() {
    TriedText shown = tried;
    return shown == null ? List.of() : MaskedText.parts(shown.text());
  }
}
