package dev.sealward.web;

import dev.sealward.access.Permission;
import dev.sealward.access.Policies;
import dev.sealward.audit.Action;
import dev.sealward.audit.AuditQuery;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.AuditTrail;
import dev.sealward.audit.Outcome;
import dev.sealward.audit.Target;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code /audit}: who did what, newest first (ST-SEC-010). The filters are in the address, so that
 * a view of the trail can be kept as a link.
 */
@Named
@RequestScoped
public class AuditPage {
  private static final int ROWS = 100;
  private static final List<String> FILTERS =
      List.of("action", "actor", "outcome", "correlation", "kind", "target");

  private final Visit visit;
  private final Policies policies;
  private final AuditTrail trail;
  private @Nullable List<AuditRecord> found;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected AuditPage() {
    this(null, null, null);
  }

  @Inject
  AuditPage(Visit visit, Policies policies, AuditTrail trail) {
    this.visit = visit;
    this.policies = policies;
    this.trail = trail;
  }

  public void load() {
    found();
  }

  private List<AuditRecord> found() {
    if (found == null) {
      policies.require(visit.caller(), Permission.SEE_AUDIT);
      found = isUnanswerable() ? List.of() : trail.search(visit.caller().tenant(), query());
    }
    return found;
  }

  private AuditQuery query() {
    Long before = number("before").orElse(null);
    return new AuditQuery(
        target().orElse(null),
        visit.query("actor").orElse(null),
        action().orElse(null),
        outcome().orElse(null),
        correlation().orElse(null),
        before,
        ROWS + 1);
  }

  /** Whether a filter holds what no row can match, such as an id that is none. */
  private boolean isUnanswerable() {
    return (visit.query("correlation").isPresent() && correlation().isEmpty())
        || (visit.query("action").isPresent() && action().isEmpty())
        || (visit.query("target").isPresent() && target().isEmpty());
  }

  private Optional<Action> action() {
    return visit.query("action").flatMap(AuditPage::actionNamed);
  }

  private static Optional<Action> actionNamed(String text) {
    return Arrays.stream(Action.values()).filter(a -> a.text().equals(text)).findFirst();
  }

  private Optional<Outcome> outcome() {
    return visit
        .query("outcome")
        .flatMap(
            text -> Arrays.stream(Outcome.values()).filter(o -> o.name().equals(text)).findFirst());
  }

  private Optional<UUID> correlation() {
    try {
      return visit.query("correlation").map(UUID::fromString);
    } catch (IllegalArgumentException notAnId) {
      return Optional.empty();
    }
  }

  private Optional<Target> target() {
    try {
      return visit.query("target").map(id -> new Target(visit.query("kind").orElse("secret"), id));
    } catch (IllegalArgumentException notATarget) {
      return Optional.empty();
    }
  }

  private Optional<Long> number(String name) {
    return visit
        .query(name)
        .filter(text -> text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9'))
        .map(Long::valueOf);
  }

  public List<AuditRecord> getRows() {
    return found().subList(0, Math.min(ROWS, found().size()));
  }

  /** A filter as it stands in the address. */
  public String filter(String name) {
    return visit.query(name).orElse(name.equals("kind") ? "secret" : "");
  }

  public boolean isFiltered() {
    return FILTERS.stream()
        .filter(name -> !name.equals("kind"))
        .anyMatch(name -> visit.query(name).isPresent());
  }

  /** The address of the rows before these; null when there are none. */
  public @Nullable String getOlder() {
    if (found().size() <= ROWS) {
      return null;
    }
    StringBuilder address = new StringBuilder("?");
    for (String name : FILTERS) {
      visit
          .query(name)
          .ifPresent(
              text ->
                  address
                      .append(name)
                      .append('=')
                      .append(URLEncoder.encode(text, StandardCharsets.UTF_8))
                      .append('&'));
    }
    return address.append("before=").append(found().get(ROWS - 1).id()).toString();
  }

  public List<Action> getActions() {
    return Arrays.stream(Action.values()).sorted(Comparator.comparing(Action::text)).toList();
  }

  public List<String> getKinds() {
    return Target.KINDS.stream().sorted().toList();
  }

  /** The outcomes to choose from; empty means either. */
  public List<String> getOutcomes() {
    return List.of("", Outcome.SUCCEEDED.name(), Outcome.REFUSED.name());
  }

  public String outcomeWord(String name) {
    return name.isEmpty() ? "Every outcome" : Pill.of(Outcome.valueOf(name)).word();
  }

  /** What kind of actor it was. */
  public String kindWord(AuditRecord row) {
    return switch (row.actorKind()) {
      case PERSON -> "person";
      case ENTITY -> "entity";
      case SYSTEM -> "Sealward";
    };
  }

  /** The page of what a row is about; null where there is none. */
  public @Nullable String addressOf(Target target) {
    return switch (target.kind()) {
      case "secret" -> "/settings/security/secrets/" + target.id();
      case "entity" -> "/settings/entities/" + target.id();
      case "key" ->
          policies.holds(visit.caller(), Permission.MANAGE_KEYS) ? KeysPage.ADDRESS : null;
      case "rule" ->
          policies.holds(visit.caller(), Permission.SEE_REDACTION) ? RedactionPage.ADDRESS : null;
      case "project" ->
          Routes.of("/projects/" + target.id()).map(r -> "/projects/" + target.id()).orElse(null);
      default -> null;
    };
  }
}
