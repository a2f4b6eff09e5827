package dev.sealward.web;

import dev.sealward.access.Level;
import dev.sealward.access.Policies;
import dev.sealward.access.PolicyFilter;
import dev.sealward.access.PolicyView;
import dev.sealward.access.ScopeGrants;
import dev.sealward.audit.Target;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.SecretId;
import dev.sealward.secret.Secrets;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /settings/policies}: who may use what, filtered by the address, and grants on scopes. */
@Named
@RequestScoped
public class PoliciesPage extends GrantForm {
  static final String ADDRESS = "/settings/policies";
  private static final int ROWS = 50;
  private static final Duration SOON = Duration.ofDays(30);

  private final Visit visit;
  private final Policies policies;
  private final Secrets secrets;
  private final Clock clock;
  private String workspace = "";
  private String environment = "";
  private String provider = "";
  private @Nullable List<PolicyView> found;
  private @Nullable GrantTitles titles;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected PoliciesPage() {
    this(null, null, null, null);
  }

  @Inject
  PoliciesPage(Visit visit, Policies policies, Secrets secrets, Clock clock) {
    super(visit, policies);
    this.visit = visit;
    this.policies = policies;
    this.secrets = secrets;
    this.clock = clock;
  }

  public void load() {
    found();
  }

  private List<PolicyView> found() {
    if (found == null) {
      Instant ending = getEnding().isEmpty() ? null : clock.instant().plus(SOON);
      PolicyFilter filter =
          new PolicyFilter(named().orElse(null), target(), chosen(), ending, after(), ROWS + 1);
      found = policies.list(visit.caller(), filter);
    }
    return found;
  }

  /** The filters' names are those of fields of the form as well. */
  private Optional<String> query(String name) {
    return visit.inAddress(name);
  }

  private Optional<EntityId> named() {
    return query("entity").map(EntityId::of);
  }

  private @Nullable Target target() {
    Optional<Target> secret =
        query("secret").map(id -> new Target("secret", SecretId.parse(id).toString()));
    return secret.or(() -> query("scope").map(PoliciesPage::scope)).orElse(null);
  }

  private static Target scope(String id) {
    String[] parts = id.split("/", -1);
    if (parts.length != 3) {
      throw Refused.missing("scope");
    }
    return ScopeGrants.target(parts[0], parts[1], parts[2]);
  }

  private @Nullable Level chosen() {
    return query("level").map(Level::parse).orElse(null);
  }

  /** {@code entity:kind:id} of the last row of the page before. */
  private PolicyFilter.@Nullable After after() {
    String[] parts = query("after").orElse("").split(":", 3);
    if (parts.length != 3 || !Target.KINDS.contains(parts[1]) || parts[2].isBlank()) {
      return null;
    }
    return new PolicyFilter.After(EntityId.of(parts[0]), new Target(parts[1], parts[2]));
  }

  public List<PolicyView> getRows() {
    return found().subList(0, Math.min(ROWS, found().size()));
  }

  /** The address of the next page; null on the last. */
  public @Nullable String getMore() {
    if (found().size() <= ROWS) {
      return null;
    }
    PolicyView last = found().get(ROWS - 1);
    StringBuilder address = new StringBuilder("?after=");
    address.append(encoded(last.entity() + ":" + last.target().kind() + ":" + last.target().id()));
    for (String filter : List.of("entity", "secret", "scope", "level", "ending")) {
      String value = filter(filter);
      if (!value.isEmpty()) {
        address.append('&').append(filter).append('=').append(encoded(value));
      }
    }
    return address.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** What a filter is set to; empty when it is not. */
  public String filter(String name) {
    return switch (name) {
      case "entity" -> query("entity").orElse("");
      case "secret" -> query("secret").orElse("");
      case "scope" -> query("scope").orElse("");
      case "level" -> query("level").orElse("");
      default -> getEnding();
    };
  }

  public String getEnding() {
    return query("ending").isPresent() ? "soon" : "";
  }

  public boolean isFiltered() {
    return List.of("entity", "secret", "scope", "level", "ending").stream()
            .anyMatch(name -> !filter(name).isEmpty())
        || query("after").isPresent();
  }

  /** What a policy is on, in words. */
  public String on(PolicyView policy) {
    if (titles == null) {
      titles = GrantTitles.of(secrets, visit.caller(), getRows());
    }
    return titles.title(policy.target());
  }

  public String addressOf(PolicyView policy) {
    return GrantTitles.address(policy.target());
  }

  /** Whether it allows nothing any more. */
  public boolean isOver(PolicyView policy) {
    return !policy.isInForce(clock.instant());
  }

  public Level[] getLevels() {
    return Level.values();
  }

  public List<Environment> getEnvironments() {
    return List.of(Environment.PRODUCTION, Environment.STAGING, Environment.DEV);
  }

  /** Grants a level on all secrets of a scope. */
  public void grant() {
    visit.attempt(
        () -> {
          String place = workspace.isBlank() ? visit.caller().workspace().value() : workspace;
          Target scope = ScopeGrants.target(place.strip(), environment, provider.strip());
          EntityId to = EntityId.of(getEntity().strip());
          grantOn(scope, to);
          visit.goTo(ADDRESS + "?entity=" + to);
        });
  }

  /** The policy that is about to be taken away, if the address names one. */
  public @Nullable PolicyView getLeaving() {
    return found().stream().filter(this::isNamed).findFirst().orElse(null);
  }

  /** What taking it away comes to. */
  public String getConsequence() {
    return consequenceOf(getLeaving());
  }

  public void ungrant() {
    visit.attempt(() -> visit.goTo(ADDRESS + "?entity=" + takeAway(getLeaving()).entity()));
  }

  public String getWorkspace() {
    return workspace;
  }

  public void setWorkspace(String workspace) {
    this.workspace = workspace;
  }

  public String getEnvironment() {
    return environment;
  }

  public void setEnvironment(String environment) {
    this.environment = environment;
  }

  public String getProvider() {
    return provider;
  }

  public void setProvider(String provider) {
    this.provider = provider;
  }
}
