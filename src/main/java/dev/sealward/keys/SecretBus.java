package dev.sealward.keys;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.messages.Error;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MethodCall;
import org.jspecify.annotations.Nullable;

/** One connection to the session bus, for calls to the Secret Service. */
final class SecretBus implements AutoCloseable {
  private static final String NAME = "org.freedesktop.secrets";
  private static final int CONNECT_MILLIS = 2_000;
  private static final long ANSWER_MILLIS = 4_000;

  private final DBusConnection connection;

  private SecretBus(DBusConnection connection) {
    this.connection = connection;
  }

  static SecretBus connect(String address) throws KeychainFailure {
    try {
      return new SecretBus(
          DBusConnectionBuilder.forAddress(address)
              .withShared(false)
              .transportConfig()
              .withTimeout(CONNECT_MILLIS)
              .withServiceLoaderClassLoader(SecretBus.class.getClassLoader())
              .back()
              .build());
    } catch (DBusException | DBusExecutionException | IllegalArgumentException e) {
      throw KeychainFailure.noneHere("The session bus does not answer, so there is no keychain.");
    }
  }

  /**
   * Calls a method and gives what it answered, a value for each part of the answer's signature.
   *
   * @param signature of the arguments; null when there are none
   */
  Object[] call(
      String path, String face, String method, @Nullable String signature, Object... arguments)
      throws KeychainFailure {
    try {
      MethodCall call =
          connection
              .getMessageFactory()
              .createMethodCall(NAME, path, face, method, (byte) 0, signature, arguments);
      connection.sendMessage(call);
      Message answer = call.getReply(ANSWER_MILLIS);
      if (answer == null) {
        throw KeychainFailure.silent();
      }
      if (answer instanceof Error error) {
        throw failure(String.valueOf(error.getName()));
      }
      return answer.getParameters();
    } catch (DBusException | DBusExecutionException e) {
      throw KeychainFailure.refused(e.getClass().getSimpleName());
    }
  }

  private static KeychainFailure failure(String error) {
    if (error.equals("org.freedesktop.Secret.Error.IsLocked")) {
      return KeychainFailure.locked();
    }
    if (error.endsWith(".ServiceUnknown")
        || error.endsWith(".NameHasNoOwner")
        || error.contains(".Spawn.")) {
      return KeychainFailure.noneHere("No keychain runs in this session.");
    }
    if (error.endsWith(".NoReply") || error.endsWith(".Timeout") || error.endsWith(".TimedOut")) {
      return KeychainFailure.silent();
    }
    if (error.endsWith(".UnknownMethod")
        || error.endsWith(".UnknownObject")
        || error.endsWith(".NoSuchObject")) {
      return KeychainFailure.changed();
    }
    return KeychainFailure.refused(error.replaceAll("[^A-Za-z0-9_.]", "?"));
  }

  /** The bytes of an {@code ay}. */
  static byte[] bytes(Object array) {
    if (array instanceof byte[] plain) {
      return plain;
    }
    List<Object> elements = elements(array);
    byte[] bytes = new byte[elements.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = ((Number) elements.get(i)).byteValue();
    }
    return bytes;
  }

  /** The paths of an {@code ao}. */
  static List<DBusPath> paths(Object array) {
    return elements(array).stream().map(DBusPath.class::cast).toList();
  }

  private static List<Object> elements(Object array) {
    return array instanceof Collection<?> many ? new ArrayList<>(many) : List.of((Object[]) array);
  }

  @Override
  public void close() {
    connection.disconnect();
  }
}
