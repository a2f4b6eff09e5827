package dev.sealward.secret;

import dev.sealward.secret.store.MissingStore;
import dev.sealward.secret.store.SecretStore;
import dev.sealward.secret.store.StoreKind;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** Lets an in-server test choose another store while the server runs, and take one away. */
@Alternative
@Priority(1)
@ApplicationScoped
public class StoresUnderTest extends Stores {
  private volatile @Nullable StoreKind choice;
  private volatile @Nullable StoreKind away;

  @Inject
  StoresUnderTest(ColumnStore column, Config config, SecureRandom random) {
    super(column, config, random);
  }

  protected StoresUnderTest() {}

  public void choose(StoreKind kind) {
    choice = kind;
  }

  public void takeAway(StoreKind kind) {
    away = kind;
  }

  /** As the configuration says, with everything there. */
  public void restore() {
    choice = null;
    away = null;
  }

  /** A store itself, to put something else into it than belongs there. */
  public SecretStore store(StoreKind kind) {
    return of(kind);
  }

  @Override
  SecretStore chosen() {
    StoreKind chosen = choice;
    return chosen == null ? super.chosen() : of(chosen);
  }

  @Override
  SecretStore of(StoreKind kind) {
    return kind == away ? new MissingStore(kind) : super.of(kind);
  }
}
