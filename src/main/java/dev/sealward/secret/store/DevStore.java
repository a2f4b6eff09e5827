package dev.sealward.secret.store;

import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.SecretRef;
import dev.sealward.kernel.TenantId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps envelopes in memory, for trying things out: they are gone with the process, so it breaks
 * the first promise of {@link SecretStore} on purpose and is refused in production.
 */
public final class DevStore implements SecretStore {
  private final Map<Blob, byte[]> envelopeByBlob = new ConcurrentHashMap<>();

  @Override
  public StoreKind kind() {
    return StoreKind.DEV;
  }

  @Override
  public void put(Blob blob, byte[] envelope) {
    if (envelope.length > MAX_ENVELOPE_BYTES) {
      throw StoreFailure.tooLarge(kind(), MAX_ENVELOPE_BYTES);
    }
    byte[] there = envelopeByBlob.putIfAbsent(blob, envelope.clone());
    if (there != null && !Arrays.equals(there, envelope)) {
      throw StoreFailure.taken(kind());
    }
  }

  @Override
  public Optional<byte[]> get(Blob blob) {
    return Optional.ofNullable(envelopeByBlob.get(blob)).map(byte[]::clone);
  }

  @Override
  public void erase(Blob blob) {
    envelopeByBlob.remove(blob);
  }

  @Override
  public List<SecretRef> list(TenantId tenant, @Nullable SecretRef after, int limit) {
    Listing listing = new Listing(after, limit);
    envelopeByBlob.keySet().stream()
        .map(Blob::place)
        .filter(place -> place.scope().tenant().equals(tenant))
        .forEach(place -> listing.add(place.ref()));
    return listing.page();
  }

  @Override
  public Optional<Remedy> trouble() {
    return Optional.empty();
  }
}
