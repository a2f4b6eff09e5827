package dev.sealward.secret;

import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.TenantId;
import dev.sealward.outbound.Outbound;
import dev.sealward.secret.store.Blob;
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
import java.util.List;
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
  private volatile @Nullable StoreKind bending;
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

  /** Bends a bit of what is read from a store, behind the wrapped key. */
  public void bend(StoreKind kind) {
    bending = kind;
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
    bending = null;
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
    if (kind == away) {
      return new MissingStore(kind);
    }
    return kind == bending ? new BendingStore(super.of(kind)) : super.of(kind);
  }

  /** A store some of whose answers unwrap, but hold another value. */
  private record BendingStore(SecretStore real) implements SecretStore {
    @Override
    public StoreKind kind() {
      return real.kind();
    }

    @Override
    public void put(Blob blob, byte[] envelope) {
      real.put(blob, envelope);
    }

    @Override
    public Optional<byte[]> get(Blob blob) {
      Optional<byte[]> read = real.get(blob);
      read.ifPresent(envelope -> envelope[envelope.length - 1] ^= 1);
      return read;
    }

    @Override
    public void erase(Blob blob) {
      real.erase(blob);
    }

    @Override
    public List<SecretRef> list(TenantId tenant, @Nullable SecretRef after, int limit) {
      return real.list(tenant, after, limit);
    }

    @Override
    public Optional<Remedy> trouble() {
      return real.trouble();
    }
  }
}
