package dev.sealward.secret.store;

import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.TenantId;
import dev.sealward.keys.Keychain;
import dev.sealward.keys.KeychainFailure;
import dev.sealward.secret.store.StoreFailure.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps each blob as an entry of the operating system's keychain, under the account {@code
 * envelope/<secret>/<version>/<blob>}. A keychain cannot list what it holds, and Windows keeps less
 * than other systems; both are typed failures.
 */
public final class KeychainStore implements SecretStore {
  private final Keychain keychain;

  public KeychainStore(Keychain keychain) {
    this.keychain = keychain;
  }

  private interface Call<T> {
    T run() throws KeychainFailure;
  }

  private <T> T call(Call<T> call) {
    try {
      return call.run();
    } catch (KeychainFailure e) {
      Remedy remedy = e.remedy();
      throw new StoreFailure(
          kind(), reason(e.kind()), remedy.problem(), remedy.steps().toArray(String[]::new));
    }
  }

  private static Reason reason(KeychainFailure.Kind kind) {
    return switch (kind) {
      case NONE_HERE, LOCKED, SILENT, CHANGED -> Reason.UNAVAILABLE;
      case REFUSED -> Reason.DENIED;
      case TOO_LARGE -> Reason.TOO_LARGE;
    };
  }

  @Override
  public StoreKind kind() {
    return StoreKind.KEYCHAIN;
  }

  @Override
  public void put(Blob blob, byte[] envelope) {
    if (envelope.length > MAX_ENVELOPE_BYTES) {
      throw StoreFailure.tooLarge(kind(), MAX_ENVELOPE_BYTES);
    }
    Optional<byte[]> there = get(blob);
    if (there.isEmpty()) {
      call(
          () -> {
            keychain.write(account(blob), envelope);
            return true;
          });
    } else if (!Arrays.equals(there.get(), envelope)) {
      throw StoreFailure.taken(kind());
    }
  }

  @Override
  public Optional<byte[]> get(Blob blob) {
    return call(() -> keychain.read(account(blob)));
  }

  @Override
  public void erase(Blob blob) {
    call(
        () -> {
          keychain.delete(account(blob));
          return true;
        });
  }

  @Override
  public List<SecretRef> list(TenantId tenant, @Nullable SecretRef after, int limit) {
    throw new StoreFailure(
        kind(),
        Reason.UNSUPPORTED,
        "A keychain cannot list what it holds.",
        "Ask the database: it has all names.");
  }

  @Override
  public Optional<Remedy> trouble() {
    try {
      keychain.check();
      return Optional.empty();
    } catch (KeychainFailure e) {
      return Optional.of(e.remedy());
    }
  }

  private static String account(Blob blob) {
    return "envelope/" + blob.place().secret() + "/" + blob.version() + "/" + blob.id();
  }
}
