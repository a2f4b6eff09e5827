package dev.sealward.secret;

import dev.sealward.outbound.Outbound;
import dev.sealward.secret.store.KvServer;
import dev.sealward.secret.store.MissingStore;
import dev.sealward.secret.store.SecretStore;
import dev.sealward.secret.store.StoreKind;
import dev.sealward.secret.store.VaultSettings;
import dev.sealward.secret.store.VaultStore;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** Lets an in-server test choose another store while the server runs, and take one away. */
@Alternative
@Priority(1)
@ApplicationScoped
public class StoresUnderTest extends Stores {
  private volatile @Nullable StoreKind choice;
  private volatile @Nullable StoreKind away;
  private volatile @Nullable SecretStore vault;
  private @Nullable Outbound client;

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

  /** Puts a Vault server there, for as long as the test lasts. */
  public void vaultAt(String address) throws IOException {
    Map<String, String> given = Map.of("vault.addr", address, "vault.token", KvServer.TOKEN);
    VaultSettings settings =
        VaultSettings.read(name -> Optional.ofNullable(given.get(name))).orElseThrow();
    client = settings.client();
    vault = new VaultStore(settings, client);
  }

  /** As the configuration says, with everything there. */
  public void restore() {
    choice = null;
    away = null;
    vault = null;
    try {
      if (client != null) {
        client.close();
        client = null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    SecretStore put = vault;
    if (kind == StoreKind.VAULT && put != null) {
      return put;
    }
    return kind == away ? new MissingStore(kind) : super.of(kind);
  }
}
