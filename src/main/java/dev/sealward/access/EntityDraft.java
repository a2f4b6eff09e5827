package dev.sealward.access;

import org.jspecify.annotations.Nullable;

/**
 * An entity to be registered, as it was typed.
 *
 * @param workspace one that the registering person reaches; empty for the one they work in
 * @param provider the one provider whose secrets it may use; empty for any, which an adapter's
 *     cannot be
 */
public record EntityDraft(
    @Nullable String name,
    EntityKind kind,
    @Nullable String description,
    @Nullable String workspace,
    @Nullable String provider) {

  /** In the workspace of who registers it, for any provider. */
  public static EntityDraft of(
      @Nullable String name, EntityKind kind, @Nullable String description) {
    return new EntityDraft(name, kind, description, null, null);
  }
}
