package dev.sealward.keys;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.types.Variant;
import org.jspecify.annotations.Nullable;

/**
 * Entries in the Secret Service (freedesktop.org Secret Service API 0.2) as items with the
 * attributes {@code service} and {@code account}, so that {@code secret-tool lookup service
 * sealward account …} finds them too.
 *
 * <p>Guarantees: a prompt is never run, so a locked collection is {@code LOCKED} and not a wait;
 * nothing is written to a collection that ends with the session. The bus is connected to for each
 * call. Values pass as bytes, over a socket that only this user may open.
 */
final class SecretServiceEntries implements KeychainEntries {
  private static final String ROOT = "/org/freedesktop/secrets";
  private static final String SERVICE_FACE = "org.freedesktop.Secret.Service";
  private static final String COLLECTION_FACE = "org.freedesktop.Secret.Collection";
  private static final String ITEM_FACE = "org.freedesktop.Secret.Item";
  private static final String PROPERTIES_FACE = "org.freedesktop.DBus.Properties";
  private static final int ATTEMPTS = 6;
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Set<KeychainFailure.Kind> MAY_PASS =
      EnumSet.of(KeychainFailure.Kind.CHANGED, KeychainFailure.Kind.NONE_HERE);
  private static final String NOTHING = "/";
  private static final String UNIX_SOCKET = "unix:path=";

  private final UnaryOperator<@Nullable String> environment;

  SecretServiceEntries(UnaryOperator<@Nullable String> environment) {
    this.environment = environment;
  }

  @Override
  public void check() throws KeychainFailure {
    patiently(SecretServiceEntries::openCollection);
  }

  @Override
  public Optional<byte[]> read(String account) throws KeychainFailure {
    return patiently(bus -> readOnce(bus, account));
  }

  @Override
  public void write(String account, byte[] text) throws KeychainFailure {
    patiently(bus -> writeOnce(bus, account, text));
  }

  @Override
  public void delete(String account) throws KeychainFailure {
    patiently(bus -> deleteOnce(bus, account));
  }

  private interface Attempt<T> {
    T make(SecretBus bus) throws KeychainFailure;
  }

  /**
   * GNOME Keyring takes its entries, and the collection they are in, away and back when it reads
   * its file anew.
   */
  private <T> T patiently(Attempt<T> attempt) throws KeychainFailure {
    try (SecretBus bus = connect()) {
      for (int i = 1; ; i++) {
        try {
          return attempt.make(bus);
        } catch (KeychainFailure e) {
          if (!MAY_PASS.contains(e.kind()) || i == ATTEMPTS) {
            throw e;
          }
          Thread.sleep(PAUSE.toMillis());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KeychainFailure.changed();
    }
  }

  private static Optional<byte[]> readOnce(SecretBus bus, String account) throws KeychainFailure {
    List<DBusPath> items = openItems(bus, account);
    if (items.isEmpty()) {
      return Optional.empty();
    }
    Object[] secret =
        (Object[]) bus.call(items.get(0).getPath(), ITEM_FACE, "GetSecret", "o", session(bus))[0];
    return Optional.of(SecretBus.bytes(secret[2]));
  }

  /** The item's path. */
  private static String writeOnce(SecretBus bus, String account, byte[] text)
      throws KeychainFailure {
    String collection = openCollection(bus);
    Map<String, Variant<?>> properties =
        Map.of(
            ITEM_FACE + ".Label", new Variant<>("Sealward " + account),
            ITEM_FACE + ".Attributes", new Variant<>(attributes(account), "a{ss}"));
    Object[] secret = {session(bus), new byte[0], text, "text/plain"};
    Object[] answer =
        bus.call(
            collection, COLLECTION_FACE, "CreateItem", "a{sv}(oayays)b", properties, secret, true);
    String item = answer[0].toString();
    if (item.equals(NOTHING)) {
      throw KeychainFailure.locked();
    }
    return item;
  }

  /** How many items there were. */
  private static int deleteOnce(SecretBus bus, String account) throws KeychainFailure {
    List<DBusPath> items = openItems(bus, account);
    for (DBusPath item : items) {
      Object[] answer = bus.call(item.getPath(), ITEM_FACE, "Delete", null);
      if (!answer[0].toString().equals(NOTHING)) {
        throw KeychainFailure.locked();
      }
    }
    return items.size();
  }

  @Override
  public int maxTextBytes() {
    return 4 * Keychain.MAX_VALUE_BYTES;
  }

  /** The account's items, unlocked; none only when the collection they would be in is open. */
  private static List<DBusPath> openItems(SecretBus bus, String account) throws KeychainFailure {
    Object[] found = bus.call(ROOT, SERVICE_FACE, "SearchItems", "a{ss}", attributes(account));
    List<DBusPath> open = SecretBus.paths(found[0]);
    List<DBusPath> locked = SecretBus.paths(found[1]);
    if (!locked.isEmpty()) {
      unlock(bus, locked);
      open = Stream.concat(open.stream(), locked.stream()).toList();
    }
    if (open.isEmpty()) {
      openCollection(bus);
    }
    return open;
  }

  /** The default collection, unlocked. */
  private static String openCollection(SecretBus bus) throws KeychainFailure {
    DBusPath path = (DBusPath) bus.call(ROOT, SERVICE_FACE, "ReadAlias", "s", "default")[0];
    // The session's collection is forgotten with the session.
    if (path.getPath().equals(NOTHING) || path.getPath().endsWith("/session")) {
      throw KeychainFailure.noneHere("The operating system's keychain has no default collection.");
    }
    Variant<?> locked =
        (Variant<?>)
            bus.call(path.getPath(), PROPERTIES_FACE, "Get", "ss", COLLECTION_FACE, "Locked")[0];
    if (!Boolean.FALSE.equals(locked.getValue())) {
      unlock(bus, List.of(path));
    }
    return path.getPath();
  }

  /** Opens what opens without asking anybody. */
  private static void unlock(SecretBus bus, List<DBusPath> locked) throws KeychainFailure {
    Object[] answer = bus.call(ROOT, SERVICE_FACE, "Unlock", "ao", locked);
    if (SecretBus.paths(answer[0]).size() < locked.size()) {
      throw KeychainFailure.locked();
    }
  }

  /** A session without encryption of its own: who may listen on the bus may also ask. */
  private static DBusPath session(SecretBus bus) throws KeychainFailure {
    return (DBusPath)
        bus.call(ROOT, SERVICE_FACE, "OpenSession", "sv", "plain", new Variant<>(""))[1];
  }

  private static Map<String, String> attributes(String account) {
    return Map.of("service", SERVICE, "account", account);
  }

  private SecretBus connect() throws KeychainFailure {
    return SecretBus.connect(
        address()
            .orElseThrow(
                () ->
                    KeychainFailure.noneHere(
                        "There is no session bus here, so there is no keychain.")));
  }

  /** Where the session bus is: as the environment says, else where systemd puts it. */
  private Optional<String> address() {
    String given = environment.apply("DBUS_SESSION_BUS_ADDRESS");
    if (given != null && !given.isBlank()) {
      return Arrays.stream(given.split(";", -1))
          .map(String::strip)
          .filter(one -> one.startsWith(UNIX_SOCKET))
          .findFirst();
    }
    String runtime = environment.apply("XDG_RUNTIME_DIR");
    if (runtime == null || runtime.isBlank()) {
      return Optional.empty();
    }
    Path socket = Path.of(runtime.strip(), "bus");
    return Files.exists(socket) ? Optional.of(UNIX_SOCKET + socket) : Optional.empty();
  }
}
