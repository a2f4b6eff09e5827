package dev.sealward.access;

import dev.sealward.kernel.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;

/** Presents tokens at the door as {@link Authentication} does. */
@ApplicationScoped
public class TokensUnderTest {
  @Inject TokenDoor door;

  public Optional<Caller> authenticate(String bearer, String address, UUID correlationId) {
    return door.admit(bearer, address, correlationId, correlationId)
        .map(TokenDoor.Admitted::caller);
  }
}
