package dev.sealward.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sealward.crypto.UnopenableException;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Scope;
import dev.sealward.kernel.SecretId;
import dev.sealward.kernel.SecretName;
import dev.sealward.kernel.SecretValue;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeySession;
import dev.sealward.keys.Purpose;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a list goes on, sealed for the entity that lists: the last secret that was looked at may be
 * one it may not read, and neither its name nor its id is told.
 *
 * <p>Guarantee: a place opens for the entity it was made for and nobody else; whatever was not made
 * here, or no longer opens, is one refusal, whether or not there is such a secret. That more
 * secrets are there than were looked at shows.
 */
@ApplicationScoped
class Places {
  private static final int MAX_CHARS = 1_000;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final KeyRing keyRing;

  @Inject
  Places(KeyRing keyRing) {
    this.keyRing = keyRing;
  }

  @SuppressWarnings("NullAway") // for the container's proxy only
  Places() {
    this(null);
  }

  /** base64url without padding of an envelope that holds {@code name:id}; null for null. */
  @Nullable String seal(Caller entity, SecretFilter.@Nullable After place) {
    if (place == null) {
      return null;
    }
    byte[] text = (place.name() + ":" + place.id()).getBytes(UTF_8);
    KeySession session = keyRing.session();
    return ENCODER.encodeToString(session.seal(Purpose.PLACE, scope(entity), row(entity), 1, text));
  }

  /** The place in what {@link #seal} made for this entity; null for null. */
  SecretFilter.@Nullable After open(Caller entity, @Nullable String sent) {
    if (sent == null) {
      return null;
    }
    KeySession session = keyRing.session();
    if (sent.length() > MAX_CHARS) {
      throw invalid();
    }
    try (SecretValue text =
        session.open(
            Purpose.PLACE, scope(entity), row(entity), 1, Base64.getUrlDecoder().decode(sent))) {
      return text.use(bytes -> parse(new String(bytes, UTF_8)));
    } catch (UnopenableException | IllegalArgumentException notOurs) {
      throw invalid();
    }
  }

  private static SecretFilter.After parse(String text) {
    int colon = text.lastIndexOf(':');
    return new SecretFilter.After(
        SecretName.of(text.substring(0, colon)), SecretId.parse(text.substring(colon + 1)));
  }

  private static Scope scope(Caller entity) {
    return StoredMasks.maskScope(entity.tenant());
  }

  private static UUID row(Caller entity) {
    return UUID.nameUUIDFromBytes((entity.workspace() + "/" + entity.id()).getBytes(UTF_8));
  }

  private static Refused invalid() {
    return Refused.field(
        "after",
        "PLACE_INVALID",
        "This is no place to go on from.",
        "Send it as it came, or begin anew without it.");
  }
}
