package dev.sealward.keys;

import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The keychain behind a deadline: each call runs on a thread of its own that is given up when the
 * keychain stays silent, and there are never more than a few of them.
 */
final class OsKeychain implements Keychain {
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final int MAX_AT_ONCE = 8;
  private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9._/:#@-]{1,200}");

  private final Supplier<KeychainEntries> entries;
  private final Duration deadline;
  private final Semaphore places = new Semaphore(MAX_AT_ONCE);

  OsKeychain(Supplier<KeychainEntries> entries, Duration deadline) {
    this.entries = entries;
    this.deadline = deadline;
  }

  static OsKeychain ofThisMachine() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    // Through lambdas: a library that is not needed is not loaded.
    if (system.startsWith("mac") || system.startsWith("windows")) {
      return new OsKeychain(() -> LibraryEntries.of(system), DEADLINE);
    }
    return new OsKeychain(() -> new SecretServiceEntries(System::getenv), DEADLINE);
  }

  @Override
  public void check() throws KeychainFailure {
    inTime(
        () -> {
          entries.get().check();
          return true;
        });
  }

  @Override
  public Optional<byte[]> read(String account) throws KeychainFailure {
    String name = valid(account);
    Optional<byte[]> text = inTime(() -> entries.get().read(name));
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Base64.getDecoder().decode(text.get()));
    } catch (IllegalArgumentException notOurs) {
      throw KeychainFailure.refused("the entry " + name + " is not base64 text");
    } finally {
      Arrays.fill(text.get(), (byte) 0);
    }
  }

  @Override
  public void write(String account, byte[] value) throws KeychainFailure {
    String name = valid(account);
    byte[] own = value.clone();
    // The worker zeroes what it was given: after a deadline it may still be reading it.
    inTime(
        () -> {
          byte[] text = new byte[0];
          try {
            KeychainEntries system = entries.get();
            int maxBytes = Math.min(MAX_VALUE_BYTES, system.maxTextBytes() / 4 * 3);
            if (own.length > maxBytes) {
              throw KeychainFailure.tooLarge(maxBytes);
            }
            text = Base64.getEncoder().encode(own);
            system.write(name, text);
            return true;
          } finally {
            Arrays.fill(own, (byte) 0);
            Arrays.fill(text, (byte) 0);
          }
        });
  }

  @Override
  public void delete(String account) throws KeychainFailure {
    String name = valid(account);
    inTime(
        () -> {
          entries.get().delete(name);
          return true;
        });
  }

  private static String valid(String account) {
    if (!ACCOUNT.matcher(account).matches()) {
      throw new IllegalArgumentException("not an account name of the keychain");
    }
    return account;
  }

  private <T> T inTime(Callable<T> call) throws KeychainFailure {
    FutureTask<T> task = new FutureTask<>(call);
    try {
      if (!places.tryAcquire(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        throw KeychainFailure.silent();
      }
      Thread worker =
          new Thread(
              () -> {
                try {
                  task.run();
                } finally {
                  places.release();
                }
              },
              "keychain");
      worker.setDaemon(true);
      worker.setContextClassLoader(OsKeychain.class.getClassLoader());
      worker.start();
      return task.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      task.cancel(true);
      throw KeychainFailure.silent();
    } catch (InterruptedException stopped) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw KeychainFailure.silent();
    } catch (ExecutionException failed) {
      throw failure(failed.getCause());
    }
  }

  private static KeychainFailure failure(@Nullable Throwable cause) {
    if (cause instanceof KeychainFailure typed) {
      return typed;
    }
    if (cause instanceof LinkageError) {
      return KeychainFailure.noneHere(
          "The operating system's keychain cannot be reached from here (its library does not"
              + " load).");
    }
    return KeychainFailure.refused(cause == null ? "unknown" : cause.getClass().getSimpleName());
  }
}
