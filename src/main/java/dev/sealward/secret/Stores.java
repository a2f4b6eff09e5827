package dev.sealward.secret;

import dev.sealward.kernel.Remedy;
import dev.sealward.keys.Keychain;
import dev.sealward.secret.store.DevStore;
import dev.sealward.secret.store.FileStore;
import dev.sealward.secret.store.KeychainStore;
import dev.sealward.secret.store.MissingStore;
import dev.sealward.secret.store.SecretStore;
import dev.sealward.secret.store.StoreKind;
import dev.sealward.secret.store.VaultSettings;
import dev.sealward.secret.store.VaultStore;
import dev.sealward.secret.store.cloud.CloudStores;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;

/**
 * The stores of this installation: the one {@code SECRETS_PROVIDER} chooses for what is written
 * from now on (FOUND-01), and the others for what is still kept in them.
 */
@ApplicationScoped
public class Stores {
  private static final Logger LOG = Logger.getLogger(Stores.class.getName());

  private final ColumnStore column;
  private final Config config;
  private final SecureRandom random;
  private final Map<StoreKind, SecretStore> made = new EnumMap<>(StoreKind.class);
  private final List<Closeable> toClose = new ArrayList<>();

  @Inject
  Stores(ColumnStore column, Config config, SecureRandom random) {
    this.column = column;
    this.config = config;
    this.random = random;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  protected Stores() {
    this(null, null, null);
  }

  /**
   * Checks the choice and its settings, once, at the start.
   *
   * @throws IllegalStateException when they cannot be used; its message names the variable
   */
  public synchronized void requireUsable() {
    StoreKind choice = choice();
    try {
      SecretStore store = make(choice);
      if (store instanceof MissingStore) {
        throw new IllegalStateException(
            "SECRETS_PROVIDER="
                + choice.text()
                + " needs settings that are not there; docs/secrets.md lists them.");
      }
      made.put(choice, store);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalStateException(
          "VAULT_CACERT must name a PEM file with at least one certificate.", e);
    }
  }

  /** What keeps the chosen store from working now. */
  public Optional<Remedy> trouble() {
    return chosen().trouble();
  }

  /** Where new envelopes go. */
  SecretStore chosen() {
    return of(choice());
  }

  /** A store by its kind; one that is not set up here fails typed at every call. */
  synchronized SecretStore of(StoreKind kind) {
    return made.computeIfAbsent(
        kind,
        wanted -> {
          try {
            return make(wanted);
          } catch (IOException | IllegalArgumentException notSetUp) {
            return new MissingStore(wanted);
          }
        });
  }

  private StoreKind choice() {
    String text = text("secrets.provider").orElse("db");
    return StoreKind.named(text)
        .orElseThrow(
            () -> new IllegalStateException("SECRETS_PROVIDER does not name a store there is."));
  }

  private SecretStore make(StoreKind kind) throws IOException {
    return switch (kind) {
      case DB -> column;
      case FILE -> closed(new FileStore(dataDirectory(), random));
      case DEV -> development() ? new DevStore() : new MissingStore(kind);
      case VAULT -> {
        Optional<VaultSettings> settings = VaultSettings.read(this::text);
        yield settings.isEmpty()
            ? new MissingStore(kind)
            : new VaultStore(settings.get(), closed(settings.get().client()));
      }
      case AWS, GCP -> closed(CloudStores.make(kind, this::text));
      case KEYCHAIN -> new KeychainStore(Keychain.ofThisMachine());
    };
  }

  private <T extends Closeable> T closed(T made) {
    toClose.add(made);
    return made;
  }

  private boolean development() {
    return text("sealward.mode").orElse("production").equals("development");
  }

  private Path dataDirectory() {
    return text("sealward.data.dir")
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home")).resolve(".sealward"))
        .toAbsolutePath();
  }

  private Optional<String> text(String name) {
    return config.getOptionalValue(name, String.class).filter(value -> !value.isBlank());
  }

  @PreDestroy
  synchronized void close() {
    for (Closeable one : toClose) {
      try {
        one.close();
      } catch (IOException e) {
        LOG.log(Level.WARNING, "A store was not closed: {0}", e.getClass().getSimpleName());
      }
    }
  }
}
