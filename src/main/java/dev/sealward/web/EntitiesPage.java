package dev.sealward.web;

import dev.sealward.access.Entities;
import dev.sealward.access.EntityKind;
import dev.sealward.access.EntityView;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /settings/entities}: the skills, tools, agents and adapters that hold tokens. */
@Named
@RequestScoped
public class EntitiesPage {
  private final Visit visit;
  private final Entities entities;
  private String entity = "";
  private String kind = EntityKind.AGENT.text();
  private String description = "";
  private @Nullable List<EntityView> rows;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected EntitiesPage() {
    this(null, null);
  }

  @Inject
  EntitiesPage(Visit visit, Entities entities) {
    this.visit = visit;
    this.entities = entities;
  }

  public void load() {
    getRows();
  }

  public List<EntityView> getRows() {
    if (rows == null) {
      rows = entities.list(visit.caller());
    }
    return rows;
  }

  public List<EntityKind> getKinds() {
    return List.of(EntityKind.AGENT, EntityKind.SKILL, EntityKind.TOOL, EntityKind.ADAPTER);
  }

  public void register() {
    visit.attempt(
        () -> {
          EntityView made =
              entities.register(visit.caller(), entity, EntityKind.parse(kind), description);
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
}
