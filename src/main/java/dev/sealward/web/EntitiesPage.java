package dev.sealward.web;

import dev.sealward.access.Entities;
import dev.sealward.access.EntityDraft;
import dev.sealward.access.EntityFilter;
import dev.sealward.access.EntityKind;
import dev.sealward.access.EntityView;
import dev.sealward.access.Workspaces;
import dev.sealward.kernel.EntityId;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code /settings/entities}: the skills, tools, agents and adapters that hold tokens. */
@Named
@RequestScoped
public class EntitiesPage {
  private static final int ROWS = 100;

  private final Visit visit;
  private final Entities entities;
  private final Workspaces workspaces;
  private final Clock clock;
  private String entity = "";
  private String kind = EntityKind.AGENT.text();
  private String description = "";
  private String workspace = "";
  private String provider = "";
  private @Nullable List<EntityView> found;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected EntitiesPage() {
    this(null, null, null, null);
  }

  @Inject
  EntitiesPage(Visit visit, Entities entities, Workspaces workspaces, Clock clock) {
    this.visit = visit;
    this.entities = entities;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  public void load() {
    found();
    if (workspace.isEmpty()) {
      workspace = visit.caller().workspace().value();
    }
  }

  public String getText() {
    return visit.query("q").orElse("");
  }

  /** One page of entities, and one more row if there are more. */
  private List<EntityView> found() {
    if (found == null) {
      EntityId after = visit.query("after").map(EntityId::of).orElse(null);
      String text = getText().toLowerCase(Locale.ROOT);
      found = entities.list(visit.caller(), new EntityFilter(text, after, ROWS + 1));
    }
    return found;
  }

  public List<EntityView> getRows() {
    return found().subList(0, Math.min(ROWS, found().size()));
  }

  public boolean isFiltered() {
    return !getText().isEmpty() || visit.query("after").isPresent();
  }

  /** The address of the next page; null on the last. */
  public @Nullable String getMore() {
    if (found().size() <= ROWS) {
      return null;
    }
    return "?q="
        + URLEncoder.encode(getText(), StandardCharsets.UTF_8)
        + "&after="
        + found().get(ROWS - 1).id();
  }

  public Pill pill(EntityView entity) {
    return EntityWords.pill(entity, clock.instant());
  }

  /** The workspaces to choose from; whoever reaches one only is not asked. */
  public List<String> getWorkspaces() {
    return workspaces.list(visit.caller()).stream().map(one -> one.id().value()).toList();
  }

  public List<EntityKind> getKinds() {
    return List.of(EntityKind.AGENT, EntityKind.SKILL, EntityKind.TOOL, EntityKind.ADAPTER);
  }

  public void register() {
    visit.attempt(
        () -> {
          EntityView made =
              entities.register(
                  visit.caller(),
                  new EntityDraft(
                      entity, EntityKind.parse(kind), description, workspace, provider));
          visit.say(made.id() + " is registered. It needs a token next.");
          visit.goTo("/settings/entities/" + made.id());
        });
  }

  public String getEntity() {
    return entity;
  }

  public void setEntity(String entity) {
    this.entity = entity;
  }

  public String getKind() {
    return kind;
  }

  public void setKind(String kind) {
    this.kind = kind;
  }

  public String getDescription() {
    return description;
  }

  public void setDescription(String description) {
    this.description = description;
  }

  public String getWorkspace() {
    return workspace;
  }

  public void setWorkspace(String workspace) {
    this.workspace = workspace;
  }

  public String getProvider() {
    return provider;
  }

  public void setProvider(String provider) {
    this.provider = provider;
  }
}
